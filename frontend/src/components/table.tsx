import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { addressOf } from "../lib/address";
import type { Series } from "../lib/api";
import { usePriceYear } from "../lib/data";
import { grouped, millions, signed } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { at } from "../lib/series";
import { moneyIn } from "../lib/units";
import { Num, type Source } from "./number";

/** A column's heading; `hidden` is for screen readers only, and null is the heading of a column of pictures. */
export interface Head {
  text: ReactNode;
  numeric?: boolean;
  adopted?: boolean;
  hidden?: boolean;
  sort?: "ascending" | "descending";
}

interface TableProps {
  caption: string;
  /** The name of the region it scrolls in, where that is not the caption. */
  label?: string;
  heads: (Head | string | null)[];
  className?: string;
  /** Scrolls in its own region, also vertically when tall; a table that always fits does neither. */
  scroll?: "across" | "tall" | "none";
  shownCaption?: boolean;
  busy?: boolean;
  children: ReactNode;
}

/** A table with its caption and headings, in a region of its own that the keyboard can scroll. */
export function Table({
  caption,
  label = caption,
  heads,
  className = "",
  scroll = "across",
  shownCaption = false,
  busy,
  children,
}: TableProps) {
  const table = (
    <table className={`t ${className}`.trim()} aria-busy={busy || undefined}>
      <caption className={shownCaption ? undefined : "vh"}>{caption}</caption>
      {heads.length ? (
        <thead>
          <tr>
            {heads.map((h, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a heading is its column, and two may have the same text
              <Heading key={i} head={typeof h === "string" ? { text: h } : h} />
            ))}
          </tr>
        </thead>
      ) : null}
      {children}
    </table>
  );
  return scroll === "none" ? (
    table
  ) : (
    <Scroll label={label} tall={scroll === "tall"}>
      {table}
    </Scroll>
  );
}

function Scroll({ label, tall = false, children }: { label: string; tall?: boolean; children: ReactNode }) {
  return (
    <section className={`rulle ${tall ? "hoey" : ""}`.trim()} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

function Heading({ head }: { head: Head | null }) {
  if (head === null) return <td />;
  return (
    <th scope="col" className={yearLook(head.numeric, head.adopted)} aria-sort={head.sort}>
      {head.hidden ? <span className="vh">{head.text}</span> : head.text}
    </th>
  );
}

function yearLook(numeric: boolean | undefined, adopted: boolean | undefined): string | undefined {
  return [numeric ? "n" : "", adopted ? "vedtatt" : ""].filter(Boolean).join(" ") || undefined;
}

export function isAdopted(year: number, adoptedTo: number | null | undefined): boolean {
  return adoptedTo !== null && adoptedTo !== undefined && year <= adoptedTo;
}

export function numberHead(text: ReactNode): Head {
  return { text, numeric: true };
}

export function yearHeads(years: number[], adoptedTo?: number | null, said: (year: number) => ReactNode = String): Head[] {
  return years.map((y) => ({ text: said(y), numeric: true, adopted: isAdopted(y, adoptedTo) }));
}

/** Printed numbers of a row. `titles` are those of the cells that have one, else empty. */
export function NumberCells({ texts, titles = [] }: { texts: string[]; titles?: string[] }) {
  return texts.map((text, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a number is its column, and two may be the same
    <td key={i} className="n" title={titles[i] || undefined}>
      {text}
    </td>
  ));
}

interface YearCellsProps {
  name: string;
  years: number[];
  /** The formatted number of a year, null where there is none, and its address. */
  text: (year: number) => string | null;
  address: (year: number) => string;
  /** Label of a number beside the formatted text. */
  label?: (year: number, text: string) => string;
  unit?: string;
  of?: Source;
  /** Whether the row is a tab stop. */
  tabbed?: boolean;
  look?: (year: number) => string;
  before?: (year: number) => ReactNode;
  after?: (year: number) => ReactNode;
}

/** The numbers of a row year by year. The row is one tab stop; arrows go from number to number. */
export function YearCells({ name, years, text, address, label, unit, of, tabbed = true, look, before, after }: YearCellsProps) {
  return years.map((y, i) => {
    const said = text(y);
    return (
      <td key={y} data-l={y} className={`n ${look?.(y) ?? ""}`.trim()}>
        {before?.(y)}
        <Num
          at={said === null ? "" : address(y)}
          label={label?.(y, said ?? "–") ?? `${name} ${y}: ${said ?? "–"}`}
          unit={unit}
          of={of}
          tab={tabbed && i === 0}
        >
          {said ?? "–"}
        </Num>
        {after?.(y)}
      </td>
    );
  });
}

interface SeriesCellsProps extends Omit<YearCellsProps, "text" | "address"> {
  series: Series | undefined;
  write: (value: number) => string;
}

/** A series' numbers year by year, formatted by `write`. */
export function SeriesCells({ series, write, ...cells }: SeriesCellsProps) {
  const text = (year: number) => {
    const v = at(series, year);
    return v === null ? null : write(v);
  };
  return <YearCells {...cells} text={text} address={(y) => (series ? addressOf(series, y) : "")} />;
}

export interface YearRow {
  name: string;
  series: Series;
  sum?: boolean;
}

/** A row for each element of a quantity. */
export function rowsOf(all: Series[]): YearRow[] {
  return all.map((series) => ({ name: series.elementnavn, series }));
}

/** Amounts in millions year by year. */
export function YearTable({
  label,
  rows,
  years,
  decimals,
  signs = false,
}: {
  label: string;
  rows: YearRow[];
  years: number[];
  decimals: number;
  signs?: boolean;
}) {
  const { t } = useTranslation();
  const { fixed } = usePlan();
  const unit = moneyIn(t, fixed, usePriceYear());
  return (
    <Table caption={`${label}, ${unit}`} heads={[{ text: t("file.name"), hidden: true }, ...yearHeads(years)]}>
      <tbody>
        {rows.map((r) => (
          <tr key={r.name} className={r.sum ? "sum" : ""}>
            <th scope="row">{r.name}</th>
            <SeriesCells
              name={r.name}
              series={r.series}
              years={years}
              unit={unit}
              write={(v) => (signs ? signed : grouped)(millions(v), decimals)}
            />
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
