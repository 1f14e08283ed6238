import { useSyncExternalStore } from "react";

const PHONE = "(max-width: 600px)";

function watch(changed: () => void): () => void {
  const query = window.matchMedia(PHONE);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

/** Whether the page is as narrow as a phone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => window.matchMedia(PHONE).matches);
}
