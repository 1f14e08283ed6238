import { describe, expect, it } from "vitest";
import {
  asksFirst,
  type Filled,
  type FormField,
  newIds,
  stops,
  textOf,
  textOfYear,
  typedCount,
  withoutTyped,
  withTyped,
  withYear,
} from "./forms";

const field = (more: Partial<FormField>): FormField => ({
  id: "kostnad",
  navn: "Kostnad",
  slag: "tall",
  gruppe: "naar",
  enhet: "mill.",
  priser: "2022-kr",
  maa: false,
  mangler: false,
  sjelden: false,
  verdi: "90",
  verdier: {},
  skrevne_aar: [],
  sum: "",
  skrevet: false,
  grunn: "",
  hjelp: "",
  valg: [],
  feil: "",
  bot: null,
  ...more,
});
const filled = (felter: FormField[], rett: boolean) => ({ felter, rett }) as Filled;

describe("what was typed", () => {
  it("stays while a field is emptied, and the proposal is back when it is left empty", () => {
    const typed = withTyped({}, "kostnad", "");
    expect(textOf(field({}), typed)).toBe("");
    expect(textOf(field({}), withoutTyped(typed, "kostnad"))).toBe("90");
  });
  it("counts by field, years as one, and asks above three", () => {
    let typed = withYear(withYear({}, "fordeling", "2030", "40"), "fordeling", "2031", "50");
    expect(typedCount(typed)).toBe(1);
    for (const name of ["navn", "sone"]) typed = withTyped(typed, name, "x");
    expect(asksFirst(typed)).toBe(false);
    expect(asksFirst(withTyped(typed, "kostnad", "9"))).toBe(true);
    expect(typedCount(withYear({ fordeling: { "2030": "40" } }, "fordeling", "2030", " "))).toBe(0);
  });
  it("shows the server's years where none was typed", () => {
    const own = field({ id: "fordeling", verdier: { "2030": "45", "2031": "45" } });
    expect(textOfYear(own, "2031", { fordeling: { "2030": "40" } })).toBe("45");
    expect(textOfYear(own, "2030", { fordeling: { "2030": "40" } })).toBe("40");
  });
});

describe("why a form cannot be kept", () => {
  it("names what is lacking before what is wrong", () => {
    const wrong = field({ feil: "Må være minst 0." });
    const lacking = field({ id: "navn", mangler: true });
    expect(stops(filled([wrong, lacking], false))).toEqual({ why: "mangler", field: lacking });
    expect(stops(filled([wrong], false))).toEqual({ why: "feil", field: wrong });
    expect(stops(filled([field({})], true))).toBeUndefined();
  });
});

describe("new ids of a draft", () => {
  it("are its new files and rows", () => {
    const draft = {
      endringer: [
        { slag: "ny_fil" as const, fil: "prosjekter/ny-skole.toml", tekst: "" },
        { slag: "ny_rad" as const, fil: "tiltak.csv", celler: { id: "gjenbruk", aar: "2026" } },
        { slag: "sett" as const, fil: "prosjekter/gammel.toml", noekkel: ["navn"], verdi: "x" },
      ],
    };
    expect([...newIds(draft, "prosjekter")]).toEqual(["ny-skole"]);
    expect([...newIds(draft, "tiltak.csv")]).toEqual(["gjenbruk"]);
    expect(newIds(draft, "bygg.csv").size).toBe(0);
  });
});
