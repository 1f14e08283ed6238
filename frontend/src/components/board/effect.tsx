import { Button } from "@digdir/designsystemet-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Series } from "../../lib/api";
import type { Computed } from "../../lib/computed";
import { type Numbers, type Project, useVerdict } from "../../lib/data";
import { grouped, millions, signed } from "../../lib/numbers";
import { startOf } from "../../lib/projects";
import { at, lacking, NEED, peak, usePrices } from "../../lib/series";
import { Delta, Status } from "../bits";
import { Failure } from "../state";
import { DEBT, type Moves, type useBoardNumbers } from "./moves";

interface Moved {
  id: string;
  text: string;
  unit: string;
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
  const { prisaar } = now.answer.om;
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
      was: money(verdict.base?.behov.tall.verdi),
      is: money(verdict.now.data?.behov.tall.verdi),
    },
    ...(worst
      ? [
          {
            id: "verst",
            text: t("ui.brett.verste_aar", { aar: worst.year }),
            unit: fixed,
            was: money(at(base?.of(NEED), worst.year)),
            is: money(worst.value),
          },
        ]
      : []),
    {
      id: "gjeld",
      text: t("ui.stripe.gjeld"),
      unit: prices.statistic === "faste" ? fixed : t("ui.brett.mill_loepende_kort"),
      was: money(top(base?.of(DEBT))?.value),
      is: money(top(now.of(DEBT))?.value),
    },
    ...(project.service
      ? [
          {
            id: "plasser",
            text: t("ui.mangler_flest", { navn: project.service_name }),
            unit: t("ui.plasser"),
            was: lack(base),
            is: lack(now),
          },
        ]
      : []),
  ];
}

/** Before, after and the difference; what has not been computed is never called unchanged. */
function Figure({ row: r, state }: { row: Moved; state: Computed }) {
  const { t } = useTranslation();
  const known = state === "klar" && r.was !== null && r.is !== null;
  const same = !isMoved(r.was, r.is);
  return (
    <span className="num">
      {r.was === null ? "–" : grouped(r.was)} →{" "}
      {known ? (
        <>
          <b>{grouped(r.is ?? 0)}</b> <small>{r.unit}</small>{" "}
          <Delta
            text={same ? t("ui.uendret") : signed((r.is ?? 0) - (r.was ?? 0))}
            good={same ? null : (r.is ?? 0) < (r.was ?? 0)}
          />
        </>
      ) : (
        <span className="dus">{t(state === "regner" ? "ui.regner" : "ui.brett.ikke_regnet")}</span>
      )}
    </span>
  );
}

interface EffectProps {
  project: Project;
  moves: Moves;
  asked: ReturnType<typeof useBoardNumbers>["now"];
  now: Numbers;
  base: Numbers | undefined;
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
export function Effect({ project, moves, asked, now, base }: EffectProps) {
  const { t } = useTranslation();
  const rows = useMoved(project, now, base);
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
            <span>{r.text}</span>
            <Figure row={r} state={state} />
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
