import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type ApiError, api, type Draft, got, type Schemas } from "./api";
import { useAnswer } from "./data";
import { useDraft } from "./draft";
import { usePlan } from "./plan";

export type Spread = Schemas["SpreadOut"];
export type Path = Schemas["PathOut"];
export type Fan = Schemas["FanShownOut"];
export type Printed = Schemas["TableOut"];
export type Cell = Schemas["DrawnCell"];
export type Stress = Schemas["StressOut"];
export type StressRow = Schemas["StressRow"];
export type Answered<T> = UseQueryResult<T, ApiError>;

export const PATHS = ["uten", "med"] as const;
export type Way = (typeof PATHS)[number];

/** The lasting need, as the routes name it among the outcomes. */
export const LASTING_NEED = "varig_behov";

/** What the server answers to a heavy question about the version with its draft. It waits until the page's first answer is
 * there.
 */
function useHeavy<T>(
  name: string,
  more: object,
  enabled: boolean,
  ask: (
    params: { path: { versjon: number } },
    draft: Draft,
    signal: AbortSignal,
  ) => Promise<{ data?: T; error?: unknown; response: Response }>,
): Answered<T> {
  const { version } = usePlan();
  const { draft } = useDraft();
  const { i18n } = useTranslation();
  return useQuery({
    enabled,
    queryKey: [name, version.id, draft, more, i18n.language],
    queryFn: ({ signal }) => got(ask({ path: { versjon: version.id } }, draft, signal)),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

/** How sure the version with its draft is on one path: the saving that is enough, chances, fans and debt. */
export function useSpread(way: Way, enabled: boolean): Answered<Spread> {
  return useHeavy("spenn", { way }, enabled, (params, draft, signal) =>
    api.POST("/api/versjoner/{versjon}/usikkerhet/spenn", { params, body: { utkast: draft, sti: way }, signal }),
  );
}

/** The drawn factors, and those that are not. */
export function useFactors(): Answered<Schemas["FactorsOut"]> {
  return useAnswer("faktorer", useDraft().draft, (asked) => api.POST("/api/versjoner/{versjon}/usikkerhet/faktorer", asked));
}

/** The factors that matter most to an outcome, the shares of its spread, and when the plan fails. */
export function useCauses(outcome: string, year: number | null, enabled: boolean): Answered<Schemas["CausesOut"]> {
  return useHeavy("hva-betyr", { outcome, year }, enabled, (params, draft, signal) =>
    api.POST("/api/versjoner/{versjon}/usikkerhet/aarsaker", {
      params,
      body: { utkast: draft, utfall: outcome, i_aar: year },
      signal,
    }),
  );
}

/** The draw that a number is. */
export function useDraw(address: string | null): Answered<Schemas["DrawOut"]> {
  return useHeavy("forloep", { address }, address !== null, (params, draft, signal) =>
    api.POST("/api/versjoner/{versjon}/usikkerhet/forloep", { params, body: { utkast: draft, adresse: address ?? "" }, signal }),
  );
}

/** Every stress one by one where none are chosen; else those chosen, each by itself and all together. */
export function useStress(chosen: string[], enabled: boolean): Answered<Stress> {
  return useHeavy("stress", { chosen }, enabled, (params, draft, signal) =>
    api.POST("/api/versjoner/{versjon}/stress", {
      params,
      body: { utkast: draft, valgte: chosen, sammen: chosen.length > 1 },
      signal,
    }),
  );
}

/** How far each factor can move before the plan with its own saving breaks a rule. */
export function useReverse(enabled: boolean): Answered<Schemas["ReverseOut"]> {
  return useHeavy("omvendt-stress", {}, enabled, (params, draft, signal) =>
    api.POST("/api/versjoner/{versjon}/omvendt-stress", { params, body: { utkast: draft }, signal }),
  );
}

/** The numbers of cells in the unit people read. */
export function read(cells: Cell[], unit: string): (number | null)[] {
  const scale = unit.startsWith("mill.") ? 1e-6 : unit === "prosent" ? 100 : 1;
  return cells.map((c) => (c.verdi === null ? null : c.verdi * scale));
}

/** A printed table as a file that a spreadsheet opens. */
export function csvOf(table: Printed): Blob {
  const field = (text: string) => `"${text.replaceAll('"', '""').trim()}"`;
  const lines = [table.kolonner, ...table.rader.map((r) => r.celler.map((c) => c.tekst))];
  return new Blob(["\ufeff", lines.map((l) => l.map(field).join(";")).join("\r\n")], { type: "text/csv" });
}
