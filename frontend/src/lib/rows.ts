import { useCallback } from "react";
import { usePage } from "./plan";

/** The place of an input in its file: the path of a value in a TOML file, or the line of a csv file («ny»: its last). */
export type RowPath = (string | number)[] | { line: number | "ny" };

/** The text of an input's address: «finans.toml:rente.styringsrente», or «laan.csv:12». */
export function rowAddress(file: string, path: RowPath): string {
  return `${file}:${Array.isArray(path) ? path.join(".") : path.line}`;
}

/** The URL of an input's editable row; the server knows the group and the section it is on. */
export function useRowLink(): (file: string, path: RowPath) => string {
  const page = usePage();
  return useCallback((file, path) => page("forutsetninger", { rad: rowAddress(file, path) }), [page]);
}
