import { expect, test } from "vitest";
import {
  chosen,
  chosenGaps,
  ends,
  type Filters,
  FRAMES,
  type Gap,
  groupsOf,
  inYears,
  onTrack,
  shortSpan,
  sumsByYear,
} from "./board";
import type { Project } from "./data";

const ALL: Filters = { service: "", zone: "", phase: "", changed: false };
const project = (id: string, more: Partial<Project> = {}) =>
  ({
    id,
    name: id,
    kind: "prosjekt",
    service: "",
    service_name: "",
    sector: "Kultur",
    phase: "F0",
    facts: { zone: "" },
    ...more,
  }) as Project;
const school = project("a", {
  in_use: true,
  service: "skole",
  service_name: "Skole",
  facts: { zone: "nord" } as Project["facts"],
  state: "",
});
const frame = project("b", { in_use: true, kind: "ramme", phase: "kontrakt", state: "" });
const fresh = project("c", { in_use: true, phase: "konsept", state: "ny" });
const gap = (service: string, zone = "") => ({ service, service_name: service, zone }) as Gap;

test("filters leave out what is not asked for, and alternatives that are not chosen", () => {
  const every = [school, frame, fresh, project("d", { in_use: false })];
  expect(chosen(every, ALL)).toEqual([school, frame, fresh]);
  expect(chosen(every, { ...ALL, service: "skole" })).toEqual([school]);
  expect(chosen(every, { ...ALL, zone: "nord" })).toEqual([school]);
  expect(chosen(every, { ...ALL, phase: "konsept" })).toEqual([fresh]);
  expect(chosen(every, { ...ALL, changed: true })).toEqual([fresh]);
  expect(chosenGaps([gap("skole"), gap("")], { ...ALL, service: FRAMES })).toEqual([gap("")]);
  expect(chosenGaps([gap("skole")], { ...ALL, phase: "F0" })).toEqual([]);
});

test("groups hold projects and needs, with the frames last", () => {
  const found = groupsOf([frame, school, fresh], [gap("skole"), gap("omsorg"), gap("")]);
  expect(found.map((g) => g.id)).toEqual(
    ["sektor:Kultur", "omsorg", "skole", FRAMES].sort((a, b) => (a === FRAMES ? 1 : b === FRAMES ? -1 : 0)),
  );
  expect(found.at(-1)?.gaps).toHaveLength(1);
  expect(found.find((g) => g.id === "skole")).toMatchObject({ projects: [school], gaps: [gap("skole")] });
});

test("a year with a hidden amount has no sum", () => {
  expect(
    sumsByYear(
      [
        [1, 2],
        [3, null],
      ],
      2,
    ),
  ).toEqual([4, null]);
  expect(sumsByYear([[1, 2], undefined], 2)).toEqual([null, null]);
  expect(ends([null, 3, 1])).toEqual([1, 3]);
  expect(ends([null])).toBeNull();
});

test("years are written short and placed by share", () => {
  expect([shortSpan(2032, 2034), shortSpan(2032, 2032)]).toEqual(["32–34", "32"]);
  expect(onTrack(2024, 2025, 2022, 20)).toEqual({ left: "10%", width: "10%" });
});

test("sums of a year are millions, and billions with one decimal where one of them has four digits", () => {
  expect(inYears([83e6, null, 0, 999.4e6])).toEqual({ large: false, texts: ["83", "–", "", "999"] });
  expect(inYears([1881e6, 230e6, 0]).texts).toEqual(["1,9", "0,2", ""]);
});
