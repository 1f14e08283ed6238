import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type ApiError, api, got, type Schemas } from "./api";
import { usePlan } from "./plan";
import { type Seen, secondsLeft } from "./timeleft";

export type Queued = Schemas["RunOut"];

/** Whether a run waits or runs. */
export function isUnfinished(run: Queued): boolean {
  return run.status === "venter" || run.status === "kjoerer";
}

/** The long runs of the open version, the newest first. */
export function useRuns() {
  const { version } = usePlan();
  return useQuery<Queued[], ApiError>({
    queryKey: ["kjoeringer", version.id],
    queryFn: () => got(api.GET("/api/versjoner/{versjon}/kjoeringer", { params: { path: { versjon: version.id } } })),
  });
}

/** One run by its id, also after the page was loaded anew. */
export function useRun(id: number | null) {
  return useQuery<Queued, ApiError>({
    enabled: id !== null,
    queryKey: ["kjoering", id],
    queryFn: () => got(api.GET("/api/kjoeringer/{kjoering}", { params: { path: { kjoering: id ?? 0 } } })),
  });
}

/** The progress of an unfinished run as the server reports it, and the seconds that are left at its pace. */
export function useProgress(run: Queued | undefined): { now: Queued | undefined; left: number | null } {
  const client = useQueryClient();
  const [live, setLive] = useState<Queued | null>(null);
  const [looks, setLooks] = useState<[Seen | null, Seen | null]>([null, null]);
  const id = run && isUnfinished(run) ? run.id : undefined;
  useEffect(() => {
    if (id === undefined) return;
    setLooks([null, null]);
    const source = new EventSource(`/api/kjoeringer/${id}/hendelser`);
    source.addEventListener("framdrift", (e) => {
      const found = JSON.parse((e as MessageEvent<string>).data) as Queued;
      const seen = { at: performance.now(), progress: found.framdrift };
      setLive(found);
      if (found.status === "kjoerer") setLooks(([first]) => [first && first.progress <= seen.progress ? first : seen, seen]);
      if (!isUnfinished(found)) {
        source.close();
        setLive(null);
        void client.invalidateQueries({ queryKey: ["kjoeringer"] });
        void client.invalidateQueries({ queryKey: ["kjoering", id] });
      }
    });
    return () => source.close();
  }, [id, client]);
  const now = live && live.id === run?.id ? live : run;
  return { now, left: now?.status === "kjoerer" ? secondsLeft(...looks) : null };
}
