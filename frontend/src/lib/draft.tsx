import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { Draft, Edit } from "./api";

export const EMPTY: Draft = {};

interface History {
  past: Draft[];
  now: Draft;
  future: Draft[];
}

interface DraftState {
  draft: Draft;
  /** The temporary draft while a bar is dragged; null otherwise. */
  trial: Draft | null;
  shown: Draft;
  changes: number;
  setDraft: (next: Draft | ((d: Draft) => Draft)) => void;
  setTrial: (next: Draft | null) => void;
  edit: (...edits: Edit[]) => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
  reset: () => void;
}

const Context = createContext<DraftState | null>(null);

/** The number of things a draft changes. */
export function size(d: Draft): number {
  return (d.endringer?.length ?? 0) + Object.keys(d.spaker ?? {}).length + (d.grep?.length ?? 0);
}

function target(e: Edit): string {
  if (e.slag === "sett") return `${e.fil}|${JSON.stringify(e.noekkel)}`;
  if (e.slag === "aar") return `${e.fil}|${JSON.stringify(e.noekkel)}|${e.aar}`;
  if (e.slag === "felt") return `${e.fil}|${JSON.stringify(e.noekkel)}|${e.felt}`;
  if (e.slag === "celle") return `${e.fil}|${e.rad}|${e.kolonne}`;
  return "";
}

/** Edits with a new one added: a second edit of the same value replaces the first. */
export function withEdits(d: Draft, edits: Edit[]): Draft {
  let all = d.endringer ?? [];
  for (const e of edits) {
    const key = target(e);
    // A removed row moves the lines below it, so an earlier edit is of another row.
    const from = e.slag === "celle" ? all.findLastIndex((x) => x.slag === "fjern_rad" && x.fil === e.fil) + 1 : 0;
    all = key ? [...all.filter((x, i) => i < from || target(x) !== key), e] : [...all, e];
  }
  return { ...d, endringer: all };
}

/** A draft without empty parts, so that a draft without changes is null. */
function tidy(d: Draft): Draft {
  return Object.fromEntries(Object.entries(d).filter(([, v]) => v && (typeof v !== "object" || Object.keys(v).length > 0)));
}

/** A draft with a lever moved; null resets it to the plan's value. */
export function withLever(d: Draft, id: string, value: number | null): Draft {
  const { [id]: _, ...others } = d.spaker ?? {};
  return tidy({ ...d, spaker: value === null ? others : { ...others, [id]: value } });
}

/** A draft with one of the plan's own levers applied or removed. */
export function withGrip(d: Draft, id: string, on: boolean): Draft {
  const others = (d.grep ?? []).filter((g) => g !== id);
  return tidy({ ...d, grep: on ? [...others, id] : others });
}

/** A draft in a link: nothing is stored on the server. */
export function encode(d: Draft): string {
  if (size(d) === 0) return "";
  const bytes = new TextEncoder().encode(JSON.stringify(d));
  let text = "";
  for (const b of bytes) text += String.fromCharCode(b);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function decode(text: string | null): Draft {
  if (!text) return EMPTY;
  try {
    const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    const found: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(raw, (c) => c.charCodeAt(0))));
    // Links made before the variant became a view may carry it; it is no change of the plan.
    return typeof found === "object" && found !== null
      ? (({ endringer, spaker, grep }: Draft) => tidy({ endringer, spaker, grep }))(found as Draft)
      : EMPTY;
  } catch {
    return EMPTY;
  }
}

const stored = (version: number | string) => `ldip.utkast.${version}`;

export function DraftProvider({ version, first, children }: { version: number | string; first: Draft; children: ReactNode }) {
  const [history, setHistory] = useState<History>(() => {
    const kept = size(first) ? first : decode(sessionStorage.getItem(stored(version)));
    return { past: [], now: kept, future: [] };
  });
  const [trial, setTrial] = useState<Draft | null>(null);
  const latest = useRef(history);
  latest.current = history;

  useEffect(() => {
    const text = encode(history.now);
    if (text) sessionStorage.setItem(stored(version), text);
    else sessionStorage.removeItem(stored(version));
  }, [history.now, version]);

  const setDraft = useCallback((next: Draft | ((d: Draft) => Draft)) => {
    setTrial(null);
    setHistory((h) => {
      const value = typeof next === "function" ? next(h.now) : next;
      return JSON.stringify(value) === JSON.stringify(h.now) ? h : { past: [...h.past, h.now], now: value, future: [] };
    });
  }, []);
  const edit = useCallback((...edits: Edit[]) => setDraft((d) => withEdits(d, edits)), [setDraft]);
  const undo = useCallback(() => {
    setTrial(null);
    setHistory((h) => {
      const before = h.past.at(-1);
      return before === undefined ? h : { past: h.past.slice(0, -1), now: before, future: [h.now, ...h.future] };
    });
  }, []);
  const redo = useCallback(() => {
    setHistory((h) => {
      const [next, ...rest] = h.future;
      return next === undefined ? h : { past: [...h.past, h.now], now: next, future: rest };
    });
  }, []);
  const reset = useCallback(() => setDraft(EMPTY), [setDraft]);

  const value = useMemo<DraftState>(
    () => ({
      draft: history.now,
      trial,
      shown: trial ?? history.now,
      changes: size(history.now),
      setDraft,
      setTrial,
      edit,
      undo,
      redo,
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      reset,
    }),
    [history, trial, setDraft, edit, undo, redo, reset],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useDraft(): DraftState {
  const found = useContext(Context);
  if (!found) throw new Error("useDraft outside a plan");
  return found;
}
