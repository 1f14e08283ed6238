import { useTranslation } from "react-i18next";
import { Card, PageHead } from "../components/bits";
import { Chart } from "../components/chart";
import { FollowUpCard } from "../components/measures";
import { Answer } from "../components/state";
import { NumberCells, numberHead, rowsOf, Table, YearTable } from "../components/table";
import { COLOUR, nth } from "../lib/colours";
import { type Numbers, useBridge, useNumbers } from "../lib/data";
import { grouped, millions } from "../lib/numbers";
import { lineBefore, lineOf, peak, shownYears, sum, usePrices, YEARLY } from "../lib/series";

const PARTS = [
  "prisjustering_utgift_sum",
  "standardvekst_sum",
  "demografikostnad",
  "driftskonsekvens",
  "byggdrift_endring",
  "tiltak_endring",
  "oppgaveendring",
] as const;
const COLOURS = [COLOUR.before, COLOUR.spent, COLOUR.need, COLOUR.plan, COLOUR.capacity, COLOUR.down, COLOUR.more];
const GAP = ["netto_driftsresultat", "sum_driftsinntekter", "sum_driftsutgifter"] as const;
const ALL = { tjeneste: "*" };
const SHOWN_FROM = 0.05; // mill. kr, what is not zero with one decimal

export default function Drift() {
  const { t } = useTranslation();
  const prices = usePrices();
  const { now, before } = useNumbers([
    prices.ask("inndekningsbehov", YEARLY),
    ...GAP.map((n) => prices.ask(n)),
    ...PARTS.map((n) => prices.ask(n, ALL)),
    { navn: "tiltak_i_aaret", akser: { tiltak: "*" } },
    prices.ask("bevilgning_sum", ALL),
  ]);
  return (
    <>
      <PageHead title={t("ui.side.drift")} question={t("ui.spor.drift")} />
      <Answer query={now} height={420}>
        {(numbers) => (
          <>
            <Gap numbers={numbers} before={before} />
            <div className="rut k2 luft-over">
              <Parts numbers={numbers} />
              <Measures numbers={numbers} />
            </div>
            <div className="luft-over">
              <FollowUpCard />
            </div>
            <div className="luft-over">
              <Frames numbers={numbers} />
            </div>
            <div className="luft-over">
              <Bridge />
            </div>
          </>
        )}
      </Answer>
    </>
  );
}

function Gap({ numbers, before }: { numbers: Numbers; before: Numbers | undefined }) {
  const { t } = useTranslation();
  const prices = usePrices();
  const years = numbers.answer.aar;
  const need = lineOf(numbers.of("inndekningsbehov"), t("ui.behov_aar_for_aar"), COLOUR.need, { width: 3 });
  const result = lineOf(numbers.of("netto_driftsresultat"), t("ui.netto_driftsresultat"), COLOUR.plan, { width: 3 });
  const grew = (name: string) => {
    const values = numbers.of(name)?.verdier ?? [];
    return grouped(((values.at(-1) ?? 0) / Math.max(1, values[0] ?? 1) - 1) * 100, 1);
  };
  return (
    <Chart
      title={t("ui.gapet")}
      unit={t(prices.words, { aar: numbers.answer.om.prisaar })}
      years={years}
      adopted={numbers.answer.om.vedtatt_til}
      height={320}
      decimals={numbers.answer.om.desimaler}
      lines={[...lineBefore(before?.of("inndekningsbehov"), t("ui.foer_endringene")), result, need]}
      questions={[prices.ask("inndekningsbehov", YEARLY), ...GAP.map((n) => prices.ask(n))]}
      method="netto_driftsresultat"
      summary={t("ui.sum.gap", {
        i: grew("sum_driftsinntekter"),
        u: grew("sum_driftsutgifter"),
        aar0: years[0],
        aar1: years.at(-1),
      })}
    />
  );
}

/** Changes in the frames from one year to the next, summed over services. */
function Parts({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const prices = usePrices();
  const years = numbers.answer.aar;
  const lines = PARTS.map((n, i) => {
    const all = numbers.every(n);
    const values = years.map((_, k) => millions(sum(all.map((s) => s.verdier[k] ?? 0))));
    return { name: all[0]?.etikett ?? n, values, colour: nth(COLOURS, i), bar: true, stack: "deler" };
  }).filter((l) => l.values.some((v) => Math.abs(v) >= SHOWN_FROM));
  const most = peak(
    lines.map((l) => sum(l.values)),
    lines.map((_, i) => i),
  );
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
      summary={most ? t("ui.sum.komponent", { navn: lines[most.year]?.name, v: grouped(most.value) }) : ""}
    />
  );
}

function Measures({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const { om, aar } = numbers.answer;
  const rows = rowsOf(numbers.every("tiltak_i_aaret"));
  return (
    <Card id="h-tiltak" title={t("ui.tiltak")} text={t("ui.tiltak_tekst", { aar: om.prisaar })}>
      {rows.length ? (
        <YearTable label={t("ui.tiltak")} rows={rows} years={shownYears(om, aar)} decimals={1} signs />
      ) : (
        <p>{t("ui.tom.tiltak")}</p>
      )}
    </Card>
  );
}

function Frames({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const { om, aar } = numbers.answer;
  return (
    <Card id="h-rammer" title={t("ui.rammer")} text={t("ui.rammer_tekst")}>
      <YearTable
        label={t("ui.rammer")}
        rows={rowsOf(numbers.every("bevilgning_sum"))}
        years={shownYears(om, aar)}
        decimals={om.desimaler}
      />
      <p className="liten">{t("ui.ukonkretisert_forklart")}</p>
    </Card>
  );
}

/** The change of each line from the last adopted to the first projected year, by cause. */
function Bridge() {
  const { t } = useTranslation();
  return (
    <Answer query={useBridge()} height={300}>
      {(bridge) => (
        <Card id="h-bro" title={bridge.tittel} text={bridge.linjer.length ? t("ui.bro_tekst") : undefined}>
          {bridge.linjer.length ? (
            <Table caption={bridge.tittel} heads={["§", t("ui.linje"), ...bridge.kolonner.map(numberHead)]} scroll="tall">
              <tbody>
                {bridge.linjer.map((line) => (
                  <tr key={line.plass} className={line.sum ? "sum" : undefined}>
                    <td>{line.plass}</td>
                    <th scope="row">{line.navn}</th>
                    <NumberCells texts={line.trykt} />
                  </tr>
                ))}
              </tbody>
            </Table>
          ) : null}
          {bridge.merknader.map((note) => (
            <p key={note} className="liten">
              {note}
            </p>
          ))}
        </Card>
      )}
    </Answer>
  );
}
