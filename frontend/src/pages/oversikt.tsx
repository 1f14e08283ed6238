import { ToggleGroup } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Card, PageHead, Rough, Status } from "../components/bits";
import { Chart, Spark } from "../components/chart";
import { address, Num } from "../components/number";
import { Answer } from "../components/state";
import type { Ratio, Schemas } from "../lib/api";
import { BANDS, COLOUR } from "../lib/colours";
import { useNumbers, useOverview, useUncertainty, type Numbers } from "../lib/data";
import { useDraft } from "../lib/draft";
import { amount, grouped, percent, ratioShown, shown, signed } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { at, lineOf, peak, usePrices } from "../lib/series";

type Overview = Schemas["OverviewOut"];

export function shownYears(years: number[], adopted: number | null | undefined, headline: number): number[] {
  const first = adopted ? years.filter((y) => y <= adopted).slice(0, 4) : years.slice(0, 4);
  const later = [headline - 3, headline, Math.round((headline + (years.at(-1) ?? headline)) / 2), years.at(-1) ?? headline].filter((y) => y > (first.at(-1) ?? 0) && years.includes(y));
  return [...new Set([...first, ...later])].sort((a, b) => a - b);
}

export function Oversikt() {
  const { t } = useTranslation();
  const query = useOverview();
  return (
    <>
      <PageHead title={t("ui.side.oversikt")} question={t("ui.spor.oversikt")} />
      <Answer query={query} height={400}>
        {(data) => (
          <>
            <Headline data={data} />
            <Ratios data={data} />
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
  const { plan } = usePlan();
  const { draft } = useDraft();
  const head = data.overskrift as Record<string, string | number | boolean>;
  const need = data.tall.behov;
  const prices = usePrices(data.om.prisaar);
  const name = prices.statistic === "faste" ? "inndekningsbehov_fast" : "inndekningsbehov";
  const numbers = useNumbers([{ navn: name }]);
  const sure = useUncertainty([name], false);
  const said = need ? amount(need.verdi, data.om.desimaler) : { text: "–", unit: "" };
  const line = lineOf(numbers.now.data?.of(name), t("ui.denne_planen"), COLOUR.plan, { width: 3 });
  const before = numbers.changed ? lineOf(numbers.base?.of(name), t("ui.foer_endringene"), COLOUR.before, { dash: [6, 5] as never, at: undefined }) : null;
  const fan = sure.data?.vifter.find((f) => f.navn === name);
  const zero = data.aar.map(() => 0);
  const band = (p: string) => (fan?.baand[p] ?? []).map((v) => v * 1e-6);
  const top = peak(line.values, data.aar);
  const last = line.values.at(-1);
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
                <Num at={need?.adresse ?? ""} label={`${t("ui.inndekningsbehov")} ${head.year}: ${said.text}`} unit={said.unit}>
                  {said.text}
                </Num>{" "}
                <span>
                  {said.unit} {t("ui.per_aar")}
                </span>{" "}
                {need?.anslag ? <Rough /> : null}
              </p>
              <p className="svar">{t("ui.svar", { aar: head.year, regel: head.rule })}</p>
              <p className="liten dus">{String(head.how)}</p>
            </>
          )}
          {p80 !== undefined ? (
            <>
              <h3 className="luft-over">{t("ui.hvor_mye_for_aa_vaere_trygge")}</h3>
              <Ladder sure={sure.data} decimals={data.om.desimaler} />
              <p className="liten">{t("ui.i_80_av_100", { v: grouped(p80 * 1e-6, data.om.desimaler), kort: String(head.short), n: sure.data?.trekninger })}</p>
            </>
          ) : null}
          <dl className="nokkel">
            {(["inndekningsbehov_andel", "inndekningsbehov_per_innbygger", "inndekningsbehov_per_aarsverk", "ukonkretisert_innsparing"] as const).map((n) => {
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
          bands={
            fan
              ? [
                  { name: t("ui.sikkert", { p: 95 }), low: zero, high: band("p95"), colour: BANDS[0] },
                  { name: t("ui.sikkert", { p: 80 }), low: zero, high: band("p80"), colour: BANDS[1] },
                ]
              : []
          }
          lines={before ? [before, line] : [line]}
          questions={[{ navn: name }]}
          method="inndekningsbehov"
          summary={
            top && last !== null && last !== undefined
              ? t("ui.sum.nivaa", { navn: t("ui.inndekningsbehov"), v0: grouped(line.values[0] ?? 0, data.om.desimaler), aar0: data.aar[0], vmax: grouped(top.value, data.om.desimaler), aarmax: top.year, v1: grouped(last, data.om.desimaler), aar1: data.aar.at(-1), enhet: "mill. kr" })
              : ""
          }
        />
      </div>
      {draft.variant || numbers.changed ? (
        <p className="liten">
          <Link to={`/plan/${plan}/sammenlign?utkast=ja`}>{t("ui.se_hva_som_er_endret")}</Link>
        </p>
      ) : null}
    </section>
  );
}

function Ladder({ sure, decimals }: { sure: Schemas["UncertaintyOut"] | undefined; decimals: number }) {
  const { t } = useTranslation();
  const steps = [50, 80, 95].map((p) => ({ p, v: (sure?.sikkerhet[`p${p}`] ?? 0) * 1e-6 }));
  const most = Math.max(...steps.map((s) => s.v), 1);
  return (
    <ol className="stige">
      {steps.map((s) => (
        <li key={s.p}>
          <b className="num">{grouped(s.v, decimals)}</b>
          <span className="stige-spor">
            <span style={{ width: `${Math.max(2, (s.v / most) * 100)}%` }} />
          </span>
          <span className="liten dus">{t("ui.sikkert", { p: s.p })}</span>
        </li>
      ))}
    </ol>
  );
}

export function ratioState(r: Ratio): { kind: "ok" | "obs" | "brudd" | "info"; key: string } {
  if (r.foerste_brudd !== null) return { kind: "brudd", key: "ui.status.brudd" };
  if (r.status.includes("over gulv")) return { kind: "obs", key: "ui.status.under_maal" };
  if (r.status.includes("nådd")) return { kind: "ok", key: "ui.status.holdt" };
  return { kind: "info", key: "ui.status.uten" };
}

function Ratios({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const { draft, setDraft } = useDraft();
  const [every, setEvery] = useState(false);
  const chances = useUncertainty([], true, "statisk");
  const numbers = useNumbers(data.maaltall.map((r) => ({ navn: r.id })));
  const years = every ? data.aar : shownYears(data.aar, data.om.vedtatt_til, data.om.overskriftsaar);
  const variant = draft.variant ?? data.om.variant;
  return (
    <section className="kort luft-over">
      <header>
        <div>
          <h2 id="h-maal">{t("ui.maaltall")}</h2>
          <p>{t(`ui.maaltall.${variant}`, { til: data.om.vedtatt_til ?? "" })}</p>
        </div>
        <ToggleGroup aria-label={t("ui.variant")} value={variant === "statisk" ? "statisk" : "realisert"} onChange={(v) => setDraft((d) => ({ ...d, variant: v as "statisk" | "realisert" }))} data-size="sm">
          <ToggleGroup.Item value="realisert">{t("ui.variant.realisert")}</ToggleGroup.Item>
          <ToggleGroup.Item value="statisk">{t("ui.variant.statisk")}</ToggleGroup.Item>
        </ToggleGroup>
      </header>
      <div className="rulle" role="region" aria-labelledby="h-maal" tabIndex={0}>
        <table className="t maal" aria-busy={numbers.now.isPending || undefined}>
          <caption className="vh">{t("ui.maaltall")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("ui.maaltallet")}</th>
              {years.map((y) => (
                <th key={y} scope="col" className={`n ${data.om.vedtatt_til && y <= data.om.vedtatt_til ? "vedtatt" : ""}`}>
                  {y}
                </th>
              ))}
              <th scope="col">{t("ui.utvikling")}</th>
              <th scope="col">{t("ui.maal_og_krav")}</th>
              <th scope="col">{t("ui.status")}</th>
              <th scope="col" className="n">
                {t("ui.foerste_aar_under")}
              </th>
              <th scope="col" className="n">
                {t("ui.sjanse")}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.maaltall.map((r) => (
              <RatioRow key={r.id} r={r} years={years} data={data} numbers={numbers.now.data} chance={chances.data?.maaltall.find((c) => c.id === r.id)?.sjanse ?? null} />
            ))}
          </tbody>
        </table>
      </div>
      <div className="lenker">
        <button type="button" className="som-lenke" onClick={() => setEvery(!every)}>
          {every ? t("ui.vis_faerre_aar") : t("ui.vis_alle_aar")}
        </button>
      </div>
      {chances.data?.samtidig ? <p className="liten dus">{t("ui.sjanse_forklart", { p: percent(chances.data.samtidig.alle_aar), n: chances.data.trekninger })}</p> : null}
    </section>
  );
}

function RatioRow({ r, years, data, numbers, chance }: { r: Ratio; years: number[]; data: Overview; numbers: Numbers | undefined; chance: Schemas["ChanceOut"] | null }) {
  const { t } = useTranslation();
  const series = numbers?.of(r.id);
  const state = ratioState(r);
  return (
    <tr>
      <th scope="row">
        {r.navn} <span className="dus liten">{r.enhet === "prosent" ? "%" : r.enhet}</span>
      </th>
      {years.map((y, i) => {
        const v = at(series, y);
        const status = r.status[data.aar.indexOf(y)];
        const text = v === null ? "–" : ratioShown(v, r.enhet, r.desimaler);
        return (
          <td key={y} data-l={y} className={`n ${data.om.vedtatt_til && y <= data.om.vedtatt_til ? "vedtatt" : ""}`}>
            <span className={status === "brutt" ? "c-brudd" : status === "over gulv" ? "c-obs" : ""}>
              {status === "brutt" ? <span aria-hidden="true">■ </span> : status === "over gulv" ? <span aria-hidden="true">▲ </span> : null}
              <Num at={v === null ? "" : address(r.id, y)} label={`${r.navn} ${y}: ${text}, ${t(`status.${status ?? "uten mål"}`)}`} tab={i === 0}>
                {text}
              </Num>
            </span>
          </td>
        );
      })}
      <td data-l={t("ui.utvikling")}>{series ? <Spark values={series.verdier} level={r.nivaaer.gulv ?? r.nivaaer.maal ?? null} /> : null}</td>
      <td data-l={t("ui.maal_og_krav")}>
        {r.maal || "–"}
        {r.bare_aar ? ` (${r.bare_aar})` : ""}
      </td>
      <td data-l={t("ui.status")}>
        <Status kind={state.kind}>{t(state.key)}</Status>
      </td>
      <td data-l={t("ui.foerste_aar_under")} className="n">{r.foerste_brudd ?? "–"}</td>
      <td data-l={t("ui.sjanse")} className="n">{chance ? `${percent(chance.alle_aar)} %` : "–"}</td>
    </tr>
  );
}

function Surplus({ data }: { data: Overview }) {
  const { t } = useTranslation();
  const [result, ...parts] = data.overskudd;
  if (!result) return null;
  const most = Math.max(Math.abs(result.tall.verdi), ...parts.map((p) => Math.abs(p.tall.verdi)), 1);
  let left = result.tall.verdi;
  const rows = [{ ...result, from: 0, to: result.tall.verdi, sum: true }, ...parts.map((p) => ({ ...p, from: (left -= p.tall.verdi), to: left + p.tall.verdi, sum: false }))];
  return (
    <Card id="h-over" title={t("ui.alltid_overskudd")} text={t("ui.alltid_overskudd_tekst", { aar: data.overskudd_aar })}>
      <table className="t foss">
        <caption className="vh">{t("ui.alltid_overskudd")}</caption>
        <tbody>
          {rows.map((r) => {
            const low = Math.max(0, Math.min(r.from, r.to)) / most;
            const high = Math.max(0, Math.max(r.from, r.to)) / most;
            const text = r.sum ? grouped(r.tall.verdi * 1e-6, data.om.desimaler) : signed(-r.tall.verdi * 1e-6, data.om.desimaler);
            return (
              <tr key={r.navn} className={r.sum ? "sum" : ""}>
                <th scope="row">{r.navn}</th>
                <td className="foss-spor" aria-hidden="true">
                  <span style={{ marginLeft: `${low * 100}%`, width: `${Math.max(0.6, (high - low) * 100)}%`, background: r.sum ? COLOUR.plan : r.fritt ? COLOUR.down : COLOUR.spent }} />
                </td>
                <td className="n">
                  <Num at={r.tall.adresse} label={`${r.navn} ${data.overskudd_aar}: ${text}`} unit="mill. kr">
                    {text}
                  </Num>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="liten">{data.overskudd_tekst}</p>
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
  const prices = usePrices(data.om.prisaar);
  const { now, base, changed } = useNumbers([{ navn: "innbyggere_gruppe_indeks", akser: { aldersgruppe: "*" } }, prices.ask("sum_investeringsutgifter"), prices.ask("laanegjeld_ub")]);
  const numbers = now.data;
  const groups = numbers?.every("innbyggere_gruppe_indeks") ?? [];
  const grown = [...groups].sort((a, b) => (b.verdier.at(-1) ?? 0) - (a.verdier.at(-1) ?? 0));
  const chosen = grown.length > 3 ? [grown[0], grown[1], grown.at(-1)].filter((g) => g !== undefined) : grown;
  const spent = lineOf(numbers?.of("sum_investeringsutgifter"), t("ui.investeringer"), COLOUR.capacity, { bar: true });
  const debt = lineOf(numbers?.of("laanegjeld_ub"), t("ui.denne_planen"), COLOUR.plan, { width: 3 });
  const was = changed ? lineOf(base?.of("laanegjeld_ub"), t("ui.foer_endringene"), COLOUR.before, { dash: [6, 5] as never, at: undefined }) : null;
  const most = peak(debt.values, data.aar);
  const total = spent.values.reduce<number>((s, v) => s + (v ?? 0), 0);
  const colours = [COLOUR.need, COLOUR.spent, COLOUR.down];
  const unit = t(prices.words, { aar: data.om.prisaar });
  return (
    <section className="luft-over">
      <h2 id="h-driv">{t("ui.driver_tallet")}</h2>
      <div className="rut k3">
        <Chart
          level={3}
          title={t("ui.driver.alder")}
          unit={t("ui.indeks_basis")}
          years={data.aar}
          zero={false}
          height={200}
          lines={chosen.map((g, i) => lineOf({ ...g, verdier: g.verdier.map((v) => (v === null ? null : v * (g.enhet === "andel" ? 1 : 100))) }, g.elementnavn, colours[i] ?? COLOUR.plan))}
          questions={[{ navn: "innbyggere_gruppe_indeks", akser: { aldersgruppe: "*" } }]}
          summary={chosen[0] ? t("ui.driver.alder.sum", { gruppe: chosen[0].elementnavn, v: grouped(((chosen[0].verdier.at(-1) ?? 1) - 1) * 100), aar: data.aar.at(-1) }) : ""}
        />
        <Chart level={3} title={t("ui.driver.investering")} unit={unit} years={data.aar} adopted={data.om.vedtatt_til} height={200} decimals={data.om.desimaler} lines={[spent]} questions={[prices.ask("sum_investeringsutgifter")]} method="sum_investeringsutgifter" summary={t("ui.driver.investering.sum", { v: grouped(total, 0), n: data.aar.length })} />
        <Chart level={3} title={t("ui.driver.gjeld")} unit={unit} years={data.aar} adopted={data.om.vedtatt_til} height={200} decimals={data.om.desimaler} lines={was ? [was, debt] : [debt]} questions={[prices.ask("laanegjeld_ub")]} method="laanegjeld_ub" summary={most ? t("ui.driver.gjeld.sum", { v: grouped(most.value, 0), aar: most.year }) : ""} />
      </div>
    </section>
  );
}
