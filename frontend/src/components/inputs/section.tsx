import { useTranslation } from "react-i18next";
import type { Problem } from "../../lib/api";
import { useOpenForm } from "../../lib/forms";
import { day } from "../../lib/i18n";
import { type Cell, formOf, type Inputs, nameOf, type Sheet } from "../../lib/inputs";
import { Card, LinkButton } from "../bits";
import { Comments, type Place } from "../comments";
import { OwnProblems } from "./problems";
import { sectionName } from "./sections";
import { SheetRows } from "./sheet";
import { Values } from "./values";

interface SectionProps {
  data: Inputs;
  problems: Problem[];
  editor: boolean;
  openText: (file: string) => void;
  page: (first: number) => void;
  toNewest: () => void;
  onLine: (line: number | null) => void;
}

/** The open section: the values or the rows of one file. */
export function SectionCard({ data, problems, editor, openText, page, toNewest, onLine }: SectionProps) {
  const { t } = useTranslation();
  const file = data.fil;
  const cells = data.celler.filter((c) => c.fil === file);
  const sheet = data.tabeller.find((s) => s.fil === file);
  const touched = data.endret[file];
  const own = problems.filter((p) => p.fil === file);
  const name = sectionName(data.avsnitt.find((s) => s.fil === file) ?? { fil: file, navn: "" }, t);
  const wanted = data.rad?.sted;
  const form = formOf(file);
  const open = useOpenForm();
  return (
    <Card
      id={file}
      title={
        <>
          {name} {name === file ? null : <span className="liten dus">{file}</span>}
        </>
      }
      text={touched ? t("ui.endret_av", { av: touched.av, tid: day(touched.tid), melding: touched.melding }) : ""}
      tools={
        <div className="lenker">
          {form && editor ? (
            <button type="button" className="som-lenke" onClick={(e) => open({ kind: form, anchor: e.currentTarget })}>
              {t("ui.legg_til_med_skjema", { hva: t(`ui.skjema.slag.${form}`).toLowerCase() })}
            </button>
          ) : null}
          <LinkButton onClick={() => openText(file)}>{t("ui.vis_som_tekst")}</LinkButton>
        </div>
      }
    >
      <OwnProblems problems={own} cells={cells} sheet={sheet} />
      {cells.length ? (
        <Values
          key={`${file}|${wanted ?? ""}`}
          cells={cells}
          years={data.aar}
          problems={own}
          editor={editor}
          found={cells.find((c) => c.sti.join(".") === wanted)}
        />
      ) : null}
      {sheet ? (
        <SheetRows
          key={`${file}|${sheet.fra}|${wanted ?? ""}`}
          sheet={sheet}
          problems={own}
          editor={editor}
          found={wanted === undefined ? undefined : Number(wanted)}
          page={page}
          toNewest={toNewest}
          onLine={onLine}
        />
      ) : null}
      <Comments places={[{ sted: file, navn: t("ui.hele_filen") }, ...lines(file, cells, sheet)]} />
    </Card>
  );
}

/** The parts of a file that can be commented on, line by line: the inputs of a TOML file, and the rows of a csv file that
 * have names.
 */
function lines(file: string, cells: Cell[], sheet: Sheet | undefined): Place[] {
  const names = (sheet?.rader ?? []).map((r) => r.navn).filter(Boolean);
  return [
    ...cells.map((c) => ({ sted: `${file}: ${c.sti.join(".")}`, navn: nameOf(c) })),
    ...[...new Set(names)].map((navn) => ({ sted: `${file}: ${navn}`, navn })),
  ];
}
