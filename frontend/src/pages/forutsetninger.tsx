import { Alert, Tabs } from "@digdir/designsystemet-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { PageHead } from "../components/bits";
import { Cautions } from "../components/cautions";
import { FileDialog } from "../components/inputs/filetext";
import { Summary } from "../components/inputs/problems";
import { SectionCard } from "../components/inputs/section";
import { Sections, Wrong } from "../components/inputs/sections";
import { Answer } from "../components/state";
import { PlanWorkbook } from "../components/workbook";
import { usePut } from "../lib/address";
import { type ApiError, api, got } from "../lib/api";
import { useDraft } from "../lib/draft";
import { GROUPS, type Group, groupOf, type Inputs } from "../lib/inputs";
import { useNarrow } from "../lib/narrow";
import { usePage, usePlan } from "../lib/plan";
import { rowAddress } from "../lib/rows";
import "../styles/inputs.css";

interface Asked {
  group: Group;
  file: string | null;
  row: string;
  first: number;
}

/** What the address asks for; the server knows the group and the section of a row. */
function useAsked(): Asked {
  const [search] = useSearchParams();
  const group = groupOf(search.get("gruppe") ?? search.get("fane")) ?? "makro";
  const first = Number(search.get("fra") ?? 0);
  return {
    group,
    file: search.get("fil"),
    row: search.get("rad") ?? "",
    first: Number.isInteger(first) && first > 0 ? first : 0,
  };
}

function useInputs({ group, file, row, first }: Asked) {
  const { version } = usePlan();
  const { draft } = useDraft();
  const { i18n } = useTranslation();
  const asked = { endringer: draft.endringer ?? [] };
  return useQuery<Inputs, ApiError>({
    queryKey: ["inndata", version.id, group, file, row, first, asked, i18n.language],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/inndata", {
          params: { path: { versjon: version.id } },
          body: { gruppe: group, avsnitt: true, fil: file, rad: row, fra: file ? { [file]: first } : {}, utkast: asked },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export default function Forutsetninger() {
  const { t } = useTranslation();
  const { may, locked, branch } = usePlan();
  const put = usePut();
  const page = usePage();
  const asked = useAsked();
  const query = useInputs(asked);
  const [text, setText] = useState<string | null>(null);
  const [line, setLine] = useState<number | null>(null);
  const group = (asked.row && groupOf(query.data?.gruppe ?? null)) || asked.group;
  const narrow = useNarrow();
  const allowed = may("rediger") && (!locked || may("alternativ")) && branch.min;
  const editor = allowed && !narrow;
  // What a row that is being filled in lacks, is told when it is left.
  const problems = (query.data?.problemer ?? []).filter((p) => line === null || p.fil !== query.data?.fil || p.linje !== line);
  const open = (file: string | null, first = 0) =>
    put({ gruppe: group, fil: file, fra: first ? String(first) : null, rad: null, fane: null });
  return (
    <>
      <PageHead title={t("ui.side.forutsetninger")} question={t("ui.spor.forutsetninger")} />
      {editor && may("les_internt") ? (
        <p className="liten">
          <Link to={page("eget-regneark")}>{t("ui.regneark.fra_forutsetninger")}</Link>
        </p>
      ) : null}
      {locked ? <Alert data-color="info">{t("ui.laast_lag_alternativ")}</Alert> : null}
      {allowed && narrow ? <p className="dus">{t("ui.rediger_stor_skjerm")}</p> : null}
      {problems.length ? <Summary problems={problems} /> : null}
      <Cautions cautions={query.data?.varsler ?? []} unfolded />
      <Tabs value={group} onChange={(v) => put({ gruppe: v, fil: null, fra: null, rad: null, fane: null })}>
        <Tabs.List>
          {GROUPS.map((g) => (
            <Tabs.Tab key={g} value={g}>
              {t(`ui.fane.${g}`)} <Wrong count={problems.filter((p) => p.gruppe === g).length} />
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {GROUPS.map((g) => (
          <Tabs.Panel key={g} value={g}>
            {g === group ? (
              <Answer query={query} height={420}>
                {(data) => (
                  <div className="avsnittsside">
                    <Sections group={g} sections={data.avsnitt} open={data.fil} problems={problems} choose={(f) => open(f)} />
                    <SectionCard
                      data={data}
                      problems={problems}
                      editor={editor}
                      openText={setText}
                      page={(first) => open(data.fil, first)}
                      toNewest={() =>
                        put({ gruppe: group, fil: null, fra: null, rad: rowAddress(data.fil, { line: "ny" }), fane: null })
                      }
                      onLine={setLine}
                    />
                  </div>
                )}
              </Answer>
            ) : null}
          </Tabs.Panel>
        ))}
      </Tabs>
      {may("les_internt") ? <PlanWorkbook editor={editor} /> : null}
      {text ? <FileDialog file={text} close={() => setText(null)} editor={editor} /> : null}
    </>
  );
}

/** Every mistake, with a link to where it is. */
function Summary({ problems }: { problems: Problem[] }) {
  const { t } = useTranslation();
  const put = usePut();
  return (
    <Alert data-color="danger" className="feil">
      <h2>{t("ui.feil_maa_rettes", { count: problems.length })}</h2>
      <ul>
        {problems.slice(0, 20).map((p, i) => (
          <li key={i}>
            <LinkButton
              onClick={() => {
                put({ fane: p.gruppe });
                window.setTimeout(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 300);
              }}
            >
              {placeOf(p)}: {problemText(p)}
            </LinkButton>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function GroupFiles({
  data,
  editor,
  openFile,
  page,
}: {
  data: Inputs;
  editor: boolean;
  openFile: (file: string) => void;
  page: (file: string, first: number) => void;
}) {
  const { t } = useTranslation();
  const files = [...new Set([...data.celler.map((c) => c.fil), ...data.tabeller.map((s) => s.fil)])];
  return (
    <div className="rut">
      {files.map((file) => {
        const cells = data.celler.filter((c) => c.fil === file);
        const sheet = data.tabeller.find((s) => s.fil === file);
        const touched = data.endret[file];
        const own = data.problemer.filter((p) => p.fil === file);
        return (
          <Card
            key={file}
            id={file}
            title={titleOf(file, cells, t)}
            text={touched ? t("ui.endret_av", { av: touched.av, tid: day(touched.tid), melding: touched.melding }) : ""}
            tools={<LinkButton onClick={() => openFile(file)}>{t("ui.vis_som_tekst")}</LinkButton>}
          >
            <OwnProblems problems={own} cells={cells} sheet={sheet} />
            {cells.length ? <Cells cells={cells} years={data.aar} problems={own} editor={editor} /> : null}
            {sheet ? <Csv sheet={sheet} problems={own} editor={editor} page={(first) => page(file, first)} /> : null}
            <Comments places={[{ sted: file, navn: t("ui.hele_filen") }, ...lines(file, cells, sheet)]} />
          </Card>
        );
      })}
    </div>
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

/** The display name of a file: its own name in the plan, the catalogue's, or the file's. */
function titleOf(file: string, cells: Cell[], t: TFunction) {
  const named = cells.find((c) => c.sti.length === 1 && c.sti[0] === "navn")?.verdi;
  const said = file.includes("/") && typeof named === "string" ? named : t(`ui.filnavn.${file}`, { defaultValue: "" });
  return (
    <>
      {said || file} {said ? <span className="liten dus">{file}</span> : null}
    </>
  );
}

/** Mistakes that belong to no shown cell. */
function OwnProblems({ problems, cells, sheet }: { problems: Problem[]; cells: Cell[]; sheet: Sheet | undefined }) {
  const shownAt = (p: Problem) => cells.some((c) => belongs(p, c)) || sheet?.rader.some((r) => r.linje === p.linje);
  return (
    <>
      {problems
        .filter((p) => !shownAt(p))
        .map((p, i) => (
          <p key={i} className="rad-feil">
            <b>
              {p.linje ? `${p.linje}: ` : ""}
              {p.noekkel}
            </b>{" "}
            {problemText(p)}
          </p>
        ))}
    </>
  );
}

function belongs(p: Problem, c: Cell): boolean {
  const own = c.sti.join(".");
  return p.noekkel === own || p.noekkel.startsWith(`${own}.`) || (c.kildesti.length > 0 && p.noekkel === c.kildesti.join("."));
}

/** A mistake as shown under its row. */
function mistake(p: Problem, column: number | undefined, text = problemText(p)): GridRow["notes"][number] {
  return { kind: "feil", text, column };
}

/** Common parts of a value in every grid: its name, and the cells of unit and source. */
function nameOf(c: Cell): string {
  return `${c.seksjon ? `${c.seksjon}: ` : ""}${c.navn}`;
}

function unitOf(c: Cell): string {
  return [c.enhet, c.priser].filter(Boolean).join(", ");
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

function setValue(c: Cell, noekkel: (string | number)[], verdi: unknown): Edit {
  return { slag: "sett", fil: c.fil, noekkel, verdi: verdi as never };
}

/** Values by year, and the other values, each in a grid of its own. */
function Cells({ cells, years, problems, editor }: { cells: Cell[]; years: number[]; problems: Problem[]; editor: boolean }) {
  const vectors = cells.filter((c) => c.slag === "vektor");
  const single = cells.filter((c) => c.slag !== "vektor");
  return (
    <>
      {vectors.length ? <Vectors cells={vectors} years={years} problems={problems} editor={editor} /> : null}
      {single.length ? <Singles cells={single} problems={problems} editor={editor} /> : null}
    </>
  );
}

/** The edits that set the value of one year and leave every other year unchanged. */
function yearEdits(c: Cell, year: number, value: number | null, years: number[]): Edit[] {
  const held = (y: number) => c.verdier[y] ?? c.fylt[y] ?? 0;
  const alone = [setValue(c, [...c.aarssti, String(year)], value)];
  if (value === null) return c.verdier[year] === undefined ? [] : alone;
  const known = Object.keys(c.verdier).map(Number);
  const last = known.length ? Math.max(...known) : null;
  if (last !== null && year <= last) return alone;
  if (c.videre === "" && typeof c.verdi !== "number") return alone;
  const filled: Record<string, number> = {};
  for (let y = last === null ? (years[0] ?? year) : last + 1; y < year; y++) filled[y] = held(y);
  filled[year] = value;
  if (year < (years.at(-1) ?? year)) filled[year + 1] = held(year + 1);
  if (last === null)
    return [setValue(c, c.verdisti, null), setValue(c, c.aarssti, filled), setValue(c, [...c.sti, "videre"], "siste")];
  return Object.entries(filled).map(([y, v]) => setValue(c, [...c.aarssti, y], v));
}

const UNUSUAL = 4; // times the middle of the years around

/** Values somebody has changed to far above those around; they are counted, and the user is asked to confirm. */
function unusual(c: Cell, years: number[], changed: Changed, t: TFunction): GridRow["notes"] {
  const given = Object.values(c.verdier)
    .map(Math.abs)
    .sort((a, b) => a - b);
  const middle = given[Math.floor(given.length / 2)] ?? 0;
  if (given.length < 3 || middle === 0) return [];
  return years.flatMap((y, column) => {
    const v = c.verdier[y];
    if (v === undefined || Math.abs(v) <= UNUSUAL * middle || !changed(c, y)) return [];
    return [
      {
        kind: "advarsel" as const,
        text: t("ui.warn.uvanlig", { felt: nameOf(c), aar: y, v: typed(v), w: typed(middle) }),
        column,
      },
    ];
  });
}

function Vectors({ cells, years, problems, editor }: { cells: Cell[]; years: number[]; problems: Problem[]; editor: boolean }) {
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
  const rows: GridRow[] = cells.map((c) => {
    const name = nameOf(c);
    return {
      key: c.sti.join("."),
      head: (
        <>
          {name} <span className="dus liten">{unitOf(c)}</span> {c.anslag ? <Rough /> : null}
        </>
      ),
      notes: [...problems.filter((p) => belongs(p, c)).map((p) => mistake(p, columnOf(p, all))), ...unusual(c, all, changed, t)],
      cells: [
        ...all.map((y): GridCell => {
          const value = c.verdier[y] ?? c.fylt[y];
          return {
            text: value === undefined ? "" : typed(value),
            derived: c.verdier[y] === undefined,
            numeric: true,
            readOnly: !editor,
            changed: changed(c, y),
            label: `${name} ${y}`,
            width: "smal",
          };
        }),
        {
          text: c.videre || t("ui.alle_aar_likt"),
          numeric: false,
          readOnly: true,
          label: `${name}, ${t("ui.regel")}`,
          width: "smal",
        },
        sourceCell(c, editor, changed, t),
      ],
    };
  });
  return (
    <Grid
      id={`v-${cells[0]?.fil ?? ""}`}
      caption={t("ui.verdier_per_aar")}
      headings={[...all.map((y) => ({ text: String(y), numeric: true })), { text: t("ui.regel") }, { text: t("ui.kilde") }]}
      rows={rows}
      commit={(changes) => {
        const edits: Edit[] = [];
        for (const change of changes) {
          const c = cells[change.row];
          if (!c) continue;
          const year = all[change.column];
          if (year === undefined) {
            if (change.column === all.length + 1 && c.kildesti.length) edits.push(setValue(c, c.kildesti, change.text));
            continue;
          }
          const found = parse(change.text);
          edits.push(...yearEdits(mergedCell(c, edits), year, found.ok ? found.value : null, years));
        }
        if (edits.length) edit(...edits);
      }}
    />
  );
}

/** A cell as it is after edits of the same block, so that a pasted row is one whole. */
function mergedCell(c: Cell, edits: Edit[]): Cell {
  const merged = { ...c, verdier: { ...c.verdier } };
  for (const e of edits) {
    if (e.slag !== "sett" || e.fil !== c.fil) continue;
    const path = JSON.stringify(e.noekkel);
    if (path === JSON.stringify(c.verdisti) && e.verdi === null) merged.verdi = null;
    else if (path === JSON.stringify(c.aarssti) && typeof e.verdi === "object")
      merged.verdier = { ...(e.verdi as Record<number, number>) };
    else if (path === JSON.stringify([...c.sti, "videre"])) merged.videre = String(e.verdi);
    else if (e.noekkel.length === c.aarssti.length + 1 && JSON.stringify(e.noekkel.slice(0, -1)) === JSON.stringify(c.aarssti)) {
      const year = Number(e.noekkel.at(-1));
      if (typeof e.verdi === "number") merged.verdier[year] = e.verdi;
      else delete merged.verdier[year];
    }
  }
  return merged;
}

function columnOf(p: Problem, years: number[]): number | undefined {
  const year = Number(p.noekkel.split(".").at(-1));
  const at = years.indexOf(year);
  return at >= 0 ? at : undefined;
}

type Changed = (c: Cell, what: number | "kilde" | "verdi") => boolean;

/** Whether a draft has touched a value. */
function useChanged(): Changed {
  const { draft } = useDraft();
  const touched = new Set((draft.endringer ?? []).map((e) => (e.slag === "sett" ? `${e.fil}|${e.noekkel.join(".")}` : "")));
  return (c, what) => {
    if (what === "kilde") return touched.has(`${c.fil}|${c.kildesti.join(".")}`);
    if (what === "verdi") return touched.has(`${c.fil}|${c.verdisti.join(".")}`);
    return touched.has(`${c.fil}|${[...c.aarssti, what].join(".")}`) || touched.has(`${c.fil}|${c.aarssti.join(".")}`);
  };
}

function Singles({ cells, problems, editor }: { cells: Cell[]; problems: Problem[]; editor: boolean }) {
  const { t } = useTranslation();
  const { edit } = useDraft();
  const changed = useChanged();
  const [yes, no] = [t("ui.ja"), t("ui.nei")];
  const said = (c: Cell): string => {
    if (c.slag === "skjult") return "–";
    if (typeof c.verdi === "boolean") return c.verdi ? yes : no;
    return typeof c.verdi === "number" ? typed(c.verdi) : (c.verdi ?? "");
  };
  const choices = (c: Cell): string[] | undefined => (c.slag === "valg" ? c.valg : c.slag === "ja_nei" ? [yes, no] : undefined);
  const read = (c: Cell, text: string): unknown => {
    if (c.slag === "ja_nei") return text === yes;
    const found = isNumber(c) ? parse(text) : null;
    return found?.ok ? found.value : text;
  };
  const rows: GridRow[] = cells.map((c) => {
    const name = nameOf(c);
    const fixed = !editor || c.slag === "liste" || c.slag === "skjult";
    return {
      key: c.sti.join("."),
      head: (
        <>
          {name} {c.anslag ? <Rough /> : null}
        </>
      ),
      notes: problems.filter((p) => belongs(p, c)).map((p) => mistake(p, p.noekkel.endsWith("kilde") ? 2 : 0)),
      cells: [
        {
          text: said(c),
          numeric: isNumber(c),
          readOnly: fixed,
          changed: changed(c, "verdi"),
          label: name,
          choices: fixed ? undefined : choices(c),
          width: "bred",
        },
        { text: unitOf(c), numeric: false, readOnly: true, label: `${name}, ${t("ui.enhet")}` },
        sourceCell(c, editor, changed, t),
      ],
    };
  });
  return (
    <Grid
      id={`e-${cells[0]?.fil ?? ""}`}
      caption={t("ui.andre_verdier")}
      headings={[{ text: t("ui.verdi") }, { text: t("ui.enhet") }, { text: t("ui.kilde") }]}
      rows={rows}
      commit={(changes) => {
        const edits = changes.flatMap(({ row, column, text }): Edit[] => {
          const c = cells[row];
          if (!c) return [];
          return column === 2 ? [setValue(c, c.kildesti, text)] : column === 0 ? [setValue(c, c.verdisti, read(c, text))] : [];
        });
        if (edits.length) edit(...edits);
      }}
    />
  );
}

function isNumber(c: Cell): boolean {
  return c.slag === "tall" || c.slag === "heltall";
}

function Csv({
  sheet,
  problems,
  editor,
  page,
}: {
  sheet: Sheet;
  problems: Problem[];
  editor: boolean;
  page: (first: number) => void;
}) {
  const { t } = useTranslation();
  const { edit, draft } = useDraft();
  const touched = new Set((draft.endringer ?? []).map((e) => (e.slag === "celle" ? `${e.fil}|${e.rad}|${e.kolonne}` : "")));
  const [removing, setRemoving] = useState("");
  const { fra: first, side, antall } = sheet;
  const next = first + sheet.rader.length;
  const rows: GridRow[] = sheet.rader.map((r) => ({
    key: String(r.linje),
    head: r.linje,
    notes: problems
      .filter((p) => p.linje === r.linje)
      .map((p) => mistake(p, Math.max(0, sheet.kolonner.indexOf(p.noekkel)), `${p.noekkel}: ${problemText(p)}`)),
    cells: sheet.kolonner.map((k, i) => ({
      text: r.celler[i] ?? "",
      numeric: sheet.tall[i] ?? false,
      readOnly: !editor,
      changed: touched.has(`${sheet.fil}|${r.linje}|${k}`),
      label: `${sheet.etiketter[i] ?? k}, ${t("ui.linje_n", { n: r.linje })}`,
      width: k === "kilde" || k === "navn" ? "bred" : "smal",
    })),
  }));
  return (
    <>
      <Grid
        id={`c-${sheet.fil}`}
        caption={sheet.fil}
        headings={sheet.etiketter.map((e, i) => ({ text: e, numeric: sheet.tall[i] }))}
        rows={rows}
        commit={(changes) => {
          const edits = changes.flatMap(({ row, column, text }): Edit[] => {
            const r = sheet.rader[row];
            const k = sheet.kolonner[column];
            return r && k ? [{ slag: "celle", fil: sheet.fil, rad: r.linje, kolonne: k, verdi: text }] : [];
          });
          if (edits.length) edit(...edits);
        }}
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
          <>
            <LinkButton onClick={() => edit({ slag: "ny_rad", fil: sheet.fil, celler: lastRow(sheet) })}>
              {t("ui.ny_rad")}
            </LinkButton>
            <label>
              {t("ui.fjern_linje")}{" "}
              <input
                className="ds-input tallfelt"
                inputMode="numeric"
                value={removing}
                onChange={(e) => setRemoving(e.target.value)}
              />
            </label>
            <LinkButton
              onClick={() => {
                const line = Number(removing);
                if (sheet.rader.some((r) => r.linje === line)) {
                  edit({ slag: "fjern_rad", fil: sheet.fil, rad: line });
                  setRemoving("");
                }
              }}
            >
              {t("ui.fjern")}
            </LinkButton>
          </>
        ) : null}
      </div>
    </>
  );
}

/** A new row begins as a copy of the last, so that it can be read until it is filled in. */
function lastRow(sheet: Sheet): Record<string, string> {
  const last = sheet.rader.at(-1);
  return Object.fromEntries(sheet.kolonner.map((k, i) => [k, last?.celler[i] ?? ""]));
}

/** The whole file as text, for content the tables cannot show. */
function FileDialog({ file, close, editor }: { file: string; close: () => void; editor: boolean }) {
  const { t } = useTranslation();
  const { version } = usePlan();
  const { draft, edit } = useDraft();
  const query = useQuery<Schemas["TextOut"], ApiError>({
    queryKey: ["fil", version.id, file, draft.endringer ?? []],
    queryFn: () =>
      got(
        api.POST("/api/versjoner/{versjon}/fil", {
          params: { path: { versjon: version.id } },
          body: { fil: file, utkast: { endringer: draft.endringer ?? [] } },
        }),
      ),
  });
  const [text, setText] = useState<string | null>(null);
  const value = text ?? query.data?.tekst ?? "";
  return (
    <Modal title={file} close={close} className="bred">
      {query.error ? <Failure error={query.error} /> : null}
      <label>
        <span className="vh">{file}</span>
        <textarea
          className="ds-input kode"
          rows={24}
          value={value}
          readOnly={!editor}
          spellCheck={false}
          onChange={(e) => setText(e.target.value)}
        />
      </label>
      {editor ? (
        <Button
          data-size="sm"
          disabled={text === null || text === query.data?.tekst}
          onClick={() => {
            edit({ slag: "ny_fil", fil: file, tekst: value });
            close();
          }}
        >
          {t("ui.bruk_teksten")}
        </Button>
      ) : null}
    </Modal>
  );
}
