import { useState } from "react";
import { useTranslation } from "react-i18next";
import { address } from "../lib/address";
import { useNarrow } from "../lib/narrow";
import { grouped, percent, signed } from "../lib/numbers";
import type { Part, ServicePlaces } from "../lib/places";
import { lacking } from "../lib/series";
import { steps, windowAt } from "../lib/yearwindow";
import { Card, LinkButton, Status } from "./bits";
import { type Head, numberHead, Table, YearCells, yearHeads } from "./table";

const ON_PHONE = 6; // years
const BAD = 0.9; // share of the need below which the sign is a square

/** The sign, the words and the colour of a coverage, so that none stands alone. */
function look(part: Part, at: number): { sign: string; css: string } {
  const share = part.coverage[at];
  if (share === null || share === undefined) return { sign: "", css: "" };
  if (!lacking(part.lacking[at])) return { sign: "", css: "ok-celle" };
  return share < BAD ? { sign: "■ ", css: "brudd-celle" } : { sign: "▲ ", css: "obs-celle" };
}

/** Some years of a plan, and those in which a part begins to lack places and lacks most, so that no shortage falls between. */
function telling(parts: Part[], years: number[]): number[] {
  const lack = parts.flatMap((p) => [p.first, p.peak, p.last]);
  return years.filter((y, i) => i % 5 === 0 || i === years.length - 1 || lack.includes(y));
}

/** Places in per cent of the need by zone and year. On a phone, six years from the first that lacks places. */
export function CoverageCard({ service, years }: { service: ServicePlaces; years: number[] }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const parts = service.zones.length ? service.zones : [service.whole];
  const first = Math.min(...parts.flatMap((p) => p.first ?? []));
  const [from, setFrom] = useState<number | null>(null);
  const [all, setAll] = useState(false);
  const begin = from ?? (Number.isFinite(first) ? first : (years[0] ?? 0));
  const shown = narrow ? windowAt(years, begin, ON_PHONE) : all ? years : telling(parts, years);
  const more: Head[] = narrow ? [] : [numberHead(t("ui.verste_aar")), { text: t("ui.vedtak_senest_kort") }];
  const said = narrow && Number.isFinite(first) && from === null ? ` ${t("ui.starter_i", { aar: shown[0] })}` : "";
  return (
    <Card id="h-dek" title={t(service.zones.length ? "ui.dekning" : "ui.dekning_hele")} text={`${t("ui.dekning_tekst")}${said}`}>
      <Table
        className="varme klebrig dekning"
        caption={t("ui.dekning_av", { navn: service.name })}
        heads={[t(service.zones.length ? "ui.sone" : "ui.omraade"), ...yearHeads(shown), ...more]}
      >
        <tbody>
          {parts.map((p) => (
            <tr key={p.zone}>
              <th scope="row">{p.name}</th>
              <Cells service={service.id} part={p} years={years} shown={shown} />
              {narrow ? null : <Worst part={p} />}
            </tr>
          ))}
        </tbody>
      </Table>
      {narrow ? <Step years={years} shown={shown} go={setFrom} /> : null}
      {narrow ? null : (
        <p>
          <LinkButton onClick={() => setAll(!all)}>{t(all ? "ui.faerre_aar" : "ui.alle_aar", { n: years.length })}</LinkButton>
        </p>
      )}
      {service.outside > 0.5 ? <p className="liten dus">{t("ui.uten_sone", { n: grouped(service.outside) })}</p> : null}
    </Card>
  );
}

function Cells({ service, part, years, shown }: { service: string; part: Part; years: number[]; shown: number[] }) {
  const { t } = useTranslation();
  const at = (year: number) => years.indexOf(year);
  const axes: Record<string, string> = part.zone ? { tjeneste: service, sone: part.zone } : { tjeneste: service };
  const words = (year: number) => {
    const lack = part.lacking[at(year)];
    return lacking(lack) ? t("ui.mangler_n", { n: grouped(lack ?? 0) }) : t("ui.nok_plasser");
  };
  return (
    <YearCells
      name={part.name}
      years={shown}
      text={(y) => {
        const share = part.coverage[at(y)];
        return share === null || share === undefined ? null : percentOf(share);
      }}
      address={(y) => address(part.zone ? "plassdekning_sone" : "plassdekning", y, "basis", axes)}
      label={(y, text) => `${part.name} ${y}: ${text} ${t("ui.prosent_av_behovet")}, ${words(y)}`}
      look={(y) => look(part, at(y)).css}
      before={(y) => (
        <span className="tegnet" aria-hidden="true">
          {look(part, at(y)).sign}
        </span>
      )}
    />
  );
}

/** Whole per cent; a coverage just under the whole need is never printed as all of it. */
function percentOf(share: number): string {
  return share > 0.99 && share < 1 ? "99" : percent(share);
}

function Worst({ part }: { part: Part }) {
  const { t } = useTranslation();
  const short = part.first !== null && part.first !== undefined;
  return (
    <>
      <td className="n">
        {short ? t("ui.n_i_aar", { n: grouped(-part.worst), aar: part.peak }) : signed(Math.round(-part.worst))}
      </td>
      <td>{!short ? "–" : part.late ? <Status kind="brudd">{t("ui.for_sent_kort")}</Status> : String(part.decide)}</td>
    </>
  );
}

function Step({ years, shown, go }: { years: number[]; shown: number[]; go: (from: number) => void }) {
  const { t } = useTranslation();
  const { back, on } = steps(years, shown);
  const end = on === null ? null : windowAt(years, on, shown.length).at(-1);
  return (
    <div className="verktoy aarsteg">
      {back === null ? null : <LinkButton onClick={() => go(back)}>‹ {t("ui.fra_aar_kort", { aar: back })}</LinkButton>}
      {on === null ? null : <LinkButton onClick={() => go(on)}>{t("ui.til_aar_kort", { aar: end })} ›</LinkButton>}
    </div>
  );
}
