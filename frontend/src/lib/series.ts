import type { TFunction } from "i18next";
import type { Band, Line } from "../components/chart";
import { addressOf } from "./address";
import type { Question, Schemas, Series } from "./api";
import { BANDS, COLOUR, DASH } from "./colours";
import type { Numbers } from "./data";
import { millions, reading } from "./numbers";
import { usePlan } from "./plan";

export const NEED = "inndekningsbehov_fast";
/** The need year by year, with its sign: what a page shows of it where it shows years. */
export const YEARLY = { variant: "aar_for_aar" } as const;
type Axes = Record<string, string>;
type Values = readonly (number | null)[];

/** Prices as chosen in the header: the statistic of amounts, and the words beside them. */
export function usePrices(): {
  statistic: "faste" | "basis";
  ask: (navn: string, akser?: Axes) => Question;
  words: "ui.mill_faste" | "ui.mill_loepende";
} {
  const { fixed } = usePlan();
  const statistic = fixed ? "faste" : "basis";
  return {
    statistic,
    ask: (navn, akser) => ({ navn, statistikk: statistic, ...(akser ? { akser } : {}) }),
    words: fixed ? "ui.mill_faste" : "ui.mill_loepende",
  };
}

/** A series as a line of a chart, in the unit people read. */
export function lineOf(series: Series | undefined, name: string, colour: string, more: Partial<Line> = {}): Line {
  if (!series) return { name, values: [], colour, ...more };
  const r = reading(series.enhet);
  return {
    name,
    values: series.verdier.map((v) => (v === null ? null : r.scale(v))),
    colour,
    at: (year) => addressOf(series, year),
    ...more,
  };
}

/** The dashed line of the values before the draft; none without changes. Its numbers are not the draft's, so they have no
 * address.
 */
export function lineBefore(series: Series | undefined, name: string, more: Partial<Line> = {}): Line[] {
  return series ? [lineOf(series, name, COLOUR.before, { dash: DASH.before, at: undefined, ...more })] : [];
}

/** The bands of a fan, the widest first. */
export function bandsOf(fan: Schemas["FanOut"] | undefined, t: TFunction): Band[] {
  if (!fan) return [];
  const { scale } = reading(fan.enhet);
  const of = (p: number) => (fan.baand[`p${p}`] ?? []).map(scale);
  return [95, 80, 65].map((p, i) => ({
    name: t("ui.av_forloepene", { p }),
    low: of((100 - p) / 2),
    high: of((100 + p) / 2),
    colour: BANDS[i] ?? BANDS[0],
  }));
}

export function at(series: Series | undefined, year: number): number | null {
  return series?.verdier[series.aar.indexOf(year)] ?? null;
}

export function inMillions(values: Values | undefined): (number | null)[] {
  return (values ?? []).map((v) => (v === null ? null : millions(v)));
}

export function sum(values: Values): number {
  return values.reduce<number>((all, v) => all + (v ?? 0), 0);
}

export function peak(values: Values, years: number[]): { value: number; year: number } | null {
  let found: { value: number; year: number } | null = null;
  values.forEach((v, i) => {
    const year = years[i];
    if (v !== null && year !== undefined && (found === null || v > found.value)) found = { value: v, year };
  });
  return found;
}

/** Whether places are lacking: less than half a place is none. */
export function lacking(places: number | null | undefined): boolean {
  return (places ?? 0) > 0.5;
}

/** Free places of a service year by year, or minus those that are lacking. */
export function freePlaces(numbers: Numbers, axes: Axes): (number | null)[] {
  const lack = numbers.of("plassmangel", axes)?.verdier ?? [];
  return (numbers.of("ledig_kapasitet", axes)?.verdier ?? []).map((free, i) => (lacking(lack[i]) ? -(lack[i] ?? 0) : free));
}

/** The years a table shows when it does not show all: the adopted ones, those around the headline year, and the last. */
export function shownYears(om: Schemas["AboutRun"], years: number[]): number[] {
  const { vedtatt_til: adopted, overskriftsaar: headline } = om;
  const last = years.at(-1) ?? headline;
  const first = (adopted ? years.filter((y) => y <= adopted) : years).slice(0, 4);
  const later = [headline - 3, headline, Math.round((headline + last) / 2), last].filter(
    (y) => y > (first.at(-1) ?? 0) && years.includes(y),
  );
  return [...new Set([...first, ...later])].sort((a, b) => a - b);
}

/** Every so many years, and the last. */
export function everyNth(years: number[], n: number, from = 0): number[] {
  return years.filter((_, i) => i % n === from || i === years.length - 1);
}

/** The first year, the one in the middle, and the last. */
export function threeYears(years: number[]): number[] {
  return years.filter((_, i) => i === 0 || i === Math.floor(years.length / 2) || i === years.length - 1);
}
