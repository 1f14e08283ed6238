import type { Schemas } from "./api";

/** The largest value of a series with its year and element; none without the series or without values. */
export function worst(
  numbers: Schemas["NumbersOut"] | undefined,
  name: string,
): { year: number; value: number; element: string } | undefined {
  const series = numbers?.serier.find((s) => s.navn === name);
  let found: { year: number; value: number; element: string } | undefined;
  series?.verdier.forEach((value, i) => {
    if (value !== null && (!found || value > found.value))
      found = { year: series.aar[i] ?? 0, value, element: series.elementnavn };
  });
  return found;
}
