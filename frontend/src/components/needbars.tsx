import { ToggleGroup } from "@digdir/designsystemet-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { usePut } from "../lib/address";
import type { Variant } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { type Numbers, useNumbers } from "../lib/data";
import { inMillions, lineBefore, lineOf, NEED } from "../lib/series";
import { Chart, type Line } from "./chart";
import { Answer } from "./state";
import { isAdopted } from "./table";
import type { Verdict } from "./verdict";

const VIEWS = ["aar_for_aar", "varig", "realisert"] as const satisfies readonly Variant[];
type View = (typeof VIEWS)[number];
const LACKS = "#a4475a";

/** The need by year in the chosen view, with the step of the lasting saving on it. The view never changes the plan or its
 * number.
 */
export function NeedBars({ found }: { found: Verdict | undefined }) {
  const [search] = useSearchParams();
  const view = VIEWS.find((v) => v === search.get("variant")) ?? "aar_for_aar";
  const { now, before } = useNumbers([{ navn: NEED, akser: { variant: view } }]);
  return (
    <div className="behovsbilde">
      <Answer query={now} height={390}>
        {(numbers) => <Bars numbers={numbers} before={before} found={found} view={view} />}
      </Answer>
    </div>
  );
}

function Views({ view }: { view: View }) {
  const { t } = useTranslation();
  const put = usePut();
  return (
    <ToggleGroup
      aria-label={t("ui.hvilket_behov")}
      value={view}
      onChange={(v) => put({ variant: v === "aar_for_aar" ? null : v })}
      data-size="sm"
    >
      {VIEWS.map((v) => (
        <ToggleGroup.Item key={v} value={v}>
          {t(`ui.variant.${v}`)}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup>
  );
}

interface BarsProps {
  numbers: Numbers;
  before: Numbers | undefined;
  found: Verdict | undefined;
  view: View;
}

function Bars({ numbers, before, found, view }: BarsProps) {
  const { t } = useTranslation();
  const { om, aar } = numbers.answer;
  const projected = aar.filter((y) => !isAdopted(y, om.vedtatt_til));
  // A phone has room for the projected years only.
  const small = window.innerWidth < 600;
  const years = small && projected.length ? projected : aar;
  const cut = (line: Line): Line => ({
    ...line,
    values: years.map((y) => (isAdopted(y, om.vedtatt_til) ? null : (line.values[aar.indexOf(y)] ?? null))),
  });
  const spanned = view === "aar_for_aar" ? found?.spenn : null;
  const binds = (y: number) => spanned !== null && spanned !== undefined && y >= spanned.fra && y <= spanned.til;
  const bars = cut(lineOf(numbers.of(NEED), t(`ui.variant.${view}`), COLOUR.need, { bar: true, told: true }));
  const colours = bars.values.map((v, i) => ((v ?? 0) < 0 ? COLOUR.down : binds(years[i] ?? 0) ? COLOUR.need : LACKS));
  const step: Line = {
    name: t("ui.varig_innsparing"),
    values: inMillions(found?.behov.per_aar),
    colour: COLOUR.capacity,
    width: 2,
    step: "middle",
  };
  const stepped = found?.behov.per_aar.length && view === "aar_for_aar" ? [cut(step)] : [];
  return (
    <Chart
      card={false}
      level={3}
      title={t(`ui.behov_tittel.${view}`)}
      tools={<Views view={view} />}
      unit={t("ui.mill_faste_per_aar", { aar: om.prisaar })}
      years={years}
      adopted={small ? null : om.vedtatt_til}
      adoptedText={t("ui.innarbeidet")}
      decimals={om.desimaler}
      height={small ? 260 : 330}
      lines={[...lineBefore(before?.of(NEED), t("ui.foer_endringene")).map(cut), { ...bars, colours }, ...stepped]}
      bracket={spanned ? { from: spanned.fra, to: spanned.til, text: small ? t("roots.binds") : spanned.tekst } : null}
      questions={[{ navn: NEED, akser: { variant: view } }]}
      method="inndekningsbehov"
      summary={`${t(`ui.behov_lest.${view}`)}${spanned ? ` ${spanned.setning}` : ""}`}
    />
  );
}
