import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { api, got, type ApiError, type Draft, type Schemas } from "../lib/api";
import { useDraft } from "../lib/draft";
import { usePlan } from "../lib/plan";

export type Project = Schemas["ProjectOut"];

export function useProjects(of?: Draft): UseQueryResult<Project[], ApiError> {
  const { version } = usePlan();
  const { draft } = useDraft();
  const asked = of ?? draft;
  return useQuery({
    queryKey: ["prosjekter", version.id, asked],
    queryFn: ({ signal }) => got(api.POST("/api/versjoner/{versjon}/prosjekter", { params: { path: { versjon: version.id } }, body: { utkast: asked }, signal })),
    placeholderData: keepPreviousData,
  });
}
