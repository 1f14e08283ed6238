import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../lib/api";
import { twoDigits } from "../../lib/board";
import { COLOUR } from "../../lib/colours";
import type { Computed } from "../../lib/computed";
import { type Numbers, type Project, useNumbers } from "../../lib/data";
import { grouped, mill, millions } from "../../lib/numbers";
import { at, freePlaces, inMillions, lacking, NEED, peak, usePrices } from "../../lib/series";
import { readAs } from "../../lib/units";
import { SeriesCells, Table, yearHeads } from "../table";
import { isMoved } from "./effect";
import { DEBT, INVESTED } from "./moves";

type Values = (number | null)[];
type Limit = NonNullable<Schemas["Timeline"]["limit"]>;
const THOUSAND = 1000; // millions

interface TracksProps {
  now: Numbers;
  base: Numbers | undefined;
  limit: Limit | null | undefined;
  active: Project | undefined;
  state: Computed;
}

/** The cost of the order on the bars' own time axis: investment by year with its limit, the need, and places of what is moved. */
export function Tracks({ now, base, limit, active, state }: TracksProps) {
  const { t } = useTranslation();
  const prices = usePrices();
  const { aar: years, om } = now.answer;
  const invested = inMillions(now.of(INVESTED)?.verdier);
  const large = (peak(invested, years)?.value ?? 0) >= THOUSAND;
  const written = (v: number | null) => (v === null ? "–" : large ? grouped(v / THOUSAND, 1) : grouped(v));
  const basis = prices.statistic === "faste" ? t("ui.brett.aar_kr", { aar: om.prisaar }) : t("ui.brett.loepende_kr");
  const unit = `${t(large ? "ui.brett.mrd" : "ui.brett.mill")} ${basis}`;
  const bound = limit
    ? years.map((_, i) => millions(prices.statistic === "faste" ? limit.fixed : (limit.current[i] ?? limit.fixed)))
    : [];
  const need = inMillions(now.of(NEED)?.verdier);
  const wasNeed = inMillions(base?.of(NEED)?.verdier);
  return (
    <tbody className={state === "klar" ? undefined : "uferdig"} aria-busy={state === "regner" || undefined}>
      <tr className="gruppe">
        <th scope="rowgroup" colSpan={3}>
          {t("ui.brett.sum_og_virkning")}
          {state === "klar" ? null : ` · ${t(state === "regner" ? "ui.regner" : "ui.brett.ikke_regnet")}`}
        </th>
      </tr>
      <TrackRow
        title={t("ui.investering_per_aar")}
        unit={limit ? `${unit} · ${t("ui.brett.roed_strek", { v: written(bound[0] ?? null) })}` : unit}
      >
        <Bars
          values={invested}
          was={inMillions(base?.of(INVESTED)?.verdier)}
          bound={bound}
          years={years}
          adopted={om.vedtatt_til}
        />
      </TrackRow>
      <TrackRow title={t("ui.brett.sum_felt")} unit={unit}>
        <Cells
          years={years}
          texts={invested.map(written)}
          looks={years.map((y) => (limit?.above.includes(y) ? "over-grense" : ""))}
        />
      </TrackRow>
      <TrackRow title={t("ui.behov_aar_for_aar")} unit={t("ui.brett.mill_aar", { aar: om.prisaar })}>
        <Cells
          years={years}
          texts={need.map((v, i) => ((om.vedtatt_til ?? 0) >= (years[i] ?? 0) || v === null ? "–" : grouped(v)))}
          looks={need.map(
            (v, i) =>
              `${(v ?? 0) >= 0.5 ? "brudd-celle" : (v ?? 0) <= -0.5 ? "ok-celle" : ""} ${isMoved(wasNeed[i], v) ? "endret" : ""}`,
          )}
        />
      </TrackRow>
      {active?.service ? <Places now={now} project={active} /> : null}
    </tbody>
  );
}

function TrackRow({ title, unit, children }: { title: string; unit: string; children: ReactNode }) {
  return (
    <tr>
      <th scope="row" colSpan={2}>
        {title} <span className="blokk liten dus">{unit}</span>
      </th>
      <td>{children}</td>
    </tr>
  );
}

function Cells({ years, texts, looks }: { years: number[]; texts: string[]; looks?: string[] }) {
  return (
    <span className="plassrad">
      {texts.map((text, i) => (
        <span key={years[i]} className={`${looks?.[i] ?? ""} ${text.length > 3 ? "tett" : ""}`.trim() || undefined}>
          {text.replace(/\s/g, "")}
        </span>
      ))}
    </span>
  );
}

export { Cells as YearFigures };

/** Free places of the service that is touched, and what its zone lacks where the project has one. */
function Places({ now, project }: { now: Numbers; project: Project }) {
  const { t } = useTranslation();
  const axes = { tjeneste: project.service };
  const inZone = useNumbers(
    project.facts.zone ? [{ navn: "plassmangel_sone", akser: { ...axes, sone: project.facts.zone } }] : [],
  );
  const lack = project.facts.zone ? inZone.now.data?.every("plassmangel_sone")[0]?.verdier : undefined;
  const look = (v: number | null) => (lacking(-(v ?? 0)) ? "brudd-celle" : "ok-celle");
  const free = freePlaces(now, axes);
  const years = now.answer.aar;
  return (
    <>
      <TrackRow title={t("ui.plasser_i", { navn: project.service_name })} unit={t("ui.ledig_eller_mangler")}>
        <Cells years={years} texts={free.map((v) => grouped(v ?? 0))} looks={free.map(look)} />
      </TrackRow>
      {lack ? (
        <TrackRow title={t("ui.plasser_i", { navn: project.facts.zone_name })} unit={t("ui.brett.mangler_i_sonen")}>
          <Cells
            years={years}
            texts={lack.map((v) => (lacking(v) ? grouped(-(v ?? 0)) : "0"))}
            looks={lack.map((v) => look(-(v ?? 0)))}
          />
        </TrackRow>
      ) : null}
    </>
  );
}

interface BarsProps {
  values: Values;
  was: Values;
  bound: number[];
  years: number[];
  adopted: number | null | undefined;
}

/** A small picture on the time axis; its numbers are in the row under it. Years above the limit are hatched. */
function Bars({ values, was, bound, years, adopted }: BarsProps) {
  const n = Math.max(1, values.length);
  const most = Math.max(1e-9, ...[...values, ...was, ...bound].map((v) => v ?? 0));
  const y = (v: number | null | undefined) => 54 - ((v ?? 0) / most) * 50;
  const x = (i: number) => ((i + 0.5) * 1000) / n;
  const line = (list: Values) => list.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`).join(" ");
  const over = (i: number) => bound.length > 0 && (values[i] ?? 0) > (bound[i] ?? 0) + 0.5;
  return (
    <svg className="spor-figur" viewBox="0 0 1000 56" preserveAspectRatio="none" aria-hidden="true">
      <defs>
        <pattern id="over-grense" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="8" height="8" fill={COLOUR.need} />
          <rect width="3" height="8" fill="#fff" opacity="0.35" />
        </pattern>
      </defs>
      {values.map((v, i) => (
        <rect
          key={years[i]}
          x={x(i) - 380 / n}
          width={760 / n}
          y={y(v)}
          height={Math.max(0, 54 - y(v))}
          fill={over(i) ? "url(#over-grense)" : (years[i] ?? 0) <= (adopted ?? 0) ? COLOUR.capacity : COLOUR.plan}
        />
      ))}
      {was.some((v, i) => isMoved(v, values[i])) ? (
        <polyline
          points={line(was)}
          fill="none"
          stroke={COLOUR.before}
          strokeWidth="2"
          strokeDasharray="6 5"
          vectorEffect="non-scaling-stroke"
        />
      ) : null}
      {bound.length ? (
        <polyline
          points={line(bound)}
          fill="none"
          stroke="#b3122a"
          strokeWidth="2"
          strokeDasharray="5 3"
          vectorEffect="non-scaling-stroke"
        />
      ) : null}
      <line x1="0" x2="1000" y1="54" y2="54" stroke="#9aa0a8" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

const TOLD = [
  { name: INVESTED, text: "ui.investering_per_aar" },
  { name: NEED, text: "ui.behov_aar_for_aar" },
  { name: DEBT, text: "ui.laanegjeld" },
] as const;

/** The cost of the order as numbers; previous values are shown under the changed ones. */
export function EffectTable({ now, base }: { now: Numbers; base: Numbers | undefined }) {
  const { t } = useTranslation();
  const prices = usePrices();
  const { aar: years, om } = now.answer;
  return (
    <Table
      className="virkning"
      shownCaption
      label={t("ui.virkning_tidsakse")}
      caption={`${t("ui.virkning_tidsakse")}, ${t(prices.words, { aar: om.prisaar })}`}
      heads={[{ text: t("file.name"), hidden: true }, ...yearHeads(years, null, twoDigits)]}
    >
      <tbody>
        {TOLD.map((m) => {
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
                unit={readAs(t, "kr")}
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
