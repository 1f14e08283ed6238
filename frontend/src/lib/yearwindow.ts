/** Some consecutive years of a plan, from a place that fits: where the phone begins and steps. */
export function windowAt(years: number[], from: number, count: number): number[] {
  const wanted = years.indexOf(from);
  const start = Math.max(0, Math.min(wanted, years.length - count));
  return years.slice(start, start + count);
}

/** The first year of the window one step back and one step on; null at the ends. */
export function steps(years: number[], shown: number[]): { back: number | null; on: number | null } {
  const start = years.indexOf(shown[0] ?? 0);
  const count = shown.length;
  const back = start > 0 ? (years[Math.max(0, start - count)] ?? null) : null;
  const on = start + count < years.length ? (years[Math.min(start + count, years.length - count)] ?? null) : null;
  return { back, on };
}
