import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Card, PageHead } from "../components/bits";
import { Chart } from "../components/chart";
import { FollowUpCard } from "../components/measures";
import { Bridge } from "../components/operations/bridge";
import { GapChart, GrowthChart, useGrowth } from "../components/operations/growth";
import { Answer } from "../components/state";
import { SeriesCells, Table, yearHeads } from "../components/table";
import { COLOUR, nth } from "../lib/colours";
import { type Numbers, useNumbers } from "../lib/data";
import { grouped, millions } from "../lib/numbers";
import { usePage } from "../lib/plan";
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
const RESULT = "netto_driftsresultat";
const ALL = { tjeneste: "*" };
const SHOWN_FROM = 0.05; // mill. kr, what is not zero with one decimal

export default function Drift() {
  const { t } = useTranslation();
  const prices = usePrices();
  const growth = useGrowth();
  const { now, before } = useNumbers([
    prices.ask("inndekningsbehov", YEARLY),
    prices.ask(RESULT),
    ...PARTS.map((n) => prices.ask(n, ALL)),
    prices.ask("bevilgning_sum", ALL),
  ]);
  return (
    <>
      <PageHead title={t("ui.side.drift")} question={growth.data?.question ?? t("ui.drift.spor")} />
      <Answer query={growth} height={300}>
        {(found) => (
          <div className="rut k2">
            <GrowthChart growth={found} adopted={now.data?.answer.om.vedtatt_til} />
            <GapChart growth={found} adopted={now.data?.answer.om.vedtatt_til} />
          </div>
        )}
      </Answer>
      <div className="luft-over">
        <FollowUpCard />
      </div>
      <Answer query={now} height={420}>
        {(numbers) => (
          <>
            <div className="rut k2 luft-over">
              <Parts numbers={numbers} />
              <Gap numbers={numbers} before={before} />
            </div>
            <div className="luft-over">
              <Bridge />
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

/** The result and the need year by year. */
function Gap({ numbers, before }: { numbers: Numbers; before: Numbers | undefined }) {
  const { t } = useTranslation();
  const prices = usePrices();
  const years = numbers.answer.aar;
  const need = numbers.of("inndekningsbehov");
  const top = peak(need?.verdier ?? [], years);
  return (
    <Chart
      title={t("ui.gapet")}
      unit={t(prices.words, { aar: numbers.answer.om.prisaar })}
      years={years}
      adopted={numbers.answer.om.vedtatt_til}
      height={300}
      decimals={numbers.answer.om.desimaler}
      lines={[
        ...lineBefore(before?.of("inndekningsbehov"), t("ui.foer_endringene")),
        lineOf(numbers.of(RESULT), t("ui.netto_driftsresultat"), COLOUR.plan, { width: 3 }),
        lineOf(need, t("ui.behov_aar_for_aar"), COLOUR.need, { width: 3 }),
      ]}
      questions={[prices.ask("inndekningsbehov", YEARLY), prices.ask(RESULT)]}
      method={RESULT}
      summary={
        top && top.value > 0
          ? t("ui.drift.verst", { aar: top.year, v: grouped(millions(top.value), numbers.answer.om.desimaler) })
          : t("ui.drift.aldri")
      }
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

/** What each service is given; a service leads to its own page. */
function Frames({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation();
  const page = usePage();
  const prices = usePrices();
  const { om, aar } = numbers.answer;
  const years = shownYears(om, aar);
  const unit = t(prices.words, { aar: om.prisaar });
  return (
    <Card id="h-rammer" title={t("ui.rammer")} text={t("ui.drift.rammer_tekst", { enhet: unit })}>
      <Table caption={`${t("ui.rammer")}, ${unit}`} heads={[t("ui.brett.tjeneste"), ...yearHeads(years, om.vedtatt_til)]}>
        <tbody>
          {numbers.every("bevilgning_sum").map((s) => (
            <tr key={s.akser.tjeneste}>
              <th scope="row">
                <Link to={page("tjeneste", { tjeneste: s.akser.tjeneste ?? "" })}>{s.elementnavn}</Link>
              </th>
              <SeriesCells
                name={s.elementnavn}
                series={s}
                years={years}
                unit={unit}
                write={(v) => grouped(millions(v), om.desimaler)}
              />
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="liten">{t("ui.ukonkretisert_forklart")}</p>
      <p className="liten">
        <Link to={page("tjeneste")}>{t("ui.en_side_per_tjeneste")}</Link>
      </p>
    </Card>
  );
}
