import { Button } from "@digdir/designsystemet-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type Gap, shortSpan } from "../../lib/board";
import type { Numbers, Project } from "../../lib/data";
import { useOpenForm } from "../../lib/forms";
import { mill } from "../../lib/numbers";
import { usePlan } from "../../lib/plan";
import { startOf } from "../../lib/projects";
import type { BoardParts } from "./board";
import { Effect } from "./effect";
import { formOf, gapWords } from "./gaps";
import { PerYear } from "./rows";

/** The timeline on a phone: years with − and +, and the effect with Behold in the row itself; one row is open at a time. */
export function PhoneBoard(parts: BoardParts) {
  const { t } = useTranslation();
  const gaps = parts.groups.flatMap((g) => g.gaps);
  return (
    <>
      <p className="dus">{t("ui.brett.telefon_hjelp")}</p>
      {parts.groups.map((g) =>
        g.projects.length ? (
          <section key={g.id} aria-label={g.frames ? t("ui.faste_rammer") : g.name}>
            <h2 className="telefongruppe">{g.frames ? t("ui.brett.faste_rammer_aar", { n: g.projects.length }) : g.name}</h2>
            <ul className="telefonliste">
              {g.projects.map((p) => (
                <PhoneRow key={p.id} project={p} parts={parts} />
              ))}
            </ul>
          </section>
        ) : null,
      )}
      {gaps.length ? (
        <section aria-label={t("ui.brett.mangler_i_planen")}>
          <h2 className="telefongruppe mangler">{t("ui.brett.mangler_i_planen")}</h2>
          {gaps.map((g) => (
            <PhoneGap key={g.id} gap={g} />
          ))}
        </section>
      ) : null}
    </>
  );
}

function PhoneRow({ project: p, parts }: { project: Project; parts: BoardParts }) {
  const { moves, now, base, asked } = parts;
  const open = moves.held?.id === p.id;
  const moved = open ? (moves.held?.moved ?? p.moved) : p.moved;
  const begins = startOf(p, moved);
  const span = shortSpan(begins, begins + p.last - p.first);
  return (
    <li className={open ? "aapen" : p.state ? "endret-rad" : ""} id={p.id}>
      <div className="telefonrad">
        <span>
          <b>{p.name}</b>
          <Facts project={p} now={now} was={open ? shortSpan(p.first, p.last) : ""} />
        </span>
        {p.kind === "ramme" ? null : (
          <span className="stepper">
            <Step project={p} moved={moved} by={-1} step={moves.tryIt} />
            <span className="num" aria-live="polite">
              {span}
            </span>
            <Step project={p} moved={moved} by={1} step={moves.tryIt} />
          </span>
        )}
      </div>
      {open ? <Effect short project={p} moves={moves} asked={asked} now={now} base={base} /> : null}
    </li>
  );
}

function Facts({ project: p, now, was }: { project: Project; now: Numbers; was: string }) {
  const { t } = useTranslation();
  return (
    <span className="blokk liten dus">
      {p.kind === "ramme" ? (
        <PerYear project={p} now={now} />
      ) : (
        `${mill(p.cost)} ${t("ui.brett.mill")} · ${t(`ui.fase.${p.phase}`)}`
      )}
      {was ? ` · ${t("ui.brett.foer_aar", { aar: was })}` : ""}
      {p.state && !was ? ` · ${t(`ui.brett.tilstand.${p.state}`)}` : ""}
    </span>
  );
}

/** A year earlier or later. Outside the window the button stays, and says why it does nothing. */
function Step({
  project: p,
  moved,
  by,
  step,
}: {
  project: Project;
  moved: number;
  by: -1 | 1;
  step: (p: Project, moved: number) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const closed = by < 0 ? moved <= p.earliest : moved >= p.latest;
  const why = p.settled
    ? t("ui.kontrakt_staar")
    : t(by < 0 ? "ui.brett.ikke_tidligere" : "ui.brett.ikke_senere", { aar: startOf(p, moved) });
  return (
    <>
      <button
        type="button"
        className="stegknapp"
        aria-label={t(by < 0 ? "ui.brett.ett_aar_foer" : "ui.brett.ett_aar_etter", { navn: p.name })}
        aria-disabled={closed || undefined}
        aria-describedby={closed ? id : undefined}
        title={closed ? why : undefined}
        onClick={() => (closed ? undefined : step(p, moved + by))}
      >
        {by < 0 ? "−" : "+"}
      </button>
      {closed ? (
        <span id={id} className="stegtekst">
          {why}
        </span>
      ) : null}
    </>
  );
}

function PhoneGap({ gap: g }: { gap: Gap }) {
  const { t } = useTranslation();
  const open = useOpenForm();
  const { may } = usePlan();
  const words = gapWords(t, g);
  return (
    <div className="mangelkort">
      <span>
        <b>{g.kind === "fornyelse" ? words.name : `${words.size} ${words.name}`}</b>
        <span className="blokk liten">
          {words.cost} {t("ui.brett.mill")} · {t("ui.fra_aar", { aar: g.first })}
        </span>
      </span>
      {may("rediger") ? (
        <Button data-size="sm" variant="secondary" onClick={(e) => open(formOf(g, e.currentTarget))}>
          {t("ui.brett.lag_prosjekt")}
        </Button>
      ) : null}
    </div>
  );
}
