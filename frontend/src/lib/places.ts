import { keepPreviousData, type UseQueryResult, useIsFetching, useQuery } from "@tanstack/react-query";
import { ApiError, api, type Draft, got, type Schemas } from "./api";
import { useAnswer } from "./data";
import { useDraft, withEdits, withGrip, withLever } from "./draft";
import { usePlan } from "./plan";

export type PlacesAnswer = Schemas["PlacesOut"];
export type ServicePlaces = Schemas["ServiceRow"];
export type Part = Schemas["PartRow"];
export type ServicePage = Schemas["ServiceOut"];
export type Cure = Schemas["CureOut"];

/** Need and places of every service, judged by zone. */
export function usePlaces(): UseQueryResult<PlacesAnswer, ApiError> {
  return useAnswer("plasser", useDraft().shown, (asked) => api.POST("/api/versjoner/{versjon}/plasser", asked));
}

/** What can close the gap of a service. It runs the plan once for each way, so the page asks for it by itself. */
export function useCures(service: string): UseQueryResult<Schemas["CuresOut"], ApiError> {
  return useAnswer(`lukke-gap ${service}`, useDraft().draft, ({ body, ...asked }) =>
    api.POST("/api/versjoner/{versjon}/lukke-gap", { ...asked, body: { ...body, tjeneste: service } }),
  );
}

export function useService(service: string): UseQueryResult<ServicePage, ApiError> {
  return useAnswer(`tjeneste ${service}`, useDraft().shown, ({ body, ...asked }) =>
    api.POST("/api/versjoner/{versjon}/tjeneste", { ...asked, body: { ...body, tjeneste: service } }),
  );
}

export function useLabour(): UseQueryResult<Schemas["LabourOut"], ApiError> {
  return useAnswer("arbeidskraft", useDraft().shown, (asked) => api.POST("/api/versjoner/{versjon}/arbeidskraft", asked));
}

const BAND = "behovsband";

/** The 80 per cent band of the need of a service or a zone of it. It takes a thousand draws, so all else on the page comes
 * first.
 */
export function useNeedBand(service: string, zone: string): { low: number[]; high: number[] } | null {
  const { version } = usePlan();
  const { draft } = useDraft();
  const navn = zone ? "plassbehov_sone" : "plassbehov";
  const akser: Record<string, string> = zone ? { tjeneste: service, sone: zone } : { tjeneste: service };
  const busy = useIsFetching({ predicate: (query) => query.queryKey[0] !== BAND }) > 0;
  const found = useQuery({
    enabled: !busy,
    queryKey: [BAND, version.id, draft, navn, akser],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/tall", {
          params: { path: { versjon: version.id } },
          body: { utkast: draft, sporringer: ["p10", "p90"].map((statistikk) => ({ navn, akser, statistikk })) },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    // Draws wait their turn: a server that is busy is asked again, and a refusal leaves the chart without a band.
    retry: (count, error) => error instanceof ApiError && error.status === 429 && count < 3,
    retryDelay: 20_000,
  });
  const [low, high] = found.data?.serier ?? [];
  if (!low || !high || low.akser.tjeneste !== service || low.navn !== navn || (low.akser.sone ?? "") !== zone) return null;
  return { low: low.verdier.map((v) => v ?? 0), high: high.verdier.map((v) => v ?? 0) };
}

/** A draft with another laid upon it, as if each of its changes were made by hand. */
export function laid(draft: Draft, more: Draft): Draft {
  let all = more.endringer?.length ? withEdits(draft, more.endringer) : draft;
  for (const [id, value] of Object.entries(more.spaker ?? {})) all = withLever(all, id, value);
  for (const id of more.grep ?? []) all = withGrip(all, id, true);
  return all;
}
