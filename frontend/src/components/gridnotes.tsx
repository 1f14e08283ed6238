import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** A message under a row, with what can be done about it. */
export interface Told {
  kind: "feil" | "advarsel";
  text: string;
  column?: number;
  fixes: { text: string; run: () => void }[];
}

interface NotesProps {
  notes: Told[];
  /** Heading above the row, where it begins a part of the table. */
  part?: string;
  span: number;
  noteId: string;
  /** Whether the row is the one that was looked for. */
  found: boolean;
  children: ReactNode;
}

/** A row of a grid with the heading above it and the messages under it. */
export function Notes({ notes, part, span, noteId, found, children }: NotesProps) {
  const { t } = useTranslation();
  return (
    <>
      {part ? (
        <tr className="gruppe">
          <th scope="rowgroup" colSpan={span}>
            {part}
          </th>
        </tr>
      ) : null}
      <tr className={found ? "funnet" : undefined}>{children}</tr>
      {notes.length ? (
        <tr className="notatrad">
          <td colSpan={span} id={noteId}>
            {notes.map((n) => (
              <p
                key={`${n.kind} ${n.column ?? ""} ${n.text}`}
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
