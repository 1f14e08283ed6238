import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Draft } from "../../lib/api";
import { type Computed, computed } from "../../lib/computed";
import { type Project, useNumbers, useVerdict } from "../../lib/data";
import { useDraft, withEdits } from "../../lib/draft";
import { mill, millChange } from "../../lib/numbers";
import { problemText } from "../../lib/problems";
import { moveOf, startOf } from "../../lib/projects";
import { NEED, usePrices, YEARLY } from "../../lib/series";

export const INVESTED = "investeringer_varige";
export const DEBT = "laanegjeld_ub";
export const SPENT = "investeringsutgift";
const EACH = { tjeneste: "*" };

export interface Held {
  id: string;
  moved: number;
}

/** The numbers of the board, of what is shown and of what was. */
export function useBoardNumbers() {
  const prices = usePrices();
  return useNumbers([
    { navn: NEED, akser: YEARLY },
    prices.ask(DEBT),
    prices.ask(INVESTED),
    prices.ask(SPENT, { prosjekt: "*" }),
    { navn: "plassmangel", akser: EACH },
    { navn: "ledig_kapasitet", akser: EACH },
  ]);
}

export interface Moves {
  held: Held | null;
  active: Project | undefined;
  kept: Draft | null;
  said: string;
  state: Computed;
  tryIt: (p: Project, moved: number) => void;
  keep: (p: Project, moved: number) => void;
  drop: () => void;
  undo: () => void;
}

type Asked = ReturnType<typeof useBoardNumbers>["now"];

/** One project at a time is moved on trial, and kept or dropped; the effect is announced when it has been computed. */
export function useMoves(projects: Project[], asked: Asked): Moves {
  const { draft, setDraft, setTrial } = useDraft();
  const verdict = useVerdict();
  const [held, setHeld] = useState<Held | null>(null);
  const [kept, setKept] = useState<Draft | null>(null);
  const [said, setSaid] = useState("");
  const active = held ? projects.find((p) => p.id === held.id) : undefined;
  const state = computed(asked, verdict.now);
  const error = asked.error;

  const tryIt = (p: Project, moved: number) => {
    const to = Math.max(p.earliest, Math.min(p.latest, moved));
    setHeld({ id: p.id, moved: to });
    setTrial(withEdits(draft, [moveOf(p, to)]));
  };
  const drop = useCallback(() => {
    setHeld(null);
    setTrial(null);
  }, [setTrial]);
  const keep = (p: Project, moved: number) => {
    if (error && held) {
      setSaid(error.problems.map(problemText).join(" ") || error.message);
      drop();
      return;
    }
    setKept(draft);
    setDraft(moved === p.moved ? draft : withEdits(draft, [moveOf(p, moved)]));
    setHeld(null);
  };
  useAnnounced(active, held, state, setSaid);
  // What is on trial is not left behind on another page.
  useEffect(() => () => setTrial(null), [setTrial]);
  return { held, active, kept, said, state, tryIt, keep, drop, undo: () => kept && setDraft(kept) };
}

/** The effect of a move is announced when the response arrives, not at every year passed. */
function useAnnounced(active: Project | undefined, held: Held | null, state: Computed, tell: (text: string) => void) {
  const { t } = useTranslation();
  const verdict = useVerdict();
  const need = verdict.now.data?.behov.tall.verdi ?? undefined;
  const change = (need ?? 0) - (verdict.base?.behov.tall.verdi ?? 0);
  useEffect(() => {
    if (!active || !held || state === "regner") return;
    const name = { navn: active.name, aar: startOf(active, held.moved) };
    const text =
      state === "uregnet" || need === undefined
        ? t("ui.brett.flyttet_uregnet", name)
        : t("ui.flyttet_til", { ...name, v: mill(need), d: millChange(change) });
    const pending = window.setTimeout(() => tell(text), 600);
    return () => window.clearTimeout(pending);
  }, [active, held, need, change, state, t, tell]);
}
