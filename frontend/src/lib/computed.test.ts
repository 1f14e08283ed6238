import { expect, test } from "vitest";
import { computed } from "./computed";

const done = { isError: false, isPending: false, isPlaceholderData: false, fetchStatus: "idle" } as const;

test("an answer is computed only when it is of what is shown", () => {
  expect(computed(done)).toBe("klar");
  expect(computed(done, { ...done, isPlaceholderData: true, fetchStatus: "fetching" })).toBe("regner");
  expect(computed({ ...done, isPending: true, fetchStatus: "fetching" })).toBe("regner");
});

test("an answer that failed or waits for a connection is not computed", () => {
  expect(computed(done, { ...done, isError: true })).toBe("uregnet");
  expect(computed({ ...done, isPlaceholderData: true, fetchStatus: "paused" })).toBe("uregnet");
  expect(computed({ ...done, fetchStatus: "paused" })).toBe("klar");
});
