import type { TFunction } from "i18next";

/** The label of an engine unit as its numbers are displayed: amounts in millions, shares in per cent. */
export function readAs(t: TFunction, unit: string): string {
  return t(`ui.lest.${unit}`);
}
