import { describe, expect, it } from "vitest";
import { grouped, parse } from "./numbers";

describe("numbers", () => {
  it("groups thousands and rounds halves away from zero", () => {
    expect(grouped(1234.5)).toBe("1\u00a0235");
    expect(grouped(-0.4)).toBe("0");
    expect(grouped(-2.5)).toBe("\u22123");
  });
  it("asks where a full stop may be thousands or decimals", () => {
    expect(parse("1.250")).toEqual({ ok: false, ambiguous: [1250, 1.25] });
    expect(parse("(5)")).toEqual({ ok: true, value: -5 });
  });
});
