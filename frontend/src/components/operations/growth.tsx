import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../lib/api";
import { COLOUR } from "../../lib/colours";
import { useAnswer } from "../../lib/data";
import { useDraft } from "../../lib/draft";
import { millions } from "../../lib/numbers";
import { YEARLY } from "../../lib/series";
import { Chart } from "../chart";

export type Growth = Schemas["GrowthText"];
const NAMES = ["sum_driftsinntekter", "sum_driftsutgifter"];

/** Growth of income and expenditure, with the sentence that holds. */
export function useGrowth() {
  return useAnswer("vekst", useDraft().shown, (asked) => api.POST("/api/versjoner/{versjon}/vekst", asked));
}

/** The gap alone, on a scale of its own: between the lines it would drown. */
export function GapChart({ growth: g, adopted }: { growth: Growth; adopted: number | null | undefined }) {
  const { t } = useTranslation();
  if (!g.years.length) return null;
  const values = g.gap.map(millions);
  return (
    <Chart
      title={t("ui.drift.gap")}
      unit={t("ui.drift.gap_enhet", { aar: g.prices })}
      years={g.years}
      adopted={adopted}
      height={300}
      decimals={g.decimals}
      lines={[
        {
          name: t("ui.drift.gap"),
          values,
          colour: COLOUR.need,
          colours: values.map((v) => (v < 0 ? COLOUR.down : COLOUR.need)),
          bar: true,
        },
      ]}
      questions={NAMES.map((navn) => ({ navn, statistikk: "faste" as const }))}
      method="netto_driftsresultat"
      summary={g.text}
    />
  );
}

/** Both lines from the last adopted year on: the gap between them is what the page is about. */
export function GrowthChart({ growth: g, adopted }: { growth: Growth; adopted: number | null | undefined }) {
  const { t } = useTranslation();
  if (!g.years.length) return <p className="kort">{g.title}</p>;
  const line = (name: string, values: number[], colour: string) => ({ name, values: values.map(millions), colour, width: 3 });
  return (
    <Chart
      title={g.title}
      unit={t("ui.drift.vekst_enhet", { base: g.base, aar: g.prices })}
      years={g.years}
      adopted={adopted}
      height={300}
      decimals={g.decimals}
      lines={[line(t("ui.drift.utgifter"), g.expenses, COLOUR.need), line(t("ui.drift.inntekter"), g.income, COLOUR.plan)]}
      questions={[...NAMES.map((navn) => ({ navn, statistikk: "faste" as const })), { navn: "inndekningsbehov", akser: YEARLY }]}
      method="netto_driftsresultat"
      summary={g.text}
    />
  );
}
