import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { address } from "../lib/address";
import { COLOUR, DASH } from "../lib/colours";
import { grouped } from "../lib/numbers";
import type { Part, ServicePlaces } from "../lib/places";
import { type Band, Chart, type Line } from "./chart";

const BAND = "#f0d3d7"; // the need's own colour, light

/** The whole municipality, in the address, where a service has zones. */
export const WHOLE = "alle";

/** The part of a service that is looked at: the zone asked for, else the one that lacks most, else the whole. */
export function partOf(service: ServicePlaces, zone: string | null): Part {
  if (zone === WHOLE) return service.whole;
  const worst = [...service.zones].sort((a, b) => b.worst - a.worst).find((z) => z.first !== null);
  return service.zones.find((z) => z.zone === zone) ?? worst ?? service.whole;
}

/** Need with its band against stepped places, each step labelled with the project or building that makes it. */
export function PlacesChart({
  service,
  part,
  years,
  band,
  before,
  linked = true,
  children,
}: {
  service: ServicePlaces;
  part: Part;
  years: number[];
  band: { low: number[]; high: number[] } | null;
  /** The places before a draft. */
  before?: number[] | undefined;
  /** Whether the numbers can be explained and downloaded, as in a plan that is open. */
  linked?: boolean;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const axes: Record<string, string> = part.zone ? { tjeneste: service.id, sone: part.zone } : { tjeneste: service.id };
  const names = part.zone ? ["plassbehov_sone", "plasser_sone"] : ["plassbehov", "kapasitet_ub"];
  const at = (name: string | undefined) => (linked && name ? (y: number) => address(name, y, "basis", axes) : undefined);
  const here = service.steps.filter((s) => !part.zone || s.zone === part.zone);
  const old = part.zone ? [] : service.old;
  const lines: Line[] = [
    ...(before ? [{ name: t("ui.kapasitet_foer"), values: before, colour: COLOUR.before, dash: DASH.before, step: true }] : []),
    ...(old.length ? [{ name: t("ui.gammelt_prinsipp"), values: old, colour: COLOUR.before, dash: DASH.other }] : []),
    {
      name: t("ui.plasser_hode"),
      values: part.places,
      colour: COLOUR.capacity,
      width: 3,
      step: true,
      at: at(names[1]),
      points: labels(here, years),
    },
    { name: t("ui.behov"), values: part.need, colour: COLOUR.need, width: 3, at: at(names[0]) },
  ];
  const bands: Band[] = band ? [{ name: t("ui.behov_80"), low: band.low, high: band.high, colour: BAND }] : [];
  // The whole of a service with zones may have places to spare while a zone lacks them; then no year is marked.
  const first = !part.zone && service.zones.length ? 0 : (part.first ?? 0);
  const title = part.zone ? `${service.name}, ${part.name}` : service.name;
  const last = years.length - 1;
  const enough = part.zone || !service.short ? t("ui.nok_plasser") : service.tag.text;
  const found = first ? t("ui.mangler_plasser_naar", { naar: part.words }) : enough.toLowerCase();
  return (
    <Chart
      title={`${title}: ${found}`}
      unit={service.definition ? `${t("ui.plasser")} · ${t("ui.dekning_er", { tekst: service.definition })}` : t("ui.plasser")}
      years={years}
      zero={false}
      height={320}
      lines={lines}
      bands={bands}
      mark={first ? { year: first, text: t("ui.mangler_fra", { aar: first }) } : null}
      {...(linked ? { questions: names.map((navn) => ({ navn, akser: axes })), method: "plassbehov" } : {})}
      summary={[
        t("ui.sum.behov", {
          b0: grouped(part.need[0] ?? 0),
          aar0: years[0],
          b1: grouped(part.need[last] ?? 0),
          aar1: years[last],
          k0: grouped(part.places[0] ?? 0),
          k1: grouped(part.places[last] ?? 0),
        }),
        ...(band
          ? [t("ui.sum.behov_80", { a: grouped(band.low[last] ?? 0), b: grouped(band.high[last] ?? 0), aar: years[last] })]
          : []),
      ].join(" ")}
    >
      {here.length ? (
        <details className="trinn">
          <summary>{t("ui.endrer_plassene", { n: here.length })}</summary>
          <ul>
            {here.map((s) => (
              <li key={`${s.year} ${s.text}`}>
                <b>{s.year}</b> {s.text}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {children}
    </Chart>
  );
}

/** A label for each year that places change: the largest change, and that there are more. */
function labels(steps: ServicePlaces["steps"], years: number[]): { year: number; text: string }[] {
  return years.flatMap((year) => {
    const own = steps.filter((s) => s.year === year);
    const [largest] = own;
    return largest ? [{ year, text: own.length > 1 ? `${largest.text} m.m.` : largest.text }] : [];
  });
}
