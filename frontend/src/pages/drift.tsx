import { useTranslation } from "react-i18next";
import { Card, PageHead } from "../components/bits";
import { Chart } from "../components/chart";
import { address, Num } from "../components/number";
import { Answer } from "../components/state";
import type { Question, Series } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { useNumbers, type Numbers } from "../lib/data";
import { grouped, signed } from "../lib/numbers";
import { at, lineOf, usePrices } from "../lib/series";
import { shownYears } from "./oversikt";

const PARTS = ["prisjustering_utgift_sum", "standardvekst_sum", "demografikostnad", "driftskonsekvens", "byggdrift_endring", "tiltak_endring", "oppgaveendring"] as const;
const ALL = { tjeneste: "*" };

export function Drift() {
  const { t } = useTranslation();
  const prices = usePrices(undefined);
  const asked: Question[] = [
    prices.ask("sum_driftsinntekter"),
    prices.ask("sum_driftsutgifter"),
    prices.ask("netto_driftsresultat"),
    prices.ask("inndekningsbehov"),
    ...PARTS.map((n) => prices.ask(n, ALL)),
    { navn: "tiltak_i_aaret", akser: { tiltak: "*" } },
    prices.ask("bevilgning_sum", ALL),
    prices.ask("ukonkretisert_innsparing"),
  ];
  const { now, base, changed } = useNumbers(asked);
  return (
    <>
      <PageHead title={t("ui.side.drift")} question={t("ui.spor.drift")} />
      <Answer query={now} height={420}>
        {(numbers) => (
          <>
            <Gap numbers={numbers} base={changed ? base : undefined} />
            <div className="rut k2 luft-over">
              <Parts numbers={numbers} />
              <Measures numbers={numbers} />
            </div>
            <div className="luft-over">
              <Frames numbers={numbers} />
            </div>
          </>
        )}
      </Answer>
    </>
  );
}

function Gap({ numbers, base }: { numbers: Numbers; base: Numbers | undefined }) {
  const { t } = useTranslation();
  const prices = usePrices(undefined);
  const years = numbers.answer.aar;
  const need = lineOf(numbers.of("inndekningsbehov"), t("ui.inndekningsbehov"), COLOUR.need, { width: 3 });
  const result = lineOf(numbers.of("netto_driftsresultat"), t("ui.netto_driftsresultat"), COLOUR.plan, { width: 3 });
  const before = base ? [lineOf(base.of("inndekningsbehov"), t("ui.foer_endringene"), COLOUR.before, { dash: [6, 5] as never, at: undefined })] : [];
  const income = numbers.of("sum_driftsinntekter");
  const cost = numbers.of("sum_driftsutgifter");
  const grew = (s: Series | undefined) => ((s?.verdier.at(-1) ?? 0) / Math.max(1, s?.verdier[0] ?? 1) - 1) * 100;
  return (
    <Chart
      title={t("ui.gapet")}
      unit={t(prices.words, { aar: numbers.answer.om.prisaar })}
      years={years}
      adopted={numbers.answer.om.vedtatt_til}
      height={320}
      decimals={numbers.answer.om.desimaler}
      lines={[...before, result, need]}
      questions={[prices.ask("inndekningsbehov"), prices.ask("netto_driftsresultat"), prices.ask("sum_driftsinntekter"), prices.ask("sum_driftsutgifter")]}
      method="netto_driftsresultat"
      summary={t("ui.sum.gap", { i: grouped(grew(income), 1), u: grouped(grew(cost), 1), aar0: years[0], aar1: years.at(-1) })}
    />
  );
}

/** What the frames change by from one year to the next, added over services. */
function Parts({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const prices = usePrices(undefined);
  const years = numbers.answer.aar;
  const colours = [COLOUR.before, COLOUR.spent, COLOUR.need, COLOUR.plan, COLOUR.capacity, COLOUR.down, "#5b3d8a"];
  const lines = PARTS.map((n, i) => {
    const all = numbers.every(n);
    const values = years.map((_, k) => all.reduce((s, x) => s + (x.verdier[k] ?? 0), 0) * 1e-6);
    return { name: all[0]?.etikett ?? n, values, colour: colours[i] ?? COLOUR.plan, bar: true, stack: "deler" };
  }).filter((l) => l.values.some((v) => Math.abs(v) > 0.05));
  const most = [...lines].sort((a, b) => b.values.reduce((s, v) => s + v, 0) - a.values.reduce((s, v) => s + v, 0))[0];
  return (
    <Chart
      title={t("ui.komponenter")}
      unit={`${t(prices.words, { aar: numbers.answer.om.prisaar })}, ${t("ui.endring_fra_i_fjor")}`}
      years={years}
      height={300}
      decimals={1}
      lines={lines}
      questions={PARTS.map((n) => prices.ask(n, ALL))}
      method="demografikostnad"
      summary={most ? t("ui.sum.komponent", { navn: most.name, v: grouped(most.values.reduce((s, v) => s + v, 0)) }) : ""}
    />
  );
}

function Measures({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const found = numbers.every("tiltak_i_aaret");
  const om = numbers.answer.om;
  const years = shownYears(numbers.answer.aar, om.vedtatt_til, om.overskriftsaar);
  return (
    <Card id="h-tiltak" title={t("ui.tiltak")} text={t("ui.tiltak_tekst", { aar: om.prisaar })}>
      {found.length === 0 ? (
        <p>{t("ui.tom.tiltak")}</p>
      ) : (
        <YearTable label={t("ui.tiltak")} rows={found.map((s) => ({ name: s.elementnavn, series: s }))} years={years} decimals={1} signs />
      )}
    </Card>
  );
}

function Frames({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const om = numbers.answer.om;
  const years = shownYears(numbers.answer.aar, om.vedtatt_til, om.overskriftsaar);
  return (
    <Card id="h-rammer" title={t("ui.rammer")} text={t("ui.rammer_tekst")}>
      <YearTable label={t("ui.rammer")} rows={numbers.every("bevilgning_sum").map((s) => ({ name: s.elementnavn, series: s }))} years={years} decimals={om.desimaler} />
      <p className="liten">{t("ui.ukonkretisert_forklart")}</p>
    </Card>
  );
}

export function YearTable({ label, rows, years, decimals, signs = false }: { label: string; rows: { name: string; series: Series; sum?: boolean }[]; years: number[]; decimals: number; signs?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="rulle" role="region" aria-label={label} tabIndex={0}>
      <table className="t">
        <caption className="vh">{label}</caption>
        <thead>
          <tr>
            <th scope="col"><span className="vh">{t("file.name")}</span></th>
            {years.map((y) => (
              <th key={y} scope="col" className="n">
                {y}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.name} className={r.sum ? "sum" : ""}>
              <th scope="row">{r.name}</th>
              {years.map((y, i) => {
                const v = at(r.series, y);
                const text = v === null ? "–" : (signs ? signed : grouped)(v * 1e-6, decimals);
                return (
                  <td key={y} className="n">
                    <Num at={v === null ? "" : address(r.series.navn, y, r.series.statistikk, r.series.akser)} label={`${r.name} ${y}: ${text}`} unit="mill. kr" tab={i === 0}>
                      {text}
                    </Num>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
