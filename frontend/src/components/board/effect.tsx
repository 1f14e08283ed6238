import { Button } from "@digdir/designsystemet-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Series } from "../../lib/api";
import type { Computed } from "../../lib/computed";
import { type Numbers, type Project, useVerdict } from "../../lib/data";
import { grouped, millions, parse, signed } from "../../lib/numbers";
import { startOf } from "../../lib/projects";
import { at, lacking, NEED, peak, usePrices } from "../../lib/series";
import { Delta, Status } from "../bits";
import { Failure } from "../state";
import { DEBT, type Moves, type useBoardNumbers } from "./moves";

interface Moved {
  id: string;
  text: string;
  unit: string;
  decimals: number;
  was: number | null;
  is: number | null;
}

/** Whether a number differs from before as displayed: by at least half a displayed unit, a million or a place. */
export function isMoved(was: number | null | undefined, is: number | null | undefined): boolean {
  return Math.abs((was ?? 0) - (is ?? 0)) > 0.5;
}

/** The numbers that a move is judged by. Lower is better for all. */
function useMoved(project: Project, now: Numbers, base: Numbers | undefined): Moved[] {
  const { t } = useTranslation();
  const verdict = useVerdict();
  const prices = usePrices();
  const years = now.answer.aar;
  const { prisaar, desimaler: decimals } = now.answer.om;
  const top = (s: Series | undefined) => peak(s?.verdier ?? [], years);
  const money = (v: number | null | undefined) => (v === null || v === undefined ? null : millions(v));
  const worst = top(now.of(NEED));
  const lack = (n: Numbers | undefined) => top(n?.of("plassmangel", { tjeneste: project.service }))?.value ?? null;
  const fixed = t("ui.brett.mill_aar", { aar: prisaar });
  return [
    {
      id: "varig",
      text: t("ui.stripe.varig"),
      unit: fixed,
      decimals,
      was: money(verdict.base?.behov.tall.verdi),
      is: money(verdict.now.data?.behov.tall.verdi),
    },
    ...(worst
      ? [
          {
            id: "verst",
            text: t("ui.brett.verste_aar", { aar: worst.year }),
            unit: fixed,
            decimals,
            was: money(at(base?.of(NEED), worst.year)),
            is: money(worst.value),
          },
        ]
      : []),
    {
      id: "gjeld",
      text: t("ui.stripe.gjeld"),
      unit: prices.statistic === "faste" ? fixed : t("ui.brett.mill_loepende_kort"),
      decimals,
      was: money(top(base?.of(DEBT))?.value),
      is: money(top(now.of(DEBT))?.value),
    },
    ...(project.service
      ? [
          {
            id: "plasser",
            text: t("ui.mangler_flest", { navn: project.service_name }),
            unit: t("ui.plasser"),
            decimals: 0,
            was: lack(base),
            is: lack(now),
          },
        ]
      : []),
  ];
}

/** A number as it is printed, so that a difference is that of the printed ones. */
function printed(v: number, decimals: number): number {
  const found = parse(grouped(v, decimals));
  return found.ok ? found.value : v;
}

/** Before, after and the difference; what has not been computed is never called unchanged. */
function Figure({ row: r, state, unit }: { row: Moved; state: Computed; unit: boolean }) {
  const { t } = useTranslation();
  const was = r.was === null ? "–" : grouped(r.was, r.decimals);
  if (state !== "klar" || r.was === null || r.is === null)
    return (
      <span className="num">
        {was} → <span className="dus">{t(state === "regner" ? "ui.regner" : "ui.brett.ikke_regnet")}</span>
      </span>
    );
  const change = signed(printed(r.is, r.decimals) - printed(r.was, r.decimals), r.decimals);
  const same = !/[1-9]/.test(change);
  return (
    <span className="num">
      {was} → <b>{grouped(r.is, r.decimals)}</b> {unit ? <small>{r.unit} </small> : null}
      <Delta text={same ? t("ui.uendret") : change} good={same ? null : r.is < r.was} />
    </span>
  );
}

interface EffectProps {
  project: Project;
  moves: Moves;
  asked: ReturnType<typeof useBoardNumbers>["now"];
  now: Numbers;
  base: Numbers | undefined;
  /** On a phone: the need and the places alone. */
  short?: boolean;
}

/** The effect of a move in a panel beside the board, or at its foot; losses beside gains. */
export function EffectPanel(p: EffectProps) {
  const { t } = useTranslation();
  const { project, moves } = p;
  const moved = moves.held?.moved ?? project.moved;
  return (
    <aside className="kort virkning-panel" aria-label={t("ui.virkning")}>
      <h2>{t("ui.flytter", { navn: project.name })}</h2>
      <p className="dus">{t("ui.byggestart", { fra: project.first, til: startOf(project, moved) })}</p>
      <Effect {...p} />
    </aside>
  );
}

/** The rows of the effect with the buttons that keep or drop the move. */
export function Effect({ project, moves, asked, now, base, short: brief = false }: EffectProps) {
  const { t } = useTranslation();
  const rows = useMoved(project, now, base).filter((r) => !brief || r.id === "varig" || r.id === "plasser");
  const { state, keep, drop, held } = moves;
  const lack = project.service ? now.of("plassmangel", { tjeneste: project.service }) : undefined;
  const short = now.answer.aar.filter((y) => lacking(at(lack, y)));
  if (asked.error)
    return (
      <Buttons drop={drop}>
        <Failure error={asked.error} />
      </Buttons>
    );
  return (
    <Buttons keep={() => keep(project, held?.moved ?? project.moved)} drop={drop}>
      <ul className="ren" aria-busy={state === "regner" || undefined}>
        {rows.map((r) => (
          <li key={r.id}>
            <span>{brief && r.id === "plasser" ? t("ui.brett.uten_plass") : r.text}</span>
            <Figure row={r} state={state} unit={!brief} />
          </li>
        ))}
      </ul>
      {state === "klar" && short.length ? (
        <p>
          <Status kind="brudd">
            {t("ui.mangler_plasser", {
              n: grouped(peak(lack?.verdier ?? [], now.answer.aar)?.value ?? 0),
              fra: short[0],
              til: short.at(-1),
            })}
          </Status>
        </p>
      ) : null}
      {project.waits.length ? (
        <p className="liten dus">{t("ui.venter_paa", { navn: project.waits.map((w) => w.project).join(", ") })}</p>
      ) : null}
    </Buttons>
  );
}

function Buttons({ keep, drop, children }: { keep?: () => void; drop: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      {children}
      <div className="verktoy">
        {keep ? (
          <Button data-size="sm" onClick={keep}>
            {t("ui.behold")}
          </Button>
        ) : null}
        <Button data-size="sm" variant="tertiary" onClick={drop}>
          {t("ui.angre")}
        </Button>
      </div>
    </>
  );
}
