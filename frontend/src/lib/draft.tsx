import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { Draft, Edit } from "./api";
import { begun, EMPTY, emptied, type History, read, redone, stepped, tidy, undone, written } from "./history";

export { EMPTY };

interface DraftState {
  draft: Draft;
  /** The temporary draft while a bar is dragged; null otherwise. */
  trial: Draft | null;
  shown: Draft;
  /** The draft with what an open form tries; a bar that is being dragged is left out, so that it causes no request. */
  typed: Draft;
  changes: number;
  setDraft: (next: Draft | ((d: Draft) => Draft)) => void;
  setTrial: (next: Draft | null, typed?: boolean) => void;
  edit: (...edits: Edit[]) => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
  reset: () => void;
  /** The draft was found to change nothing of the plan. */
  empty: (draft: Draft) => void;
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

/** Where the draft of a place is kept: in the tab, so that two tabs never write over each other. */
const stored = (place: string) => `ldip.utkast.${place}`;

/** The draft of a place with its history, as it was left; a link is laid upon it the first time it is opened. */
function opened(place: string, first: Draft): History {
  const kept = read(sessionStorage.getItem(stored(place)));
  if (size(first) === 0 || kept?.link === encode(first)) return kept ?? begun(EMPTY);
  return stepped(kept ?? begun(EMPTY), first, 0);
}

function keep(place: string, history: History, link: string): void {
  if (size(history.now) + history.past.length + history.future.length === 0) {
    sessionStorage.removeItem(stored(place));
    return;
  }
  try {
    sessionStorage.setItem(stored(place), written(history, link));
  } catch {
    // The browser's own limit: the draft itself is kept where its steps have no room.
    sessionStorage.setItem(stored(place), written(begun(history.now), link));
  }
}

/** The draft of a place, which is a branch and version of a plan, or a plan that is not saved yet. */
export function DraftProvider({ place, first, children }: { place: string; first: Draft; children: ReactNode }) {
  const link = useRef(encode(first));
  const [history, setHistory] = useState<History>(() => opened(place, first));
  const [tried, setTried] = useState<{ draft: Draft; typed: boolean } | null>(null);
  const trial = tried?.draft ?? null;
  useEffect(() => keep(place, history, link.current), [place, history]);

  const acts = useMemo(() => {
    const setTrial = (next: Draft | null, typed = false) => setTried(next && { draft: next, typed });
    const change = (make: (h: History) => History) => {
      setTried(null);
      setHistory(make);
    };
    const setDraft = (next: Draft | ((d: Draft) => Draft)) =>
      change((h) => stepped(h, typeof next === "function" ? next(h.now) : next, Date.now()));
    return {
      setDraft,
      setTrial,
      edit: (...edits: Edit[]) => setDraft((d) => withEdits(d, edits)),
      undo: () => change(undone),
      redo: () => change(redone),
      reset: () => setDraft(EMPTY),
      empty: (draft: Draft) => setHistory((h) => emptied(h, draft)),
    };
  }, []);
  const value = useMemo<DraftState>(
    () => ({
      ...acts,
      draft: history.now,
      trial,
      shown: trial ?? history.now,
      typed: tried?.typed ? tried.draft : history.now,
      changes: size(history.now),
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
    }),
    [history, tried, trial, acts],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useDraft(): DraftState {
  const found = useContext(Context);
  if (!found) throw new Error("useDraft outside a plan");
  return found;
}
