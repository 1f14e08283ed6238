import { expect, test } from "vitest";
import { rowAddress } from "./rows";

test("an input's address names its file and its path or line", () => {
  expect(rowAddress("finans.toml", ["rente", "styringsrente"])).toBe("finans.toml:rente.styringsrente");
  expect(rowAddress("tjenester/skole.toml", ["satser", 2, "verdi"])).toBe("tjenester/skole.toml:satser.2.verdi");
  expect(rowAddress("laan.csv", { line: 12 })).toBe("laan.csv:12");
});
