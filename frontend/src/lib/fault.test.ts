import { describe, expect, it } from "vitest";
import { ApiError, isMissingPart, referenceOf } from "./fault";

describe("referenceOf", () => {
  it("is the server's own where it answered", () => {
    expect(referenceOf(new ApiError(500, "", [], [], "ab12"))).toBe("ab12");
  });
  it("is the same for the same fault, and another for another", () => {
    const fault = new TypeError("x is undefined");
    expect(referenceOf(fault)).toMatch(/^[0-9A-F]{4}-[0-9A-F]{4}$/);
    expect(referenceOf(fault)).toBe(referenceOf(fault));
    expect(referenceOf("noe")).not.toBe(referenceOf("noe annet"));
  });
});

describe("isMissingPart", () => {
  it("knows what the browsers say", () => {
    expect(isMissingPart(new TypeError("Failed to fetch dynamically imported module: http://x/a.js"))).toBe(true);
    expect(isMissingPart(new TypeError("error loading dynamically imported module: x"))).toBe(true);
    expect(isMissingPart(new TypeError("Importing a module script failed."))).toBe(true);
    expect(isMissingPart(new TypeError("x is undefined"))).toBe(false);
  });
});
