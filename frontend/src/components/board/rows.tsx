import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ends, type Gap, type Group, inYears, onTrack, shortSpan, sumsByYear } from "../../lib/board";
import type { Numbers, Project } from "../../lib/data";
import { useOpenForm } from "../../lib/forms";
import { grouped, mill, millions } from "../../lib/numbers";
import { usePlan } from "../../lib/plan";
import { Bar } from "./bar";
import { formOf, gapWords } from "./gaps";
import { type Moves, SPENT } from "./moves";
import { YearFigures } from "./tracks";

/** A heading of a group with its sums by year; those of the frames are amounts per year. */
export function GroupHead({ group, now, basis }: { group: Group; now: Numbers; basis: string }) {
  const { t } = useTranslation();
  const spent = group.projects.map((p) => now.of(SPENT, { prosjekt: p.id })?.verdier);
  const { large, texts } = inYears(sumsByYear(spent, now.answer.aar.length));
  return (
    <tr className="gruppe">
      <th scope="rowgroup" colSpan={2}>
        {group.frames ? t("ui.brett.faste_rammer_aar", { n: group.projects.length }) : `${group.name} · ${group.projects.length}`}
        {large ? (
          <small className="dus">
            {" "}
            {t("ui.brett.mrd")} {basis}
          </small>
        ) : (
          <span className="vh">
            , {t("ui.brett.mill")} {basis}
          </span>
        )}
      </th>
      <td>{group.projects.length ? <YearFigures years={now.answer.aar} texts={texts} /> : null}</td>
    </tr>
  );
}

/** A project or frame: name that opens its form, cost, and bar. What the draft has added or changed is marked in words too. */
export function ProjectRow({ project: p, now, colour, moves }: { project: Project; now: Numbers; colour: string; moves: Moves }) {
  const { t } = useTranslation();
  const open = useOpenForm();
  const { may } = usePlan();
  const held = moves.held?.id === p.id;
  const show = (anchor: HTMLElement) => open({ kind: "prosjekt", id: p.id, anchor });
  return (
    <tr id={p.id} className={held ? "loeftet" : p.state ? "endret-rad" : ""}>
      <th scope="row">
        <Name title={t(`ui.fase.${p.phase}`)} press={may("rediger") ? show : undefined}>
          {p.name}
        </Name>
        {p.state ? <small className="brett-merke">{t(`ui.brett.tilstand.${p.state}`)}</small> : null}
        {p.settled && p.kind !== "ramme" ? <small className="dus"> {t("ui.laast")}</small> : null}
      </th>
      <td className="n">
        {p.kind === "ramme" ? <PerYear project={p} now={now} /> : <Cost project={p} year={now.answer.om.prisaar} />}
      </td>
      <td>
        <Bar project={p} years={now.answer.aar} colour={colour} moves={moves} press={may("rediger") ? show : () => undefined} />
      </td>
    </tr>
  );
}

/** The cost of a project, with its price year where that is not the plan's. */
export function Cost({ project: p, year, decimals = 0 }: { project: Project; year: number; decimals?: number }) {
  const { t } = useTranslation();
  const own = p.prices.slice(0, 4);
  return (
    <>
      {mill(p.cost, decimals)}
      {p.cost !== null && own !== String(year) ? <small className="blokk dus">{t("ui.brett.aar_kr", { aar: own })}</small> : null}
    </>
  );
}

/** A frame's amount per year, or the least and the most of them; never a sum of years. */
export function PerYear({ project, now }: { project: Project; now: Numbers }) {
  const { t } = useTranslation();
  const found = ends(now.of(SPENT, { prosjekt: project.id })?.verdier);
  if (!found) return "–";
  const [least, most] = found.map((v) => grouped(millions(v)));
  return t("ui.brett.per_aar_n", { v: least === most ? least : `${least}–${most}` });
}

function Name({ title, press, children }: { title: string; press?: (anchor: HTMLElement) => void; children: ReactNode }) {
  if (!press) return <span title={title}>{children}</span>;
  return (
    <button type="button" className="som-lenke navnelenke" title={title} onClick={(e) => press(e.currentTarget)}>
      {children}
    </button>
  );
}

/** A need without a project, as a dashed bar that opens a new project filled in from it. */
export function GapRow({ gap: g, years }: { gap: Gap; years: number[] }) {
  const { t } = useTranslation();
  const open = useOpenForm();
  const { may } = usePlan();
  const words = gapWords(t, g);
  const first = years[0] ?? 0;
  const place = onTrack(Math.max(g.first, first), g.last, first, years.length);
  const when = shortSpan(g.first, g.last);
  return (
    <tr className="mangelrad">
      <th scope="row">{words.name}</th>
      <td className="n">{words.cost}</td>
      <td>
        <div className="spor">
          {may("rediger") ? (
            <button
              type="button"
              className="mangelbar"
              style={place}
              aria-label={t("ui.brett.lag_prosjekt_av", { navn: words.name, n: words.size, aar: when })}
              onClick={(e) => open(formOf(g, e.currentTarget))}
            >
              <span aria-hidden="true">{words.size}</span>
            </button>
          ) : (
            <span className="mangelbar" style={place}>
              {words.size}
            </span>
          )}
        </div>
      </td>
    </tr>
  );
}
