import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { keep, type Question } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { grouped } from "../lib/numbers";
import { usePage } from "../lib/plan";
import { LinkButton } from "./bits";
import type { ECharts, EChartsCoreOption } from "./echart";
import { fileName, Files, PlanFiles, type TableFile } from "./files";
import type { Source } from "./number";
import { isAdopted, Table, YearCells, yearHeads } from "./table";

export interface Line {
  name: string;
  values: (number | null)[];
  colour: string;
  dash?: readonly number[];
  width?: number;
  step?: boolean;
  bar?: boolean;
  stack?: string;
  /** The address of each number; none for a line that is not the plan's own. */
  at?: (year: number) => string;
  /** The version of the numbers, where it is not the open one. */
  of?: Source;
}

export interface Band {
  name: string;
  low: number[];
  high: number[];
  colour: string;
}

interface ChartProps {
  title: string;
  unit: string;
  years: number[];
  lines: Line[];
  bands?: Band[];
  summary: ReactNode;
  decimals?: number;
  adopted?: number | null;
  height?: number;
  /** A line axis may begin elsewhere than at zero, and is then labelled. */
  zero?: boolean;
  mark?: { year: number; text: string } | null;
  /** The part of the open plan the chart shows, or another source of its numbers as a file. */
  questions?: Question[];
  file?: TableFile;
  method?: string;
  card?: boolean;
  level?: 2 | 3;
  children?: ReactNode;
}

const KEPT = "ldip.tabell";
const asTable = (): boolean => localStorage.getItem(KEPT) === "ja";

const LABEL_PX = 15;
const HEIGHT = 260;

/** Extent of the numbers: lowest and highest, and start and step of an axis that need not begin at zero. */
interface Axis {
  low: number;
  high: number;
  step: number;
  begin: number;
}

function axisOf(p: ChartProps): Axis {
  const drawn = [...p.lines.flatMap((l) => l.values), ...(p.bands ?? []).flatMap((b) => [...b.low, ...b.high])].filter((v) => v !== null);
  const [low, high] = drawn.length ? [Math.min(...drawn), Math.max(...drawn)] : [0, 1];
  const raw = Math.max((high - low) / 4, 1e-9);
  const power = 10 ** Math.floor(Math.log10(raw));
  // A round step that gives four or five lines.
  const step = ([1, 2, 2.5, 5, 10].find((m) => m * power >= raw) ?? 10) * power;
  return { low, high, step, begin: p.zero === false ? Math.floor(low / step) * step : 0 };
}

/** Digits of a number on the axis: none where it is whole. */
function axisDigits(v: number, decimals: number): string {
  return grouped(v, Number.isInteger(v) ? 0 : Math.max(decimals, 1));
}

/** How many pixels each label at a line's end is moved, so that labels of lines that end together do not overlap. */
function apart(p: ChartProps, axis: Axis): number[] {
  const ends = p.lines.flatMap((l, i) => {
    const v = l.bar ? null : (l.values.at(-1) ?? null);
    return v === null ? [] : [{ i, v }];
  });
  const bottom = Math.min(axis.begin, axis.low);
  const perUnit = ((p.height ?? HEIGHT) - 50) / (Math.max(axis.high, bottom + 1e-9) - bottom || 1);
  const moved = p.lines.map(() => 0);
  let floor = -Infinity;
  for (const e of ends.sort((a, b) => b.v - a.v)) {
    const y = -(e.v - bottom) * perUnit;
    const placed = Math.max(y, floor);
    moved[e.i] = placed - y;
    floor = placed + LABEL_PX;
  }
  return moved;
}

function option(p: ChartProps, narrow: boolean, axis: Axis): EChartsCoreOption {
  const decimals = p.decimals ?? 0;
  const text = { color: "#3c4046", fontFamily: "Inter Variable, system-ui, sans-serif", fontSize: 12 };
  const every = Math.max(1, Math.ceil((p.years.length - 1) / (narrow ? 3 : 6)));
  const last = p.years.length - 1;
  const bars = p.lines.filter((l) => l.bar).length;
  const labelled = new Set(p.years.filter((_, i) => i % every === 0 && last - i >= every / 2).concat(p.years.slice(-1)));
  const moved = apart(p, axis);
  const series: unknown[] = [];
  for (const [i, b] of (p.bands ?? []).entries()) {
    const base = { type: "line", stack: `band${i}`, symbol: "none", silent: true, lineStyle: { opacity: 0 }, animation: false };
    series.push({ ...base, data: b.low, areaStyle: undefined });
    series.push({ ...base, data: b.high.map((v, k) => v - (b.low[k] ?? 0)), areaStyle: { color: b.colour, opacity: 1 } });
  }
  for (const [i, l] of p.lines.entries()) {
    const shared = { name: l.name, data: l.values.map((v) => (v === null ? "-" : v)), animation: false, z: 5 + i };
    if (l.bar) {
      series.push({ ...shared, type: "bar", stack: l.stack, barMaxWidth: 26, barGap: "10%", itemStyle: { color: l.colour, borderColor: "#fff", borderWidth: l.stack ? 1 : 0 } });
    } else {
      series.push({
        ...shared,
        type: "line",
        symbol: "none",
        step: l.step ? "end" : false,
        lineStyle: { color: l.colour, width: l.width ?? 2.5, type: l.dash ? [...l.dash] : "solid" },
        endLabel: narrow ? { show: false } : { show: true, formatter: l.name, color: l.colour, fontSize: 12, fontWeight: 600, distance: 6, width: 112, overflow: "break", offset: [0, moved[i] ?? 0] },
      });
    }
  }
  const first = series[series.length - 1] as Record<string, unknown> | undefined;
  if (first && p.adopted && p.adopted >= (p.years[0] ?? 0))
    first.markArea = { silent: true, itemStyle: { color: "#eef4fb" }, data: [[{ xAxis: String(p.years[0]) }, { xAxis: String(Math.min(p.adopted, p.years[last] ?? p.adopted)) }]] };
  if (first && p.mark)
    first.markLine = { silent: true, symbol: "none", lineStyle: { color: COLOUR.need, type: "dashed" }, label: { formatter: p.mark.text, color: COLOUR.need, fontSize: 12, fontWeight: 600, position: "end" }, data: [{ xAxis: String(p.mark.year) }] };
  const direct = !narrow && bars < p.lines.length;
  return {
    animation: false,
    aria: { enabled: bars > 1, label: { enabled: false }, decal: { show: true } },
    grid: { left: 8, right: direct ? 124 : 12, top: 24, bottom: 6, containLabel: true },
    xAxis: {
      type: "category",
      data: p.years.map(String),
      boundaryGap: bars > 0,
      axisLabel: { ...text, interval: 0, formatter: (v: string) => (labelled.has(Number(v)) ? v : "") },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: "#9aa0a8" } },
    },
    yAxis: {
      type: "value",
      ...(p.zero === false ? { min: axis.begin, max: axis.begin + Math.max(1, Math.ceil((axis.high - axis.begin) / axis.step - 1e-9)) * axis.step, interval: axis.step } : {}),
      splitNumber: 4,
      axisLabel: { ...text, formatter: (v: number) => axisDigits(v, decimals) },
      splitLine: { lineStyle: { color: "#e7e9ec" } },
    },
    series,
  };
}

export function Chart(p: ChartProps) {
  const { t } = useTranslation();
  const [table, setTable] = useState(asTable);
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const latest = useRef<EChartsCoreOption | null>(null);
  const [narrow, setNarrow] = useState(() => window.innerWidth < 600);
  const id = useId();
  const axis = axisOf(p);
  const Heading = p.level === 3 ? "h3" : "h2";

  useEffect(() => {
    const element = box.current;
    if (table || !element) return;
    let gone = false;
    const watch = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      setNarrow(width < 460);
      if (width > 0) chart.current?.resize();
    });
    void import("./echart").then(({ draw }) => {
      if (gone) return;
      chart.current = draw(element);
      // The numbers may have arrived while the library was loaded.
      if (latest.current) chart.current.setOption(latest.current, true);
      watch.observe(element);
    });
    return () => {
      gone = true;
      watch.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
    // The chart is created once; its content is set below.
  }, [table]);

  useEffect(() => {
    latest.current = option(p, narrow, axis);
    chart.current?.setOption(latest.current, true);
  });

  const swap = () => {
    localStorage.setItem(KEPT, table ? "nei" : "ja");
    setTable(!table);
  };
  return (
    <figure className={p.card === false ? "figur" : "kort figur"} aria-labelledby={id}>
      <Heading id={id}>{p.title}</Heading>
      <p className="liten dus">
        {p.unit}
        {axis.begin !== 0 && !table ? `, ${t("ui.aksen_starter", { v: axisDigits(axis.begin, p.decimals ?? 0) })}` : ""}
      </p>
      {table ? (
        <ChartTable {...p} />
      ) : (
        <>
          {narrow || p.lines.some((l) => l.bar) || (p.bands?.length ?? 0) > 0 ? (
            <ul className="tegn">
              {p.lines.map((l) => (
                <li key={l.name}>
                  <span className={`sv ${l.dash ? "stiplet" : ""}`} style={{ borderTopColor: l.colour }} />
                  {l.name}
                </li>
              ))}
              {(p.bands ?? []).map((b) => (
                <li key={b.name}>
                  <span className="sv baand" style={{ borderTopColor: b.colour }} />
                  {b.name}
                </li>
              ))}
            </ul>
          ) : null}
          <div ref={box} className="tegning" style={{ height: p.height ?? HEIGHT }} role="img" aria-label={`${p.title}, ${p.unit}`} aria-describedby={`${id}-s`} />
        </>
      )}
      <figcaption id={`${id}-s`}>{p.summary}</figcaption>
      {p.children}
      <Links p={p} table={table} swap={swap} box={box} headingId={id} />
    </figure>
  );
}

function Links({ p, table, swap, box, headingId }: { p: ChartProps; table: boolean; swap: () => void; box: React.RefObject<HTMLDivElement | null>; headingId: string }) {
  const { t } = useTranslation();
  const picture = () => {
    const element = box.current;
    if (element) void import("./echart").then(({ svgOf }) => keep(new Blob([svgOf(element)], { type: "image/svg+xml" }), fileName(p.title, "svg")));
  };
  return (
    <div className="lenker">
      <LinkButton onClick={swap} describedBy={headingId}>
        {table ? t("ui.vis_som_figur") : t("ui.vis_som_tabell")}
      </LinkButton>
      {p.questions ? <PlanFiles title={p.title} questions={p.questions} headingId={headingId} /> : p.file ? <Files title={p.title} file={p.file} headingId={headingId} /> : null}
      {table ? null : (
        <LinkButton onClick={picture} describedBy={headingId}>
          {t("ui.last_ned", { format: "svg" })}
        </LinkButton>
      )}
      {p.method ? <Method word={p.method} headingId={headingId} /> : null}
    </div>
  );
}

function Method({ word, headingId }: { word: string; headingId: string }) {
  const { t } = useTranslation();
  const page = usePage();
  return (
    <Link className="som-lenke" to={page("ordbok", { ord: word })} aria-describedby={headingId}>
      {t("ui.slik_regnes_det")}
    </Link>
  );
}

function ChartTable(p: ChartProps) {
  const { t } = useTranslation();
  const decimals = p.decimals ?? 0;
  const look = (year: number) => (isAdopted(year, p.adopted) ? "vedtatt" : "");
  const place = (year: number) => p.years.indexOf(year);
  return (
    <Table label={t("ui.tabell_for", { navn: p.title })} caption={`${p.title}, ${p.unit}`} heads={[t("file.name"), ...yearHeads(p.years, p.adopted)]}>
      <tbody>
        {p.lines.map((l) => {
          const text = (year: number) => {
            const v = l.values[place(year)];
            return v === null || v === undefined ? null : grouped(v, decimals);
          };
          return (
            <tr key={l.name}>
              <th scope="row">{l.name}</th>
              <YearCells name={l.name} years={p.years} look={look} text={text} address={(y) => l.at?.(y) ?? ""} of={l.of} />
            </tr>
          );
        })}
        {(p.bands ?? []).map((b) => (
          <tr key={b.name}>
            <th scope="row">{b.name}</th>
            {p.years.map((y, i) => (
              <td key={y} className="n">
                {grouped(b.low[i] ?? 0, decimals)}–{grouped(b.high[i] ?? 0, decimals)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** A small line beside a number; the numbers are in the table. */
export function Spark({ values, level }: { values: (number | null)[]; level?: number | null }) {
  const all = values.filter((v): v is number => v !== null);
  if (all.length < 2) return null;
  const low = Math.min(...all, level ?? Infinity);
  const high = Math.max(...all, level ?? -Infinity);
  const y = (v: number) => 20 - (high === low ? 10 : ((v - low) / (high - low)) * 18);
  const points = values.map((v, i) => (v === null ? "" : `${(i * 72) / (values.length - 1)},${y(v).toFixed(1)}`)).join(" ");
  return (
    <svg width="72" height="22" viewBox="0 0 72 22" aria-hidden="true" className="spark">
      {level !== null && level !== undefined ? <line x1="0" x2="72" y1={y(level)} y2={y(level)} stroke="#a3112a" strokeDasharray="3 3" /> : null}
      <polyline points={points} fill="none" stroke={COLOUR.plan} strokeWidth="1.8" />
    </svg>
  );
}
