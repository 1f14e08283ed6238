import type { UseQueryResult } from "@tanstack/react-query";
import { type ApiError, api, type Schemas } from "./api";
import { useAnswer } from "./data";
import { useDraft } from "./draft";

/** The delivery limit, the needs without a project, and who pays; a bar that is being dragged causes no new request. */
export function useTimeline(): UseQueryResult<Schemas["Timeline"], ApiError> {
  return useAnswer("tidslinje", useDraft().typed, (asked) => api.POST("/api/versjoner/{versjon}/tidslinje", asked));
}

/** What a year's wait of each project costs. It takes many searches, so it is asked for where it is read. */
export function useOneYearLater(): UseQueryResult<Schemas["WaitedProjects"], ApiError> {
  return useAnswer("ett-aar-senere", useDraft().draft, (asked) => api.POST("/api/versjoner/{versjon}/ett-aar-senere", asked));
}
