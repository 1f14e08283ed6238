import { Alert, Button, Dialog, Tabs } from "@digdir/designsystemet-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Card, LinkButton, PageHead, Rough } from "../components/bits";
import { Grid, type GridCell, type GridRow } from "../components/grid";
import { Answer, Failure } from "../components/state";
import { api, ApiError, got, type Edit, type Problem, type Schemas } from "../lib/api";
import { useDraft } from "../lib/draft";
import { parse, typed } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { tabOf } from "./sammenlign";

type Cell = Schemas["CellOut"];
type Sheet = Schemas["SheetOut"];
type Inputs = Schemas["InputsOut"];
const GROUPS = ["makro", "befolkning", "tjenester", "investeringer", "finans", "regler", "usikkerhet", "grep"] as const;
type Group = (typeof GROUPS)[number];

function useInputs(group: Group, from: number) {
  const { version } = usePlan();
  const { draft } = useDraft();
  const { i18n } = useTranslation();
  const asked = { endringer: draft.endringer ?? [] };
  return useQuery<Inputs, ApiError>({
    queryKey: ["inndata", version.id, group, from, asked, i18n.language],
    queryFn: ({ signal }) => got(api.POST("/api/versjoner/{versjon}/inndata", { params: { path: { versjon: version.id } }, body: { gruppe: group, fra: from, utkast: asked }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function Forutsetninger() {
  const { t } = useTranslation();
  const { may, locked, branch } = usePlan();
  const [search, setSearch] = useSearchParams();
  const chosen = (search.get("fane") ?? "makro") as Group;
  const group = GROUPS.includes(chosen) ? chosen : "makro";
  const [from, setFrom] = useState(0);
  const query = useInputs(group, from);
  const [file, setFile] = useState<string | null>(null);
  const editor = may("rediger") && (!locked || may("alternativ")) && branch.min;
  useEffect(() => setFrom(0), [group]);
  const problems = query.data?.problemer ?? [];
  return (
    <>
      <PageHead title={t("ui.side.forutsetninger")} question={t("ui.spor.forutsetninger")} />
      {locked ? <Alert data-color="info">{t("ui.laast_lag_alternativ")}</Alert> : null}
      {problems.length ? <Summary problems={problems} /> : null}
      <Tabs
        value={group}
        onChange={(v) =>
          setSearch((q) => {
            q.set("fane", v);
            return q;
          })
        }
      >
        <Tabs.List>
          {GROUPS.map((g) => {
            const n = problems.filter((p) => tabOf(p.fil) === g).length;
            return (
              <Tabs.Tab key={g} value={g}>
                {t(`ui.fane.${g}`)} {n ? <span className="prikk">{t("ui.n_feil", { n })}</span> : null}
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        {GROUPS.map((g) => (
          <Tabs.Panel key={g} value={g}>
            {g === group ? (
              <Answer query={query} height={420}>
                {(data) => <Group_ data={data} editor={editor} openFile={setFile} from={from} setFrom={setFrom} />}
              </Answer>
            ) : null}
          </Tabs.Panel>
        ))}
      </Tabs>
      {file ? <FileDialog file={file} close={() => setFile(null)} editor={editor} /> : null}
    </>
  );
}

/** Every mistake, with a link to where it is. */
function Summary({ problems }: { problems: Problem[] }) {
  const { t } = useTranslation();
  const [, setSearch] = useSearchParams();
  return (
    <Alert data-color="danger" className="feil">
      <h2>{t("ui.feil_maa_rettes", { n: problems.length })}</h2>
      <ul>
        {problems.slice(0, 20).map((p, i) => (
          <li key={i}>
            <LinkButton
              onClick={() => {
                setSearch((q) => {
                  q.set("fane", tabOf(p.fil));
                  return q;
                });
                window.setTimeout(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 300);
              }}
            >
              {p.fil}
              {p.linje ? `:${p.linje}` : ""} {p.noekkel}: {p.melding} {p.raad ? `→ ${p.raad}` : ""}
            </LinkButton>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function Group_({ data, editor, openFile, from, setFrom }: { data: Inputs; editor: boolean; openFile: (file: string) => void; from: number; setFrom: (n: number) => void }) {
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
            text={touched ? t("ui.endret_av", { av: touched.av, tid: new Date(touched.tid).toLocaleDateString("nb-NO"), melding: touched.melding }) : ""}
            tools={<LinkButton onClick={() => openFile(file)}>{t("ui.vis_som_tekst")}</LinkButton>}
          >
            <OwnProblems problems={own} cells={cells} sheet={sheet} />
            {cells.length ? <Cells cells={cells} years={data.aar} problems={own} editor={editor} /> : null}
            {sheet ? <Csv sheet={sheet} problems={own} editor={editor} from={from} setFrom={setFrom} /> : null}
          </Card>
        );
      })}
    </div>
  );
}

/** What people call a file: its own name in the plan, the catalogue's, or the file's. */
function titleOf(file: string, cells: Cell[], t: (key: string, options?: Record<string, unknown>) => string) {
  const named = cells.find((c) => c.sti.length === 1 && c.sti[0] === "navn")?.verdi;
  const said = file.includes("/") && typeof named === "string" ? named : t(`ui.filnavn.${file}`, { defaultValue: "" });
  return (
    <>
      {said || file} {said ? <span className="liten dus">{file}</span> : null}
    </>
  );
}

/** Mistakes that are of no cell that is shown. */
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
            {p.melding} {p.raad ? `→ ${p.raad}` : ""}
          </p>
        ))}
    </>
  );
}

function belongs(p: Problem, c: Cell): boolean {
  const key = p.noekkel;
  const own = c.sti.join(".");
  return key === own || key.startsWith(`${own}.`) || (c.kildesti.length > 0 && key === c.kildesti.join("."));
}

function note(p: Problem): string {
  return `${p.melding}${p.verdi ? ` («${p.verdi}»)` : ""}${p.raad ? ` → ${p.raad}` : ""}`;
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

interface Filled {
  value: number | null;
  derived: boolean;
}

/** The value that holds in a year: given, or following from the rule after the last given year. */
export function valueIn(c: Pick<Cell, "verdi" | "verdier" | "videre">, year: number): Filled {
  const given = c.verdier[year];
  if (given !== undefined) return { value: given, derived: false };
  if (typeof c.verdi === "number") return { value: c.verdi, derived: true };
  const known = Object.keys(c.verdier).map(Number).sort((a, b) => a - b);
  const last = known.at(-1);
  if (last === undefined || year < last) return { value: null, derived: true };
  if (c.videre === "") return { value: null, derived: true };
  return { value: c.videre === "null" ? 0 : (c.verdier[last] ?? 0), derived: true };
}

/** The edits that give one year another value and leave every other year as it was. */
export function yearEdits(c: Cell, year: number, value: number | null, years: number[]): Edit[] {
  const at = (y: number) => valueIn(c, y).value;
  const set = (path: (string | number)[], verdi: unknown): Edit => ({ slag: "sett", fil: c.fil, noekkel: path, verdi: verdi as never });
  if (value === null) return c.verdier[year] === undefined ? [] : [set([...c.aarssti, String(year)], null)];
  const known = Object.keys(c.verdier).map(Number);
  const last = known.length ? Math.max(...known) : null;
  if (last !== null && year <= last) return [set([...c.aarssti, String(year)], value)];
  if (c.videre === "" && typeof c.verdi !== "number") return [set([...c.aarssti, String(year)], value)];
  const first = last === null ? (years[0] ?? year) : last + 1;
  const filled: Record<string, number> = {};
  for (let y = first; y < year; y++) filled[y] = at(y) ?? 0;
  filled[year] = value;
  if (year < (years.at(-1) ?? year)) filled[year + 1] = at(year + 1) ?? 0;
  if (last === null) return [set(c.verdisti, null), set(c.aarssti, filled), set([...c.sti, "videre"], "siste")];
  return Object.entries(filled).map(([y, v]) => set([...c.aarssti, y], v));
}

function Vectors({ cells, years, problems, editor }: { cells: Cell[]; years: number[]; problems: Problem[]; editor: boolean }) {
  const { t } = useTranslation();
  const { edit } = useDraft();
  const changed = useChanged();
  const first = years[0] ?? 0;
  // Years before the plan that somebody has given stand to the left.
  const all = useMemo(() => [...new Set([...cells.flatMap((c) => Object.keys(c.verdier).map(Number)).filter((y) => y < first), ...years])].sort((a, b) => a - b), [cells, years, first]);
  const rows: GridRow[] = cells.map((c) => {
    const name = `${c.seksjon ? `${c.seksjon}: ` : ""}${c.navn}`;
    const unit = [c.enhet, c.priser].filter(Boolean).join(", ");
    const values = all.map((y) => valueIn(c, y));
    const given = values.filter((v) => !v.derived && v.value !== null).map((v) => Math.abs(v.value ?? 0));
    const notes: GridRow["notes"] = problems.filter((p) => belongs(p, c)).map((p) => ({ kind: "feil" as const, text: note(p), column: columnOf(p, all) }));
    const sorted = [...given].sort((a, b) => a - b);
    const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
    values.forEach((v, i) => {
      if (!v.derived && v.value !== null && given.length > 2 && middle > 0 && Math.abs(v.value) > 4 * middle && changed(c, all[i] ?? 0))
        notes.push({ kind: "advarsel", text: t("ui.warn.uvanlig", { felt: name, aar: all[i], v: typed(v.value), w: typed(middle) }), column: i });
    });
    return {
      key: c.sti.join("."),
      head: (
        <>
          {name} <span className="dus liten">{unit}</span> {c.anslag ? <Rough /> : null}
        </>
      ),
      notes,
      cells: [
        ...values.map((v, i): GridCell => ({ text: v.value === null ? "" : typed(v.value), derived: v.derived, numeric: true, readOnly: !editor, changed: changed(c, all[i] ?? 0), label: `${name} ${all[i]}`, width: "smal" })),
        { text: c.videre || t("ui.alle_aar_likt"), numeric: false, readOnly: true, label: `${name}, ${t("ui.regel")}`, width: "smal" },
        { text: c.kilde, numeric: false, readOnly: !editor || c.kildesti.length === 0, changed: changed(c, "kilde"), label: `${name}, ${t("ui.kilde")}`, width: "bred" },
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
            if (change.column === all.length + 1 && c.kildesti.length) edits.push({ slag: "sett", fil: c.fil, noekkel: c.kildesti, verdi: change.text as never });
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
    else if (path === JSON.stringify(c.aarssti) && typeof e.verdi === "object") merged.verdier = { ...(e.verdi as Record<number, number>) };
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

/** Whether a draft has touched a value. */
function useChanged(): (c: Cell, what: number | string) => boolean {
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
  const said = (c: Cell): string => (c.slag === "skjult" ? "–" : typeof c.verdi === "number" ? typed(c.verdi) : typeof c.verdi === "boolean" ? (c.verdi ? t("ui.ja") : t("ui.nei")) : String(c.verdi ?? ""));
  const rows: GridRow[] = cells.map((c) => {
    const name = `${c.seksjon ? `${c.seksjon}: ` : ""}${c.navn}`;
    const fixed = !editor || c.slag === "liste" || c.slag === "skjult";
    return {
      key: c.sti.join("."),
      head: (
        <>
          {name} {c.anslag ? <Rough /> : null}
        </>
      ),
      notes: problems.filter((p) => belongs(p, c)).map((p) => ({ kind: "feil" as const, text: note(p), column: p.noekkel.endsWith("kilde") ? 2 : 0 })),
      cells: [
        { text: said(c), numeric: c.slag === "tall" || c.slag === "heltall", readOnly: fixed, changed: changed(c, "verdi"), label: name, choices: fixed ? undefined : c.slag === "valg" ? c.valg : c.slag === "ja_nei" ? [t("ui.ja"), t("ui.nei")] : undefined, width: "bred" },
        { text: [c.enhet, c.priser].filter(Boolean).join(", "), numeric: false, readOnly: true, label: `${name}, ${t("ui.enhet")}` },
        { text: c.kilde, numeric: false, readOnly: !editor || c.kildesti.length === 0, changed: changed(c, "kilde"), label: `${name}, ${t("ui.kilde")}`, width: "bred" },
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
        const edits: Edit[] = [];
        for (const { row, column, text } of changes) {
          const c = cells[row];
          if (!c) continue;
          if (column === 2) edits.push({ slag: "sett", fil: c.fil, noekkel: c.kildesti, verdi: text as never });
          else if (column === 0) {
            const found = parse(text);
            const value = c.slag === "tall" || c.slag === "heltall" ? (found.ok ? found.value : text) : c.slag === "ja_nei" ? text === t("ui.ja") : text;
            edits.push({ slag: "sett", fil: c.fil, noekkel: c.verdisti, verdi: value as never });
          }
        }
        if (edits.length) edit(...edits);
      }}
    />
  );
}

const STEP = 300;

function Csv({ sheet, problems, editor, from, setFrom }: { sheet: Sheet; problems: Problem[]; editor: boolean; from: number; setFrom: (n: number) => void }) {
  const { t } = useTranslation();
  const { edit, draft } = useDraft();
  const touched = new Set((draft.endringer ?? []).map((e) => (e.slag === "celle" ? `${e.fil}|${e.rad}|${e.kolonne}` : "")));
  const [removing, setRemoving] = useState("");
  const numeric = (c: string) => /^(aar|beloep|saldo|plasser|personer|antall|kvinner|menn|nye|bokfoert|restlevetid|restloepetid|margin|fast_rente|verdi|toleranse|areal_m2|drift_per_m2|aapner|stenger|alder)$/.test(c);
  const rows: GridRow[] = sheet.rader.map((r) => ({
    key: String(r.linje),
    head: r.linje,
    notes: problems.filter((p) => p.linje === r.linje).map((p) => ({ kind: "feil" as const, text: `${p.noekkel}: ${note(p)}`, column: Math.max(0, sheet.kolonner.indexOf(p.noekkel)) })),
    cells: sheet.kolonner.map((k, i) => ({ text: r.celler[i] ?? "", numeric: numeric(k), readOnly: !editor, changed: touched.has(`${sheet.fil}|${r.linje}|${k}`), label: `${sheet.etiketter[i] ?? k}, ${t("ui.linje_n", { n: r.linje })}`, width: k === "kilde" || k === "navn" ? "bred" : "smal" })),
  }));
  const blank = Object.fromEntries(sheet.kolonner.map((k) => [k, ""]));
  return (
    <>
      <Grid
        id={`c-${sheet.fil}`}
        caption={sheet.fil}
        headings={sheet.etiketter.map((e, i) => ({ text: e, numeric: numeric(sheet.kolonner[i] ?? "") }))}
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
        {sheet.antall > STEP ? (
          <span>
            {t("ui.rader_fra_til", { fra: from + 1, til: Math.min(from + STEP, sheet.antall), n: sheet.antall })} {from > 0 ? <LinkButton onClick={() => setFrom(Math.max(0, from - STEP))}>{t("ui.forrige")}</LinkButton> : null}{" "}
            {from + STEP < sheet.antall ? <LinkButton onClick={() => setFrom(from + STEP)}>{t("ui.neste")}</LinkButton> : null}
          </span>
        ) : null}
        {editor ? (
          <>
            <LinkButton onClick={() => edit({ slag: "ny_rad", fil: sheet.fil, celler: { ...blank, ...lastRow(sheet) } })}>{t("ui.ny_rad")}</LinkButton>
            <label>
              {t("ui.fjern_linje")}{" "}
              <input className="ds-input tallfelt" inputMode="numeric" value={removing} onChange={(e) => setRemoving(e.target.value)} />
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

/** The whole file as text, for what has no place in the tables. */
function FileDialog({ file, close, editor }: { file: string; close: () => void; editor: boolean }) {
  const { t } = useTranslation();
  const { version } = usePlan();
  const { draft, edit } = useDraft();
  const query = useQuery<Schemas["TextOut"], ApiError>({
    queryKey: ["fil", version.id, file, draft.endringer ?? []],
    queryFn: () => got(api.POST("/api/versjoner/{versjon}/fil", { params: { path: { versjon: version.id } }, body: { fil: file, utkast: { endringer: draft.endringer ?? [] } } })),
  });
  const [text, setText] = useState<string | null>(null);
  const value = text ?? query.data?.tekst ?? "";
  return (
    <Dialog open onClose={close} closeButton={t("ui.lukk")} className="bred">
      <h2>{file}</h2>
      {query.error ? <Failure error={query.error} /> : null}
      <label>
        <span className="vh">{file}</span>
        <textarea className="ds-input kode" rows={24} value={value} readOnly={!editor} spellCheck={false} onChange={(e) => setText(e.target.value)} />
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
    </Dialog>
  );
}
