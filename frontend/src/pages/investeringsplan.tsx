import { Button, Tabs } from "@digdir/designsystemet-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Card, Delta, PageHead, Status } from "../components/bits";
import { Chart } from "../components/chart";
import { address, Num } from "../components/number";
import { Answer, Failure } from "../components/state";
import { SaveDialog } from "../components/save";
import type { Draft, Edit } from "../lib/api";
import { COLOUR, ORDER } from "../lib/colours";
import { useNumbers, type Numbers } from "../lib/data";
import { useDraft, withEdits } from "../lib/draft";
import { grouped, parse, signed, typed } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { at, lineOf, peak, usePrices } from "../lib/series";
import { useProjects, type Project } from "./prosjekter";

type View = "tidslinje" | "liste" | "finansiering";
const NEED = "inndekningsbehov_fast";
const SOURCES = ["mva_kompensasjon_investering", "tilskudd_fra_andre", "salg_av_varige_driftsmidler", "utdeling_fra_selskaper", "overfoering_fra_drift", "bruk_av_laan"] as const;

export function moveOf(project: Project, moved: number): Edit {
  return { slag: "sett", fil: `prosjekter/${project.id}.toml`, noekkel: ["utsettes_aar"], verdi: moved };
}

export function Investeringsplan() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const view = (search.get("visning") ?? "tidslinje") as View;
  const projects = useProjects();
  return (
    <>
      <PageHead title={t("ui.side.investeringsplan")} question={t("ui.spor.investeringsplan")} />
      <Tabs
        value={view}
        onChange={(v) =>
          setSearch((q) => {
            q.set("visning", v);
            return q;
          })
        }
      >
        <Tabs.List>
          {(["tidslinje", "liste", "finansiering"] as const).map((v) => (
            <Tabs.Tab key={v} value={v}>
              {t(`ui.visning.${v}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {(["tidslinje", "liste", "finansiering"] as const).map((v) => (
          <Tabs.Panel key={v} value={v}>
            {v === view ? <Answer query={projects}>{(data) => (v === "tidslinje" ? <Board projects={data} /> : v === "liste" ? <List projects={data} /> : <Financing />)}</Answer> : null}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

function groups(projects: Project[]): [string, Project[]][] {
  const found = new Map<string, Project[]>();
  for (const p of projects) {
    if (!p.in_use) continue;
    const key = p.kind === "ramme" ? "" : p.service_name || p.sector;
    found.set(key, [...(found.get(key) ?? []), p]);
  }
  return [...found.entries()].sort(([a], [b]) => (a === "" ? 1 : b === "" ? -1 : a.localeCompare(b, "nb")));
}

/** Tidslinje: every project as a bar that can be dragged, or moved by the arrows; below it what the order costs. */
function Board({ projects }: { projects: Project[] }) {
  const { t } = useTranslation();
  const { draft, setDraft, setTrial, trial } = useDraft();
  const prices = usePrices(undefined);
  const [held, setHeld] = useState<{ id: string; moved: number } | null>(null);
  const { now: asked, base } = useNumbers([{ navn: NEED }, prices.ask("laanegjeld_ub"), prices.ask("sum_investeringsutgifter"), { navn: "plassmangel", akser: { tjeneste: "*" } }, { navn: "ledig_kapasitet", akser: { tjeneste: "*" } }]);
  const lastSound = useRef<Numbers | undefined>(undefined);
  if (asked.data) lastSound.current = asked.data;
  const now = { data: asked.data ?? lastSound.current, error: asked.error, isPlaceholderData: asked.isPlaceholderData };
  const [kept, setKept] = useState<Draft | null>(null);
  const [said, setSaid] = useState("");
  const years = now.data?.answer.aar ?? [];
  const first = years[0] ?? 0;
  const colourOf = (p: Project, all: [string, Project[]][]) => (p.kind === "ramme" ? COLOUR.capacity : (ORDER[all.findIndex(([k]) => k === (p.service_name || p.sector)) % (ORDER.length - 1)] ?? COLOUR.plan));
  const all = groups(projects);
  const active = held ? projects.find((p) => p.id === held.id) : undefined;
  const pending = useRef(0);

  const tryIt = (p: Project, moved: number) => {
    const to = Math.max(p.earliest, Math.min(p.latest, moved));
    setHeld({ id: p.id, moved: to });
    setTrial(withEdits(draft, [moveOf(p, to)]));
  };
  const keep = (p: Project, moved: number) => {
    if (now.error && held) {
      setSaid(now.error.problems.map((x) => `${x.melding} ${x.raad}`).join(" ") || now.error.message);
      drop();
      return;
    }
    setKept(draft);
    setDraft(moved === p.moved ? draft : withEdits(draft, [moveOf(p, moved)]));
    setHeld(null);
  };
  const drop = () => {
    setHeld(null);
    setTrial(null);
  };
  // What the move did is told once the answer is here, and not at every year that is passed.
  const needNow = peak(now.data?.of(NEED)?.verdier ?? [], years);
  const needBase = peak(base?.of(NEED)?.verdier ?? [], years);
  useEffect(() => {
    if (!active || !held || !needNow || now.isPlaceholderData) return;
    window.clearTimeout(pending.current);
    pending.current = window.setTimeout(() => {
      const change = (needNow.value - (needBase?.value ?? 0)) * 1e-6;
      setSaid(t("ui.flyttet_til", { navn: active.name, aar: active.first - active.moved + held.moved, v: grouped(needNow.value * 1e-6), d: signed(change) }));
    }, 600);
    return () => window.clearTimeout(pending.current);
  }, [active, held, needNow, needBase, now.isPlaceholderData, t]);

  if (!years.length) return null;
  return (
    <div className={`rut ${active ? "med-virkning" : ""}`}>
      <section className="kort gantt" aria-label={t("ui.visning.tidslinje")}>
        <p className="liten dus">{t("ui.gantt_hjelp")}</p>
        <p className="vh" role="status">
          {said}
        </p>
        <div className="rulle" role="region" aria-label={t("ui.prosjekter")} tabIndex={0}>
          <table className="t">
            <caption className="vh">{t("ui.prosjekter")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("ui.prosjekt")}</th>
                <th scope="col" className="n">
                  mill. kr
                </th>
                <th scope="col">{t("ui.fase")}</th>
                <th scope="col">
                  <span className="vh">{t("ui.byggeaar")}</span>
                  <span className="gantt-aar" aria-hidden="true">
                    {years.map((y) => (
                      <span key={y}>{String(y).slice(2)}</span>
                    ))}
                  </span>
                </th>
              </tr>
            </thead>
            {all.map(([name, rows]) => (
              <tbody key={name}>
                <tr className="gruppe">
                  <th scope="rowgroup" colSpan={4}>
                    {name || t("ui.faste_rammer")} · {rows.length}
                  </th>
                </tr>
                {rows.map((p) => (
                  <tr key={p.id} id={p.id} className={held?.id === p.id ? "loeftet" : ""}>
                    <th scope="row">
                      {p.name} {p.settled ? <span className="liten dus">({t("ui.laast")})</span> : null}
                    </th>
                    <td className="n">{p.cost === null ? "–" : grouped(p.cost * 1e-6)}</td>
                    <td>{t(`ui.fase.${p.phase}`)}</td>
                    <td>
                      <Bar project={p} years={years} colour={colourOf(p, all)} held={held?.id === p.id ? held.moved : null} tryIt={tryIt} keep={keep} drop={drop} />
                    </td>
                  </tr>
                ))}
              </tbody>
            ))}
            <EffectRows now={now.data} base={base} service={active?.service ?? ""} />
          </table>
        </div>
        <details className="luft-over">
          <summary>{t("ui.virkning_som_tabell")}</summary>
          <Tracks numbers={now.data} base={base} trial={trial !== null || draft !== undefined} first={first} />
        </details>
      </section>
      {active && held && now.error ? (
        <aside className="kort virkning-panel" aria-label={t("ui.virkning")}>
          <h2>{t("ui.flytter", { navn: active.name })}</h2>
          <Failure error={now.error} />
        </aside>
      ) : active && held ? <Effect project={active} moved={held.moved} now={now.data} base={base} keep={() => keep(active, held.moved)} drop={drop} /> : null}
      {kept !== null && !held ? <Kept undo={() => setDraft(kept)} /> : null}
    </div>
  );
}

function Kept({ undo }: { undo: () => void }) {
  const { t } = useTranslation();
  const { changes } = useDraft();
  const [naming, setNaming] = useState(false);
  if (changes === 0) return null;
  return (
    <div className="verktoy">
      <span>{t("ui.flyttet_beholdt")}</span>
      <Button data-size="sm" variant="tertiary" onClick={undo}>
        {t("ui.angre")}
      </Button>
      <Button data-size="sm" variant="secondary" onClick={() => setNaming(true)}>
        {t("ui.lagre_som_alternativ")}
      </Button>
      {naming ? <SaveDialog mode="alternativ" close={() => setNaming(false)} /> : null}
    </div>
  );
}

interface BarProps {
  project: Project;
  years: number[];
  colour: string;
  held: number | null;
  tryIt: (p: Project, moved: number) => void;
  keep: (p: Project, moved: number) => void;
  drop: () => void;
}

/** A project's bar: a slider for the keyboard, a thing to drag for the pointer. */
function Bar({ project: p, years, colour, held, tryIt, keep, drop }: BarProps) {
  const { t } = useTranslation();
  const track = useRef<HTMLDivElement>(null);
  const start = useRef<{ x: number; moved: number } | null>(null);
  const first = years[0] ?? 0;
  const width = 100 / years.length;
  const moved = held ?? p.moved;
  const begins = p.first - p.moved + moved;
  const ends = p.last - p.moved + moved;
  const fixed = p.earliest === p.latest;
  const left = (y: number) => `${(y - first) * width}%`;
  // What was built before the plan begins is not on the board; the words tell of it.
  const from = Math.max(begins, first);
  const to = Math.min(ends, first + years.length - 1);
  const early = !["kontrakt", "forprosjekt"].includes(p.phase);
  return (
    <div className="spor" ref={track} onPointerMove={(e) => {
      if (!start.current || !track.current) return;
      const step = track.current.clientWidth / years.length;
      const to = start.current.moved + Math.round((e.clientX - start.current.x) / step);
      if (to !== moved) tryIt(p, to);
    }}>
      {fixed ? null : <span className="vindu" style={{ left: left(p.first - p.moved + p.earliest), width: `${(p.latest - p.earliest + p.last - p.first + 1) * width}%` }} />}
      {held !== null ? <span className="spoekelse" style={{ left: left(p.first), width: `${(p.last - p.first + 1) * width}%` }} /> : null}
      <span
        className={`soeyle ${early ? "tidlig" : ""} ${fixed ? "fast" : ""}`}
        style={{ left: left(from), width: `${Math.max(0.8, to - from + 1) * width}%`, backgroundColor: colour }}
        role="slider"
        tabIndex={0}
        aria-label={p.name}
        aria-valuemin={p.first - p.moved + p.earliest}
        aria-valuemax={p.first - p.moved + p.latest}
        aria-valuenow={begins}
        aria-valuetext={t("ui.bygges", { fra: begins, til: ends })}
        aria-disabled={fixed}
        title={fixed ? (p.settled ? t("ui.kontrakt_staar") : t("ui.bygges", { fra: begins, til: ends })) : undefined}
        onPointerDown={(e) => {
          if (fixed) return;
          e.currentTarget.setPointerCapture(e.pointerId);
          start.current = { x: e.clientX, moved };
          tryIt(p, moved);
        }}
        onPointerUp={() => {
          if (!start.current) return;
          start.current = null;
          keep(p, moved);
        }}
        onPointerCancel={() => {
          start.current = null;
          drop();
        }}
        onKeyDown={(e) => {
          if (fixed) return;
          const step = e.shiftKey ? 5 : 1;
          if (e.key === "ArrowRight") tryIt(p, moved + step);
          else if (e.key === "ArrowLeft") tryIt(p, moved - step);
          else if (e.key === "Home") tryIt(p, p.earliest);
          else if (e.key === "End") tryIt(p, p.latest);
          else if (e.key === "Enter" && held !== null) keep(p, moved);
          else if (e.key === "Escape" && held !== null) drop();
          else return;
          e.preventDefault();
          e.stopPropagation();
        }}
      >
        <span aria-hidden="true">{to - from < 1 ? String(ends).slice(2) : `${String(begins).slice(2)}–${String(ends).slice(2)}`}</span>
      </span>
    </div>
  );
}

/** Three measures and the places of the service that is touched, on the bars' own time axis: solid now, dashed as it was. */
function EffectRows({ now, base, service }: { now: Numbers | undefined; base: Numbers | undefined; service: string }) {
  const { t } = useTranslation();
  if (!now) return null;
  const rows = [
    { name: "sum_investeringsutgifter", text: t("ui.investering_per_aar"), bar: true },
    { name: NEED, text: t("ui.inndekningsbehov"), bar: false },
    { name: "laanegjeld_ub", text: t("ui.laanegjeld"), bar: false },
  ];
  const idle = now.of("ledig_kapasitet", { tjeneste: service });
  const lack = now.of("plassmangel", { tjeneste: service });
  return (
    <tbody>
      <tr className="gruppe">
        <th scope="rowgroup" colSpan={4}>
          {t("ui.virkning_tidsakse")}
        </th>
      </tr>
      {rows.map((r) => {
        const values = (now.of(r.name)?.verdier ?? []).map((v) => (v ?? 0) * 1e-6);
        const was = (base?.of(r.name)?.verdier ?? []).map((v) => (v ?? 0) * 1e-6);
        const top = peak(values, now.answer.aar);
        return (
          <tr key={r.name}>
            <th scope="row">{r.text}</th>
            <td colSpan={2} className="n liten">
              {top ? t("ui.topp_i", { v: grouped(top.value), aar: top.year }) : ""}
            </td>
            <td>
              <Track values={values} was={was} bar={r.bar} />
            </td>
          </tr>
        );
      })}
      {idle && lack ? (
        <tr>
          <th scope="row">{t("ui.plasser_i", { navn: idle.elementnavn })}</th>
          <td colSpan={2} className="n liten">
            {t("ui.ledig_eller_mangler")}
          </td>
          <td>
            <span className="plassrad">
              {now.answer.aar.map((y, i) => {
                const short = lack.verdier[i] ?? 0;
                const v = short > 0.5 ? -short : (idle.verdier[i] ?? 0);
                return (
                  <span key={y} className={v < -0.5 ? "brudd-celle" : "ok-celle"}>
                    {grouped(v)}
                  </span>
                );
              })}
            </span>
          </td>
        </tr>
      ) : null}
    </tbody>
  );
}

/** A small picture on the time axis; its numbers stand in the table under it. */
function Track({ values, was, bar }: { values: number[]; was: number[]; bar: boolean }) {
  const n = Math.max(1, values.length);
  const most = Math.max(1e-9, ...values, ...was);
  const y = (v: number) => 54 - (v / most) * 50;
  const x = (i: number) => ((i + 0.5) * 1000) / n;
  const line = (list: number[]) => list.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`).join(" ");
  const changed = was.some((v, i) => Math.abs(v - (values[i] ?? 0)) > 0.5);
  return (
    <svg className="spor-figur" viewBox="0 0 1000 56" preserveAspectRatio="none" aria-hidden="true">
      {bar
        ? values.map((v, i) => <rect key={i} x={x(i) - 380 / n} width={760 / n} y={y(v)} height={Math.max(0, 54 - y(v))} fill={COLOUR.capacity} />)
        : <polyline points={line(values)} fill="none" stroke={COLOUR.plan} strokeWidth="2.5" vectorEffect="non-scaling-stroke" />}
      {changed ? <polyline points={line(was)} fill="none" stroke={COLOUR.before} strokeWidth="2" strokeDasharray="6 5" vectorEffect="non-scaling-stroke" /> : null}
      <line x1="0" x2="1000" y1="54" y2="54" stroke="#9aa0a8" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** What the order costs, on the same time axis: solid as it is now, dashed as it was. */
function Tracks({ numbers, base, trial, first }: { numbers: Numbers | undefined; base: Numbers | undefined; trial: boolean; first: number }) {
  const { t } = useTranslation();
  const prices = usePrices(undefined);
  if (!numbers || !first) return null;
  const years = numbers.answer.aar;
  const rows = [
    { name: "sum_investeringsutgifter", statistic: prices.statistic, text: t("ui.investering_per_aar") },
    { name: NEED, statistic: "basis", text: t("ui.inndekningsbehov") },
    { name: "laanegjeld_ub", statistic: prices.statistic, text: t("ui.laanegjeld") },
  ];
  return (
    <div className="rulle" role="region" aria-label={t("ui.virkning_tidsakse")} tabIndex={0}>
      <table className="t virkning">
        <caption>{t("ui.virkning_tidsakse")}, mill. kr</caption>
        <thead>
          <tr>
            <th scope="col"><span className="vh">{t("file.name")}</span></th>
            {years.map((y) => (
              <th key={y} scope="col" className="n">
                {String(y).slice(2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => {
            const s = numbers.of(r.name);
            const was = base?.of(r.name);
            return (
              <tr key={r.name}>
                <th scope="row">{r.text}</th>
                {years.map((y, i) => {
                  const v = at(s, y);
                  const b = at(was, y);
                  const changed = trial && v !== null && b !== null && Math.abs(v - b) > 5e5;
                  return (
                    <td key={y} className={`n ${changed ? "endret" : ""}`}>
                      <Num at={v === null ? "" : address(r.name, y, s?.statistikk ?? "basis")} label={`${r.text} ${y}: ${grouped((v ?? 0) * 1e-6)}`} tab={i === 0}>
                        {v === null ? "–" : grouped(v * 1e-6)}
                      </Num>
                      {changed ? <span className="foer-tall">{grouped((b ?? 0) * 1e-6)}</span> : null}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What a move does: before, after and the difference; and what is lost beside what is won. */
function Effect({ project, moved, now, base, keep, drop }: { project: Project; moved: number; now: Numbers | undefined; base: Numbers | undefined; keep: () => void; drop: () => void }) {
  const { t } = useTranslation();
  const years = now?.answer.aar ?? [];
  const top = (n: Numbers | undefined, name: string) => (peak(n?.of(name)?.verdier ?? [], years)?.value ?? 0) * 1e-6;
  const lack = (n: Numbers | undefined) => Math.max(0, ...(n?.of("plassmangel", { tjeneste: project.service })?.verdier ?? []).map((v) => v ?? 0));
  const rows = [
    { text: t("ui.stripe.behov"), a: top(base, NEED), b: top(now, NEED), unit: "mill. kr", good: -1 },
    { text: t("ui.stripe.gjeld"), a: top(base, "laanegjeld_ub"), b: top(now, "laanegjeld_ub"), unit: "mill. kr", good: -1 },
    ...(project.service ? [{ text: t("ui.mangler_flest", { navn: project.service_name }), a: lack(base), b: lack(now), unit: t("ui.plasser"), good: -1 }] : []),
  ];
  const short = project.service ? (now?.of("plassmangel", { tjeneste: project.service })?.verdier ?? []).map((v, i) => ({ v: v ?? 0, y: years[i] ?? 0 })).filter((x) => x.v > 0.5) : [];
  return (
    <aside className="kort virkning-panel" aria-label={t("ui.virkning")}>
      <h2>{t("ui.flytter", { navn: project.name })}</h2>
      <p className="dus">{t("ui.byggestart", { fra: project.first, til: project.first - project.moved + moved })}</p>
      <ul className="ren">
        {rows.map((r) => {
          const d = r.b - r.a;
          const none = Math.abs(d) < 0.5;
          return (
            <li key={r.text}>
              <span>{r.text}</span>
              <span className="num">
                {grouped(r.a)} → <b>{grouped(r.b)}</b> <small>{r.unit}</small> <Delta text={none ? t("ui.uendret") : signed(d)} good={none ? null : d * r.good > 0} />
              </span>
            </li>
          );
        })}
      </ul>
      {short.length ? (
        <p>
          <Status kind="brudd">{t("ui.mangler_plasser", { n: grouped(Math.max(...short.map((s) => s.v))), fra: short[0]?.y, til: short.at(-1)?.y })}</Status>
        </p>
      ) : null}
      {project.waits.length ? <p className="liten dus">{t("ui.venter_paa", { navn: project.waits.map((w) => w.project).join(", ") })}</p> : null}
      <div className="verktoy">
        <Button data-size="sm" onClick={keep}>
          {t("ui.behold")}
        </Button>
        <Button data-size="sm" variant="tertiary" onClick={drop}>
          {t("ui.angre")}
        </Button>
      </div>
    </aside>
  );
}

/** Liste: the same as numbers; every move has a field here, so nothing needs to be dragged. */
function List({ projects }: { projects: Project[] }) {
  const { t } = useTranslation();
  const { edit } = useDraft();
  const { may } = usePlan();
  const [sort, setSort] = useState<"name" | "cost" | "first" | "sector">("first");
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const prices = usePrices(undefined);
  const { now } = useNumbers([{ navn: "investeringsutgift", akser: { prosjekt: "*" }, statistikk: prices.statistic }]);
  const years = now.data?.answer.aar ?? [];
  const rows = [...projects].sort((a, b) => (sort === "cost" ? (b.cost ?? 0) - (a.cost ?? 0) : sort === "first" ? a.first - b.first : a[sort].localeCompare(b[sort], "nb")));
  const move = (p: Project, text: string) => {
    const found = parse(text);
    const year = found.ok ? found.value : NaN;
    const moved = year - (p.first - p.moved);
    if (!Number.isInteger(moved) || moved < p.earliest || moved > p.latest) {
      setWrong({ ...wrong, [p.id]: t("ui.err.vindu", { navn: p.name, fra: p.first - p.moved + p.earliest, til: p.first - p.moved + p.latest }) });
      return;
    }
    setWrong({ ...wrong, [p.id]: "" });
    edit(moveOf(p, moved));
  };
  const head = (key: typeof sort, text: string, cls = "") => (
    <th scope="col" className={cls} aria-sort={sort === key ? "ascending" : undefined}>
      <button type="button" className="som-lenke" onClick={() => setSort(key)}>
        {text}
      </button>
    </th>
  );
  return (
    <Card id="h-liste" title={t("ui.prosjekter")} text={t("ui.liste_tekst")}>
      <div className="rulle" role="region" aria-labelledby="h-liste" tabIndex={0}>
        <table className="t">
          <caption className="vh">{t("ui.prosjekter")}</caption>
          <thead>
            <tr>
              {head("name", t("ui.prosjekt"))}
              {head("sector", t("ui.sektor"))}
              <th scope="col">{t("ui.fase")}</th>
              {head("cost", "mill. kr", "n")}
              {head("first", t("ui.byggestart_felt"))}
              <th scope="col">{t("ui.ferdig")}</th>
              {years.map((y) => (
                <th key={y} scope="col" className="n">
                  {y}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((p) => {
              const s = now.data?.of("investeringsutgift", { prosjekt: p.id });
              const fixed = p.earliest === p.latest || !may("rediger");
              return (
                <tr key={p.id}>
                  <th scope="row">
                    {p.name}
                    {p.in_use ? "" : ` (${t("ui.ikke_valgt")})`}
                  </th>
                  <td>{p.sector}</td>
                  <td>{t(`ui.fase.${p.phase}`)}</td>
                  <td className="n">{p.cost === null ? "–" : grouped(p.cost * 1e-6, 1)}</td>
                  <td>
                    {fixed ? (
                      p.kind === "ramme" ? (
                        t("ui.hvert_aar")
                      ) : (
                        p.first
                      )
                    ) : (
                      <>
                        <input
                          key={p.first}
                          className="ds-input tallfelt"
                          inputMode="numeric"
                          defaultValue={typed(p.first)}
                          aria-label={t("ui.byggestart_for", { navn: p.name })}
                          aria-invalid={wrong[p.id] ? true : undefined}
                          aria-describedby={wrong[p.id] ? `feil-${p.id}` : undefined}
                          onBlur={(e) => (Number(e.target.value) === p.first ? undefined : move(p, e.target.value))}
                          onKeyDown={(e) => (e.key === "Enter" ? move(p, e.currentTarget.value) : undefined)}
                        />
                        {wrong[p.id] ? (
                          <span id={`feil-${p.id}`} className="c-brudd blokk liten" role="alert">
                            {wrong[p.id]}
                          </span>
                        ) : null}
                      </>
                    )}
                  </td>
                  <td>{p.finished ?? "–"}</td>
                  {years.map((y, i) => {
                    const v = at(s, y);
                    return (
                      <td key={y} className="n">
                        <Num at={v === null ? "" : address("investeringsutgift", y, s?.statistikk ?? "basis", { prosjekt: p.id })} label={`${p.name} ${y}: ${v === null ? "–" : grouped(v * 1e-6, 1)}`} tab={i === 0}>
                          {v === null ? "–" : v === 0 ? "0" : grouped(v * 1e-6, 1)}
                        </Num>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** Finansiering: who pays each year. */
function Financing() {
  const { t } = useTranslation();
  const prices = usePrices(undefined);
  const asked = SOURCES.map((n) => prices.ask(n));
  const { now } = useNumbers([...asked, prices.ask("sum_investeringsutgifter")]);
  return (
    <Answer query={now}>
      {(numbers) => {
        const years = numbers.answer.aar;
        const colours = [COLOUR.down, COLOUR.spent, COLOUR.before, COLOUR.need, COLOUR.plan, COLOUR.capacity];
        const lines = SOURCES.map((n, i) => {
          const s = numbers.of(n);
          return lineOf(s, s?.etikett ?? n, colours[i] ?? COLOUR.plan, { bar: true, stack: "kilder" });
        }).filter((l) => l.values.some((v) => v));
        const loan = lines.find((l) => l.colour === COLOUR.capacity);
        const total = lineOf(numbers.of("sum_investeringsutgifter"), "", COLOUR.plan);
        const share = (loan?.values.reduce<number>((s, v) => s + (v ?? 0), 0) ?? 0) / Math.max(1, total.values.reduce<number>((s, v) => s + (v ?? 0), 0));
        return <Chart title={t("ui.hvem_betaler")} unit={t(prices.words, { aar: numbers.answer.om.prisaar })} years={years} adopted={numbers.answer.om.vedtatt_til} height={360} decimals={numbers.answer.om.desimaler} lines={lines} questions={asked} method="bruk_av_laan" summary={t("ui.sum.finansiering", { p: grouped(share * 100) })} />;
      }}
    </Answer>
  );
}
