import { createContext, type KeyboardEvent, type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Draft } from "../lib/api";

/** A version with a draft on top of it. */
export interface Source {
  version: number;
  draft: Draft;
}

export interface Asked {
  address: string;
  anchor: HTMLElement;
  /** The version and draft the number is from; the open ones by default. */
  of?: Source;
}

/** Opens the explanation of a number beside it. */
export const ExplainContext = createContext<((asked: Asked) => void) | null>(null);

const STEPS: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Arrows go from number to number in a table, so that a table takes one stop of Tab for each row. */
function moveInTable(e: KeyboardEvent<HTMLButtonElement>) {
  const step = STEPS[e.key];
  const cell = e.currentTarget.closest("td");
  const row = cell?.parentElement as HTMLTableRowElement | null;
  const table = row?.closest("table");
  if (!step || !cell || !row || !table) return;
  const rows = [...table.rows];
  for (let r = rows.indexOf(row) + step[0], c = cell.cellIndex + step[1]; rows[r]?.cells[c]; r += step[0], c += step[1]) {
    const next = rows[r]?.cells[c]?.querySelector<HTMLElement>("button.f");
    if (next) {
      e.preventDefault();
      next.focus();
      return;
    }
  }
}

/** A number that explains itself. Without an address (hidden, or made by a comparison) it is text. */
export function Num({
  at,
  label,
  unit,
  children,
  tab = true,
  of,
}: {
  at: string;
  label: string;
  unit?: string;
  children: ReactNode;
  tab?: boolean;
  of?: Source;
}) {
  const { t } = useTranslation();
  const open = useContext(ExplainContext);
  if (!at || !open) return <span className="num">{children}</span>;
  return (
    <button
      type="button"
      className="f"
      data-adresse={at}
      tabIndex={tab ? undefined : -1}
      aria-label={`${label}${unit ? ` ${unit}` : ""}, ${t("ui.forklar_tallet")}`}
      aria-haspopup="dialog"
      onClick={(e) => open({ address: at, anchor: e.currentTarget, of })}
      onKeyDown={moveInTable}
    >
      {children}
    </button>
  );
}
