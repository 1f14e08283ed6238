import { Button } from "@digdir/designsystemet-react";
import { type CSSProperties, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../lib/api";
import { bySize, chosen, chosenGaps, type Group, groupsOf, twoDigits } from "../../lib/board";
import { useTimeline } from "../../lib/boarddata";
import { COLOUR, nth, ORDER } from "../../lib/colours";
import { type Numbers, type Project, useLast } from "../../lib/data";
import { useDraft } from "../../lib/draft";
import { useNarrow } from "../../lib/narrow";
import { usePrices } from "../../lib/series";
import { SaveDialog } from "../save";
import { WhenSeen } from "../seen";
import { numberHead, Table } from "../table";
import { EffectPanel } from "./effect";
import { FilterBar, useFilters } from "./filters";
import { LaterCard } from "./later";
import { type Moves, useBoardNumbers, useMoves } from "./moves";
import { PhoneBoard } from "./phone";
import { GapRow, GroupHead, ProjectRow } from "./rows";
import { EffectTable, Tracks } from "./tracks";
import "../../styles/timeline.css";
import "../../styles/board.css";
import "../../styles/boardphone.css";

const OF_GROUPS = [...ORDER.filter((c) => c !== COLOUR.capacity), COLOUR.more];

/** Tidslinje: every project as a bar that can be dragged, or moved by the arrows; below it the cost of the order. */
export function Board({ projects }: { projects: Project[] }) {
  const { t } = useTranslation();
  const { now: asked, base } = useBoardNumbers();
  const beside = useTimeline();
  const moves = useMoves(projects, asked);
  const filters = useFilters();
  const narrow = useNarrow();
  const now = useLast(asked.data);
  if (!now) return null;
  const rows = chosen(projects, filters);
  const gaps = beside.data?.gaps ?? [];
  const groups = groupsOf(rows, chosenGaps(gaps, filters));
  const bar = <FilterBar projects={projects} gaps={gaps} filters={filters} shown={rows.length} />;
  const parts = { groups, now, base, moves, asked };
  return (
    <>
      <div className={narrow ? "" : "rut brett"}>
        <section className="kort gantt" aria-label={t("ui.visning.tidslinje")} style={trackStyle(now)}>
          <p className="vh" role="status">
            {moves.said}
          </p>
          {narrow ? (
            <details>
              <summary>{t("ui.brett.viser_av", { n: rows.length, av: projects.filter((p) => p.in_use).length })}</summary>
              {bar}
            </details>
          ) : (
            bar
          )}
          {narrow ? (
            <PhoneBoard {...parts} />
          ) : (
            <WideBoard {...parts} limit={beside.data?.limit} hidden={beside.data?.hidden ?? []} />
          )}
        </section>
        {narrow ? null : <Side {...parts} />}
      </div>
      <Kept moves={moves} />
      <div className="luft-over">
        <WhenSeen height={200}>
          <LaterCard />
        </WhenSeen>
      </div>
    </>
  );
}

/** How the tracks are ruled: so many years, so much of them adopted. */
function trackStyle(now: Numbers): CSSProperties {
  const { aar: years, om } = now.answer;
  const adopted = years.filter((y) => y <= (om.vedtatt_til ?? 0)).length;
  return { "--aar": years.length, "--vedtatt": `${(adopted * 100) / years.length}%` } as CSSProperties;
}

export interface BoardParts {
  groups: Group[];
  now: Numbers;
  base: Numbers | undefined;
  moves: Moves;
  asked: ReturnType<typeof useBoardNumbers>["now"];
}

type Limit = Schemas["Timeline"]["limit"];

function WideBoard({ groups, now, base, moves, limit, hidden }: BoardParts & { limit: Limit | undefined; hidden: string[] }) {
  const { t } = useTranslation();
  const prices = usePrices();
  const { aar: years, om } = now.answer;
  const basis = prices.statistic === "faste" ? t("ui.brett.aar_kr", { aar: om.prisaar }) : t("ui.brett.loepende_kr");
  const order = bySize(groups);
  const colour = (g: Group) => (g.frames ? COLOUR.capacity : nth(OF_GROUPS, order.indexOf(g.id)));
  return (
    <>
      <Legend groups={groups.map((g) => ({ name: g.name, colour: colour(g), frames: g.frames }))} />
      <Table
        caption={t("ui.prosjekter")}
        heads={[
          t("ui.prosjekt"),
          numberHead(t("ui.brett.mill_aar", { aar: om.prisaar })),
          { text: <YearScale years={years} adopted={om.vedtatt_til ?? 0} /> },
        ]}
      >
        {groups.map((g) => (
          <tbody key={g.id}>
            <GroupHead group={g} now={now} basis={basis} />
            {g.projects.map((p) => (
              <ProjectRow key={p.id} project={p} now={now} colour={colour(g)} moves={moves} />
            ))}
            {g.gaps.map((gap) => (
              <GapRow key={gap.id} gap={gap} years={years} />
            ))}
          </tbody>
        ))}
        <Tracks now={now} base={base} limit={limit} active={moves.active} state={moves.state} />
      </Table>
      <Notes limit={limit} hidden={hidden} basis={basis} />
      <details className="luft-over">
        <summary>{t("ui.virkning_som_tabell")}</summary>
        <EffectTable now={now} base={base} />
      </details>
    </>
  );
}

/** What the board is read by: sums, the limit with its source, and what is left out. */
function Notes({ limit, hidden, basis }: { limit: Limit | undefined; hidden: string[]; basis: string }) {
  const { t } = useTranslation();
  return (
    <div className="liten dus luft-over">
      <p>{t("ui.brett.brett_note", { enhet: basis })}</p>
      {limit ? (
        <p>
          {limit.exceeded ? <b>{limit.exceeded}</b> : limit.text} {t("ui.brett.kilde_er", { kilde: limit.source })}
        </p>
      ) : limit === null ? (
        <p>{t("ui.brett.ingen_grense")}</p>
      ) : null}
      {hidden.length ? <p>{t("ui.brett.smaatall_skjult", { navn: hidden.join(", ") })}</p> : null}
    </div>
  );
}

function Legend({ groups }: { groups: { name: string; colour: string; frames: boolean }[] }) {
  const { t } = useTranslation();
  return (
    <ul className="brett-tegn">
      {groups.map((g) => (
        <li key={g.name}>
          <span className={`proeve ${g.frames ? "smal" : ""}`} style={{ backgroundColor: g.colour }} />
          {g.frames ? t("ui.brett.fast_ramme") : g.name}
        </li>
      ))}
      {["tidlig", "vindu", "mangel", "foer"].map((k) => (
        <li key={k}>
          <span className={`proeve er-${k}`} />
          {t(`ui.brett.tegn.${k}`)}
        </li>
      ))}
    </ul>
  );
}

function YearScale({ years, adopted }: { years: number[]; adopted: number }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="vh">{t("ui.byggeaar")}</span>
      <span className="gantt-aar" aria-hidden="true">
        {years.map((y) => (
          <span key={y} className={y <= adopted ? "vedtatt" : ""}>
            {twoDigits(y)}
          </span>
        ))}
      </span>
    </>
  );
}

/** The panel beside the board: the effect of the move, or what the board can do. Its place is kept, so nothing shifts in a
 * drag.
 */
function Side({ now, base, moves, asked }: BoardParts) {
  const { t } = useTranslation();
  if (moves.active) return <EffectPanel project={moves.active} moves={moves} asked={asked} now={now} base={base} />;
  return (
    <aside className="kort brett-hjelp" aria-label={t("ui.virkning")}>
      <h2>{t("ui.virkning")}</h2>
      <p>{t("ui.brett.brett_hjelp")}</p>
      <p className="liten dus">{t("ui.gantt_hjelp")}</p>
    </aside>
  );
}

function Kept({ moves }: { moves: Moves }) {
  const { t } = useTranslation();
  const { changes } = useDraft();
  const [naming, setNaming] = useState(false);
  if (changes === 0 || moves.kept === null || moves.held) return null;
  return (
    <div className="verktoy">
      <span>{t("ui.flyttet_beholdt")}</span>
      <Button data-size="sm" variant="tertiary" onClick={moves.undo}>
        {t("ui.angre")}
      </Button>
      <Button data-size="sm" variant="secondary" onClick={() => setNaming(true)}>
        {t("ui.lagre_som_alternativ")}
      </Button>
      {naming ? <SaveDialog mode="alternativ" close={() => setNaming(false)} /> : null}
    </div>
  );
}
