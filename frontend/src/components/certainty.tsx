import { Textfield } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { grouped, parse } from "../lib/numbers";
import { Card, LinkButton } from "./bits";
import { DrawStory } from "./drawstory";
import { PrintedFigure } from "./printed";

type Found = Schemas["EnoughOut"];
type Point = Schemas["CurvePointOut"];

/** The saving that is enough with a chosen certainty, and where the plan's own number lies. */
export function Certainty({ found }: { found: Found | null }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState("80");
  const [story, setStory] = useState<string | null>(null);
  if (!found) {
    return (
      <Card title={t("ui.hvor_trygge")}>
        <p>{t("ui.ikke_behov")}</p>
      </Card>
    );
  }
  const wanted = parse(asked);
  const point = wanted.ok
    ? found.kurve.find((p) => p.prosent === Math.min(99, Math.max(1, Math.round(wanted.value))))
    : undefined;
  const where = point ? found.planens.adresse.replace(/[^/]+$/, `p${point.prosent}`) : "";
  return (
    <PrintedFigure
      title={t("ui.hvor_trygge")}
      unit={t("ui.sannsynlighet_nok")}
      said={found.sagt.setninger}
      table={found.sagt.tabell}
      links={
        where ? (
          <>
            <LinkButton onClick={() => setStory(where)}>{t("ui.forklar_forloepet")}</LinkButton>
            {story ? <DrawStory address={story} close={() => setStory(null)} /> : null}
          </>
        ) : null
      }
      tools={
        found.kurve.length ? (
          <div className="sikkerhet">
            <Textfield
              label={t("ui.oensket_sikkerhet")}
              value={asked}
              onChange={(e) => setAsked(e.target.value)}
              inputMode="numeric"
              data-size="sm"
            />
            <p role="status">
              {point ? t("ui.krever", { p: point.prosent, v: point.tall, enhet: found.enhet }) : t("ui.krever_tall")}
            </p>
          </div>
        ) : null
      }
    >
      {(id) => (found.kurve.length ? <Curve found={found} point={point} id={id} title={t("ui.hvor_trygge")} /> : null)}
    </PrintedFigure>
  );
}

const WIDTH = 320;
const HEIGHT = 220;
const FOOT = 34;
const LEFT = 36;

/** Savings across, and upwards in how many of 100 draws they are enough. */
function Curve({ found, point, id, title }: { found: Found; point: Point | undefined; id: string; title: string }) {
  const all = found.kurve.map((p) => p.nivaa / 1e6);
  const [low, high] = [Math.min(0, ...all), Math.max(...all)];
  const x = (mill: number) => LEFT + ((mill - low) / (high - low || 1)) * (WIDTH - LEFT - 10);
  const y = (percent: number) => 10 + (1 - percent / 100) * (HEIGHT - FOOT - 10);
  const line = found.kurve.map((p, i) => `${i ? "L" : "M"}${x(all[i] ?? 0).toFixed(1)} ${y(p.prosent).toFixed(1)}`).join(" ");
  const own = { x: x((found.planens.verdi ?? 0) / 1e6), y: y((found.planens_andel.verdi ?? 0) * 100) };
  const at = point ? { x: x(point.nivaa / 1e6), y: y(point.prosent) } : null;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="kurve" role="img" aria-labelledby={`${id}-tittel`}>
      <title id={`${id}-tittel`}>{title}</title>
      <desc>{found.sagt.setninger.join(" ")}</desc>
      {[0, 25, 50, 75, 100].map((p) => (
        <g key={p}>
          <line x1={LEFT} x2={WIDTH - 10} y1={y(p)} y2={y(p)} stroke="#e7e9ec" />
          <text x={LEFT - 6} y={y(p) + 4} textAnchor="end">
            {p}
          </text>
        </g>
      ))}
      {stepsOf(low, high).map((v) => (
        <text key={v} x={x(v)} y={HEIGHT - FOOT + 16} textAnchor="middle">
          {grouped(v)}
        </text>
      ))}
      <text x={(LEFT + WIDTH) / 2} y={HEIGHT - 3} textAnchor="middle">
        {found.enhet}
      </text>
      <path d={line} fill="none" stroke={COLOUR.plan} strokeWidth="2.5" />
      <circle cx={own.x} cy={own.y} r="4.5" fill="#fff" stroke={COLOUR.plan} strokeWidth="2" />
      <text x={own.x + 8} y={own.y + 12} className="fet">
        {found.planens.tekst}
      </text>
      {at && point ? (
        <>
          <path d={`M${LEFT} ${at.y} H${at.x} V${y(0)}`} fill="none" stroke={COLOUR.capacity} strokeDasharray="3 3" />
          <circle cx={at.x} cy={at.y} r="6" fill={COLOUR.capacity} />
          <text
            x={at.x > WIDTH / 2 ? at.x - 10 : at.x + 10}
            y={at.y - 8}
            textAnchor={at.x > WIDTH / 2 ? "end" : "start"}
            className="fet"
          >
            {point.tall}
          </text>
        </>
      ) : null}
    </svg>
  );
}

/** Round numbers across the axis. */
function stepsOf(low: number, high: number): number[] {
  const raw = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((m) => m * power >= raw) ?? 10) * power;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}
