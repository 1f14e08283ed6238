import { Button } from "@digdir/designsystemet-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { COLOUR } from "../lib/colours";
import type { Estimates, FirstPlan, useEstimates } from "../lib/firstplan";
import { shown } from "../lib/numbers";
import { lineOf } from "../lib/series";
import { readAs } from "../lib/units";
import { Card, LinkButton, Rough, Status } from "./bits";
import { Chart } from "./chart";
import { Modal } from "./modal";
import { SeriesCells, Table, yearHeads } from "./table";

type Ranked = ReturnType<typeof useEstimates>;

/** A first plan on the screen: the need with its range, the years, key figures and where each comes from. */
export function FirstPlanCard({
  found,
  ranked,
  saved,
  old,
  children,
}: {
  found: FirstPlan;
  ranked: Ranked;
  saved: string;
  old: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const estimates = ranked.data;
  const [all, setAll] = useState(false);
  return (
    <Card
      id="h-plan"
      title={t("ui.nyplan.plan", { navn: found.navn, fra: found.aar[0], til: found.aar.at(-1) })}
      text={t("ui.nyplan.laget", { navn: found.navn, pakke: found.datapakke })}
      tools={<Status kind="info">{saved}</Status>}
    >
      <div className={`hoved ${old ? "gammel" : ""}`.trim()} aria-busy={old || undefined}>
        <div>
          <Headline found={found} />
          <Range estimates={estimates} />
          <Levels found={found} estimates={estimates} />
        </div>
        <Years found={found} />
      </div>
      <KeyFigures found={found} />
      <div className="verktoy luft-over">
        {children}
        {estimates ? (
          <LinkButton onClick={() => setAll(true)}>{t("ui.nyplan.se_alle", { count: estimates.anslag })}</LinkButton>
        ) : null}
      </div>
      {all && estimates ? <AllFigures estimates={estimates} close={() => setAll(false)} /> : null}
    </Card>
  );
}

function Headline({ found }: { found: FirstPlan }) {
  const { t } = useTranslation();
  const { hovedtall, behov } = found.dom;
  return (
    <>
      <h3>
        {t("ui.varig_behov")} <Rough />
      </h3>
      <p className="stortall">
        {hovedtall.verdi === null ? "–" : hovedtall.tekst}{" "}
        {hovedtall.verdi === null ? null : (
          <span>
            {readAs(t, "kr_fast", found.dom.om.prisaar)} {t("ui.per_aar")}
          </span>
        )}
      </p>
      {behov.setninger.map((s, i) => (
        <p key={s} className={i === 0 ? "svar" : "liten"}>
          {s}
        </p>
      ))}
    </>
  );
}

/** The range of the need until the estimates are replaced. */
function Range({ estimates }: { estimates: Estimates | undefined }) {
  const { t } = useTranslation();
  if (!estimates) return <p className="liten dus">{t("ui.nyplan.spenn_kommer")}</p>;
  if (estimates.lav.verdi === null || !estimates.rader.length) return null;
  return <p className="liten dus">{t("ui.nyplan.kan_vaere", { lav: estimates.lav.tekst, hoey: estimates.hoey.tekst })}</p>;
}

/** How much of a plan is built on national levels, and what replacing the first three does. */
function Levels({ found, estimates }: { found: FirstPlan; estimates: Estimates | undefined }) {
  const { t } = useTranslation();
  if (!found.dom.nasjonalt) return null;
  return (
    <p className="rute">
      <b>{found.dom.nasjonalt}</b>{" "}
      {estimates?.rader.length && estimates.lav_etter.verdi !== null
        ? t("ui.nyplan.bytt_tre", { lav: estimates.lav_etter.tekst, hoey: estimates.hoey_etter.tekst })
        : ""}
    </p>
  );
}

function Years({ found }: { found: FirstPlan }) {
  const { t } = useTranslation();
  const bars = lineOf(found.behov, t("ui.variant.aar_for_aar"), COLOUR.need, { bar: true });
  const colours = bars.values.map((v) => ((v ?? 0) < 0 ? COLOUR.down : COLOUR.need));
  return (
    <Chart
      card={false}
      level={3}
      title={t("ui.behov_tittel.aar_for_aar")}
      unit={t("ui.mill_faste_per_aar", { aar: found.dom.om.prisaar })}
      years={found.aar}
      decimals={found.dom.om.desimaler}
      height={230}
      lines={[{ ...bars, colours }]}
      summary={t("ui.behov_lest.aar_for_aar")}
    />
  );
}

function KeyFigures({ found }: { found: FirstPlan }) {
  const { t } = useTranslation();
  const years = found.aar_vist;
  const decimals = found.dom.om.desimaler;
  return (
    <Table
      caption={t("ui.nyplan.noekkeltall")}
      className="nyplantall"
      heads={[t("ui.nyplan.noekkeltall"), ...yearHeads(years), t("ui.nyplan.hvor_fra")]}
    >
      <tbody>
        {found.noekkeltall.map(({ serie, anslag, kilder }) => (
          <tr key={serie.navn}>
            <th scope="row">
              {serie.etikett} <span className="liten dus">{readAs(t, serie.enhet)}</span>
            </th>
            <SeriesCells name={serie.etikett} series={serie} years={years} write={(v) => shown(v, serie.enhet, decimals)} />
            <td className="liten">
              {anslag ? <Rough /> : null}
              {kilder.map((k) => (
                <span key={k} className="kilde" title={k}>
                  {k}
                </span>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Every figure that is an estimate, with how it was made. */
function AllFigures({ estimates, close }: { estimates: Estimates; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal title={t("ui.nyplan.alle_tittel")} close={close} className="bred">
      <Table
        caption={t("ui.nyplan.alle_tittel")}
        scroll="tall"
        heads={[t("ui.anslag.tall"), t("ui.nyplan.verdi"), t("ui.nyplan.sted"), t("ui.nyplan.hvor_fra")]}
      >
        <tbody>
          {estimates.rader.flatMap((r) =>
            r.steder.map((p) => (
              <tr key={`${r.id}${p.fil}${p.linje}${p.noekkel}`}>
                <th scope="row">{r.navn}</th>
                <td className="num">
                  {p.verdi} {p.enhet}
                </td>
                <td className="liten">
                  {p.noekkel} · {p.fil}
                  {p.linje ? `:${p.linje}` : ""}
                </td>
                <td className="liten">
                  {p.anslag ? <Rough /> : null} {p.kilde}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </Table>
    </Modal>
  );
}

/** The buttons of a plan that is not saved. */
export function SaveFirst({ save, busy, fetch }: { save: () => void; busy: boolean; fetch: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Button data-size="sm" onClick={save} disabled={busy}>
        {busy ? t("ui.lagrer") : t("ui.nyplan.lagre")}
      </Button>
      <Button data-size="sm" variant="secondary" onClick={fetch}>
        {t("ui.nyplan.last_ned")}
      </Button>
    </>
  );
}
