import type { Draft, Schemas } from "./api";
import { EMPTY, size } from "./draft";

/** A column that can be chosen: a version, with the open draft or without. */
export interface Choice {
  /** What stands for it in the address: the version's number, or the number with a mark for the draft. */
  id: string;
  version: number;
  draft: Draft;
}

const DRAFTED = "k";
export const MOST = 6;
const AT_FIRST = 3;

type Tree = Pick<Schemas["TreeOut"], "grener" | "versjoner">;

/** What can stand in a column: the open version, its draft, the newest of each branch, then every other version. */
export function choices(tree: Tree, open: number, draft: Draft): Choice[] {
  const plain = (version: number): Choice => ({ id: String(version), version, draft: EMPTY });
  const heads = tree.grener.map((g) => g.hode);
  const versions = [...new Set([open, ...heads, ...tree.versjoner.map((v) => v.id)])];
  const [first, ...others] = versions.map(plain);
  const drafted: Choice[] = size(draft) ? [{ id: `${open}${DRAFTED}`, version: open, draft }] : [];
  return first ? [first, ...drafted, ...others] : drafted;
}

/** The columns that the address asks for; without any, the first of the choices. Unknown ones are left out. */
export function columnsOf(asked: string | null, every: Choice[]): Choice[] {
  if (!asked) return every.slice(0, AT_FIRST);
  const wanted = [...new Set(asked.split(","))].slice(0, MOST);
  return wanted.flatMap((id) => every.find((c) => c.id === id) ?? []);
}

export function columnsText(columns: Choice[]): string {
  return columns.map((c) => c.id).join(",");
}

export type Compared = Schemas["AlternativesOut"];

/** A comparison with the columns it is of. */
export interface Answered {
  found: Compared;
  columns: Choice[];
}

/** The part of a comparison that is still asked for: what is taken away goes at once, what is added comes with the next
 * answer.
 */
export function stillAsked(answer: Answered, columns: Choice[]): Answered {
  const kept = answer.columns.flatMap((c, i) => (columns.some((x) => x.id === c.id) ? [i] : []));
  if (kept.length === answer.columns.length || kept[0] !== 0) return answer;
  const only = <T>(all: T[]): T[] => kept.flatMap((i) => all[i] ?? []);
  return {
    columns: only(answer.columns),
    found: {
      ...answer.found,
      kolonner: only(answer.found.kolonner),
      rader: answer.found.rader.map((r) => ({ ...r, celler: only(r.celler) })),
    },
  };
}
