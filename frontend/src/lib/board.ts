import type { Schemas } from "./api";
import type { Project } from "./data";
import { grouped } from "./numbers";

export type Gap = Schemas["GapRow"];
type Values = readonly (number | null)[];

/** What the board shows of the projects, as kept in the address; an empty value shows all. */
export interface Filters {
  service: string;
  zone: string;
  phase: string;
  changed: boolean;
}

/** Rows under one heading: the projects of a service or a sector, or the yearly frames, which come last. */
export interface Group {
  id: string;
  name: string;
  frames: boolean;
  projects: Project[];
  gaps: Gap[];
}

export const FRAMES = "rammer";

function groupOf(p: Project): { id: string; name: string } {
  if (p.kind === "ramme") return { id: FRAMES, name: "" };
  return p.service ? { id: p.service, name: p.service_name } : { id: `sektor:${p.sector}`, name: p.sector };
}

/** The projects in use that the filters let through. */
export function chosen(projects: Project[], f: Filters): Project[] {
  return projects.filter(
    (p) =>
      p.in_use &&
      (!f.service || groupOf(p).id === f.service) &&
      (!f.zone || p.facts.zone === f.zone) &&
      (!f.phase || p.phase === f.phase) &&
      (!f.changed || p.state !== ""),
  );
}

/** The needs without a project that the filters let through; a need has no phase, and no draft has changed it. */
export function chosenGaps(gaps: Gap[], f: Filters): Gap[] {
  if (f.phase || f.changed) return [];
  return gaps.filter((g) => (!f.service || (g.service || FRAMES) === f.service) && (!f.zone || g.zone === f.zone));
}

/** Projects and needs by service or sector, in the order of the alphabet. */
export function groupsOf(projects: Project[], gaps: Gap[]): Group[] {
  const found = new Map<string, Group>();
  const group = (id: string, name: string): Group => {
    const known = found.get(id) ?? { id, name, frames: id === FRAMES, projects: [], gaps: [] };
    found.set(id, known);
    return known;
  };
  for (const p of projects) {
    const { id, name } = groupOf(p);
    group(id, name).projects.push(p);
  }
  for (const g of gaps) group(g.service || FRAMES, g.service_name).gaps.push(g);
  return [...found.values()].sort((a, b) => Number(a.frames) - Number(b.frames) || a.name.localeCompare(b.name, "nb"));
}

/** Sums by year of several rows; a year in which one of them is hidden or unknown has none. */
export function sumsByYear(rows: (Values | undefined)[], years: number): (number | null)[] {
  return Array.from({ length: years }, (_, i) =>
    rows.reduce<number | null>((all, row) => {
      const v = row?.[i];
      return all === null || v === null || v === undefined ? null : all + v;
    }, 0),
  );
}

/** The least and the most of some years; null where none is known. */
export function ends(values: Values | undefined): [number, number] | null {
  const known = (values ?? []).filter((v) => v !== null);
  return known.length ? [Math.min(...known), Math.max(...known)] : null;
}

/** The groups with most projects first, so that they get colours of their own. */
export function bySize(groups: Group[]): string[] {
  return [...groups]
    .filter((g) => !g.frames)
    .sort((a, b) => b.projects.length - a.projects.length)
    .map((g) => g.id);
}

/** Amounts of kroner in the narrow cells of the years: in billions where one of them has four digits of millions. */
export function inYears(kroner: Values): { large: boolean; texts: string[] } {
  const large = kroner.some((v) => v !== null && Math.abs(v) >= 999.5e6);
  const write = (v: number) => (large ? grouped(v / 1e9, 1) : grouped(v / 1e6));
  return { large, texts: kroner.map((v) => (v === null ? "–" : Math.abs(v) < 5e5 ? "" : write(v))) };
}

export const twoDigits = (year: number): string => String(year).slice(2);

/** Years as on the board: «32–34», or «32». */
export function shortSpan(first: number, last: number): string {
  return first === last ? twoDigits(first) : `${twoDigits(first)}–${twoDigits(last)}`;
}

/** The place of some years on a track, as shares of its width. */
export function onTrack(from: number, to: number, first: number, count: number): { left: string; width: string } {
  const share = (n: number) => `${(n * 100) / count}%`;
  return { left: share(from - first), width: share(Math.max(0.8, to - from + 1)) };
}
