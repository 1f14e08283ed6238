import { reach } from "./connection";

const KEPT = "ldip.lastet_paa_nytt";
const ONCE_MS = 60_000; // a part that is missing again so soon is not mended by loading the page once more

/** Whether the page may load itself anew now, and note that it does. */
export function mayReload(now: number, storage: Pick<Storage, "getItem" | "setItem">): boolean {
  if (now - Number(storage.getItem(KEPT) ?? 0) < ONCE_MS) return false;
  storage.setItem(KEPT, String(now));
  return true;
}

/** After an upgrade the parts of the old program are gone: load the page anew, once, when there is a server to load it from.
 *
 * The draft is kept by the browser. Where it does not help, the error page of the route says what to do. */
export function loadedAnew(): void {
  window.addEventListener("vite:preloadError", () => {
    void reach().then((there) => {
      if (there && mayReload(Date.now(), sessionStorage)) window.location.reload();
    });
  });
}
