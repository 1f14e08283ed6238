import type { Problem } from "./api";

/** The location of a problem: file, line and key. */
export function placeOf(p: Problem): string {
  return `${p.fil}${p.linje ? `:${p.linje}` : ""} ${p.noekkel}`.trim();
}

/** The text of a problem, with the value and the remedy. */
export function problemText(p: Problem): string {
  return `${p.melding}${p.verdi ? ` («${p.verdi}»)` : ""}${p.raad ? ` → ${p.raad}` : ""}`;
}
