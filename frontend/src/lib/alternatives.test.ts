import { expect, test } from "vitest";
import { type Answered, choices, columnsOf, columnsText, MOST, stillAsked } from "./alternatives";

const tree = {
  grener: [
    { navn: "hovedlinje", hode: 3, privat: false, eier: "", min: true },
    { navn: "Rimelig", hode: 5, privat: true, eier: "", min: true },
  ],
  versjoner: [5, 4, 3, 2, 1].map((id) => ({ id })),
} as unknown as Parameters<typeof choices>[0];

test("the open version is first, then its draft, the newest of each branch and the rest, each once", () => {
  expect(choices(tree, 3, {}).map((c) => c.id)).toEqual(["3", "5", "4", "2", "1"]);
  expect(choices(tree, 3, { spaker: { rente: 1 } }).map((c) => c.id)).toEqual(["3", "3k", "5", "4", "2", "1"]);
});

test("the address tells the columns; what it does not know is left out, and no more than the server takes", () => {
  const every = choices(tree, 3, { spaker: { rente: 1 } });
  expect(columnsText(columnsOf(null, every))).toBe("3,3k,5");
  expect(columnsText(columnsOf("5,3k,5,99", every))).toBe("5,3k");
  expect(columnsOf("5,4,3,2,1,3k,3", every)).toHaveLength(MOST);
});

test("a column that is taken away goes at once, with its cells", () => {
  const every = choices(tree, 3, {});
  const cell = (tekst: string) => ({ tall: { tekst }, endring: null, bedre: null });
  const answer = {
    columns: every.slice(0, 3),
    found: { kolonner: ["a", "b", "c"].map((navn) => ({ navn })), rader: [{ id: "x", celler: ["1", "2", "3"].map(cell) }] },
  } as unknown as Answered;
  const left = stillAsked(
    answer,
    every.filter((_, i) => i !== 1),
  );
  expect(left.found.kolonner.map((k) => k.navn)).toEqual(["a", "c"]);
  expect(left.found.rader[0]?.celler.map((c) => c.tall.tekst)).toEqual(["1", "3"]);
  expect(stillAsked(answer, every)).toBe(answer);
});
