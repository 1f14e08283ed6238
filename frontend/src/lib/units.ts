import type { TFunction } from "i18next";

/** What a unit of the engine is called as numbers in it are read: amounts in millions, shares in per cent. */
export function readAs(t: TFunction, unit: string): string {
  return t(`ui.lest.${unit}`);
}
