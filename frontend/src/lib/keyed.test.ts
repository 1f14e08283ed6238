import { expect, test } from "vitest";
import { keyed } from "./keyed";

test("items that tell the same have keys of their own, and a key stays when others are added before it", () => {
  const rows = [{ n: "skole" }, { n: "barnehage" }, { n: "skole" }];
  const keys = keyed(rows, (r) => r.n).map((k) => k.key);
  expect(new Set(keys).size).toBe(3);
  expect(keyed([{ n: "bad" }, ...rows], (r) => r.n).map((k) => k.key)).toEqual(['"bad"', ...keys]);
  expect(keyed(rows, (r) => r.n).map((k) => k.item)).toEqual(rows);
});
