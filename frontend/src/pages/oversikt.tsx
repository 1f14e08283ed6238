import { ToggleGroup } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { Card, LinkButton, PageHead, RatioStatus, Rough, Status } from "../components/bits";
import { Cautions } from "../components/cautions";
import { Chart, Spark } from "../components/chart";
import { PlanFiles } from "../components/files";
import { Num } from "../components/number";
import { Answer } from "../components/state";
import { isAdopted, numberHead, SeriesCells, Table, yearHeads } from "../components/table";
import { address, nameAt, usePut } from "../lib/address";
import type { Ratio, Schemas, Series, Variant } from "../lib/api";
import { BANDS, COLOUR, nth } from "../lib/colours";
import { useNumbers, useOverview, useUncertainty } from "../lib/data";
import { amount, grouped, mill, millChange, millions, percent, ratioShown, shown } from "../lib/numbers";
import { usePage } from "../lib/plan";
import { lineBefore, lineOf, NEED, peak, sum, usePrices, shownYears } from "../lib/series";
import { readAs } from "../lib/units";

type Overview = Schemas["OverviewOut"];

const SHOWN_BESIDE = ["inndekningsbehov_andel", "inndekningsbehov_per_innbygger", "inndekningsbehov_per_aarsverk", "ukonkretisert_innsparing"] as const;
const CERTAINTY = [50, 80, 95] as const;

export default function Oversikt() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const variant = (search.get("variant") ?? undefined) as Variant | undefined;
  const query = useOverview(variant);
  return (
    <>
      <PageHead title={t("ui.side.oversikt")} question={t("ui.spor.oversikt")} />
      <Answer query={query} height={400}>
        {(data) => (
          <>
            <Headline data={data} />
            <Ratios data={data} variant={variant ?? (data.om.variant as Variant)} />
            <div className="rut k2 luft-over">
              <Surplus data={data} />
              <Lawful data={data} />
            </div>
            <Drivers data={data} />
          </>
        )}
      </Answer>
    </>
  );
}

function Headline({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const page = usePage();
  const head = data.overskrift as Record<string, string | number | boolean>;
  const need = data.tall.behov;
  const prices = usePrices();
  const name = prices.statistic === "faste" ? NEED : "inndekningsbehov";
  const numbers = useNumbers([{ navn: name }]);
  const sure = useUncertainty([name], false);
  const said = need ? amount(need.verdi, data.om.desimaler) : { text: "–", unit: "kr" };
  const unit = readAs(t, said.unit);
  const line = lineOf(numbers.now.data?.of(name), t("ui.denne_planen"), COLOUR.plan, { width: 3 });
  const fan = sure.data?.vifter.find((f) => f.navn === name);
  const zero = data.aar.map(() => 0);
  const upTo = (p: 80 | 95, colour: string) => ({ name: t("ui.sikkert", { p }), low: zero, high: (fan?.baand[`p${p}`] ?? []).map(millions), colour });
  const top = peak(line.values, data.aar);
  const last = line.values.at(-1);
  const old = sure.isPlaceholderData; // drawn for what was tried before this
  const p80 = sure.data?.sikkerhet.p80;
  return (
    <section className="kort">
      <div className="hoved">
        <div>
          <h2 id="h-svar">{t("ui.inndekningsbehov")}</h2>
          {head.adopted ? (
            <p className="svar">{t("headline.adopted", { year: head.year })}</p>
          ) : (
            <>
              <p className="stortall">
                <Num at={need?.adresse ?? ""} label={`${t("ui.inndekningsbehov")} ${head.year}: ${said.text}`} unit={unit}>
                  {said.text}
                </Num>{" "}
                <span>
                  {unit} {t("ui.per_aar")}
                </span>{" "}
                {need?.anslag ? <Rough /> : null}
              </p>
              <p className="svar">{t("ui.svar", { aar: head.year, regel: head.rule })}</p>
              <p className="liten dus">{String(head.how)}</p>
            </>
          )}
          {p80 !== undefined ? (
            <div className={old ? "gammel" : undefined} aria-busy={old}>
              <h3 className="luft-over">{t("ui.hvor_mye_for_aa_vaere_trygge")}</h3>
              <Ladder sure={sure.data} decimals={data.om.desimaler} />
              <p className="liten">{t("ui.i_80_av_100", { v: mill(p80, data.om.desimaler), kort: String(head.short), n: grouped(sure.data?.trekninger ?? 0) })}</p>
            </div>
          ) : null}
          <dl className="nokkel">
            {SHOWN_BESIDE.map((n) => {
              const x = data.tall[n];
              if (!x) return null;
              const text = shown(x.verdi, x.enhet, data.om.desimaler);
              return (
                <div key={n}>
                  <dt className="dus">{t(`ui.nokkel.${n}`)}</dt>
                  <dd className="fet">
                    <Num at={x.adresse} label={`${t(`ui.nokkel.${n}`)}: ${text}`}>
                      {text}
                    </Num>{" "}
                    {t(`ui.nokkel.${n}.enhet`)}
                  </dd>
                </div>
              );
            })}
          </dl>
        </div>
        <Chart
          card={false}
          title={t("ui.behov_over_tid")}
          unit={t(prices.words, { aar: data.om.prisaar })}
          years={data.aar}
          adopted={data.om.vedtatt_til}
          decimals={data.om.desimaler}
          height={330}
          bands={fan ? [upTo(95, BANDS[0]), upTo(80, BANDS[1])] : []}
          lines={[...lineBefore(numbers.before?.of(name), t("ui.foer_endringene")), line]}
          questions={["basis", ...(fan ? ["p80", "p95"] : [])].map((statistikk) => ({ navn: name, statistikk }))}
          method="inndekningsbehov"
          summary={
            top && last !== null && last !== undefined
              ? t("ui.sum.nivaa", { navn: t("ui.inndekningsbehov"), v0: grouped(line.values[0] ?? 0, data.om.desimaler), aar0: data.aar[0], vmax: grouped(top.value, data.om.desimaler), aarmax: top.year, v1: grouped(last, data.om.desimaler), aar1: data.aar.at(-1), enhet: readAs(t, "kr") })
              : ""
          }
        />
      </div>
      {numbers.before ? (
        <p className="liten">
          <Link to={page("sammenlign")}>{t("ui.se_hva_som_er_endret")}</Link>
        </p>
      ) : null}
    </section>
  );
}

function Ladder({ sure, decimals }: { sure: Schemas["UncertaintyOut"] | undefined; decimals: number }) {
  const { t } = useTranslation();
  const steps = CERTAINTY.map((p) => ({ p, v: sure?.sikkerhet[`p${p}`] ?? 0 }));
  const most = Math.max(...steps.map((s) => s.v), 1);
  return (
    <ol className="stige">
      {steps.map((s) => (
        <li key={s.p}>
          <b>
            <Num at={sure ? address(NEED, sure.setning_aar, `p${s.p}`) : ""} label={`${t("ui.sikkert", { p: s.p })}: ${mill(s.v, decimals)}`} unit={readAs(t, "kr")}>
              {mill(s.v, decimals)}
            </Num>
          </b>
          <span className="stige-spor">
            <span style={{ width: `${Math.max(2, (s.v / most) * 100)}%` }} />
          </span>
          <span className="liten dus">{t("ui.sikkert", { p: s.p })}</span>
        </li>
      ))}
    </ol>
  );
}

function Ratios({ data, variant }: { data: Overview; variant: Variant }) {
  const { t } = useTranslation();
  const put = usePut();
  const [every, setEvery] = useState(false);
  const chances = useUncertainty([], true, "statisk");
  const numbers = useNumbers(data.maaltall.map((r) => ({ navn: r.id, akser: { variant } })));
  const years = every ? data.aar : shownYears(data.om, data.aar);
  return (
    <section className="kort luft-over">
      <header>
        <div>
          <h2 id="h-maal">{t("ui.maaltall")}</h2>
          <p>{t(`ui.maaltall.${variant}`, { til: data.om.vedtatt_til ?? "" })}</p>
        </div>
        <ToggleGroup aria-label={t("ui.variant")} value={variant === "statisk" ? "statisk" : "realisert"} onChange={(v) => put({ variant: v })} data-size="sm">
          <ToggleGroup.Item value="realisert">{t("ui.variant.realisert")}</ToggleGroup.Item>
          <ToggleGroup.Item value="statisk">{t("ui.variant.statisk")}</ToggleGroup.Item>
        </ToggleGroup>
      </header>
      <Table className="maal" busy={numbers.now.isPending} caption={t("ui.maaltall")} heads={[t("ui.maaltallet"), ...yearHeads(years, data.om.vedtatt_til), t("ui.utvikling"), t("ui.maal_og_krav"), t("ui.status"), numberHead(t("ui.foerste_aar_under")), numberHead(t("ui.sjanse"))]}>
        <tbody>
          {data.maaltall.map((r) => (
            <RatioRow key={r.id} r={r} years={years} data={data} series={numbers.now.data?.of(r.id, { variant })} chance={chances.data?.maaltall.find((c) => c.id === r.id)?.sjanse ?? null} />
          ))}
        </tbody>
      </Table>
      <div className="lenker">
        <LinkButton onClick={() => setEvery(!every)}>{every ? t("ui.vis_faerre_aar") : t("ui.vis_alle_aar")}</LinkButton>
      </div>
      {chances.data?.samtidig ? <p className="liten dus">{t("ui.sjanse_forklart", { p: percent(chances.data.samtidig.alle_aar), n: grouped(chances.data.trekninger) })}</p> : null}
    </section>
  );
}

const SIGNS: Record<string, { look: string; sign: string }> = { brutt: { look: "c-brudd", sign: "■ " }, "over gulv": { look: "c-obs", sign: "▲ " } };

function RatioRow({ r, years, data, series, chance }: { r: Ratio; years: number[]; data: Overview; series: Series | undefined; chance: Schemas["ChanceOut"] | null }) {
  const { t } = useTranslation();
  const status = (year: number) => r.status[data.aar.indexOf(year)] ?? "uten mål";
  return (
    <tr>
      <th scope="row">
        {r.navn} <span className="dus liten">{r.enhet === "prosent" ? "%" : r.enhet}</span>
      </th>
      <SeriesCells
        name={r.navn}
        series={series}
        years={years}
        write={(v) => ratioShown(v, r.enhet, r.desimaler)}
        label={(y, text) => `${r.navn} ${y}: ${text}, ${t(`status.${status(y)}`)}`}
        look={(y) => `${isAdopted(y, data.om.vedtatt_til) ? "vedtatt" : ""} ${SIGNS[status(y)]?.look ?? ""}`}
        before={(y) => (SIGNS[status(y)] ? <span aria-hidden="true">{SIGNS[status(y)]?.sign}</span> : null)}
      />
      <td data-l={t("ui.utvikling")}>{series ? <Spark values={series.verdier} level={r.nivaaer.gulv ?? r.nivaaer.maal ?? null} /> : null}</td>
      <td data-l={t("ui.maal_og_krav")}>
        {r.maal || "–"}
        {r.bare_aar ? ` (${r.bare_aar})` : ""}
      </td>
      <td data-l={t("ui.status")}>
        <RatioStatus ratio={r} />
      </td>
      <td data-l={t("ui.foerste_aar_under")} className="n">
        {r.foerste_brudd ?? "–"}
      </td>
      <td data-l={t("ui.sjanse")} className="n">
        {chance ? `${percent(chance.alle_aar)} %` : "–"}
      </td>
    </tr>
  );
}

function Surplus({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const [result, ...parts] = data.overskudd;
  if (!result) return null;
  const most = Math.max(1, ...data.overskudd.map((p) => Math.abs(p.tall.verdi)));
  let left = result.tall.verdi;
  const rows = [{ ...result, from: 0, to: left, sum: true }, ...parts.map((p) => ({ ...p, from: (left -= p.tall.verdi), to: left + p.tall.verdi, sum: false }))];
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
                  <span style={{ marginLeft: `${low * 100}%`, width: `${Math.max(0.6, (high - low) * 100)}%`, background: r.sum ? COLOUR.plan : r.fritt ? COLOUR.down : COLOUR.spent }} />
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
        <PlanFiles title={t("ui.alltid_overskudd")} questions={data.overskudd.map((p) => ({ navn: nameAt(p.tall.adresse), aar: [data.overskudd_aar] }))} headingId="h-over" />
      </div>
    </Card>
  );
}

function Lawful({ data }: { data: Overview }) {
  const { t } = useTranslation();
  return (
    <Card id="h-lov" title={t("ui.stemmer_planen")}>
      {data.brudd.length === 0 ? (
        <p>
          <Status kind="ok">{t("ui.lovlig")}</Status>
        </p>
      ) : (
        <>
          <p>
            <Status kind="brudd">{t("ui.ulovlig", { n: data.brudd.length })}</Status>
          </p>
          <ul>
            {data.brudd.slice(0, 8).map((b) => (
              <li key={b}>{b}</li>
            ))}
          </ul>
        </>
      )}
      <Cautions cautions={data.varsler} />
      <h3 className="luft-over">{t("ui.sagt_i_ord")}</h3>
      <ul className="ord">
        {data.setninger.map((s) => (
          <li key={s}>{s}</li>
        ))}
      </ul>
    </Card>
  );
}

function Drivers({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const prices = usePrices();
  const ages = { navn: "innbyggere_gruppe_indeks", akser: { aldersgruppe: "*" } };
  const { now, before } = useNumbers([ages, prices.ask("sum_investeringsutgifter"), prices.ask("laanegjeld_ub")]);
  const grown = [...(now.data?.every(ages.navn) ?? [])].sort((a, b) => (b.verdier.at(-1) ?? 0) - (a.verdier.at(-1) ?? 0));
  const most = grown[0];
  const chosen = grown.length > 3 ? [...grown.slice(0, 2), ...grown.slice(-1)] : grown;
  const spent = lineOf(now.data?.of("sum_investeringsutgifter"), t("ui.investeringer"), COLOUR.capacity, { bar: true });
  const debt = lineOf(now.data?.of("laanegjeld_ub"), t("ui.denne_planen"), COLOUR.plan, { width: 3 });
  const highest = peak(debt.values, data.aar);
  const shared = { level: 3, years: data.aar, height: 200 } as const;
  const amounts = { ...shared, unit: t(prices.words, { aar: data.om.prisaar }), adopted: data.om.vedtatt_til, decimals: data.om.desimaler };
  return (
    <section className="luft-over">
      <h2 id="h-driv">{t("ui.driver_tallet")}</h2>
      <div className="rut k3">
        <Chart
          {...shared}
          title={t("ui.driver.alder")}
          unit={t("ui.indeks_basis")}
          zero={false}
          lines={chosen.map((g, i) => ({ ...lineOf(g, g.elementnavn, nth([COLOUR.need, COLOUR.spent, COLOUR.down], i)), values: g.verdier.map((v) => (v === null ? null : v * 100)) }))}
          questions={[ages]}
          summary={most ? t("ui.driver.alder.sum", { gruppe: most.elementnavn, v: grouped(((most.verdier.at(-1) ?? 1) - 1) * 100), aar: data.aar.at(-1) }) : ""}
        />
        <Chart {...amounts} title={t("ui.driver.investering")} lines={[spent]} questions={[prices.ask("sum_investeringsutgifter")]} method="sum_investeringsutgifter" summary={t("ui.driver.investering.sum", { v: grouped(sum(spent.values)), n: data.aar.length })} />
        <Chart {...amounts} title={t("ui.driver.gjeld")} lines={[...lineBefore(before?.of("laanegjeld_ub"), t("ui.foer_endringene")), debt]} questions={[prices.ask("laanegjeld_ub")]} method="laanegjeld_ub" summary={highest ? t("ui.driver.gjeld.sum", { v: grouped(highest.value), aar: highest.year }) : ""} />
      </div>
    </section>
  );
}
