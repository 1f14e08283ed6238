import type { Edit, Problem, Schemas } from "./api";
import type { FormKind } from "./forms";
import { rowAddress } from "./rows";

export type Cell = Schemas["CellOut"];
export type Sheet = Schemas["SheetOut"];
export type Inputs = Schemas["InputsOut"];
export const GROUPS = ["makro", "befolkning", "tjenester", "investeringer", "finans", "regler", "usikkerhet", "grep"] as const;
export type Group = (typeof GROUPS)[number];

export function groupOf(text: string | null): Group | undefined {
  return GROUPS.find((g) => g === text);
}

/** The name of a value, after the part of the file it stands in. */
export function nameOf(c: Cell): string {
  return `${c.seksjon ? `${c.seksjon}: ` : ""}${c.navn}`;
}

export function unitOf(c: Cell): string {
  return [c.enhet, c.priser].filter(Boolean).join(", ");
}

export function isNumber(c: Cell): boolean {
  return c.slag === "tall" || c.slag === "heltall";
}

/** Whether a problem is about a value, or its source. */
export function belongs(p: Problem, c: Cell): boolean {
  const own = c.sti.join(".");
  return p.noekkel === own || p.noekkel.startsWith(`${own}.`) || (c.kildesti.length > 0 && p.noekkel === c.kildesti.join("."));
}

/** The column of the year a problem is about. */
export function columnOf(p: Problem, years: number[]): number | undefined {
  const at = years.indexOf(Number(p.noekkel.split(".").at(-1)));
  return at >= 0 ? at : undefined;
}

/** The address of the row a problem is about. */
export function problemRow(p: Problem): string {
  return p.fil.endsWith(".csv") ? rowAddress(p.fil, { line: p.linje ?? 0 }) : rowAddress(p.fil, p.noekkel.split("."));
}

export function yearEdit(c: Cell, aar: number, verdi: number | null): Edit {
  return { slag: "aar", fil: c.fil, noekkel: c.sti, aar, verdi };
}

export function textEdit(c: Cell, felt: "verdi" | "kilde", tekst: string): Edit {
  return { slag: "felt", fil: c.fil, noekkel: c.sti, felt, tekst };
}

type What = number | "kilde" | "verdi";

/** Whether a draft's edits have touched a value of a TOML file. */
export function touchedBy(edits: Edit[]): (c: Cell, what: What) => boolean {
  const mark = (fil: string, path: (string | number)[], what: What | "" = "") => JSON.stringify([fil, path.map(String), what]);
  const marks = new Set(
    edits.flatMap((e) => {
      if (e.slag === "aar") return [mark(e.fil, e.noekkel, e.aar)];
      if (e.slag === "felt") return [mark(e.fil, e.noekkel, e.felt ?? "verdi")];
      return e.slag === "sett" ? [mark(e.fil, e.noekkel)] : [];
    }),
  );
  return (c, what) => {
    if (marks.has(mark(c.fil, c.sti, what))) return true;
    if (what === "kilde") return marks.has(mark(c.fil, c.kildesti));
    if (what === "verdi") return marks.has(mark(c.fil, c.verdisti));
    return marks.has(mark(c.fil, [...c.aarssti, what])) || marks.has(mark(c.fil, c.aarssti));
  };
}

const FORMS: Record<string, FormKind> = {
  prosjekter: "prosjekt",
  tjenester: "tjeneste",
  stress: "stress",
  "tiltak.csv": "tiltak",
  "bygg.csv": "bygg",
  "laan.csv": "laan",
  "fond.toml": "fond",
  "handlingsregler.toml": "maaltall",
  "usikkerhet.toml": "faktor",
};

/** The form that adds what a file holds. */
export function formOf(file: string): FormKind | undefined {
  return FORMS[file] ?? FORMS[file.split("/")[0] ?? ""];
}

/** Sections in their order, under the folder they are in; single files have none. */
export function byFolder(sections: Inputs["avsnitt"]): { folder: string; sections: Inputs["avsnitt"] }[] {
  const found: { folder: string; sections: Inputs["avsnitt"] }[] = [];
  for (const s of sections) {
    const folder = s.fil.includes("/") ? (s.fil.split("/")[0] ?? "") : "";
    const last = found.at(-1);
    if (last?.folder === folder) last.sections.push(s);
    else found.push({ folder, sections: [s] });
  }
  return found;
}
