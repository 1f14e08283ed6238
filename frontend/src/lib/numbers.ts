// Numbers as people read and write them, in the form of their language and with the digits of publish/digits.py: halves round
// away
// from zero on the shortest decimal form of the number, with no-break spaces and a real minus sign.
import i18next from "i18next";

const MINUS = "\u2212";
const PLACES: Record<string, string> = { nb: "nb-NO", nn: "nn-NO", en: "en-GB" };
function place(): string {
  return PLACES[i18next.language] ?? "nb-NO";
}

function made(place: string, decimals: number): Intl.NumberFormat {
  return new Intl.NumberFormat(place, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    roundingMode: "halfExpand",
    signDisplay: "negative",
  });
}

const READY = [0, 1, 2, 3, 4]; // decimals of the writers made beforehand, since making one is slow
const WRITERS = Object.fromEntries(Object.values(PLACES).map((p) => [p, READY.map((d) => made(p, d))]));

function writer(decimals: number): Intl.NumberFormat {
  return WRITERS[place()]?.[decimals] ?? made(place(), decimals);
}

/** A number in the reader's language. Intl rounds the decimal string exactly, which it would not do with the product of
 * floats.
 */
export function grouped(value: number, decimals = 0): string {
  if (!Number.isFinite(value)) return "–";
  const text = writer(decimals).format(String(value) as Intl.StringNumericLiteral);
  return text.replace("-", MINUS).replaceAll("\u202f", "\u00a0");
}

/** A number with its decimal point moved: by its digits, since a product of floats may land on the other side of a half. */
function moved(value: number, places: number): number {
  const [mantissa = "0", exponent = "0"] = value.toString().split("e");
  return Number(`${mantissa}e${Number(exponent) + places}`);
}

export function millions(kroner: number): number {
  return moved(kroner, -6);
}

/** A share as per cent. */
export function hundredths(share: number): number {
  return moved(share, 2);
}

/** Parse an amount written in million kroner. */
export function kroner(millions: number): number {
  return millions * 1e6;
}

/** Kroner as millions; a dash for a missing amount. */
export function mill(kroner: number | null | undefined, decimals = 0): string {
  return kroner === null || kroner === undefined ? "–" : grouped(millions(kroner), decimals);
}

/** A change in kroner as signed millions. */
export function millChange(kroner: number, decimals = 0): string {
  return signed(millions(kroner), decimals);
}

interface Reading {
  scale: (value: number) => number;
  decimals: number;
}

/** Display of an engine unit. Amounts in million kroner; `decimals` is the plan's own for amounts. */
export function reading(unit: string, decimals = 0): Reading {
  switch (unit) {
    case "kr":
    case "kr_fast":
      return { scale: millions, decimals };
    case "andel":
      return { scale: hundredths, decimals: 1 };
    case "indeks":
      return { scale: (v) => v, decimals: 2 };
    case "aarsverk":
      return { scale: (v) => v, decimals: 1 };
    default:
      return { scale: (v) => v, decimals: 0 };
  }
}

export function shown(value: number | null | undefined, unit: string, decimals = 0): string {
  if (value === null || value === undefined) return "–";
  const r = reading(unit, decimals);
  return grouped(r.scale(value), r.decimals);
}

/** A måltall in its own unit and decimals. */
export function ratioShown(value: number, unit: string, decimals: number): string {
  if (unit === "prosent") return grouped(hundredths(value), decimals);
  if (unit === "mill. kr") return mill(value, decimals);
  return grouped(value, decimals);
}

export function signed(value: number, decimals = 0): string {
  const text = grouped(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

const isLarge = (kroner: number): boolean => Math.abs(kroner) >= 1e10;
const billions = (kroner: number): number => moved(kroner, -9);

/** A large amount in the headline: from ten thousand million in milliarder. */
export function amount(kroner: number, decimals: number): { text: string; unit: "mrd" | "kr" } {
  if (isLarge(kroner)) return { text: grouped(billions(kroner), 1), unit: "mrd" };
  return { text: mill(kroner, decimals), unit: "kr" };
}

/** The change of such an amount, in the amount's own unit. */
export function change(kroner: number, of: number, decimals: number): string {
  return isLarge(of) ? signed(billions(kroner), 1) : millChange(kroner, decimals);
}

export function percent(share: number): string {
  if (share > 0.99 && share < 1) return "over 99";
  return grouped(hundredths(share), 0);
}

type Parsed = { ok: true; value: number } | { ok: false; ambiguous?: [number, number] };

const english = (): boolean => i18next.language === "en";

/** Comma and full stop the other way round. */
function swapped(text: string): string {
  return text.replace(/[.,]/g, (mark) => (mark === "," ? "." : ","));
}

/** Parse typed or pasted numbers: 1250 · 1 250 · 1250,5 · −5 · (5). «1.250» is ambiguous, and the user is asked; in English
 * «1,250».
 */
export function parse(text: string): Parsed {
  let t = (english() ? swapped(text) : text)
    .trim()
    .replace(/[\s\u00a0\u202f\u2009]/g, "")
    .replace(/[\u2212\u2013]/g, "-");
  const bracketed = /^\((.*)\)$/.exec(t);
  if (bracketed) t = `-${bracketed[1]}`;
  t = t.replace(/%$/, "");
  if (/^[+-]?\d{1,3}(\.\d{3})+$/.test(t) && !t.includes(",")) {
    const grouping = Number(t.replace(/\./g, ""));
    if ((t.match(/\./g) ?? []).length > 1) return { ok: true, value: grouping };
    return { ok: false, ambiguous: [grouping, Number(t)] };
  }
  if (/^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(t)) t = t.replace(/\./g, "");
  t = t.replace(",", ".");
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(t)) return { ok: false };
  const value = Number(t);
  return Number.isFinite(value) ? { ok: true, value } : { ok: false };
}

/** A number in an input: every digit, with the decimal mark of the language. */
export function typed(value: number): string {
  return english() ? String(value) : String(value).replace(".", ",");
}

/** Rows of cells from a spreadsheet's clipboard: tabs first, else semicolons. */
export function pasted(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  return lines.map((line) => (line.includes("\t") ? line.split("\t") : line.includes(";") ? line.split(";") : [line]));
}
