import { describe, expect, it } from "vitest";
import { mayReload } from "./upgrade";

function stored() {
  const kept = new Map<string, string>();
  return { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v) };
}

describe("mayReload", () => {
  it("reloads once, and again only after a while", () => {
    const storage = stored();
    expect(mayReload(1_000_000, storage)).toBe(true);
    expect(mayReload(1_005_000, storage)).toBe(false);
    expect(mayReload(1_061_000, storage)).toBe(true);
  });
});
