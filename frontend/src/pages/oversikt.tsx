import { useTranslation } from "react-i18next";
import { Beside } from "../components/beside";
import { Card, PageHead, Status } from "../components/bits";
import { Cautions } from "../components/cautions";
import { Chart } from "../components/chart";
import { Composition } from "../components/composition";
import { Due } from "../components/due";
import { Enough } from "../components/enough";
import { PlanFiles } from "../components/files";
import { InView } from "../components/inview";
import { NationalLevels } from "../components/levels";
import { MeasureNote } from "../components/measures";
import { NeedBars } from "../components/needbars";
import { NewSince } from "../components/newsince";
import { Num } from "../components/number";
import { Ratios } from "../components/ratios";
import { Roots, Waiting } from "../components/roots";
import { Since } from "../components/since";
import { Answer } from "../components/state";
import { Table } from "../components/table";
import { UnpricedNote } from "../components/unpriced";
import { NeedCard, type Verdict, VerdictCard } from "../components/verdict";
import { nameAt } from "../lib/address";
import type { Question, Schemas } from "../lib/api";
import { COLOUR, nth } from "../lib/colours";
import { type Numbers, useLast, useNumbers, useOverview, useUnpriced, useVerdict } from "../lib/data";
import { grouped, mill, millChange } from "../lib/numbers";
import { lineBefore, lineOf, peak, sum, usePrices } from "../lib/series";
import { readAs } from "../lib/units";

type Overview = Schemas["OverviewOut"];

export default function Oversikt() {
  const { t } = useTranslation();
  const { now } = useVerdict();
  const found = useLast(now.data);
  const second = useUnpriced().now;
  return (
    <div className="oversikt">
      <PageHead title={t("ui.side.oversikt")} question={t("ui.spor.oversikt")} />
      <Answer query={now} height={80}>
        {(data) => <VerdictCard found={data} second={second.data} />}
      </Answer>
      <section className="kort luft-over svarkort">
        <div className="hoved">
          {found ? (
            <NeedCard found={found} old={now.isPlaceholderData} delta={<Since found={found} />}>
              <UnpricedNote second={second.data} />
              <MeasureNote />
              <NationalLevels found={found} />
            </NeedCard>
          ) : (
            <Computing />
          )}
          <NeedBars found={found} />
        </div>
      </section>
      {found ? <Parts found={found} /> : null}
      {found ? <More /> : null}
    </div>
  );
}

/** What is behind the headline: its demands, waiting, certainty, måltall, causes, decisions and parts. */
function Parts({ found }: { found: Verdict }) {
  const year = found.om.prisaar;
  return (
    <>
      <div className="rut k2b luft-over">
        <Roots found={found} />
        <InView>
          <Waiting year={year} />
        </InView>
        <InView>
          <Enough found={found} />
        </InView>
      </div>
      <Ratios found={found} />
      <InView>
        <div className="rut kort3 luft-over">
          <NewSince />
          <Due year={year} now={found.om.aapent_fra} />
          <Composition />
        </div>
      </InView>
      <Broken found={found} />
    </>
  );
}

/** Beside the answer: other municipalities, warnings, where the surplus goes, and what drives the number. */
function More() {
  const overview = useOverview();
  return (
    <>
      <InView>
        <Beside />
      </InView>
      <InView height={400}>
        <Answer query={overview} height={400}>
          {(data) => (
            <>
              <Cautions cautions={data.varsler} />
              <div className="luft-over">
                <Surplus data={data} />
              </div>
              <Drivers data={data} />
            </>
          )}
        </Answer>
      </InView>
    </>
  );
}

/** The card before the first answer: the yearly need beside it is shown as soon as it is ready. */
function Computing() {
  const { t } = useTranslation();
  return (
    <div aria-busy="true">
      <h2>{t("ui.varig_behov")}</h2>
      <p className="svar dus">{t("ui.varig_kommer")}</p>
    </div>
  );
}

/** Breaches of law and control figures that are not hit, where there are any. */
function Broken({ found }: { found: Verdict }) {
  const { t } = useTranslation();
  const all = [...found.problemer, ...found.kontroll_bommer];
  if (!all.length) return null;
  return (
    <div className="luft-over">
      <Card id="h-lov" title={t("ui.hva_brytes")}>
        <p>
          <Status kind="brudd">{t("ui.ulovlig", { n: all.length })}</Status>
        </p>
        <ul>
          {all.slice(0, 8).map((b) => (
            <li key={b}>{b}</li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

function Surplus({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const [result, ...parts] = data.overskudd;
  if (!result) return null;
  const most = Math.max(1, ...data.overskudd.map((p) => Math.abs(p.tall.verdi)));
  const rows = [{ ...result, from: 0, to: result.tall.verdi, sum: true }];
  for (const p of parts) {
    const above = rows.at(-1);
    const left = above ? (above.sum ? above.to : above.from) : 0;
    rows.push({ ...p, from: left - p.tall.verdi, to: left, sum: false });
  }
  return (
    <Card id="h-over" title={t("ui.alltid_overskudd")} text={t("ui.alltid_overskudd_tekst", { aar: data.overskudd_aar })}>
      <Table scroll="none" className="foss" caption={t("ui.alltid_overskudd")} heads={[]}>
        <tbody>
          {rows.map((r) => {
            const low = Math.max(0, Math.min(r.from, r.to)) / most;
            const high = Math.max(0, Math.max(r.from, r.to)) / most;
            const text = r.sum ? mill(r.tall.verdi, data.om.desimaler) : millChange(-r.tall.verdi, data.om.desimaler);
            return (
              <tr key={r.navn} className={r.sum ? "sum" : ""}>
                <th scope="row">{r.navn}</th>
                <td className="foss-spor" aria-hidden="true">
                  <span
                    style={{
                      marginLeft: `${low * 100}%`,
                      width: `${Math.max(0.6, (high - low) * 100)}%`,
                      background: r.sum ? COLOUR.plan : r.fritt ? COLOUR.down : COLOUR.spent,
                    }}
                  />
                </td>
                <td className="n">
                  <Num at={r.tall.adresse} label={`${r.navn} ${data.overskudd_aar}: ${text}`} unit={readAs(t, "kr")}>
                    {text}
                  </Num>
                </td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      <p className="liten">{data.overskudd_tekst}</p>
      <div className="lenker">
        <PlanFiles
          title={t("ui.alltid_overskudd")}
          questions={data.overskudd.map((p) => ({ navn: nameAt(p.tall.adresse), aar: [data.overskudd_aar] }))}
          headingId="h-over"
        />
      </div>
    </Card>
  );
}

function Drivers({ data }: { data: Overview }) {
  const prices = usePrices();
  const ages = { navn: "innbyggere_gruppe_indeks", akser: { aldersgruppe: "*" } };
  const { now, before } = useNumbers([ages, prices.ask("sum_investeringsutgifter"), prices.ask("laanegjeld_ub")]);
  return (
    <Answer query={now} height={320}>
      {(numbers) => <Drawn data={data} ages={ages} numbers={numbers} before={before} />}
    </Answer>
  );
}

interface DrawnProps {
  data: Overview;
  ages: Question;
  numbers: Numbers;
  before: Numbers | undefined;
}

function Drawn({ data, ages, numbers, before }: DrawnProps) {
  const { t } = useTranslation();
  const prices = usePrices();
  const grown = [...numbers.every(ages.navn)].sort((a, b) => (b.verdier.at(-1) ?? 0) - (a.verdier.at(-1) ?? 0));
  const most = grown[0];
  const chosen = grown.length > 3 ? [...grown.slice(0, 2), ...grown.slice(-1)] : grown;
  const spent = lineOf(numbers.of("sum_investeringsutgifter"), t("ui.investeringer"), COLOUR.capacity, { bar: true });
  const debt = lineOf(numbers.of("laanegjeld_ub"), t("ui.denne_planen"), COLOUR.plan, { width: 3 });
  const highest = peak(debt.values, data.aar);
  const shared = { level: 3, years: data.aar, height: 200 } as const;
  const unit = t(prices.words, { aar: data.om.prisaar });
  const amounts = {
    ...shared,
    unit,
    adopted: data.om.vedtatt_til,
    decimals: data.om.desimaler,
  };
  return (
    <section className="luft-over">
      <h2 id="h-driv">{t("ui.driver_tallet")}</h2>
      <div className="rut k3">
        <Chart
          {...shared}
          title={t("ui.driver.alder")}
          unit={t("ui.indeks_basis")}
          zero={false}
          lines={chosen.map((g, i) => ({
            ...lineOf(g, g.elementnavn, nth([COLOUR.need, COLOUR.spent, COLOUR.down], i)),
            values: g.verdier.map((v) => (v === null ? null : v * 100)),
          }))}
          questions={[ages]}
          summary={
            most
              ? t("ui.driver.alder.sum", {
                  gruppe: most.elementnavn,
                  v: grouped(((most.verdier.at(-1) ?? 1) - 1) * 100),
                  aar: data.aar.at(-1),
                })
              : ""
          }
        />
        <Chart
          {...amounts}
          title={t("ui.driver.investering")}
          lines={[spent]}
          questions={[prices.ask("sum_investeringsutgifter")]}
          method="sum_investeringsutgifter"
          summary={t("ui.driver.investering.sum", { v: `${grouped(sum(spent.values))} ${unit}`, n: data.aar.length })}
        />
        <Chart
          {...amounts}
          title={t("ui.driver.gjeld")}
          lines={[...lineBefore(before?.of("laanegjeld_ub"), t("ui.foer_endringene")), debt]}
          questions={[prices.ask("laanegjeld_ub")]}
          method="laanegjeld_ub"
          summary={highest ? t("ui.driver.gjeld.sum", { v: `${grouped(highest.value)} ${unit}`, aar: highest.year }) : ""}
        />
      </div>
    </section>
  );
}
