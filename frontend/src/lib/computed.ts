import type { UseQueryResult } from "@tanstack/react-query";

/** Whether an answer is of what is shown: computed, on its way, or not computed at all. */
export type Computed = "klar" | "regner" | "uregnet";

type Asked = Pick<UseQueryResult, "isError" | "isPending" | "isPlaceholderData" | "fetchStatus">;

/** The state of the answers together: one that failed, or waits for a connection, leaves all of them uncomputed. */
export function computed(...queries: Asked[]): Computed {
  if (queries.some((q) => q.isError || (q.fetchStatus === "paused" && (q.isPending || q.isPlaceholderData)))) return "uregnet";
  return queries.some((q) => q.isPending || q.isPlaceholderData) ? "regner" : "klar";
}
