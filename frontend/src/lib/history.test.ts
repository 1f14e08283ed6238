import { describe, expect, it } from "vitest";
import type { Draft } from "./api";
import { begun, EMPTY, emptied, read, redone, stepped, undone, written } from "./history";

const edit = (verdi: number): Draft => ({ endringer: [{ slag: "sett", fil: "plan.toml", noekkel: ["a"], verdi }] });
const lever = (v: number): Draft => ({ spaker: { rente: v } });

describe("stepped", () => {
  it("makes one step of each change, and undoes and redoes it", () => {
    const h = stepped(stepped(begun(EMPTY), edit(1), 0), edit(2), 10);
    expect(h.past).toEqual([EMPTY, edit(1)]);
    expect(undone(h).now).toEqual(edit(1));
    expect(redone(undone(h)).now).toEqual(edit(2));
    expect(undone(undone(undone(h))).now).toEqual(EMPTY);
  });
  it("makes one step of a slider's whole movement", () => {
    let h = begun(EMPTY);
    for (let i = 1; i <= 20; i++) h = stepped(h, lever(i), i * 100);
    expect(h.past).toEqual([EMPTY]);
    expect(stepped(h, lever(3), 9000).past).toEqual([EMPTY, lever(20)]);
  });
  it("forgets a movement that ends where it began", () => {
    const h = stepped(stepped(begun(EMPTY), lever(1), 0), { spaker: {} }, 100);
    expect(h.past).toEqual([]);
    expect(h.now).toEqual(EMPTY);
  });
  it("keeps two levers apart", () => {
    const h = stepped(stepped(begun(EMPTY), lever(1), 0), { spaker: { rente: 1, loenn: 2 } }, 100);
    expect(h.past).toEqual([EMPTY, lever(1)]);
  });
  it("takes an empty part for no change", () => {
    expect(stepped(begun(EMPTY), { endringer: [] }, 0).past).toEqual([]);
  });
});

describe("emptied", () => {
  it("empties the draft that changes nothing, and no later one", () => {
    const h = stepped(begun(EMPTY), edit(1), 0);
    expect(emptied(h, edit(1))).toEqual({ past: [], now: EMPTY, future: [], moved: undefined });
    expect(emptied(h, edit(2))).toBe(h);
  });
});

describe("written and read", () => {
  it("give the same history", () => {
    const h = undone(stepped(stepped(begun(EMPTY), edit(1), 0), edit(2), 1));
    expect(read(written(h, "abc"))).toEqual({ link: "abc", past: [EMPTY], now: edit(1), future: [edit(2)] });
  });
  it("are bounded, and lose the oldest first", () => {
    let h = begun(EMPTY);
    for (let i = 0; i < 150; i++)
      h = stepped(h, { endringer: [{ slag: "ny_fil", fil: "a.md", tekst: `${i}${"x".repeat(20_000)}` }] }, i);
    const text = written(h, "");
    expect(text.length).toBeLessThanOrEqual(1_000_000);
    const kept = read(text);
    expect(kept?.now).toEqual(h.now);
    expect(kept?.past.at(-1)).toEqual(h.past.at(-1));
  });
  it("read nothing out of what is no history", () => {
    for (const text of [null, "", "{", "[]", '{"now":3}', '{"now":{},"past":[1],"future":[]}']) expect(read(text)).toBe(null);
  });
});
