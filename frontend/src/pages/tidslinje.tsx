import { Button } from "@digdir/designsystemet-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Delta, Status } from "../components/bits";
import { SaveDialog } from "../components/save";
import { Failure } from "../components/state";
import { numberHead, SeriesCells, Table, yearHeads } from "../components/table";
import type { Draft, Series } from "../lib/api";
import { COLOUR, DASH, nth, ORDER } from "../lib/colours";
import { type Numbers, type Project, useLast, useNumbers, useVerdict } from "../lib/data";
import { useDraft, withEdits } from "../lib/draft";
import { grouped, mill, millChange, millions, signed } from "../lib/numbers";
import { problemText } from "../lib/problems";
import { moveOf, startOf } from "../lib/projects";
import { at, freePlaces, inMillions, lacking, NEED, peak, usePrices, YEARLY } from "../lib/series";
import { readAs } from "../lib/units";

const MEASURES = [
  { name: "sum_investeringsutgifter", text: "ui.investering_per_aar", bar: true },
  { name: NEED, text: "ui.inndekningsbehov", bar: false },
  { name: "laanegjeld_ub", text: "ui.laanegjeld", bar: false },
] as const;
const OF_GROUPS = ORDER.filter((c) => c !== COLOUR.capacity);

interface Held {
  id: string;
  moved: number;
}

const twoDigits = (year: number): string => String(year).slice(2);

/** Whether a number differs from before as displayed: by at least half a displayed unit, a million or a place. */
function isMoved(was: number | null | undefined, is: number | null | undefined): boolean {
  return Math.abs((was ?? 0) - (is ?? 0)) > 0.5;
}

/** Projects in use by service or sector; the frames come last, without a name. */
function groups(projects: Project[]): [string, Project[]][] {
  const found = new Map<string, Project[]>();
  for (const p of projects.filter((p) => p.in_use)) found.set(groupOf(p), [...(found.get(groupOf(p)) ?? []), p]);
  return [...found.entries()].sort(([a], [b]) => (a === "" ? 1 : b === "" ? -1 : a.localeCompare(b, "nb")));
}

function groupOf(p: Project): string {
  return p.kind === "ramme" ? "" : p.service_name || p.sector;
}

/** Tidslinje: every project as a bar that can be dragged, or moved by the arrows; below it the cost of the order. */
export function Board({ projects }: { projects: Project[] }) {
  const { t } = useTranslation();
  const { draft, setDraft, setTrial } = useDraft();
  const prices = usePrices();
  const [held, setHeld] = useState<Held | null>(null);
  const [kept, setKept] = useState<Draft | null>(null);
  const [said, setSaid] = useState("");
  const { now: asked, base } = useNumbers([
    { navn: NEED, akser: YEARLY },
    prices.ask("laanegjeld_ub"),
    prices.ask("sum_investeringsutgifter"),
    { navn: "plassmangel", akser: { tjeneste: "*" } },
    { navn: "ledig_kapasitet", akser: { tjeneste: "*" } },
  ]);
  const now = useLast(asked.data);
  const active = held ? projects.find((p) => p.id === held.id) : undefined;

  const tryIt = (p: Project, moved: number) => {
    const to = Math.max(p.earliest, Math.min(p.latest, moved));
    setHeld({ id: p.id, moved: to });
    setTrial(withEdits(draft, [moveOf(p, to)]));
  };
  const drop = () => {
    setHeld(null);
    setTrial(null);
  };
  const keep = (p: Project, moved: number) => {
    if (asked.error && held) {
      setSaid(asked.error.problems.map(problemText).join(" ") || asked.error.message);
      drop();
      return;
    }
    setKept(draft);
    setDraft(moved === p.moved ? draft : withEdits(draft, [moveOf(p, moved)]));
    setHeld(null);
  };
  useMoveAnnounced(active, held, asked.isPlaceholderData, setSaid);

  if (!now) return null;
  const years = now.answer.aar;
  const all = groups(projects);
  return (
    <div className={`rut ${active ? "med-virkning" : ""}`}>
      <section className="kort gantt" aria-label={t("ui.visning.tidslinje")}>
        <p className="liten dus">{t("ui.gantt_hjelp")}</p>
        <p className="vh" role="status">
          {said}
        </p>
        <Table
          caption={t("ui.prosjekter")}
          heads={[t("ui.prosjekt"), numberHead(readAs(t, "kr")), t("ui.fase"), { text: <YearScale years={years} /> }]}
        >
          {all.map(([name, rows], place) => (
            <tbody key={name}>
              <GroupHead>
                {name || t("ui.faste_rammer")} · {rows.length}
              </GroupHead>
              {rows.map((p) => (
                <tr key={p.id} id={p.id} className={held?.id === p.id ? "loeftet" : ""}>
                  <th scope="row">
                    {p.name} {p.settled ? <span className="liten dus">({t("ui.laast")})</span> : null}
                  </th>
                  <td className="n">{mill(p.cost)}</td>
                  <td>{t(`ui.fase.${p.phase}`)}</td>
                  <td>
                    <Bar
                      project={p}
                      years={years}
                      colour={name ? nth(OF_GROUPS, place) : COLOUR.capacity}
                      held={held?.id === p.id ? held.moved : null}
                      tryIt={tryIt}
                      keep={keep}
                      drop={drop}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          ))}
          <EffectRows now={now} base={base} service={active?.service ?? ""} />
        </Table>
        <details className="luft-over">
          <summary>{t("ui.virkning_som_tabell")}</summary>
          <EffectTable now={now} base={base} />
        </details>
      </section>
      {active && held && asked.error ? (
        <EffectPanel project={active}>
          <Failure error={asked.error} />
        </EffectPanel>
      ) : active && held ? (
        <Effect project={active} moved={held.moved} now={now} base={base} keep={() => keep(active, held.moved)} drop={drop} />
      ) : null}
      {kept !== null && !held ? <Kept undo={() => setDraft(kept)} /> : null}
    </div>
  );
}

/** The effect of a move is announced when the response arrives, not at every year passed. */
function useMoveAnnounced(active: Project | undefined, held: Held | null, late: boolean, tell: (text: string) => void) {
  const { t } = useTranslation();
  const verdict = useVerdict();
  const need = verdict.now.isPlaceholderData ? undefined : (verdict.now.data?.behov.tall.verdi ?? undefined);
  const change = (need ?? 0) - (verdict.base?.behov.tall.verdi ?? 0);
  useEffect(() => {
    if (!active || !held || need === undefined || late) return;
    const pending = window.setTimeout(
      () =>
        tell(t("ui.flyttet_til", { navn: active.name, aar: startOf(active, held.moved), v: mill(need), d: millChange(change) })),
      600,
    );
    return () => window.clearTimeout(pending);
  }, [active, held, need, change, late, t, tell]);
}

function YearScale({ years }: { years: number[] }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="vh">{t("ui.byggeaar")}</span>
      <span className="gantt-aar" aria-hidden="true">
        {years.map((y) => (
          <span key={y}>{twoDigits(y)}</span>
        ))}
      </span>
    </>
  );
}

function GroupHead({ children }: { children: ReactNode }) {
  return (
    <tr className="gruppe">
      <th scope="rowgroup" colSpan={4}>
        {children}
      </th>
    </tr>
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
  const last = years.at(-1) ?? 0;
  const moved = held ?? p.moved;
  const begins = startOf(p, moved);
  const ends = begins + p.last - p.first;
  const fixed = p.earliest === p.latest;
  const span = (from: number, to: number) => ({
    left: `${((from - first) * 100) / years.length}%`,
    width: `${(Math.max(0.8, to - from + 1) * 100) / years.length}%`,
  });
  // Projects built before the plan begins are not on the board; they are described in text.
  const from = Math.max(begins, first);
  const to = Math.min(ends, last);
  const built = t("ui.bygges", { fra: begins, til: ends });
  const keys: Record<string, (e: React.KeyboardEvent) => void> = {
    ArrowRight: (e) => tryIt(p, moved + (e.shiftKey ? 5 : 1)),
    ArrowLeft: (e) => tryIt(p, moved - (e.shiftKey ? 5 : 1)),
    Home: () => tryIt(p, p.earliest),
    End: () => tryIt(p, p.latest),
    ...(held === null ? {} : { Enter: () => keep(p, moved), Escape: drop }),
  };
  return (
    <div
      className="spor"
      ref={track}
      onPointerMove={(e) => {
        if (!start.current || !track.current) return;
        const year = track.current.clientWidth / years.length;
        const next = start.current.moved + Math.round((e.clientX - start.current.x) / year);
        if (next !== moved) tryIt(p, next);
      }}
    >
      {fixed ? null : <span className="vindu" style={span(startOf(p, p.earliest), startOf(p, p.latest) + p.last - p.first)} />}
      {held !== null ? <span className="spoekelse" style={span(p.first, p.last)} /> : null}
      <span
        className={`soeyle ${p.early ? "tidlig" : ""} ${fixed ? "fast" : ""}`}
        style={{ ...span(from, to), backgroundColor: colour }}
        role="slider"
        tabIndex={0}
        aria-label={p.name}
        aria-valuemin={startOf(p, p.earliest)}
        aria-valuemax={startOf(p, p.latest)}
        aria-valuenow={begins}
        aria-valuetext={built}
        aria-disabled={fixed}
        title={fixed ? (p.settled ? t("ui.kontrakt_staar") : built) : undefined}
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
          const act = fixed ? undefined : keys[e.key];
          if (!act) return;
          act(e);
          // The effect of the move is shown at the foot of the screen; the bar stays above it.
          const bar = e.currentTarget;
          requestAnimationFrame(() => bar.scrollIntoView({ block: "nearest" }));
          e.preventDefault();
          e.stopPropagation();
        }}
      >
        <span aria-hidden="true">{to - from < 1 ? twoDigits(ends) : `${twoDigits(begins)}–${twoDigits(ends)}`}</span>
      </span>
    </div>
  );
}

/** Three measures and the places of the service that is touched, on the bars' own time axis: solid now, dashed before. */
function EffectRows({ now, base, service }: { now: Numbers; base: Numbers | undefined; service: string }) {
  const { t } = useTranslation();
  const axes = { tjeneste: service };
  const places = now.of("ledig_kapasitet", axes);
  return (
    <tbody>
      <GroupHead>{t("ui.virkning_tidsakse")}</GroupHead>
      {MEASURES.map((m) => {
        const values = inMillions(now.of(m.name)?.verdier);
        const top = peak(values, now.answer.aar);
        return (
          <tr key={m.name}>
            <th scope="row">{t(m.text)}</th>
            <td colSpan={2} className="n liten">
              {top ? t("ui.topp_i", { v: grouped(top.value), aar: top.year }) : ""}
            </td>
            <td>
              <Track values={values} was={inMillions(base?.of(m.name)?.verdier)} bar={m.bar} />
            </td>
          </tr>
        );
      })}
      {places ? (
        <tr>
          <th scope="row">{t("ui.plasser_i", { navn: places.elementnavn })}</th>
          <td colSpan={2} className="n liten">
            {t("ui.ledig_eller_mangler")}
          </td>
          <td>
            <span className="plassrad">
              {freePlaces(now, axes).map((v, i) => (
                <span key={i} className={lacking(-(v ?? 0)) ? "brudd-celle" : "ok-celle"}>
                  {grouped(v ?? 0)}
                </span>
              ))}
            </span>
          </td>
        </tr>
      ) : null}
    </tbody>
  );
}

/** A small picture on the time axis; its numbers are in the table under it. */
function Track({ values, was, bar }: { values: (number | null)[]; was: (number | null)[]; bar: boolean }) {
  const n = Math.max(1, values.length);
  const most = Math.max(1e-9, ...[...values, ...was].map((v) => v ?? 0));
  const y = (v: number | null) => 54 - ((v ?? 0) / most) * 50;
  const x = (i: number) => ((i + 0.5) * 1000) / n;
  const line = (list: (number | null)[]) => list.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`).join(" ");
  return (
    <svg className="spor-figur" viewBox="0 0 1000 56" preserveAspectRatio="none" aria-hidden="true">
      {bar ? (
        values.map((v, i) => (
          <rect key={i} x={x(i) - 380 / n} width={760 / n} y={y(v)} height={Math.max(0, 54 - y(v))} fill={COLOUR.capacity} />
        ))
      ) : (
        <polyline points={line(values)} fill="none" stroke={COLOUR.plan} strokeWidth="2.5" vectorEffect="non-scaling-stroke" />
      )}
      {was.some((v, i) => isMoved(v, values[i])) ? (
        <polyline
          points={line(was)}
          fill="none"
          stroke={COLOUR.before}
          strokeWidth="2"
          strokeDasharray={DASH.before.join(" ")}
          vectorEffect="non-scaling-stroke"
        />
      ) : null}
      <line x1="0" x2="1000" y1="54" y2="54" stroke="#9aa0a8" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** The cost of the order as numbers; previous values are shown under the changed ones. */
function EffectTable({ now, base }: { now: Numbers; base: Numbers | undefined }) {
  const { t } = useTranslation();
  const years = now.answer.aar;
  return (
    <Table
      className="virkning"
      shownCaption
      label={t("ui.virkning_tidsakse")}
      caption={`${t("ui.virkning_tidsakse")}, ${readAs(t, "kr")}`}
      heads={[{ text: t("file.name"), hidden: true }, ...yearHeads(years, null, twoDigits)]}
    >
      <tbody>
        {MEASURES.map((m) => {
          const series = now.of(m.name);
          const was = (y: number) => at(base?.of(m.name), y);
          const moved = (y: number) => isMoved(millions(was(y) ?? 0), millions(at(series, y) ?? 0));
          return (
            <tr key={m.name}>
              <th scope="row">{t(m.text)}</th>
              <SeriesCells
                name={t(m.text)}
                series={series}
                years={years}
                write={(v) => mill(v)}
                look={(y) => (moved(y) ? "endret" : "")}
                after={(y) => (moved(y) ? <span className="foer-tall">{mill(was(y))}</span> : null)}
              />
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

/** The effect of a move: before, after and the difference; losses beside gains. Lower is better for all. */
function Effect({
  project,
  moved,
  now,
  base,
  keep,
  drop,
}: {
  project: Project;
  moved: number;
  now: Numbers;
  base: Numbers | undefined;
  keep: () => void;
  drop: () => void;
}) {
  const { t } = useTranslation();
  const years = now.answer.aar;
  const verdict = useVerdict();
  const lack = (n: Numbers | undefined) => (project.service ? n?.of("plassmangel", { tjeneste: project.service }) : undefined);
  const highest = (s: Series | undefined) => peak(s?.verdier ?? [], years)?.value ?? 0;
  const amount = (name: string) => ({
    unit: readAs(t, "kr"),
    was: millions(highest(base?.of(name))),
    is: millions(highest(now.of(name))),
  });
  const rows = [
    {
      text: t("ui.stripe.varig"),
      unit: readAs(t, "kr"),
      was: millions(verdict.base?.behov.tall.verdi ?? 0),
      is: millions(verdict.now.data?.behov.tall.verdi ?? 0),
    },
    { text: t("ui.stripe.gjeld"), ...amount("laanegjeld_ub") },
    ...(project.service
      ? [
          {
            text: t("ui.mangler_flest", { navn: project.service_name }),
            unit: t("ui.plasser"),
            was: highest(lack(base)),
            is: highest(lack(now)),
          },
        ]
      : []),
  ];
  const short = years.filter((y) => lacking(at(lack(now), y)));
  return (
    <EffectPanel project={project}>
      <p className="dus">{t("ui.byggestart", { fra: project.first, til: startOf(project, moved) })}</p>
      <ul className="ren">
        {rows.map((r) => {
          const same = !isMoved(r.was, r.is);
          return (
            <li key={r.text}>
              <span>{r.text}</span>
              <span className="num">
                {grouped(r.was)} → <b>{grouped(r.is)}</b> <small>{r.unit}</small>{" "}
                <Delta text={same ? t("ui.uendret") : signed(r.is - r.was)} good={same ? null : r.is < r.was} />
              </span>
            </li>
          );
        })}
      </ul>
      {short.length ? (
        <p>
          <Status kind="brudd">
            {t("ui.mangler_plasser", { n: grouped(highest(lack(now))), fra: short[0], til: short.at(-1) })}
          </Status>
        </p>
      ) : null}
      {project.waits.length ? (
        <p className="liten dus">{t("ui.venter_paa", { navn: project.waits.map((w) => w.project).join(", ") })}</p>
      ) : null}
      <div className="verktoy">
        <Button data-size="sm" onClick={keep}>
          {t("ui.behold")}
        </Button>
        <Button data-size="sm" variant="tertiary" onClick={drop}>
          {t("ui.angre")}
        </Button>
      </div>
    </EffectPanel>
  );
}

function EffectPanel({ project, children }: { project: Project; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <aside className="kort virkning-panel" aria-label={t("ui.virkning")}>
      <h2>{t("ui.flytter", { navn: project.name })}</h2>
      {children}
    </aside>
  );
}
