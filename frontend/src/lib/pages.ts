import { type ComponentType, lazy } from "react";
import known from "../pages.json";

/** A page. Its texts are `ui.side.<id>` and `ui.spor.<id>`, its component the default export of `pages/<id>.tsx`. */
export interface Page {
  id: string;
  /** Where it stands in the menu; a page without one is reached from elsewhere. */
  group?: string;
  /** The key that opens it after `g`. */
  key?: string;
  /** Whether the key figures stand above it. */
  strip?: boolean;
  /** Its place in the bar of a phone, where its name is `ui.kort.<id>`, and its icon there. */
  bar?: number;
  icon?: string;
  /** The address of a page outside the plans; those of a plan are under it by their id. */
  path?: string;
  /** Whether it is shown to anybody, without login. */
  open?: boolean;
}

const ALL: readonly Page[] = known;
/** The pages of a plan. */
export const PAGES = ALL.filter((p) => p.path === undefined);
export const MENU = [...new Set(PAGES.flatMap((p) => p.group ?? []))].map((group) => ({
  group,
  pages: PAGES.filter((p) => p.group === group),
}));
export const BAR = PAGES.filter((p) => p.bar !== undefined).sort((a, b) => (a.bar ?? 0) - (b.bar ?? 0));

const modules = import.meta.glob<{ default: ComponentType }>("../pages/*.tsx");

function load(id: string): () => Promise<{ default: ComponentType }> {
  const found = modules[`../pages/${id}.tsx`];
  if (!found) throw new Error(`pages.json: no pages/${id}.tsx`);
  return found;
}

const routesOf = (pages: readonly Page[]) => pages.map((p) => ({ path: p.path ?? p.id, Page: lazy(load(p.id)) }));
export const OF_PLAN = routesOf(PAGES);
export const OUTSIDE = routesOf(ALL.filter((p) => p.path !== undefined && !p.open));
export const OPEN = routesOf(ALL.filter((p) => p.open));

/** Fetch the page that the address asks for beside all else that the start waits for. */
export function fetchAsked(path: string): void {
  const asked = PAGES.find((p) => p.id === (path.split("/")[3] ?? "oversikt"));
  if (path.startsWith("/plan/") && asked) void load(asked.id)().catch(() => undefined); // the route tells what failed
}
