import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { onTrack, shortSpan } from "../../lib/board";
import type { Project } from "../../lib/data";
import { startOf } from "../../lib/projects";
import type { Moves } from "./moves";

interface BarProps {
  project: Project;
  years: number[];
  colour: string;
  moves: Moves;
  /** A press without a drag. */
  press: (anchor: HTMLElement) => void;
}

/** A project's bar: a slider for the keyboard, a thing to drag for the pointer. */
export function Bar({ project: p, years, colour, moves, press }: BarProps) {
  const { t } = useTranslation();
  const { tryIt, keep, drop } = moves;
  const track = useRef<HTMLDivElement>(null);
  const start = useRef<{ x: number; moved: number } | null>(null);
  const held = moves.held?.id === p.id ? moves.held.moved : null;
  const [first = 0] = years;
  const last = years.at(-1) ?? 0;
  const moved = held ?? p.moved;
  const begins = startOf(p, moved);
  const ends = begins + p.last - p.first;
  const fixed = p.earliest === p.latest;
  const span = (from: number, to: number) => onTrack(from, to, first, years.length);
  // Projects built before the plan begins are not on the board; they are described in text.
  const from = Math.max(begins, first);
  const to = Math.min(ends, last);
  const built = t("ui.bygges", { fra: begins, til: ends });
  const step = (e: React.KeyboardEvent<HTMLElement>): (() => void) | undefined => {
    const far = e.shiftKey ? 5 : 1;
    if (e.key === "Enter") return held === null ? () => press(e.currentTarget) : () => keep(p, moved);
    if (e.key === "Escape" && held !== null) return drop;
    const to = { ArrowRight: moved + far, ArrowLeft: moved - far, Home: p.earliest, End: p.latest }[e.key];
    return to === undefined || fixed ? undefined : () => tryIt(p, to);
  };
  return (
    <div
      className="spor"
      ref={track}
      onPointerMove={(e) => {
        if (!start.current || !track.current) return;
        const year = track.current.clientWidth / years.length;
        const next = start.current.moved + Math.round((e.clientX - start.current.x) / year);
        if (next !== moved) tryIt(p, next);
      }}
    >
      {fixed ? null : <span className="vindu" style={span(startOf(p, p.earliest), startOf(p, p.latest) + p.last - p.first)} />}
      {held !== null ? <span className="spoekelse" style={span(p.first, p.last)} /> : null}
      <span
        className={`soeyle ${p.kind === "ramme" ? "ramme-soeyle" : ""} ${p.early ? "tidlig" : ""} ${fixed ? "fast" : ""}`}
        style={{ ...span(from, to), backgroundColor: colour }}
        role="slider"
        tabIndex={0}
        aria-label={p.name}
        aria-valuemin={startOf(p, p.earliest)}
        aria-valuemax={startOf(p, p.latest)}
        aria-valuenow={begins}
        aria-valuetext={built}
        aria-disabled={fixed}
        title={fixed ? (p.settled ? t("ui.kontrakt_staar") : built) : undefined}
        onPointerDown={(e) => {
          if (e.button) return;
          e.currentTarget.setPointerCapture(e.pointerId);
          start.current = fixed ? null : { x: e.clientX, moved };
        }}
        onPointerUp={(e) => {
          const dragged = held !== null && start.current !== null;
          start.current = null;
          if (dragged) keep(p, moved);
          else if (!e.button) press(e.currentTarget);
        }}
        onPointerCancel={() => {
          start.current = null;
          drop();
        }}
        onKeyDown={(e) => {
          const act = step(e);
          if (!act) return;
          act();
          // On a narrow screen the effect of the move is at the foot; the bar stays above it.
          const bar = e.currentTarget;
          requestAnimationFrame(() => bar.scrollIntoView({ block: "nearest" }));
          e.preventDefault();
          e.stopPropagation();
        }}
      >
        <span aria-hidden="true">{p.kind === "ramme" ? "" : shortSpan(to - from < 1 ? ends : begins, ends)}</span>
      </span>
    </div>
  );
}
