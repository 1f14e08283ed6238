import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { parse, pasted, typed } from "../lib/numbers";

export interface GridCell {
  /** The shown and edited text. */
  text: string;
  /** Derived from other cells; grey, but can be set. */
  derived?: boolean;
  readOnly?: boolean;
  numeric: boolean;
  changed?: boolean;
  choices?: string[];
  label: string;
  width?: "smal" | "bred";
}

export interface GridRow {
  key: string;
  head: ReactNode;
  cells: GridCell[];
  /** Messages under the row: problem, reason and remedy. */
  notes: { kind: "feil" | "advarsel"; text: string; column?: number; fix?: { text: string; run: () => void } }[];
}

interface GridProps {
  id: string;
  caption: string;
  headings: { text: string; adopted?: boolean; numeric?: boolean }[];
  rows: GridRow[];
  /** Save one or several cells; called once for a whole block that is pasted. */
  commit: (changes: { row: number; column: number; text: string }[]) => void;
}

/** A table of native fields with one stop for Tab. Arrows move; F2 or typing edits; Enter goes down; blocks can be pasted. */
export function Grid({ id, caption, headings, rows, commit }: GridProps) {
  const { t } = useTranslation();
  const table = useRef<HTMLTableElement>(null);
  const [active, setActive] = useState<[number, number]>([0, 0]);
  const [editing, setEditing] = useState<{ row: number; column: number; text: string } | null>(null);
  const [error, setError] = useState<{
    row: number;
    column: number;
    text: string;
    fix?: { text: string; run: () => void }[];
  } | null>(null);
  const [paste, setPaste] = useState("");

  const focus = (row: number, column: number) => {
    const r = Math.max(0, Math.min(rows.length - 1, row));
    const c = Math.max(0, Math.min(headings.length - 1, column));
    setActive([r, c]);
    requestAnimationFrame(() => table.current?.querySelector<HTMLElement>(`[data-r="${r}"][data-c="${c}"]`)?.focus());
  };
  const keep = (row: number, column: number, text: string, next?: [number, number]) => {
    const cell = rows[row]?.cells[column];
    setEditing(null);
    if (!cell || text === cell.text) {
      setError(null);
      if (next) focus(...next);
      return;
    }
    if (cell.numeric && text.trim() !== "") {
      const found = parse(text);
      if (!found.ok) {
        const fixes = found.ambiguous?.map(typed).map((v) => ({ text: t("ui.bruk_v", { v }), run: () => keep(row, column, v) }));
        setError({
          row,
          column,
          text: found.ambiguous
            ? t("ui.err.tvetydig", { v: text })
            : t("ui.err.tall", { felt: cell.label, verdi: text, v: cell.text || "–" }),
          fix: fixes,
        });
        focus(row, column);
        return;
      }
    }
    setError(null);
    commit([{ row, column, text }]);
    if (next) focus(...next);
  };
  const takePaste = (row: number, column: number, text: string) => {
    const block = pasted(text);
    const changes: { row: number; column: number; text: string }[] = [];
    for (const [i, line] of block.entries()) {
      for (const [j, value] of line.entries()) {
        const cell = rows[row + i]?.cells[column + j];
        if (!cell || cell.readOnly) {
          setPaste(t("ui.err.utklipp", { a: block.length, b: rows.length - row }));
          return;
        }
        if (cell.numeric && value.trim() !== "" && !parse(value).ok) {
          setPaste(t("ui.err.tall", { felt: cell.label, verdi: value, v: cell.text || "–" }));
          return;
        }
        changes.push({ row: row + i, column: column + j, text: value.trim() });
      }
    }
    setPaste("");
    setEditing(null);
    commit(changes);
  };
  const onKey = (e: React.KeyboardEvent<HTMLInputElement | HTMLSelectElement>, row: number, column: number, cell: GridCell) => {
    const isEditing = editing?.row === row && editing.column === column;
    const moves: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const move = moves[e.key];
    if (e.altKey && e.key.toLowerCase() === "f") {
      const next = rows.findIndex((r, i) => i > row && r.notes.some((n) => n.kind === "feil"));
      const found = next >= 0 ? next : rows.findIndex((r) => r.notes.some((n) => n.kind === "feil"));
      if (found >= 0) focus(found, rows[found]?.notes[0]?.column ?? 0);
      e.preventDefault();
    } else if (
      move &&
      !isEditing &&
      !(cell.choices && e.key.startsWith("Arrow") && (e.key === "ArrowUp" || e.key === "ArrowDown") && e.altKey)
    ) {
      focus(row + move[0], column + move[1]);
      e.preventDefault();
    } else if (e.key === "Enter") {
      if (isEditing) keep(row, column, editing.text, [row + 1, column]);
      else if (!cell.choices && !cell.readOnly) setEditing({ row, column, text: cell.text });
      e.preventDefault();
    } else if (e.key === "F2" && !cell.readOnly && !cell.choices) {
      setEditing({ row, column, text: cell.text });
      e.preventDefault();
    } else if (e.key === "Escape" && isEditing) {
      setEditing(null);
      e.stopPropagation();
    } else if (e.key === "Tab" && isEditing) {
      keep(row, column, editing.text, [row, column + (e.shiftKey ? -1 : 1)]);
      e.preventDefault();
    } else if ((e.key === "Delete" || e.key === "Backspace") && !isEditing && !cell.readOnly && !cell.choices) {
      keep(row, column, "");
      e.preventDefault();
    } else if ((e.ctrlKey || e.metaKey) && e.key === "d" && !isEditing && !cell.readOnly) {
      const right = rows[row]?.cells.map((c, k) => ({ c, k })).filter(({ c, k }) => k > column && c.numeric && !c.readOnly) ?? [];
      commit(right.map(({ k }) => ({ row, column: k, text: cell.text })));
      e.preventDefault();
    } else if (e.key.length === 1 && !isEditing && !e.ctrlKey && !e.metaKey && !e.altKey && !cell.readOnly && !cell.choices) {
      setEditing({ row, column, text: e.key });
      e.preventDefault();
    }
  };
  return (
    <>
      {paste ? (
        <p className="rad-feil" role="alert">
          {paste}
        </p>
      ) : null}
      <div className="rulle hoey">
        <table className="t rutenett" ref={table} id={id}>
          <caption className="vh">
            {caption}. {t("ui.rutenett_hjelp")}
          </caption>
          <thead>
            <tr>
              <th scope="col">{t("ui.forutsetning")}</th>
              {headings.map((h, i) => (
                <th key={i} scope="col" className={`${h.numeric ? "n" : ""} ${h.adopted ? "vedtatt" : ""}`}>
                  {h.text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((r, row) => {
              const own =
                error?.row === row
                  ? [{ kind: "feil" as const, text: error.text, column: error.column, fixes: error.fix ?? [] }]
                  : [];
              const notes = [...own, ...r.notes.map((n) => ({ ...n, fixes: n.fix ? [n.fix] : [] }))];
              const wrong = (column: number) => notes.some((n) => n.kind === "feil" && (n.column ?? column) === column);
              return (
                <Rows key={r.key} notes={notes} span={headings.length + 1} noteId={`${id}-${row}-feil`}>
                  <th scope="row">{r.head}</th>
                  {r.cells.map((cell, column) => {
                    const isEditing = editing?.row === row && editing.column === column;
                    const shared = {
                      "data-r": row,
                      "data-c": column,
                      "aria-label": cell.label,
                      "aria-invalid": wrong(column) || undefined,
                      "aria-describedby": wrong(column) ? `${id}-${row}-feil` : undefined,
                      tabIndex: active[0] === row && active[1] === column ? 0 : -1,
                      onFocus: () => setActive([row, column]),
                    };
                    const look = `celle ${cell.numeric ? "n" : ""} ${cell.derived ? "avledet" : ""} ${cell.changed ? "ny" : ""} ${cell.width ?? ""}`;
                    return (
                      <td key={column} className={`${cell.numeric ? "n" : ""} ${headings[column]?.adopted ? "vedtatt" : ""}`}>
                        {cell.choices ? (
                          <select
                            {...shared}
                            className={look}
                            value={cell.text}
                            disabled={cell.readOnly}
                            onChange={(e) => commit([{ row, column, text: e.target.value }])}
                            onKeyDown={(e) => onKey(e, row, column, cell)}
                          >
                            {cell.choices.map((c) => (
                              <option key={c} value={c}>
                                {c}
                              </option>
                            ))}
                          </select>
                        ) : (
                          <input
                            {...shared}
                            className={look}
                            inputMode={cell.numeric ? "decimal" : undefined}
                            readOnly={!isEditing}
                            aria-readonly={cell.readOnly || undefined}
                            value={isEditing ? editing.text : cell.text}
                            onChange={(e) => setEditing({ row, column, text: e.target.value })}
                            onDoubleClick={() => (cell.readOnly ? undefined : setEditing({ row, column, text: cell.text }))}
                            onBlur={() => (isEditing ? keep(row, column, editing.text) : undefined)}
                            onPaste={(e) => {
                              const text = e.clipboardData.getData("text/plain");
                              if (cell.readOnly || (isEditing && pasted(text).length === 1 && pasted(text)[0]?.length === 1))
                                return;
                              e.preventDefault();
                              takePaste(row, column, text);
                            }}
                            onKeyDown={(e) => onKey(e, row, column, cell)}
                          />
                        )}
                      </td>
                    );
                  })}
                </Rows>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface Note {
  kind: "feil" | "advarsel";
  text: string;
  fixes: { text: string; run: () => void }[];
}

function Rows({ notes, span, noteId, children }: { notes: Note[]; span: number; noteId: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <tr>{children}</tr>
      {notes.length ? (
        <tr className="notatrad">
          <td colSpan={span} id={noteId}>
            {notes.map((n, i) => (
              <p
                key={i}
                className={n.kind === "feil" ? "rad-feil" : "rad-advarsel"}
                role={n.kind === "feil" ? "alert" : "status"}
              >
                <b>{n.kind === "feil" ? `■ ${t("ui.feil")}` : `▲ ${t("ui.pass_paa")}`}:</b> {n.text}{" "}
                {n.fixes.map((f) => (
                  <button key={f.text} type="button" className="som-lenke" onClick={f.run}>
                    {f.text}
                  </button>
                ))}
              </p>
            ))}
          </td>
        </tr>
      ) : null}
    </>
  );
}
