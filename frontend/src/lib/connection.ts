import { onlineManager, type QueryKey, useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { client } from "./client";
import { isGone } from "./fault";

const LOST: QueryKey = ["forbindelse"];
export const AGAIN_S = 10; // seconds between attempts to reach a server that does not answer

/** When the server last became silent, in milliseconds; null while it answers. */
const lostAt = (): number | null => client.getQueryData<number | null>(LOST) ?? null;

/** Fetch, and note whether anybody answered. */
export async function watched(request: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  try {
    const answer = await fetch(request, init);
    if (isGone(answer.status)) noteLost();
    else noteFound();
    return answer;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) noteLost();
    throw error;
  }
}

function noteLost(): void {
  if (lostAt() === null) client.setQueryData(LOST, Date.now());
}

/** The server answers again: what failed meanwhile is asked for once more. */
function noteFound(): void {
  if (lostAt() === null) return;
  client.setQueryData(LOST, null);
  void client.refetchQueries({ type: "active", predicate: (q) => q.state.status === "error" });
}

/** Ask whether anybody is there. */
export async function reach(): Promise<boolean> {
  return watched("/helse/lever", { cache: "no-store" }).then(
    (answer) => answer.ok,
    () => false,
  );
}

export interface Connection {
  /** Whether all is well, or what is gone: this machine's network, or the server. */
  gone: "" | "nett" | "tjener";
  since: number | null;
  /** Seconds to the next attempt. */
  wait: number;
  retry: () => void;
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (changed) => onlineManager.subscribe(changed),
    () => onlineManager.isOnline(),
  );
}

/** The state of the connection. A server that is silent is asked again by itself. */
export function useConnection(): Connection {
  const online = useOnline();
  const lost = useQuery<number | null>({
    queryKey: LOST,
    queryFn: lostAt,
    initialData: null,
    staleTime: Infinity,
    gcTime: Infinity,
  });
  const [offline, setOffline] = useState<number | null>(null);
  const [wait, setWait] = useState(AGAIN_S);
  useEffect(() => setOffline(online ? null : Date.now()), [online]);
  const silent = online && lost.data !== null;
  useEffect(() => {
    if (!silent) return;
    setWait(AGAIN_S);
    const clock = window.setInterval(
      () =>
        setWait((left) => {
          if (left > 1) return left - 1;
          void reach();
          return AGAIN_S;
        }),
      1000,
    );
    return () => window.clearInterval(clock);
  }, [silent]);
  const retry = () => {
    setWait(AGAIN_S);
    void reach();
  };
  return { gone: online ? (silent ? "tjener" : "") : "nett", since: online ? lost.data : offline, wait, retry };
}

/** When the newest numbers on the page were computed, in milliseconds; null before any. */
export function newestNumbers(): number | null {
  const computed = client.getQueryCache().getAll();
  const times = computed.filter((q) => q.state.data !== undefined && q.queryKey[0] !== LOST[0]).map((q) => q.state.dataUpdatedAt);
  return times.length ? Math.max(...times) : null;
}
