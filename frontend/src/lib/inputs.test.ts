import { expect, test } from "vitest";
import type { Problem } from "./api";
import { belongs, byFolder, type Cell, columnOf, problemRow, textEdit, touchedBy, yearEdit } from "./inputs";

const rate = {
  fil: "forutsetninger.toml",
  sti: ["styringsrente"],
  verdisti: ["styringsrente", "verdi"],
  aarssti: ["styringsrente", "verdier"],
  kildesti: ["styringsrente", "kilde"],
} as Cell;
const problem = (fil: string, noekkel: string, linje = 0) => ({ fil, noekkel, linje }) as Problem;

test("a cell is marked by the edits of it, of both kinds", () => {
  const touched = touchedBy([
    yearEdit(rate, 2031, 2.5),
    textEdit(rate, "kilde", "PPR"),
    { slag: "sett", fil: rate.fil, noekkel: ["styringsrente", "verdier", "2030"], verdi: 2 },
  ]);
  expect([touched(rate, 2031), touched(rate, 2030), touched(rate, 2029)]).toEqual([true, true, false]);
  expect([touched(rate, "kilde"), touched(rate, "verdi")]).toEqual([true, false]);
});

test("a problem knows its value, its year and its row", () => {
  expect(belongs(problem(rate.fil, "styringsrente.verdier.2030"), rate)).toBe(true);
  expect(belongs(problem(rate.fil, "styringsrente_to"), rate)).toBe(false);
  expect(columnOf(problem(rate.fil, "styringsrente.verdier.2030"), [2029, 2030])).toBe(1);
  expect(problemRow(problem("laan.csv", "margin", 3))).toBe("laan.csv:3");
  expect(problemRow(problem(rate.fil, "styringsrente.verdi"))).toBe("forutsetninger.toml:styringsrente.verdi");
});

test("sections are grouped by folder in their own order", () => {
  const found = byFolder(["prosjekter/a.toml", "prosjekter/b.toml", "anlegg.csv"].map((fil) => ({ fil, navn: "", antall: 1 })));
  expect(found.map((f) => [f.folder, f.sections.length])).toEqual([
    ["prosjekter", 2],
    ["", 1],
  ]);
});
