import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { download, keep, type Question } from "../lib/api";
import { useDraft } from "../lib/draft";
import { grouped } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { LinkButton } from "./bits";
import type { ECharts, EChartsCoreOption } from "./echart";
import { Num } from "./number";

export interface Line {
  name: string;
  values: (number | null)[];
  colour: string;
  dash?: string | readonly number[];
  width?: number;
  step?: boolean;
  area?: string;
  bar?: boolean;
  stack?: string;
  /** Where each number stands; none for a line that is not the plan's own. */
  at?: (year: number) => string;
  /** A line that is only in the picture. */
  hidden?: boolean;
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
  height?: number;
  /** A line axis may begin elsewhere than at zero, and then says so. */
  zero?: boolean;
  mark?: { year: number; text: string } | null;
  questions?: Question[];
  method?: string;
  card?: boolean;
  level?: 2 | 3;
  children?: ReactNode;
}

const KEPT = "ldip.tabell";
export const asTable = (): boolean => localStorage.getItem(KEPT) === "ja";

const LABEL_PX = 15;

/** How many pixels each label at a line's end is moved, so that lines that end together do not write on each other. */
function apart(p: ChartProps, beginning: number): number[] {
  const ends = p.lines.map((l, i) => ({ i, v: l.bar ? null : (l.values[l.values.length - 1] ?? null) })).filter((e): e is { i: number; v: number } => e.v !== null);
  const all = [...p.lines.flatMap((l) => l.values.filter((v): v is number => v !== null)), ...(p.bands ?? []).flatMap((b) => [...b.low, ...b.high])];
  const bottom = Math.min(p.zero === false ? beginning : 0, ...all);
  const perUnit = ((p.height ?? 260) - 50) / (Math.max(...all, bottom + 1e-9) - bottom || 1);
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

function option(p: ChartProps, narrow: boolean, beginning: number): EChartsCoreOption {
  const decimals = p.decimals ?? 0;
  const text = { color: "#3c4046", fontFamily: "Inter Variable, system-ui, sans-serif", fontSize: 12 };
  const every = Math.max(1, Math.ceil((p.years.length - 1) / (narrow ? 3 : 6)));
  const last = p.years.length - 1;
  const labelled = new Set(p.years.filter((_, i) => i % every === 0 && last - i >= every / 2).concat(p.years.slice(-1)));
  const moved = apart(p, beginning);
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
        lineStyle: { color: l.colour, width: l.width ?? 2.5, type: (l.dash as string) ?? "solid" },
        areaStyle: l.area ? { color: l.area, opacity: 1 } : undefined,
        endLabel: narrow ? { show: false } : { show: true, formatter: l.name, color: l.colour, fontSize: 12, fontWeight: 600, distance: 6, width: 112, overflow: "break", offset: [0, moved[i] ?? 0] },
      });
    }
  }
  const first = series[series.length - 1] as Record<string, unknown> | undefined;
  if (first && p.adopted && p.adopted >= (p.years[0] ?? 0))
    first.markArea = { silent: true, itemStyle: { color: "#eef4fb" }, data: [[{ xAxis: String(p.years[0]) }, { xAxis: String(Math.min(p.adopted, p.years[last] ?? p.adopted)) }]] };
  if (first && p.mark)
    first.markLine = { silent: true, symbol: "none", lineStyle: { color: "#7a1022", type: "dashed" }, label: { formatter: p.mark.text, color: "#7a1022", fontSize: 12, fontWeight: 600, position: "end" }, data: [{ xAxis: String(p.mark.year) }] };
  const direct = !narrow && p.lines.some((l) => !l.bar);
  return {
    animation: false,
    aria: { enabled: false, decal: { show: p.lines.filter((l) => l.bar).length > 1 } },
    grid: { left: 8, right: direct ? 124 : 12, top: 24, bottom: 6, containLabel: true },
    xAxis: {
      type: "category",
      data: p.years.map(String),
      boundaryGap: p.lines.some((l) => l.bar),
      axisLabel: { ...text, interval: 0, formatter: (v: string) => (labelled.has(Number(v)) ? v : "") },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: "#9aa0a8" } },
    },
    yAxis: {
      type: "value",
      min: p.zero === false ? beginning : undefined,
      max: p.zero === false ? beginning + Math.max(1, Math.ceil((span(p)[1] - beginning) / step(p) - 1e-9)) * step(p) : undefined,
      interval: p.zero === false ? step(p) : undefined,
      splitNumber: 4,
      axisLabel: { ...text, formatter: (v: number) => grouped(v, Number.isInteger(v) ? 0 : Math.max(decimals, 1)) },
      splitLine: { lineStyle: { color: "#e7e9ec" } },
    },
    series,
  };
}

function span(p: ChartProps): [number, number] {
  const bands = p.bands ?? [];
  const all = [...p.lines.flatMap((l) => l.values), ...bands.flatMap((b) => [...b.low, ...b.high])].filter((v): v is number => v !== null);
  return all.length ? [Math.min(...all), Math.max(...all)] : [0, 1];
}

/** A round step that gives four or five lines. */
function step(p: ChartProps): number {
  const [low, high] = span(p);
  const raw = Math.max((high - low) / 4, 1e-9);
  const power = 10 ** Math.floor(Math.log10(raw));
  return ([1, 2, 2.5, 5, 10].find((m) => m * power >= raw) ?? 10) * power;
}

/** Where an axis that does not begin at zero begins. */
function begins(p: ChartProps): number {
  return Math.floor(span(p)[0] / step(p)) * step(p);
}

export function Chart(p: ChartProps) {
  const { t } = useTranslation();
  const [table, setTable] = useState(asTable);
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const latest = useRef<EChartsCoreOption | null>(null);
  const [narrow, setNarrow] = useState(() => window.innerWidth < 600);
  const id = useId();
  const beginning = p.zero === false ? begins(p) : 0;
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
      // The numbers may have come while the library was fetched.
      if (latest.current) chart.current.setOption(latest.current, true);
      watch.observe(element);
    });
    return () => {
      gone = true;
      watch.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
    // The picture is made once; what it shows is set below.
  }, [table]);

  useEffect(() => {
    latest.current = option(p, narrow, beginning);
    chart.current?.setOption(latest.current, true);
  });

  const swap = () => {
    localStorage.setItem(KEPT, table ? "nei" : "ja");
    setTable(!table);
  };
  const swatches = p.lines.filter((l) => !l.hidden);
  return (
    <figure className={p.card === false ? "figur" : "kort figur"} aria-labelledby={id}>
      <Heading id={id}>{p.title}</Heading>
      <p className="liten dus">
        {p.unit}
        {p.zero === false && beginning !== 0 && !table ? `, ${t("ui.aksen_starter", { v: grouped(beginning, Number.isInteger(beginning) ? 0 : Math.max(p.decimals ?? 0, 1)) })}` : ""}
      </p>
      {table ? (
        <ChartTable {...p} />
      ) : (
        <>
          {narrow || p.lines.some((l) => l.bar) || (p.bands?.length ?? 0) > 0 ? (
            <ul className="tegn">
              {swatches.map((l) => (
                <li key={l.name}>
                  <span className={`sv ${l.dash && l.dash !== "solid" ? "stiplet" : ""}`} style={{ borderTopColor: l.colour }} />
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
          <div ref={box} className="tegning" style={{ height: p.height ?? 260 }} role="img" aria-label={`${p.title}, ${p.unit}`} aria-describedby={`${id}-s`} />
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
  const { version, plan } = usePlan();
  const { draft } = useDraft();
  const [failed, setFailed] = useState("");
  const name = p.title.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase();
  const file = async (format: "csv" | "xlsx") => {
    setFailed("");
    try {
      await download(`/api/versjoner/${version.id}/tabell`, `${name}.${format}`, { utkast: draft, tittel: p.title, sporringer: p.questions, format });
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
    }
  };
  const picture = () => {
    const element = box.current;
    if (element) void import("./echart").then(({ svgOf }) => keep(new Blob([svgOf(element)], { type: "image/svg+xml" }), `${name}.svg`));
  };
  return (
    <div className="lenker">
      <LinkButton onClick={swap} describedBy={headingId}>
        {table ? t("ui.vis_som_figur") : t("ui.vis_som_tabell")}
      </LinkButton>
      {p.questions ? (
        <>
          <LinkButton onClick={() => void file("csv")} describedBy={headingId}>
            {t("ui.last_ned", { format: "csv" })}
          </LinkButton>
          <LinkButton onClick={() => void file("xlsx")} describedBy={headingId}>
            {t("ui.last_ned", { format: "xlsx" })}
          </LinkButton>
        </>
      ) : null}
      {table ? null : (
        <LinkButton onClick={picture} describedBy={headingId}>
          {t("ui.last_ned", { format: "svg" })}
        </LinkButton>
      )}
      {p.method ? (
        <Link className="som-lenke" to={`/plan/${plan}/ordbok?ord=${p.method}`} aria-describedby={headingId}>
          {t("ui.slik_regnes_det")}
        </Link>
      ) : null}
      {failed ? <span role="alert">{failed}</span> : null}
    </div>
  );
}

function ChartTable(p: ChartProps) {
  const { t } = useTranslation();
  const decimals = p.decimals ?? 0;
  const rows = p.lines.filter((l) => !l.hidden);
  return (
    <div className="rulle" role="region" aria-label={t("ui.tabell_for", { navn: p.title })} tabIndex={0}>
      <table className="t">
        <caption className="vh">
          {p.title}, {p.unit}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("file.name")}</th>
            {p.years.map((y) => (
              <th key={y} scope="col" className={`n ${p.adopted && y <= p.adopted ? "vedtatt" : ""}`}>
                {y}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((l) => (
            <tr key={l.name}>
              <th scope="row">{l.name}</th>
              {p.years.map((y, i) => {
                const v = l.values[i];
                return (
                  <td key={y} className={`n ${p.adopted && y <= p.adopted ? "vedtatt" : ""}`}>
                    {v === null || v === undefined ? (
                      "–"
                    ) : (
                      <Num at={l.at?.(y) ?? ""} label={`${l.name} ${y}: ${grouped(v, decimals)}`} tab={i === 0}>
                        {grouped(v, decimals)}
                      </Num>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
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
      </table>
    </div>
  );
}

/** A small line beside a number; the numbers stand in the table. */
export function Spark({ values, colour = "#0062ba", level }: { values: (number | null)[]; colour?: string; level?: number | null }) {
  const all = values.filter((v): v is number => v !== null);
  if (all.length < 2) return null;
  const low = Math.min(...all, level ?? Infinity);
  const high = Math.max(...all, level ?? -Infinity);
  const y = (v: number) => 20 - (high === low ? 10 : ((v - low) / (high - low)) * 18);
  const points = values.map((v, i) => (v === null ? "" : `${(i * 72) / (values.length - 1)},${y(v).toFixed(1)}`)).join(" ");
  return (
    <svg width="72" height="22" viewBox="0 0 72 22" aria-hidden="true" className="spark">
      {level !== null && level !== undefined ? <line x1="0" x2="72" y1={y(level)} y2={y(level)} stroke="#a3112a" strokeDasharray="3 3" /> : null}
      <polyline points={points} fill="none" stroke={colour} strokeWidth="1.8" />
    </svg>
  );
}
