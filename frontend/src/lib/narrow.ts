import { useSyncExternalStore } from "react";

const phone = window.matchMedia("(max-width:600px)");

function watch(change: () => void): () => void {
  phone.addEventListener("change", change);
  return () => phone.removeEventListener("change", change);
}

/** Whether the screen is as narrow as a phone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => phone.matches);
}
