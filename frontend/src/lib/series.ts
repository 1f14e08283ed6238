import type { Line } from "../components/chart";
import { address } from "../components/number";
import type { Question, Series } from "./api";
import { reading } from "./numbers";
import { usePlan } from "./plan";

/** Prices as chosen in the header: the statistic of amounts, and the words beside them. */
export function usePrices(prisaar: number | undefined): { statistic: "faste" | "basis"; ask: (navn: string, akser?: Record<string, string>) => Question; words: "ui.mill_faste" | "ui.mill_loepende"; year: number | undefined } {
  const { fixed } = usePlan();
  const statistic = fixed ? "faste" : "basis";
  return { statistic, ask: (navn, akser) => ({ navn, statistikk: statistic, ...(akser ? { akser } : {}) }), words: fixed ? "ui.mill_faste" : "ui.mill_loepende", year: prisaar };
}

/** A series as a line of a chart, in the unit people read. */
export function lineOf(series: Series | undefined, name: string, colour: string, more: Partial<Line> = {}): Line {
  if (!series) return { name, values: [], colour, ...more };
  const r = reading(series.enhet);
  return {
    name,
    values: series.verdier.map((v) => (v === null ? null : r.scale(v))),
    colour,
    at: (year) => address(series.navn, year, series.statistikk, series.akser),
    ...more,
  };
}

export function at(series: Series | undefined, year: number): number | null {
  if (!series) return null;
  return series.verdier[series.aar.indexOf(year)] ?? null;
}

export function peak(values: (number | null)[], years: number[]): { value: number; year: number } | null {
  let found: { value: number; year: number } | null = null;
  values.forEach((v, i) => {
    const year = years[i];
    if (v !== null && year !== undefined && (found === null || v > found.value)) found = { value: v, year };
  });
  return found;
}
