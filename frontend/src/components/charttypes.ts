import type { ReactNode } from "react";
import type { Question } from "../lib/api";
import { grouped } from "../lib/numbers";
import type { TableFile } from "./files";
import type { Source } from "./number";

export interface Line {
  name: string;
  values: (number | null)[];
  colour: string;
  dash?: readonly number[];
  width?: number;
  /** Changes at the point, or halfway between the points where the others are bars. */
  step?: boolean | "middle";
  bar?: boolean;
  /** A colour for each bar, and whether its number stands on it. */
  colours?: string[];
  told?: boolean;
  stack?: string;
  /** The address of each number; none for a line that is not the plan's own. */
  at?: (year: number) => string;
  /** The version of the numbers, where it is not the open one. */
  of?: Source;
  /** Points that say what happens there; on a narrow chart they are without words. */
  points?: { year: number; text: string }[];
}

export interface Band {
  name: string;
  low: number[];
  high: number[];
  colour: string;
}

export interface ChartProps {
  title: string;
  unit: string;
  years: number[];
  lines: Line[];
  bands?: Band[];
  summary: ReactNode;
  decimals?: number;
  adopted?: number | null;
  /** What the adopted years are called in the picture; nothing when left out. */
  adoptedText?: string;
  /** What stands to the right of the heading. */
  tools?: ReactNode;
  height?: number;
  /** A line axis may begin elsewhere than at zero, and is then labelled. */
  zero?: boolean;
  mark?: { year: number; text: string } | null;
  /** A bracket over some years, with what it says. */
  bracket?: { from: number; to: number; text: string } | null;
  /** The part of the open plan the chart shows, or another source of its numbers as a file. */
  questions?: Question[];
  file?: TableFile;
  method?: string;
  card?: boolean;
  level?: 2 | 3;
  children?: ReactNode;
}

export const HEIGHT = 260;

/** Extent of the numbers: lowest and highest, and start and step of an axis that need not begin at zero. */
export interface Axis {
  low: number;
  high: number;
  step: number;
  begin: number;
}

export function axisOf(p: ChartProps): Axis {
  const drawn = [...p.lines.flatMap((l) => l.values), ...(p.bands ?? []).flatMap((b) => [...b.low, ...b.high])].filter(
    (v) => v !== null,
  );
  const [low, high] = drawn.length ? [Math.min(...drawn), Math.max(...drawn)] : [0, 1];
  const raw = Math.max((high - low) / 4, 1e-9);
  const power = 10 ** Math.floor(Math.log10(raw));
  // A round step that gives four or five lines.
  const step = ([1, 2, 2.5, 5, 10].find((m) => m * power >= raw) ?? 10) * power;
  return { low, high, step, begin: p.zero === false ? Math.floor(low / step) * step : 0 };
}

/** Digits of a number on the axis: none where it is whole. */
export function axisDigits(v: number, decimals: number): string {
  return grouped(v, Number.isInteger(v) ? 0 : Math.max(decimals, 1));
}
