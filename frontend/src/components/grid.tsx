import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { block, type Change, filledRight, type GridCell, type GridRow, nextWrong, taken } from "../lib/grid";
import { typed } from "../lib/numbers";
import "../styles/grid.css";
import { Field, type FieldProps } from "./gridfield";
import { Notes, type Told } from "./gridnotes";

export type { GridCell, GridRow } from "../lib/grid";

interface GridProps {
  id: string;
  caption: string;
  headings: { text: string; adopted?: boolean; numeric?: boolean }[];
  /** What the first column holds, where it is a number. */
  corner?: string;
  rows: GridRow[];
  /** Save one or several cells; called once for a whole block that is pasted. */
  commit: (changes: Change[]) => void;
  /** The row to show, focused and marked, when the table is opened from elsewhere. */
  found?: number;
  /** Called with the row that focus is in; null when it has left the table. */
  onRow?: (row: number | null) => void;
}

const MOVES: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

interface Wrong extends Told {
  row: number;
}

/** A table of native fields with one stop for Tab. Arrows move; F2 or typing edits; Enter goes down; blocks can be pasted. */
export function Grid({ id, caption, headings, corner, rows, commit, found, onRow }: GridProps) {
  const { t } = useTranslation();
  const table = useRef<HTMLTableElement>(null);
  const [active, setActive] = useState<[number, number]>([found ?? 0, 0]);
  const [editing, setEditing] = useState<{ row: number; column: number; text: string } | null>(null);
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const [paste, setPaste] = useState("");
  const actions = rows.some((r) => r.action);
  const widest = headings.length - (actions ? 0 : 1);

  const focus = (row: number, column: number) => {
    const r = Math.max(0, Math.min(rows.length - 1, row));
    const c = Math.max(0, Math.min(widest, column));
    setActive([r, c]);
    requestAnimationFrame(() => table.current?.querySelector<HTMLElement>(`[data-r="${r}"][data-c="${c}"]`)?.focus());
  };
  useEffect(() => {
    if (found === undefined) return;
    const first = table.current?.querySelector<HTMLElement>(`[data-r="${found}"][data-c="0"]`);
    first?.scrollIntoView({ block: "center", inline: "nearest" });
    first?.focus({ preventScroll: true });
  }, [found]);

  const refuse = (row: number, column: number, cell: GridCell, text: string, ambiguous?: [number, number]) => {
    const fixes = ambiguous?.map(typed).map((v) => ({ text: t("ui.bruk_v", { v }), run: () => keep(row, column, v) })) ?? [];
    const said = ambiguous
      ? t("ui.err.tvetydig", { v: text })
      : t("ui.err.tall", { felt: cell.label, verdi: text, v: cell.text || "–" });
    setWrong({ row, column, kind: "feil", text: said, fixes });
    focus(row, column);
  };
  const keep = (row: number, column: number, text: string, next?: [number, number]) => {
    const cell = rows[row]?.cells[column];
    setEditing(null);
    const read = cell && text !== cell.text ? taken(cell, text) : null;
    if (cell && read && !read.ok) {
      refuse(row, column, cell, text, read.ambiguous);
      return;
    }
    setWrong(null);
    if (read?.ok && read.text !== cell?.text) commit([{ row, column, text: read.text }]);
    if (next) focus(...next);
  };
  const takePaste = (row: number, column: number, text: string) => {
    const made = block(rows, row, column, text);
    if ("changes" in made) {
      setPaste("");
      setEditing(null);
      commit(made.changes);
    } else if (made.wrong === "plass") setPaste(t("ui.err.utklipp", { a: made.lines, b: made.room }));
    else setPaste(t("ui.err.tall", { felt: made.cell.label, verdi: made.text, v: made.cell.text || "–" }));
  };
  const onKey = (e: React.KeyboardEvent, row: number, column: number, cell: GridCell | undefined) => {
    const isEditing = editing?.row === row && editing.column === column;
    const writes = cell && !cell.readOnly && !cell.choices;
    const move = MOVES[e.key];
    if (e.altKey && e.key.toLowerCase() === "f") {
      const next = nextWrong(rows, row);
      if (next) focus(...next);
    } else if (move && !isEditing && !(cell?.choices && e.altKey)) focus(row + move[0], column + move[1]);
    else if (e.key === "Enter" && cell) {
      if (isEditing) keep(row, column, editing.text, [row + 1, column]);
      else if (writes) setEditing({ row, column, text: cell.text });
    } else if (e.key === "F2" && writes) setEditing({ row, column, text: cell.text });
    else if (e.key === "Escape" && isEditing) {
      setEditing(null);
      e.stopPropagation();
      return;
    } else if (e.key === "Tab" && isEditing) keep(row, column, editing.text, [row, column + (e.shiftKey ? -1 : 1)]);
    else if ((e.key === "Delete" || e.key === "Backspace") && !isEditing && writes) keep(row, column, "");
    else if ((e.ctrlKey || e.metaKey) && e.key === "d" && !isEditing && writes) commit(filledRight(rows, row, column));
    else if (e.key.length === 1 && !isEditing && !e.ctrlKey && !e.metaKey && !e.altKey && writes)
      setEditing({ row, column, text: e.key });
    else return;
    e.preventDefault();
  };
  const field = (cell: GridCell, row: number, column: number, notes: Told[]): FieldProps => {
    const told = notes.some((n) => n.kind === "feil" && (n.column ?? column) === column);
    return {
      cell,
      place: [row, column],
      editing: editing?.row === row && editing.column === column ? editing.text : null,
      wrong: told ? `${id}-${row}-feil` : "",
      stop: active[0] === row && active[1] === column,
      onFocus: () => setActive([row, column]),
      type: (text) => setEditing({ row, column, text }),
      keep: (text) => keep(row, column, text),
      choose: (text) => commit([{ row, column, text }]),
      paste: (text) => takePaste(row, column, text),
      onKey: (e) => onKey(e, row, column, cell),
    };
  };
  return (
    <>
      {paste ? (
        <p className="rad-feil" role="alert">
          {paste}
        </p>
      ) : null}
      <div className="rulle hoey">
        <table
          className={`t rutenett${corner ? " smalhode" : ""}`}
          ref={table}
          id={id}
          onFocus={(e) => onRow?.(rowOf(e.target))}
          onBlur={(e) => (table.current?.contains(e.relatedTarget) ? undefined : onRow?.(null))}
        >
          <caption className="vh">
            {caption}. {t("ui.rutenett_hjelp")}
          </caption>
          <thead>
            <tr>
              <th scope="col">{corner ?? t("ui.forutsetning")}</th>
              {headings.map((h) => (
                <th key={h.text} scope="col" className={`${h.numeric ? "n" : ""} ${h.adopted ? "vedtatt" : ""}`}>
                  {h.text}
                </th>
              ))}
              {actions ? (
                <th scope="col">
                  <span className="vh">{t("ui.fjern")}</span>
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {rows.map((r, row) => {
              const own: Told[] = wrong?.row === row ? [wrong] : [];
              const notes = [...own, ...r.notes.map((n): Told => ({ ...n, fixes: n.fix ? [n.fix] : [] }))];
              return (
                <Notes
                  key={r.key}
                  notes={notes}
                  part={r.part}
                  span={headings.length + (actions ? 2 : 1)}
                  noteId={`${id}-${row}-feil`}
                  found={found === row}
                >
                  <th scope="row">{r.head}</th>
                  {r.cells.map((cell, column) => (
                    <td key={cell.label} className={`${cell.numeric ? "n" : ""} ${headings[column]?.adopted ? "vedtatt" : ""}`}>
                      <Field {...field(cell, row, column, notes)} />
                    </td>
                  ))}
                  {r.action ? (
                    <td>
                      <button
                        type="button"
                        className="som-lenke"
                        data-r={row}
                        data-c={r.cells.length}
                        tabIndex={active[0] === row && active[1] === r.cells.length ? 0 : -1}
                        aria-label={r.action.label}
                        onFocus={() => setActive([row, r.cells.length])}
                        onKeyDown={(e) => onKey(e, row, r.cells.length, undefined)}
                        onClick={r.action.run}
                      >
                        {r.action.text}
                      </button>
                    </td>
                  ) : null}
                </Notes>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The row of an element in the table; null outside the rows. */
function rowOf(element: EventTarget): number | null {
  const at = element instanceof HTMLElement ? element.dataset.r : undefined;
  return at === undefined ? null : Number(at);
}
