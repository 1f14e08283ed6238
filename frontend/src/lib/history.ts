import type { Draft } from "./api";

/** A draft with what it was before, and what was undone. */
export interface History {
  past: Draft[];
  now: Draft;
  future: Draft[];
  /** The lever that was moved last, and when: what one hand does in one movement is one change. */
  moved?: { lever: string; at: number };
}

export const EMPTY: Draft = Object.freeze({});
const MOVEMENT_MS = 1000;
const MOST_STEPS = 200;
const MOST_CHARS = 1_000_000; // of a browser's five million for a whole address

export const begun = (now: Draft): History => ({ past: [], now, future: [] });

/** A draft without empty parts, so that two drafts that change nothing are alike. */
export function tidy(d: Draft): Draft {
  return Object.fromEntries(Object.entries(d).filter(([, v]) => v && (typeof v !== "object" || Object.keys(v).length > 0)));
}

export function alike(a: Draft, b: Draft): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The one lever in which two drafts differ; empty where they differ otherwise. */
function onlyLever(a: Draft, b: Draft): string {
  if (!alike({ ...a, spaker: {} }, { ...b, spaker: {} })) return "";
  const [was, is] = [a.spaker ?? {}, b.spaker ?? {}];
  const moved = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((k) => was[k] !== is[k]);
  return moved.length === 1 ? (moved[0] ?? "") : "";
}

/** The history after a change, at a time in milliseconds. */
export function stepped(h: History, wanted: Draft, at: number): History {
  const next = tidy(wanted);
  if (alike(next, h.now)) return h;
  const lever = onlyLever(h.now, next);
  const on = lever !== "" && h.moved?.lever === lever && at - h.moved.at < MOVEMENT_MS;
  const past = on ? h.past : [...h.past, h.now].slice(-MOST_STEPS);
  const moved = lever ? { lever, at } : undefined;
  const before = past.at(-1);
  // A movement that ends where it began is no change.
  if (on && before && alike(before, next)) return { past: past.slice(0, -1), now: next, future: h.future, moved };
  return { past, now: next, future: [], moved };
}

export function undone(h: History): History {
  const before = h.past.at(-1);
  return before === undefined ? h : { past: h.past.slice(0, -1), now: before, future: [h.now, ...h.future] };
}

export function redone(h: History): History {
  const [next, ...rest] = h.future;
  return next === undefined ? h : { past: [...h.past, h.now], now: next, future: rest };
}

/** The history where a draft turned out to change nothing of the plan: it is empty, and so are steps like it before and after. */
export function emptied(h: History, draft: Draft): History {
  if (!alike(h.now, draft)) return h;
  const past = h.past.at(-1) && alike(h.past.at(-1) as Draft, EMPTY) ? h.past.slice(0, -1) : h.past;
  return { ...h, past, now: EMPTY };
}

interface Kept {
  /** The draft of the link that the page was opened by, so that a reload does not lay it upon later changes. */
  link: string;
  past: Draft[];
  now: Draft;
  future: Draft[];
}

/** A history as text of bounded length: what is too long loses its oldest steps, but never the draft itself. */
export function written(h: History, link: string): string {
  let kept: Kept = { link, past: h.past, now: h.now, future: h.future };
  let text = JSON.stringify(kept);
  while (text.length > MOST_CHARS && kept.past.length + kept.future.length > 0) {
    const shorter = kept.past.slice(Math.ceil(kept.past.length / 2));
    kept = { ...kept, past: shorter, future: kept.past.length ? kept.future : [] };
    text = JSON.stringify(kept);
  }
  return text;
}

const isDraft = (found: unknown): found is Draft => typeof found === "object" && found !== null && !Array.isArray(found);

/** A kept history; null for none, or one that cannot be read. */
export function read(text: string | null): (History & { link: string }) | null {
  if (!text) return null;
  try {
    const found = JSON.parse(text) as Partial<Kept>;
    const lists = [found.past, found.future];
    if (!isDraft(found.now) || !lists.every((list) => Array.isArray(list) && list.every(isDraft))) return null;
    return { link: String(found.link ?? ""), past: found.past ?? [], now: found.now, future: found.future ?? [] };
  } catch {
    return null;
  }
}
