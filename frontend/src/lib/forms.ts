import { createContext, useContext } from "react";
import type { Draft, Schemas } from "./api";

/** What can be added or changed by a form. */
export type FormKind = "prosjekt" | "bygg" | "tjeneste" | "sone" | "tiltak" | "laan" | "fond" | "maaltall" | "stress" | "faktor";

/** A form that is asked for: of something new, filled in as far as the place knows, or of what has the id. */
export interface FormAsked {
  kind: FormKind;
  /** Values known where it was asked for, by the form's field. */
  prefill?: Record<string, string | number>;
  id?: string;
  /** Where focus returns when the form is closed. */
  anchor?: HTMLElement | null;
}

export const FormContext = createContext<(asked: FormAsked) => void>(() => undefined);

export function useOpenForm(): (asked: FormAsked) => void {
  return useContext(FormContext);
}

export type Filled = Schemas["FilledOut"];
export type FormField = Schemas["FieldOut"];
/** What was typed, as text: a value, or values by year. */
export type Typed = Record<string, string | Record<string, string>>;

/** The kinds in the order people think of them. */
export const KINDS: readonly FormKind[] = [
  "prosjekt",
  "tiltak",
  "bygg",
  "tjeneste",
  "sone",
  "laan",
  "fond",
  "maaltall",
  "stress",
  "faktor",
];

const MOST_SILENT = 3; // typed fields that are thrown away without asking

/** What was typed, with a field typed anew. */
export function withTyped(typed: Typed, field: string, text: string): Typed {
  return { ...typed, [field]: text };
}

/** What was typed, with one year of a field typed anew; an emptied year follows the proposal again. */
export function withYear(typed: Typed, field: string, year: string, text: string): Typed {
  const held = typed[field];
  const years = { ...(typeof held === "object" ? held : {}), [year]: text };
  const kept = Object.fromEntries(Object.entries(years).filter(([, v]) => v.trim() !== ""));
  return { ...typed, [field]: kept };
}

/** The number of fields that hold something typed. */
export function typedCount(typed: Typed): number {
  return Object.values(typed).filter((v) => (typeof v === "string" ? v.trim() !== "" : Object.keys(v).length > 0)).length;
}

/** Whether throwing the form away loses more than is done without asking. */
export function asksFirst(typed: Typed): boolean {
  return typedCount(typed) > MOST_SILENT;
}

/** What was typed, without a field: it follows the proposal again. */
export function withoutTyped(typed: Typed, field: string): Typed {
  const { [field]: _, ...others } = typed;
  return others;
}

/** The text in a field: what was typed, also while it is emptied, else what the server proposes or has stored. */
export function textOf(field: FormField, typed: Typed): string {
  const own = typed[field.id];
  return typeof own === "string" ? own : field.verdi;
}

/** The text of a year: what was typed, else the server's. */
export function textOfYear(field: FormField, year: string, typed: Typed): string {
  const own = typed[field.id];
  return (typeof own === "object" ? own[year] : undefined) ?? field.verdier[year] ?? "";
}

/** Why a form cannot be kept: the first field that is wrong or lacking; none for a form that can. */
export function stops(filled: Filled): { why: "mangler" | "feil"; field: FormField | undefined } | undefined {
  if (filled.rett) return undefined;
  const lacking = filled.felter.find((f) => f.mangler);
  return lacking ? { why: "mangler", field: lacking } : { why: "feil", field: filled.felter.find((f) => f.feil) };
}

/** Ids that a draft adds to a folder («prosjekter») or a table («tiltak.csv»): their rows are marked until the draft is saved. */
export function newIds(draft: Draft, place: string): Set<string> {
  const found = new Set<string>();
  for (const e of draft.endringer ?? []) {
    if (e.slag === "ny_fil" && e.fil.startsWith(`${place}/`)) found.add(e.fil.slice(place.length + 1).replace(/\.\w+$/, ""));
    if (e.slag === "ny_rad" && e.fil === place && e.celler.id) found.add(e.celler.id);
  }
  return found;
}
