import { describe, expect, it } from "vitest";
import { followed, numbersIn, rowPath } from "./explained";

describe("a trail of cards", () => {
  it("drops the cards after the one whose term is opened", () => {
    expect(followed(["a", "b", "c"], 0, "d")).toEqual(["a", "d"]);
    expect(followed(["a"], 0, "b")).toEqual(["a", "b"]);
  });
  it("goes back to a card that is already in it", () => {
    expect(followed(["a", "b", "c"], 2, "a")).toEqual(["a"]);
  });
});

describe("the numbers of a sentence", () => {
  it("are every second part, with their sign and per cent", () => {
    const parts = numbersIn("100 mill. er de 1\u00a0131,5 mill. som mangler til 3,00\u00a0% i 2039.");
    expect(parts.filter((_, i) => i % 2)).toEqual(["100", "1\u00a0131,5", "3,00\u00a0%", "2039"]);
    expect(parts.join("")).toBe("100 mill. er de 1\u00a0131,5 mill. som mangler til 3,00\u00a0% i 2039.");
  });
  it("are never part of a word", () => {
    expect(numbersIn("CO2 og fond2030")).toEqual(["CO2 og fond2030"]);
  });
});

it("a row is a line of a csv file, or the path of a value", () => {
  expect(rowPath({ fil: "laan.csv", sti: [], linje: 4 })).toEqual({ line: 4 });
  expect(rowPath({ fil: "fond.toml", sti: ["disposisjonsfond", 1], linje: 0 })).toEqual(["disposisjonsfond", 1]);
});
