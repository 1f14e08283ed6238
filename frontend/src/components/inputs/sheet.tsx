import { useTranslation } from "react-i18next";
import type { Edit, Problem } from "../../lib/api";
import { useDraft } from "../../lib/draft";
import type { Change, GridRow } from "../../lib/grid";
import type { Sheet } from "../../lib/inputs";
import { problemText } from "../../lib/problems";
import { LinkButton } from "../bits";
import { Grid } from "../grid";

interface SheetProps {
  sheet: Sheet;
  problems: Problem[];
  editor: boolean;
  /** The row that was looked for, by its line. */
  found?: number;
  /** Show the table from a row on. */
  page: (first: number) => void;
  /** Show the last row, which was just added. */
  toNewest: () => void;
  /** The line that focus is in: what is missing in a row is not told while it is filled in. */
  onLine: (line: number | null) => void;
}

/** The rows of a csv file, a page at a time. */
export function SheetRows({ sheet, problems, editor, found, page, toNewest, onLine }: SheetProps) {
  const { t } = useTranslation();
  const { edit, draft } = useDraft();
  const touched = new Set((draft.endringer ?? []).map((e) => (e.slag === "celle" ? `${e.fil}|${e.rad}|${e.kolonne}` : "")));
  const { fra: first, side, antall } = sheet;
  const next = first + sheet.rader.length;
  const wide = (k: string, i: number) =>
    k === "kilde" || k === "navn" ? "bred" : sheet.slag[i] === "tekst" ? "middels" : "smal";
  const notesOf = (line: number, empty: boolean): GridRow["notes"] =>
    empty
      ? [{ kind: "advarsel", text: t("ui.tom_rad") }]
      : problems
          .filter((p) => p.linje === line)
          .map((p) => ({
            kind: "feil",
            text: `${p.noekkel}: ${problemText(p)}`,
            column: Math.max(0, sheet.kolonner.indexOf(p.noekkel)),
          }));
  const rows: GridRow[] = sheet.rader.map((r) => ({
    key: String(r.linje),
    head: <span title={r.navn}>{r.linje}</span>,
    notes: notesOf(
      r.linje,
      r.celler.every((c) => !c),
    ),
    action: editor
      ? {
          text: t("ui.fjern"),
          label: t("ui.fjern_rad", { n: r.linje, navn: r.navn }),
          run: () => edit({ slag: "fjern_rad", fil: sheet.fil, rad: r.linje }),
        }
      : undefined,
    cells: sheet.kolonner.map((k, i) => ({
      text: r.celler[i] ?? "",
      numeric: sheet.slag[i] === "tall" || sheet.slag[i] === "aar",
      grouped: sheet.slag[i] === "tall",
      choices: sheet.valg[i]?.length ? sheet.valg[i] : undefined,
      readOnly: !editor,
      changed: touched.has(`${sheet.fil}|${r.linje}|${k}`),
      label: `${sheet.etiketter[i] ?? k}, ${t("ui.linje_n", { n: r.linje })}`,
      width: wide(k, i),
    })),
  }));
  const editOf = ({ row, column, text }: Change): Edit[] => {
    const [r, k] = [sheet.rader[row], sheet.kolonner[column]];
    return r && k ? [{ slag: "celle", fil: sheet.fil, rad: r.linje, kolonne: k, verdi: text }] : [];
  };
  const at = sheet.rader.findIndex((r) => r.linje === found);
  return (
    <>
      <Grid
        id={`c-${sheet.fil}`}
        caption={sheet.fil}
        corner={t("ui.linje")}
        headings={sheet.etiketter.map((e, i) => ({ text: e, numeric: sheet.slag[i] === "tall" || sheet.slag[i] === "aar" }))}
        rows={rows}
        found={at >= 0 ? at : undefined}
        onRow={(row) => onLine(row === null ? null : (sheet.rader[row]?.linje ?? null))}
        commit={(changes) => edit(...changes.flatMap(editOf))}
      />
      <div className="lenker">
        {antall > sheet.rader.length ? (
          <span>
            {t("ui.rader_fra_til", { fra: first + 1, til: next, n: antall })}{" "}
            {first > 0 ? <LinkButton onClick={() => page(Math.max(0, first - side))}>{t("ui.forrige")}</LinkButton> : null}{" "}
            {next < antall ? <LinkButton onClick={() => page(next)}>{t("ui.neste")}</LinkButton> : null}
          </span>
        ) : null}
        {editor ? (
          <LinkButton
            onClick={() => {
              edit({ slag: "ny_rad", fil: sheet.fil, celler: {} });
              toNewest();
            }}
          >
            {t("ui.ny_rad")}
          </LinkButton>
        ) : null}
      </div>
    </>
  );
}
