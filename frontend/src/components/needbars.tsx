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
const LACKS = "#a4475a";

/** The need by year in the chosen view, with the step of the lasting saving on it. The view never changes the plan or its number. */
export function NeedBars({ found }: { found: Verdict | undefined }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const view = VIEWS.find((v) => v === search.get("variant")) ?? "aar_for_aar";
  const { now, before } = useNumbers([{ navn: NEED, akser: { variant: view } }]);
  return (
    <div>
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
      <Answer query={now} height={330}>
        {(numbers) => <Bars numbers={numbers} before={before} found={found} view={view} />}
      </Answer>
    </div>
  );
}

function Bars({
  numbers,
  before,
  found,
  view,
}: {
  numbers: Numbers;
  before: Numbers | undefined;
  found: Verdict | undefined;
  view: (typeof VIEWS)[number];
}) {
  const { t } = useTranslation();
  const { om } = numbers.answer;
  const projected = numbers.answer.aar.filter((y) => !isAdopted(y, om.vedtatt_til));
  const small = window.innerWidth < 600;
  const years = small && projected.length ? projected : numbers.answer.aar;
  const cut = (line: Line): Line => ({
    ...line,
    values: years.map((y) => (isAdopted(y, om.vedtatt_til) ? null : (line.values[numbers.answer.aar.indexOf(y)] ?? null))),
  });
  const binding = view === "aar_for_aar" ? found?.krav.find((k) => k.binder) : undefined;
  const binds = (y: number) => binding?.fra !== null && binding?.fra !== undefined && y >= binding.fra && y <= (binding.til ?? 0);
  const series = numbers.of(NEED);
  const bars = cut(lineOf(series, t(`ui.variant.${view}`), COLOUR.need, { bar: true, told: true }));
  const colours = bars.values.map((v, i) => ((v ?? 0) < 0 ? COLOUR.down : binds(years[i] ?? 0) ? COLOUR.need : LACKS));
  const step =
    found && view === "aar_for_aar"
      ? [
          cut({
            name: t("ui.varig_innsparing"),
            values: inMillions(found.behov.per_aar),
            colour: COLOUR.capacity,
            width: 2,
            step: "middle",
          }),
        ]
      : [];
  const [fra, til] = [binding?.fra, binding?.til];
  return (
    <Chart
      card={false}
      level={3}
      title={t(`ui.behov_tittel.${view}`)}
      unit={t("ui.mill_faste_per_aar", { aar: om.prisaar })}
      years={years}
      adopted={small ? null : om.vedtatt_til}
      decimals={om.desimaler}
      height={330}
      lines={[...lineBefore(before?.of(NEED), t("ui.foer_endringene")).map(cut), { ...bars, colours }, ...step]}
      bracket={fra && til ? { from: fra, to: til, text: t("roots.binds") } : null}
      questions={[{ navn: NEED, akser: { variant: view } }]}
      method="inndekningsbehov"
      summary={t(`ui.behov_lest.${view}`)}
    />
  );
}
