import { useTranslation } from "react-i18next";
import { COLOUR } from "../lib/colours";
import { grouped } from "../lib/numbers";
import type { ChartProps } from "./charttypes";
import { isAdopted, Table, YearCells, yearHeads } from "./table";

/** The numbers of a chart as a table. */
export function ChartTable(p: ChartProps) {
  const { t } = useTranslation();
  const decimals = p.decimals ?? 0;
  const look = (year: number) => (isAdopted(year, p.adopted) ? "vedtatt" : "");
  const place = (year: number) => p.years.indexOf(year);
  return (
    <Table
      label={t("ui.tabell_for", { navn: p.title })}
      caption={`${p.title}, ${p.unit}`}
      heads={[t("file.name"), ...yearHeads(p.years, p.adopted)]}
    >
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
      {level !== null && level !== undefined ? (
        <line x1="0" x2="72" y1={y(level)} y2={y(level)} stroke="#a3112a" strokeDasharray="3 3" />
      ) : null}
      <polyline points={points} fill="none" stroke={COLOUR.plan} strokeWidth="1.8" />
    </svg>
  );
}
