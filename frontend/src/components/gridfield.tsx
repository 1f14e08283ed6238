import { type GridCell, shownText } from "../lib/grid";
import { pasted } from "../lib/numbers";

export interface FieldProps {
  cell: GridCell;
  place: [number, number];
  /** The text while it is typed; null otherwise. */
  editing: string | null;
  /** The id of the message about the cell; empty for none. */
  wrong: string;
  /** Whether Tab stops here. */
  stop: boolean;
  onFocus: () => void;
  type: (text: string) => void;
  keep: (text: string) => void;
  choose: (text: string) => void;
  paste: (text: string) => void;
  onKey: (e: React.KeyboardEvent) => void;
}

function classOf(cell: GridCell): string {
  const kinds = [cell.numeric && "n", cell.derived && "avledet", cell.changed && "ny", cell.width];
  return ["celle", ...kinds].filter(Boolean).join(" ");
}

/** One cell: a native field, or a native list where the words are given. */
export function Field({ cell, place, editing, wrong, stop, onFocus, type, keep, choose, paste, onKey }: FieldProps) {
  const shared = {
    "data-r": place[0],
    "data-c": place[1],
    "aria-label": cell.label,
    "aria-invalid": wrong ? true : undefined,
    "aria-describedby": wrong || undefined,
    tabIndex: stop ? 0 : -1,
    onFocus,
    onKeyDown: onKey,
    className: classOf(cell),
  };
  if (cell.choices && !cell.readOnly) {
    const known = cell.choices.some((c) => c.verdi === cell.text);
    return (
      <select {...shared} value={cell.text} onChange={(e) => choose(e.target.value)}>
        {known ? null : <option value={cell.text}>{cell.text}</option>}
        {cell.choices.map((c) => (
          <option key={c.verdi} value={c.verdi}>
            {c.navn || "–"}
          </option>
        ))}
      </select>
    );
  }
  const named = cell.choices?.find((c) => c.verdi === cell.text)?.navn;
  return (
    <input
      {...shared}
      inputMode={cell.numeric ? "decimal" : undefined}
      readOnly={editing === null}
      aria-readonly={cell.readOnly || undefined}
      value={editing ?? named ?? shownText(cell)}
      onChange={(e) => type(e.target.value)}
      onDoubleClick={() => (cell.readOnly ? undefined : type(cell.text))}
      onBlur={() => (editing === null ? undefined : keep(editing))}
      onPaste={(e) => {
        const text = e.clipboardData.getData("text/plain");
        const lines = pasted(text);
        if (cell.readOnly || (editing !== null && lines.length === 1 && lines[0]?.length === 1)) return;
        e.preventDefault();
        paste(text);
      }}
    />
  );
}
