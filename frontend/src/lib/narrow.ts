import { useSyncExternalStore } from "react";

const PHONE = "(max-width: 600px)";

function watch(changed: () => void): () => void {
  const media = window.matchMedia(PHONE);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}

/** Whether the screen is as narrow as a phone's, where tables are read and not edited. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => window.matchMedia(PHONE).matches);
}
