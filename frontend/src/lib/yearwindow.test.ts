import { expect, test } from "vitest";
import { steps, windowAt } from "./yearwindow";

const YEARS = Array.from({ length: 20 }, (_, i) => 2022 + i);

test("six years from the first red one", () => {
  expect(windowAt(YEARS, 2028, 6)).toEqual([2028, 2029, 2030, 2031, 2032, 2033]);
});

test("a year near the end, or none, still gives six", () => {
  expect(windowAt(YEARS, 2040, 6)).toEqual([2036, 2037, 2038, 2039, 2040, 2041]);
  expect(windowAt(YEARS, 0, 6)[0]).toBe(2022);
  expect(windowAt([2026, 2027], 2026, 6)).toEqual([2026, 2027]);
});

test("steps reach both ends and stop there", () => {
  expect(steps(YEARS, windowAt(YEARS, 2028, 6))).toEqual({ back: 2022, on: 2034 });
  expect(steps(YEARS, windowAt(YEARS, 2034, 6))).toEqual({ back: 2028, on: 2036 });
  expect(steps(YEARS, windowAt(YEARS, 2022, 6)).back).toBeNull();
  expect(steps(YEARS, windowAt(YEARS, 2036, 6)).on).toBeNull();
});
