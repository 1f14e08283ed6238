import { describe, expect, it } from "vitest";
import { isFresh } from "./data";

describe("isFresh", () => {
  it("is true only where every answer is of what was asked", () => {
    const own = { data: {}, isPlaceholderData: false };
    expect(isFresh(own)).toBe(true);
    expect(isFresh(own, { data: {}, isPlaceholderData: true })).toBe(false);
    expect(isFresh(own, { data: undefined, isPlaceholderData: false })).toBe(false);
  });
});
