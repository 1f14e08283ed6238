// Single-letter keys can be turned off, as WCAG 2.1.4 requires.
const KEPT = "ldip.enkelttaster";

export function singleKeys(): boolean {
  return localStorage.getItem(KEPT) !== "av";
}

export function keepSingleKeys(on: boolean): void {
  localStorage.setItem(KEPT, on ? "paa" : "av");
}
