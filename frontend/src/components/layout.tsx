import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useParams, useSearchParams } from "react-router";
import { usePut } from "../lib/address";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { DraftProvider, decode } from "../lib/draft";
import { language } from "../lib/i18n";
import { MAIN, type OpenPlan, PlanContext } from "../lib/plan";
import { Unopened } from "./crash";
import { Frame } from "./frame";

/** The open plan: its tree, the shown branch and version, and the draft on top of it. */
export function PlanShell() {
  const { plan: id } = useParams();
  const plan = Number(id);
  const [search] = useSearchParams();
  const put = usePut();
  const query = useQuery<Schemas["TreeOut"], ApiError>({
    queryKey: ["plan", plan, language()],
    queryFn: () => got(api.GET("/api/planer/{plan}", { params: { path: { plan } } })),
    enabled: Number.isSafeInteger(plan),
  });
  const asked = search.get("gren") ?? MAIN;
  const wanted = Number(search.get("v") ?? 0);
  const fixed = search.get("pris") !== "loepende";
  const setFixed = useCallback((next: boolean) => put({ pris: next ? null : "loepende" }), [put]);
  const value = useMemo<OpenPlan | null>(() => {
    const tree = query.data;
    const branch = tree?.grener.find((b) => b.navn === asked) ?? tree?.grener[0];
    const version = tree?.versjoner.find((v) => v.id === (wanted || branch?.hode));
    if (!tree || !branch || !version) return null;
    return {
      plan,
      tree,
      branch,
      version,
      fixed,
      setFixed,
      may: (a) => tree.handlinger.includes(a),
      locked: version.laaser.length > 0,
    };
  }, [query.data, asked, wanted, fixed, setFixed, plan]);
  if (!value) {
    if (query.isFetching && !query.isPaused) return <main className="alene" aria-busy="true" />;
    return <Unopened query={query} />;
  }
  return (
    <PlanContext value={value}>
      <DraftProvider
        key={`${value.branch.navn}|${value.version.id}`}
        place={`${plan}|${value.branch.navn}|${value.version.id}`}
        first={decode(search.get("hvaom"))}
      >
        <Frame />
      </DraftProvider>
    </PlanContext>
  );
}
