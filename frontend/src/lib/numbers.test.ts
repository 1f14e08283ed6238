import i18next from "i18next";
import { afterEach, describe, expect, it } from "vitest";
import { amount, grouped, hundredths, parse, signed, typed } from "./numbers";

const NBSP = "\u00a0";
const MINUS = "\u2212";
const DIGITS: [number, number, string][] = [
  [1234.5, 0, `1${NBSP}235`],
  [-2.5, 0, `${MINUS}3`],
  [-0.4, 0, "0"],
  [0.5, 0, "1"],
  [1.005, 2, "1,01"],
  [2.675, 2, "2,68"],
  [-1.45, 1, `${MINUS}1,5`],
  [1e-7, 1, "0,0"],
  [1e21, 0, `1${`${NBSP}000`.repeat(7)}`],
  [1234567.891, 1, `1${NBSP}234${NBSP}567,9`],
];

async function speak(code: string) {
  await i18next.init({ lng: code, resources: { [code]: { translation: {} } } });
}

afterEach(() => speak("nb"));

describe("numbers", () => {
  it.each(DIGITS)("writes %f with %i decimals as publish/digits.py does", (value, decimals, text) => {
    expect(grouped(value, decimals)).toBe(text);
  });
  it("has no number for what is none", () => {
    expect(grouped(Number.NaN)).toBe("–");
  });
  it("writes nynorsk as bokmål, and English in its own form", async () => {
    await speak("nn");
    expect(grouped(-1234.5, 1)).toBe(`${MINUS}1${NBSP}234,5`);
    await speak("en");
    expect(grouped(-1234.5, 1)).toBe(`${MINUS}1,234.5`);
    expect(signed(1234.56, 1)).toBe("+1,234.6");
    expect(typed(1.5)).toBe("1.5");
    expect(parse("1,250")).toEqual({ ok: false, ambiguous: [1250, 1.25] });
    expect(parse("1,250.5")).toEqual({ ok: true, value: 1250.5 });
    expect(parse("1.250")).toEqual({ ok: true, value: 1.25 });
  });
  it("moves the decimal point by its digits", () => {
    expect(hundredths(0.145)).toBe(14.5);
    expect(amount(12_345_000_000, 0)).toEqual({ text: "12,3", unit: "mrd" });
    expect(amount(9_999_500_000, 0)).toEqual({ text: `10${NBSP}000`, unit: "kr" });
  });
  it("asks where a full stop may be thousands or decimals", () => {
    expect(parse("1.250")).toEqual({ ok: false, ambiguous: [1250, 1.25] });
    expect(parse("(5)")).toEqual({ ok: true, value: -5 });
    expect(parse("1 250,5")).toEqual({ ok: true, value: 1250.5 });
  });
});
