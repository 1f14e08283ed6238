import { createContext, useContext, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

export interface Asked {
  address: string;
  anchor: HTMLElement;
}

/** Opens the explanation of a number beside it. */
export const ExplainContext = createContext<((asked: Asked) => void) | null>(null);

export function address(name: string, year: number, statistic = "basis", axes: Record<string, string> = {}): string {
  const places = Object.entries(axes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${k}=${v}`);
  return [name, year, statistic, ...places].join("/");
}

/** A number that explains itself. Without an address (hidden, or made by a comparison) it is text. */
export function Num({ at, label, unit, children, tab = true }: { at: string; label: string; unit?: string; children: ReactNode; tab?: boolean }) {
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
      onClick={(e) => open({ address: at, anchor: e.currentTarget })}
    >
      {children}
    </button>
  );
}
