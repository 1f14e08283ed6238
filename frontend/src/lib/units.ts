import type { TFunction } from "i18next";

/** The label of an engine unit as its numbers are displayed: amounts in millions with their price basis, shares in per cent.
 * Amounts
 * in fixed prices name their year where the reader of them knows it. */
export function readAs(t: TFunction, unit: string, year?: number | null): string {
  return year && (unit === "kr_fast" || unit === "mrd_fast") ? t(`ui.lest.${unit}.aar`, { aar: year }) : t(`ui.lest.${unit}`);
}

/** The unit of amounts in fixed or running prices. */
export function moneyIn(t: TFunction, fixed: boolean, year?: number | null, large = false): string {
  return readAs(t, `${large ? "mrd" : "kr"}${fixed ? "_fast" : ""}`, year);
}
