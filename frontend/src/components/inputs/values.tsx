import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Edit, Problem } from "../../lib/api";
import { useDraft } from "../../lib/draft";
import type { Change, GridCell, GridNote, GridRow } from "../../lib/grid";
import { belongs, type Cell, columnOf, isNumber, nameOf, textEdit, touchedBy, unitOf, yearEdit } from "../../lib/inputs";
import { parse, typed } from "../../lib/numbers";
import { problemText } from "../../lib/problems";
import { Rough } from "../bits";
import { Grid } from "../grid";

interface ValuesProps {
  cells: Cell[];
  years: number[];
  problems: Problem[];
  editor: boolean;
  /** The row that was looked for. */
  found?: Cell;
}

type Changed = ReturnType<typeof touchedBy>;

/** Values by year, and the other values, each in a grid of its own. */
export function Values({ cells, years, problems, editor, found }: ValuesProps) {
  const vectors = cells.filter((c) => c.slag === "vektor");
  const single = cells.filter((c) => c.slag !== "vektor");
  const shared = { years, problems, editor, found };
  return (
    <>
      {vectors.length ? <Vectors cells={vectors} {...shared} /> : null}
      {single.length ? <Singles cells={single} {...shared} /> : null}
    </>
  );
}

/** The part of the file a row begins; empty where it goes on from the row above. */
function partOf(cells: Cell[], i: number): string | undefined {
  const own = cells[i]?.seksjon ?? "";
  return own && own !== (cells[i - 1]?.seksjon ?? "") ? own : undefined;
}

function indexOf(cells: Cell[], found: Cell | undefined): number | undefined {
  const at = found ? cells.indexOf(found) : -1;
  return at >= 0 ? at : undefined;
}

function sourceCell(c: Cell, editor: boolean, changed: Changed, t: TFunction): GridCell {
  return {
    text: c.kilde,
    numeric: false,
    readOnly: !editor || c.kildesti.length === 0,
    changed: changed(c, "kilde"),
    label: `${nameOf(c)}, ${t("ui.kilde")}`,
    width: "bred",
  };
}

function useChanged(): Changed {
  const { draft } = useDraft();
  return useMemo(() => touchedBy(draft.endringer ?? []), [draft]);
}

/** Changed values far above the others: they count, and the user is asked to look again. */
function unusual(c: Cell, years: number[], changed: Changed, t: TFunction): GridNote[] {
  return years.flatMap((y, column) => {
    const v = c.verdier[y];
    if (v === undefined || !c.uvanlige.includes(y) || !changed(c, y)) return [];
    const said = { felt: nameOf(c), aar: y, v: typed(v), w: typed(c.midt) };
    return [{ kind: "advarsel" as const, text: t("ui.warn.uvanlig", said), column }];
  });
}

function Vectors({ cells, years, problems, editor, found }: ValuesProps) {
  const { t } = useTranslation();
  const { edit } = useDraft();
  const changed = useChanged();
  const first = years[0] ?? 0;
  // Given years before the plan are shown to the left.
  const all = useMemo(
    () =>
      [...new Set([...cells.flatMap((c) => Object.keys(c.verdier).map(Number)).filter((y) => y < first), ...years])].sort(
        (a, b) => a - b,
      ),
    [cells, years, first],
  );
  const yearCell = (c: Cell, y: number): GridCell => {
    const value = c.verdier[y] ?? c.fylt[y];
    return {
      text: value === undefined ? "" : typed(value),
      derived: c.verdier[y] === undefined,
      numeric: true,
      readOnly: !editor,
      changed: changed(c, y),
      label: `${nameOf(c)} ${y}`,
      width: "smal",
    };
  };
  const rows: GridRow[] = cells.map((c, i) => {
    const own = problems.filter((p) => belongs(p, c));
    const rule = { text: c.videre || t("ui.alle_aar_likt"), label: `${nameOf(c)}, ${t("ui.regel")}` };
    return {
      key: c.sti.join("."),
      part: partOf(cells, i),
      head: (
        <>
          {c.navn} <span className="dus liten">{unitOf(c)}</span> {c.anslag ? <Rough /> : null}
        </>
      ),
      notes: [
        ...own.map((p): GridNote => ({ kind: "feil", text: problemText(p), column: columnOf(p, all) })),
        ...unusual(c, all, changed, t),
      ],
      cells: [
        ...all.map((y) => yearCell(c, y)),
        { ...rule, numeric: false, readOnly: true, width: "smal" },
        sourceCell(c, editor, changed, t),
      ],
    };
  });
  const editOf = ({ row, column, text }: Change): Edit[] => {
    const c = cells[row];
    const year = all[column];
    if (!c) return [];
    if (year === undefined) return column === all.length + 1 && c.kildesti.length ? [textEdit(c, "kilde", text)] : [];
    const read = parse(text);
    return [yearEdit(c, year, read.ok ? read.value : null)];
  };
  return (
    <Grid
      id={`v-${cells[0]?.fil ?? ""}`}
      caption={t("ui.verdier_per_aar")}
      headings={[...all.map((y) => ({ text: String(y), numeric: true })), { text: t("ui.regel") }, { text: t("ui.kilde") }]}
      rows={rows}
      found={indexOf(cells, found)}
      commit={(changes) => edit(...changes.flatMap(editOf))}
    />
  );
}

function Singles({ cells, problems, editor, found }: ValuesProps) {
  const { t } = useTranslation();
  const { edit } = useDraft();
  const changed = useChanged();
  const yesNo = [
    { verdi: "ja", navn: t("ui.ja") },
    { verdi: "nei", navn: t("ui.nei") },
  ];
  const said = (c: Cell): string => {
    if (c.slag === "skjult") return "–";
    if (typeof c.verdi === "boolean") return c.verdi ? "ja" : "nei";
    return typeof c.verdi === "number" ? typed(c.verdi) : (c.verdi ?? "");
  };
  const rows: GridRow[] = cells.map((c, i) => {
    const fixed = !editor || c.slag === "liste" || c.slag === "skjult";
    return {
      key: c.sti.join("."),
      part: partOf(cells, i),
      head: (
        <>
          {c.navn} {c.anslag ? <Rough /> : null}
        </>
      ),
      notes: problems
        .filter((p) => belongs(p, c))
        .map((p) => ({ kind: "feil", text: problemText(p), column: p.noekkel.endsWith("kilde") ? 2 : 0 })),
      cells: [
        {
          text: said(c),
          numeric: isNumber(c),
          grouped: !c.aarstall,
          readOnly: fixed,
          changed: changed(c, "verdi"),
          label: nameOf(c),
          choices: c.slag === "valg" ? c.valg : c.slag === "ja_nei" ? yesNo : undefined,
          width: "bred",
        },
        { text: unitOf(c), numeric: false, readOnly: true, label: `${nameOf(c)}, ${t("ui.enhet")}` },
        sourceCell(c, editor, changed, t),
      ],
    };
  });
  const editOf = ({ row, column, text }: Change): Edit[] => {
    const c = cells[row];
    return c && column !== 1 ? [textEdit(c, column === 2 ? "kilde" : "verdi", text)] : [];
  };
  return (
    <Grid
      id={`e-${cells[0]?.fil ?? ""}`}
      caption={t("ui.andre_verdier")}
      headings={[{ text: t("ui.verdi") }, { text: t("ui.enhet") }, { text: t("ui.kilde") }]}
      rows={rows}
      found={indexOf(cells, found)}
      commit={(changes) => edit(...changes.flatMap(editOf))}
    />
  );
}
