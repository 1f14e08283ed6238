import { expect, it } from "vitest";
import type { Schemas } from "./api";
import { worst } from "./formeffect";

const numbers = {
  serier: [{ navn: "plassmangel", aar: [2030, 2031, 2032], verdier: [null, 71, 71], elementnavn: "Østerås" }],
} as unknown as Schemas["NumbersOut"];

it("is the first of the largest values, past hidden ones", () => {
  expect(worst(numbers, "plassmangel")).toEqual({ year: 2031, value: 71, element: "Østerås" });
  expect(worst(numbers, "gjeld")).toBeUndefined();
  expect(worst(undefined, "plassmangel")).toBeUndefined();
});
