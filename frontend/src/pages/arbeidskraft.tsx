import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Card, PageHead, Status } from "../components/bits";
import { Chart } from "../components/chart";
import { Answer } from "../components/state";
import { SeriesCells, Table, yearHeads } from "../components/table";
import { UnpricedCard } from "../components/unpriced";
import type { Schemas, Series } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { grouped, shown } from "../lib/numbers";
import { useLabour } from "../lib/places";
import { usePage } from "../lib/plan";
import { at, lineOf, threeYears } from "../lib/series";
import "../styles/places.css";

type Labour = Schemas["LabourOut"];
const NORMS = ["laererbehov", "normbemanning", "pedagognorm"];
const HALF = 0.5; // FTE; fewer are none

/** Staff that the services need against the labour market, and the FTE that cannot be filled beside what is unpriced. */
export default function Arbeidskraft() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t("ui.side.arbeidskraft")} question={t("ui.spor.arbeidskraft")} />
      <Answer query={useLabour()} height={420}>
        {(found) => (
          <div className="rut">
            <section className="kort dom" aria-label={t("ui.dommen_arbeidskraft")}>
              <p>
                <b>{found.said.join(" ")}</b>
              </p>
            </section>
            {found.stated ? <Market found={found} /> : null}
            <ByService found={found} />
            <div className="rut k2">
              <Unfilled found={found} />
              <UnpricedCard />
            </div>
          </div>
        )}
      </Answer>
    </>
  );
}

const of = (found: Labour, name: string): Series | undefined => found.series.find((s) => s.navn === name);

function Market({ found }: { found: Labour }) {
  const { t } = useTranslation();
  const years = found.years;
  const need = of(found, "aarsverk_med_fravaer");
  const limit = of(found, "arbeidskraftgrense");
  const lacking = of(found, "aarsverk_mangel");
  const first = years.find((y) => (at(lacking, y) ?? 0) >= HALF);
  const last = years.at(-1) ?? 0;
  return (
    <Chart
      title={t(first ? "ui.arbeidskraft_mangler" : "ui.arbeidskraft_nok", { aar: first })}
      unit={t("ui.aarsverk_enhet")}
      years={years}
      zero={false}
      height={320}
      lines={[
        lineOf(limit, limit?.etikett ?? "", COLOUR.capacity, { width: 3 }),
        lineOf(need, need?.etikett ?? "", COLOUR.need, { width: 3 }),
      ]}
      mark={first ? { year: first, text: t("ui.fra_aar", { aar: first }) } : null}
      questions={["aarsverk_med_fravaer", "arbeidskraftgrense", "aarsverk_mangel", "arbeidskraft_tilbud"].map((navn) => ({
        navn,
      }))}
      method="arbeidskraft_tilbud"
      summary={t("ui.sum.arbeidskraft", {
        a: grouped(at(need, years[0] ?? 0) ?? 0),
        aar0: years[0],
        b: grouped(at(need, last) ?? 0),
        aar1: last,
        k: grouped(at(limit, last) ?? 0),
      })}
    >
      <Rows rows={found.series} years={years} caption={t("ui.arbeidsmarkedet")} name={(s) => s.etikett} />
    </Chart>
  );
}

/** The FTE of each service, and of the groups of staff that norms count. */
function ByService({ found }: { found: Labour }) {
  const { t } = useTranslation();
  const all = found.services.filter((s) => s.navn === "aarsverk");
  const norms = found.services.filter((s) => NORMS.includes(s.navn));
  return (
    <Card id="h-aarsverk" title={t("ui.aarsverk_per_tjeneste")} text={t("ui.aarsverk_per_tjeneste_tekst")}>
      <Rows rows={all} years={found.years} caption={t("ui.aarsverk_per_tjeneste")} name={(s) => s.elementnavn} link />
      {norms.length ? (
        <>
          <h3>{t("ui.aarsverk_etter_norm")}</h3>
          <p className="liten dus">{t("ui.aarsverk_etter_norm_tekst")}</p>
          <Rows
            rows={norms}
            years={found.years}
            caption={t("ui.aarsverk_etter_norm")}
            name={(s) => `${s.etikett}, ${s.elementnavn.toLowerCase()}`}
          />
        </>
      ) : null}
    </Card>
  );
}

/** FTE that cannot be filled, by service, with the years that lack most first. */
function Unfilled({ found }: { found: Labour }) {
  const { t } = useTranslation();
  const rows = found.services.filter((s) => s.navn === "aarsverk_mangel_fordelt");
  const total = of(found, "aarsverk_mangel");
  const years = threeYears(found.years);
  return (
    <Card id="h-ufylt" title={t("ui.kan_ikke_fylles")} text={t("ui.kan_ikke_fylles_tekst")}>
      {rows.length && total ? (
        <Table caption={t("ui.kan_ikke_fylles")} heads={[t("ui.tjeneste"), ...yearHeads(years)]}>
          <tbody>
            {[...rows]
              .sort((a, b) => (b.verdier.at(-1) ?? 0) - (a.verdier.at(-1) ?? 0))
              .map((s) => (
                <tr key={s.elementnavn}>
                  <th scope="row">{s.elementnavn}</th>
                  <SeriesCells name={s.elementnavn} series={s} years={years} write={(v) => shown(v, s.enhet)} />
                </tr>
              ))}
            <tr className="sum">
              <th scope="row">{t("ui.i_alt")}</th>
              <SeriesCells name={t("ui.i_alt")} series={total} years={years} write={(v) => shown(v, total.enhet)} />
            </tr>
          </tbody>
        </Table>
      ) : (
        <Status kind={found.stated ? "ok" : "info"}>{t(found.stated ? "ui.alle_kan_fylles" : "ui.arbeidsmarked_mangler")}</Status>
      )}
    </Card>
  );
}

function Rows({
  rows,
  years,
  caption,
  name,
  link = false,
}: {
  rows: Series[];
  years: number[];
  caption: string;
  name: (s: Series) => string;
  link?: boolean;
}) {
  const { t } = useTranslation();
  const page = usePage();
  return (
    <Table caption={caption} className="klebrig" heads={[{ text: t("file.name"), hidden: true }, ...yearHeads(years)]}>
      <tbody>
        {rows.map((s) => (
          <tr key={`${s.navn} ${s.elementnavn}`}>
            <th scope="row">
              {link ? <Link to={page("tjeneste", { tjeneste: s.akser.tjeneste ?? "" })}>{name(s)}</Link> : name(s)}
              {s.enhet === "andel" ? ` (${t("ui.lest.andel")})` : ""}
            </th>
            <SeriesCells
              name={name(s)}
              series={s}
              years={years}
              write={(v) => (s.enhet === "aarsverk" ? grouped(v) : shown(v, s.enhet))}
            />
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
