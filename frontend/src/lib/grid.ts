import type { ReactNode } from "react";
import { parse, pasted, typed } from "./numbers";

export interface Choice {
  verdi: string;
  navn: string;
}

export interface GridCell {
  /** The edited text; a choice's word or code. */
  text: string;
  /** Derived from other cells; grey, but can be set. */
  derived?: boolean;
  readOnly?: boolean;
  numeric: boolean;
  /** Whether thousands are grouped when it is shown; years are not. */
  grouped?: boolean;
  changed?: boolean;
  choices?: Choice[];
  label: string;
  width?: "smal" | "middels" | "bred";
}

export interface GridNote {
  kind: "feil" | "advarsel";
  text: string;
  column?: number;
  fix?: { text: string; run: () => void };
}

export interface GridRow {
  key: string;
  head: ReactNode;
  /** Heading above the row, where it begins a part of the table. */
  part?: string;
  cells: GridCell[];
  /** Messages under the row: problem, reason and remedy. */
  notes: GridNote[];
  /** A button at the end of the row. */
  action?: { text: string; label: string; run: () => void };
}

export interface Change {
  row: number;
  column: number;
  text: string;
}

const PLAIN = /^([-−]?)(\d+)([.,]\d+)?$/;

/** A number as it is shown: thousands grouped, a real minus sign; other texts unchanged. */
export function spaced(text: string): string {
  const found = PLAIN.exec(text.trim());
  if (!found) return text;
  const [, sign, whole = "", rest = ""] = found;
  return `${sign ? "−" : ""}${whole.replace(/\B(?=(\d{3})+(?!\d))/g, "\u00a0")}${rest}`;
}

/** The text of a cell as it is shown. */
export function shownText(cell: GridCell): string {
  return cell.numeric && cell.grouped !== false ? spaced(cell.text) : cell.text;
}

type Taken = { ok: true; text: string } | { ok: false; ambiguous?: [number, number] };

/** A typed text as the cell's own: a number without grouping, in any of the forms that are read. */
export function taken(cell: GridCell, text: string): Taken {
  if (!cell.numeric || text.trim() === "") return { ok: true, text: text.trim() };
  const found = parse(text);
  return found.ok ? { ok: true, text: typed(found.value) } : found;
}

type Block =
  | { changes: Change[] }
  | { wrong: "plass"; lines: number; room: number }
  | { wrong: "tall"; cell: GridCell; text: string };

/** The changes of a pasted block from a cell on: all of them, or the reason why none is made. */
export function block(rows: GridRow[], row: number, column: number, text: string): Block {
  const lines = pasted(text);
  const changes: Change[] = [];
  for (const [i, line] of lines.entries()) {
    for (const [j, value] of line.entries()) {
      const cell = rows[row + i]?.cells[column + j];
      if (!cell || cell.readOnly) return { wrong: "plass", lines: lines.length, room: rows.length - row };
      const read = cell.choices ? chosen(cell.choices, value) : taken(cell, value);
      if (!read.ok) return { wrong: "tall", cell, text: value };
      changes.push({ row: row + i, column: column + j, text: read.text });
    }
  }
  return { changes };
}

/** A pasted word as one of the choices, by its code or its name. */
function chosen(choices: Choice[], text: string): Taken {
  const said = text.trim().toLowerCase();
  const found = choices.find((c) => c.verdi.toLowerCase() === said) ?? choices.find((c) => c.navn.toLowerCase() === said);
  return { ok: true, text: found?.verdi ?? text.trim() };
}

/** The changes that fill a row to the right of a cell with its text. */
export function filledRight(rows: GridRow[], row: number, column: number): Change[] {
  const cells = rows[row]?.cells ?? [];
  const text = cells[column]?.text ?? "";
  return cells.flatMap((c, k) => (k > column && c.numeric && !c.readOnly ? [{ row, column: k, text }] : []));
}

/** The next cell with a mistake after a row, from the top again after the last; null where there is none. */
export function nextWrong(rows: GridRow[], row: number): [number, number] | null {
  const wrong = (r: GridRow) => r.notes.some((n) => n.kind === "feil");
  const after = rows.findIndex((r, i) => i > row && wrong(r));
  const found = after >= 0 ? after : rows.findIndex(wrong);
  return found < 0 ? null : [found, rows[found]?.notes.find((n) => n.kind === "feil")?.column ?? 0];
}
