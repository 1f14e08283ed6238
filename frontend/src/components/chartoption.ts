import { COLOUR } from "../lib/colours";
import { grouped } from "../lib/numbers";
import { type Axis, axisDigits, type ChartProps, HEIGHT, type Line } from "./charttypes";
import type { EChartsCoreOption } from "./echart";

const LABEL_PX = 15;

/** How many pixels each label at a line's end is moved, so that labels of lines that end together do not overlap. */
function apart(p: ChartProps, axis: Axis): number[] {
  const ends = p.lines.flatMap((l, i) => {
    const v = l.bar ? null : (l.values.findLast((x) => x !== null) ?? null);
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

type Item = { value: number | string; itemStyle?: object; label?: object };

/** The bars of a line: a colour for each, and its number above it, or below where it is negative. */
function barsOf(l: Line, decimals: number, narrow: boolean): Item[] {
  const shown = l.told && !narrow;
  return l.values.map((v, i) => ({
    value: v ?? "-",
    ...(l.colours ? { itemStyle: { color: l.colours[i] } } : {}),
    ...(shown && v !== null
      ? {
          label: {
            show: true,
            position: v < 0 ? "bottom" : "top",
            formatter: grouped(v, decimals),
            color: "#1e2329",
            fontSize: 12,
          },
        }
      : {}),
  }));
}

/** Marked points of a line, each with its words above it. */
function pointsOf(p: ChartProps, l: Line, narrow: boolean): object {
  const data = (l.points ?? []).flatMap((point, i) => {
    const value = l.values[p.years.indexOf(point.year)];
    if (value === null || value === undefined) return [];
    // Beside a rising step there is room below to the right and above to the left.
    const above = i % 2 === 1 || p.years.indexOf(point.year) > p.years.length * 0.7;
    const label = {
      show: !narrow,
      formatter: point.text,
      color: l.colour,
      fontSize: 12,
      fontWeight: 600,
      position: above ? "left" : "right",
      offset: [0, above ? -14 : 14],
    };
    return [{ coord: [String(point.year), value], label }];
  });
  const itemStyle = { color: "#fff", borderColor: l.colour, borderWidth: 2 };
  return data.length ? { markPoint: { symbol: "circle", symbolSize: 9, silent: true, animation: false, itemStyle, data } } : {};
}

/** Which way words at a year run: inwards near the ends of the axis. */
function edge(p: ChartProps, year: number): "left" | "center" | "right" {
  const at = p.years.indexOf(year) / Math.max(p.years.length - 1, 1);
  return at < 0.12 ? "left" : at > 0.88 ? "right" : "center";
}

/** The line at zero, and the bracket over the years that bind. */
function marks(p: ChartProps): unknown[] {
  const lines: unknown[] = p.lines.some((l) => l.colours)
    ? [{ yAxis: 0, lineStyle: { color: "#1e2329", type: "solid", width: 1 }, label: { show: false } }]
    : [];
  if (p.mark)
    lines.push({
      xAxis: String(p.mark.year),
      lineStyle: { color: COLOUR.need, type: "dashed" },
      label: {
        formatter: p.mark.text,
        color: COLOUR.need,
        fontSize: 12,
        fontWeight: 600,
        position: "end",
        // At either end of the axis the words stand inside the chart.
        align: edge(p, p.mark.year),
      },
    });
  if (p.bracket) {
    const look = { lineStyle: { color: COLOUR.need, type: "solid", width: 2 } };
    const text = { formatter: p.bracket.text, color: COLOUR.need, fontSize: 12, fontWeight: 600, position: "middle" };
    const [from, to] = [String(p.bracket.from), String(p.bracket.to)];
    lines.push([
      { xAxis: from, y: 20, ...look, label: text },
      { xAxis: to, y: 20 },
    ]);
    for (const end of new Set([from, to]))
      lines.push([
        { xAxis: end, y: 19, ...look, label: { show: false } },
        { xAxis: end, y: 28 },
      ]);
  }
  return lines;
}

export function option(p: ChartProps, narrow: boolean, axis: Axis): EChartsCoreOption {
  const decimals = p.decimals ?? 0;
  const text = { color: "#3c4046", fontFamily: "Inter Variable, system-ui, sans-serif", fontSize: 12 };
  const every = Math.max(1, Math.ceil((p.years.length - 1) / (narrow ? 3 : 6)));
  const last = p.years.length - 1;
  const bars = p.lines.filter((l) => l.bar).length;
  const labelled = new Set(p.years.filter((_, i) => i % every === 0 && last - i >= every / 2).concat(p.years.slice(-1)));
  const moved = apart(p, axis);
  const series: unknown[] = [];
  for (const [i, b] of (p.bands ?? []).entries()) {
    // A band that crosses zero is laid on its lower edge too.
    const base = {
      type: "line",
      stack: `band${i}`,
      stackStrategy: "all",
      symbol: "none",
      silent: true,
      lineStyle: { opacity: 0 },
      animation: false,
    };
    series.push({ ...base, data: b.low, areaStyle: undefined });
    series.push({ ...base, data: b.high.map((v, k) => v - (b.low[k] ?? 0)), areaStyle: { color: b.colour, opacity: 1 } });
  }
  for (const [i, l] of p.lines.entries()) {
    const shared = { name: l.name, data: l.values.map((v) => (v === null ? "-" : v)), animation: false, z: 5 + i };
    if (l.bar) {
      series.push({
        ...shared,
        data: barsOf(l, decimals, narrow),
        type: "bar",
        stack: l.stack,
        barMaxWidth: 26,
        barGap: "10%",
        itemStyle: { color: l.colour, borderColor: "#fff", borderWidth: l.stack ? 1 : 0 },
      });
    } else {
      series.push({
        ...shared,
        type: "line",
        symbol: "none",
        step: l.step === true ? "end" : (l.step ?? false),
        ...pointsOf(p, l, narrow),
        lineStyle: { color: l.colour, width: l.width ?? 2.5, type: l.dash ? [...l.dash] : "solid" },
        endLabel: narrow
          ? { show: false }
          : {
              show: true,
              formatter: l.name,
              color: l.colour,
              fontSize: 12,
              fontWeight: 600,
              lineHeight: 14,
              distance: 6,
              width: 112,
              overflow: "break",
              offset: [0, moved[i] ?? 0],
            },
      });
    }
  }
  const first = series[series.length - 1] as Record<string, unknown> | undefined;
  if (first && p.adopted && p.adopted >= (p.years[0] ?? 0))
    first.markArea = {
      silent: true,
      itemStyle: { color: "#eef4fb" },
      label: {
        show: !narrow && Boolean(p.adoptedText) && p.adopted - (p.years[0] ?? 0) >= 2,
        color: "#55585c",
        fontSize: 12,
        position: "insideTop",
      },
      data: [
        [
          { name: p.adoptedText ?? "", xAxis: String(p.years[0]) },
          { xAxis: String(Math.min(p.adopted, p.years[last] ?? p.adopted)) },
        ],
      ],
    };
  const marked = marks(p);
  if (first && marked.length) first.markLine = { silent: true, symbol: "none", animation: false, data: marked };
  const direct = !narrow && bars < p.lines.length;
  return {
    animation: false,
    aria: { enabled: bars > 1, label: { enabled: false }, decal: { show: true } },
    grid: { left: 8, right: direct ? 124 : 12, top: p.bracket ? 36 : 24, bottom: 6, containLabel: true },
    xAxis: {
      type: "category",
      data: p.years.map(String),
      boundaryGap: bars > 0,
      axisLabel: { ...text, interval: 0, formatter: (v: string) => (labelled.has(Number(v)) ? v : "") },
      axisTick: { show: false },
      axisLine: { onZero: !p.lines.some((l) => l.colours), lineStyle: { color: "#9aa0a8" } },
    },
    yAxis: {
      type: "value",
      ...(p.zero === false
        ? {
            min: axis.begin,
            max: axis.begin + Math.max(1, Math.ceil((axis.high - axis.begin) / axis.step - 1e-9)) * axis.step,
            interval: axis.step,
          }
        : {}),
      splitNumber: 4,
      axisLabel: { ...text, formatter: (v: number) => axisDigits(v, decimals) },
      splitLine: { lineStyle: { color: "#e7e9ec" } },
    },
    series,
  };
}
