import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { singleKeys } from "./keys";
import { PAGES } from "./pages";
import { usePage } from "./plan";

export interface Shortcuts {
  search: () => void;
  whatIf: () => void;
  help: () => void;
  prices: () => void;
  explain: (address: string, anchor: HTMLElement) => void;
}

/** The parts of the page in the order F6 visits them. */
const PARTS = [".topp", ".meny", ".stripe", "main", "aside"];

/** Move the focus to the next part of the page that is shown. */
function nextPart(back: boolean): void {
  const shown = PARTS.flatMap((p) => document.querySelector<HTMLElement>(p) ?? []).filter((p) => p.offsetParent || p.offsetWidth);
  const here = shown.findIndex((p) => p.contains(document.activeElement));
  const next = shown.at((here + (back ? -1 : 1) + shown.length) % shown.length);
  if (!next) return;
  if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
  next.focus();
}

/** The keys of the application: with a modifier always, single letters where the user has not switched them off. */
export function useShortcuts(asked: Shortcuts): void {
  const navigate = useNavigate();
  const wayTo = usePage();
  const latest = useRef(asked);
  latest.current = asked;
  const goTo = useRef(false);
  useEffect(() => {
    const single: Record<string, () => void> = {
      g: () => {
        goTo.current = true;
      },
      h: () => latest.current.whatIf(),
      p: () => latest.current.prices(),
      "?": () => latest.current.help(),
      e: () => {
        const focused = document.activeElement as HTMLElement | null;
        if (focused?.dataset.adresse) latest.current.explain(focused.dataset.adresse, focused);
      },
    };
    const key = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key === "k") {
        e.preventDefault();
        latest.current.search();
        return;
      }
      if (e.key === "F6") {
        e.preventDefault();
        nextPart(e.shiftKey);
        return;
      }
      if (e.ctrlKey || e.metaKey || e.altKey || !singleKeys()) return;
      if ((e.target as HTMLElement).closest?.("input, textarea, select, dialog")) return;
      if (goTo.current) {
        goTo.current = false;
        const next = PAGES.find((p) => p.key === e.key.toLowerCase());
        if (next) navigate(wayTo(next.id));
        return;
      }
      single[e.key]?.();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, [navigate, wayTo]);
}
