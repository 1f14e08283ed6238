import { describe, expect, it } from "vitest";
import { secondsLeft } from "./timeleft";

describe("time left", () => {
  it("follows the pace since the first look", () => {
    expect(secondsLeft({ at: 0, progress: 0.2 }, { at: 10_000, progress: 0.6 })).toBeCloseTo(10);
    expect(secondsLeft({ at: 0, progress: 0 }, { at: 5_000, progress: 1 })).toBe(0);
  });
  it("says nothing before it can know", () => {
    expect(secondsLeft(null, null)).toBeNull();
    expect(secondsLeft({ at: 0, progress: 0.2 }, { at: 500, progress: 0.3 })).toBeNull();
    expect(secondsLeft({ at: 0, progress: 0.2 }, { at: 9_000, progress: 0.2 })).toBeNull();
  });
});
