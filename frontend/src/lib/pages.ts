import { type ComponentType, lazy } from "react";
import known from "../pages.json";

/** A page of a plan. Its texts are `ui.side.<id>` and `ui.spor.<id>`, its component the default export of `pages/<id>.tsx`. */
export interface PageOfPlan {
  id: string;
  /** Where it stands in the menu; a page without one is reached from elsewhere. */
  group?: string;
  /** The key that opens it after `g`. */
  key?: string;
  /** Whether the key figures stand above it. */
  strip?: boolean;
}

export const PAGES: readonly PageOfPlan[] = known;
export const MENU = [...new Set(PAGES.flatMap((p) => p.group ?? []))].map((group) => ({
  group,
  pages: PAGES.filter((p) => p.group === group),
}));

const modules = import.meta.glob<{ default: ComponentType }>("../pages/*.tsx");

function load(id: string): () => Promise<{ default: ComponentType }> {
  const found = modules[`../pages/${id}.tsx`];
  if (!found) throw new Error(`pages.json: no pages/${id}.tsx`);
  return found;
}

export const ROUTES = PAGES.map((p) => ({ path: p.id, Page: lazy(load(p.id)) }));

/** Fetch the page that the address asks for beside all else that the start waits for. */
export function fetchAsked(path: string): void {
  const asked = PAGES.find((p) => p.id === (path.split("/")[3] ?? "oversikt"));
  if (path.startsWith("/plan/") && asked) void load(asked.id)();
}
