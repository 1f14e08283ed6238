import { expect, test } from "vitest";
import { block, filledRight, type GridCell, type GridRow, nextWrong, shownText, spaced, taken } from "./grid";

const number = (text: string, more: Partial<GridCell> = {}): GridCell => ({ text, numeric: true, label: "x", ...more });
const row = (cells: GridCell[], wrong?: number): GridRow => ({
  key: "r",
  head: "r",
  cells,
  notes: wrong === undefined ? [] : [{ kind: "feil", text: "galt", column: wrong }],
});

test("thousands are grouped when shown, and years are not", () => {
  expect(spaced("1250")).toBe("1\u00a0250");
  expect(spaced("-1234567,25")).toBe("−1\u00a0234\u00a0567,25");
  expect(spaced("ca. 1000")).toBe("ca. 1000");
  expect(shownText(number("2031", { grouped: false }))).toBe("2031");
});

test("every accepted form of a number is read, and an unclear one is asked about", () => {
  for (const [text, read] of [
    ["1250", "1250"],
    ["1 250", "1250"],
    ["1\u00a0250,5", "1250,5"],
    ["−5", "-5"],
    ["(5)", "-5"],
  ] as const)
    expect(taken(number(""), text)).toEqual({ ok: true, text: read });
  expect(taken(number(""), "1.250")).toEqual({ ok: false, ambiguous: [1250, 1.25] });
  expect(taken(number(""), "2,0,5").ok).toBe(false);
  expect(taken({ ...number(""), numeric: false }, " abc ")).toEqual({ ok: true, text: "abc" });
});

test("a block is taken whole or not at all", () => {
  const rows = [row([number("1"), number("2")]), row([number("3"), number("4", { readOnly: true })])];
  expect(block(rows, 0, 0, "5\t6")).toEqual({
    changes: [
      { row: 0, column: 0, text: "5" },
      { row: 0, column: 1, text: "6" },
    ],
  });
  expect(block(rows, 0, 1, "5\n6")).toEqual({ wrong: "plass", lines: 2, room: 2 });
  expect(block(rows, 0, 0, "5\tseks")).toMatchObject({ wrong: "tall", text: "seks" });
  const choices = [{ verdi: "fast", navn: "Fast rente" }];
  expect(block([row([{ text: "", numeric: false, label: "x", choices }])], 0, 0, "Fast rente")).toEqual({
    changes: [{ row: 0, column: 0, text: "fast" }],
  });
});

test("a row is filled to the right, and mistakes are found in turn", () => {
  const rows = [row([number("1"), number("2"), number("3", { readOnly: true }), number("4")]), row([number("1")], 0)];
  expect(filledRight(rows, 0, 0).map((c) => c.column)).toEqual([1, 3]);
  expect(nextWrong(rows, 0)).toEqual([1, 0]);
  expect(nextWrong(rows, 1)).toEqual([1, 0]);
  expect(nextWrong(rows.slice(0, 1), 0)).toBeNull();
});
