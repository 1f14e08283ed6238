import { Button } from "@digdir/designsystemet-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { Card, Status } from "../components/bits";
import { Chart } from "../components/chart";
import type { TableFile } from "../components/files";
import { LanguageChoice } from "../components/language";
import { GripRow, LeverRow } from "../components/levers";
import { Ruled } from "../components/ratios";
import { Answer } from "../components/state";
import { NumberCells, Table, yearHeads } from "../components/table";
import { usePut } from "../lib/address";
import { type ApiError, api, type Draft, got, type Schemas } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { decode, EMPTY, encode, withGrip, withLever } from "../lib/draft";
import { amount, grouped } from "../lib/numbers";
import { lacking, lineBefore, lineOf, NEED, peak } from "../lib/series";
import { readAs } from "../lib/units";

type Answered = Schemas["SandboxOut"];

const SharedService = lazy(() => import("../components/sharedservice"));

/** Behind a link: one service, or the sandbox. */
export default function Delt() {
  const [search] = useSearchParams();
  if (!search.has("tjeneste")) return <Sandbox />;
  return (
    <Suspense fallback={<div aria-busy="true" />}>
      <SharedService />
    </Suspense>
  );
}

/** The sandbox: levers to the left, their effects to the right. State is in the link only. */
function Sandbox() {
  const { token = "" } = useParams();
  const { i18n } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const draft = decode(search.get("valg"));
  const chosen = { spaker: draft.spaker ?? {}, grep: draft.grep ?? [] };
  const query = useQuery<Answered, ApiError>({
    queryKey: ["delt", token, draft, i18n.language],
    queryFn: ({ signal }) => got(api.POST("/api/delt/{token}/tall", { params: { path: { token } }, body: chosen, signal })),
    placeholderData: keepPreviousData,
  });
  const base = useQuery<Answered, ApiError>({
    queryKey: ["delt", token, EMPTY, i18n.language],
    queryFn: () => got(api.POST("/api/delt/{token}/tall", { params: { path: { token } }, body: {} })),
  });
  useEffect(() => {
    document.title = `${query.data?.tittel ?? "LDIP"} – LDIP`;
  }, [query.data?.tittel]);
  const choose = (next: Draft) => put({ valg: encode(next) }, true);
  return (
    <main className="alene bred">
      <Answer query={query} height={500}>
        {(data) => (
          <>
            <h1>{data.tittel}</h1>
            <p className="banner">{data.ekte}</p>
            <p className="svar" role="status">
              {data.svar}
            </p>
            <Results data={data} />
            <div className="luft-over">
              <Levers data={data} draft={draft} choose={choose} />
            </div>
            <More data={data} base={base.data} file={{ path: `/api/delt/${token}/tabell`, body: chosen }} />
          </>
        )}
      </Answer>
      <p className="liten">
        <LanguageChoice />
      </p>
    </main>
  );
}

interface LeversProps {
  data: Answered;
  draft: Draft;
  choose: (next: Draft) => void;
}

/** The levers the municipality chose, in plain words. */
function Levers({ data, draft, choose }: LeversProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const share = () => void navigator.clipboard?.writeText(window.location.href).then(() => setCopied(true));
  return (
    <Card id="h-spaker" title={t("ui.dine_valg")} text={t("ui.sandkasse_tekst")}>
      <div className="rut k2">
        {data.spaker.map((l) => (
          <LeverRow
            key={l.id}
            lever={l}
            folded
            value={draft.spaker?.[l.id] ?? l.planen}
            set={(v) => choose(withLever(draft, l.id, v))}
          />
        ))}
        {data.grep.map((g) => (
          <GripRow
            key={g.id}
            lever={g}
            folded
            on={draft.grep?.includes(g.id) ?? false}
            set={(on) => choose(withGrip(draft, g.id, on))}
          />
        ))}
      </div>
      <div className="verktoy">
        <Button data-size="sm" onClick={share}>
          {copied ? t("ui.lenke_kopiert") : t("ui.del_lenke")}
        </Button>
        <Button data-size="sm" variant="tertiary" onClick={() => choose(EMPTY)}>
          {t("ui.nullstill")}
        </Button>
      </div>
    </Card>
  );
}

function seriesOf(answer: Answered | undefined, name: string) {
  return answer?.serier.find((s) => s.navn === name);
}

/** Three results: the economy, the places, and what the plan costs a household. */
function Results({ data }: { data: Answered }) {
  const { t } = useTranslation();
  const lack = data.serier.filter((s) => s.navn === "plassmangel" && s.verdier.some(lacking));
  const need = data.dom.behov;
  const owed = amount(peak(seriesOf(data, "laanegjeld_ub")?.verdier ?? [], data.aar)?.value ?? 0, 0);
  return (
    <div className="rut k3">
      <Card id="h-res" title={t("ui.delt.oekonomi")} text={t("ui.delt.oekonomi_tekst")}>
        <p className="stortall">
          {need.tall.tekst}{" "}
          <span>{need.tall.verdi === null ? "" : `${readAs(t, "kr_fast", data.om.prisaar)} ${t("ui.per_aar")}`}</span>
        </p>
        <p>{t("ui.delt.planen", { v: data.planens_behov.tekst })}</p>
        <p>{t("ui.gjeld_paa_topp", { v: `${owed.text} ${readAs(t, owed.unit)}` })}</p>
      </Card>
      <Card id="h-plass" title={t("ui.delt.plasser")}>
        {lack.length ? (
          <ul className="ren">
            {lack.map((s) => (
              <li key={s.elementnavn}>
                <span>{s.elementnavn}</span>
                <Status kind="brudd">{t("ui.mangler_n", { n: grouped(peak(s.verdier, data.aar)?.value ?? 0) })}</Status>
              </li>
            ))}
          </ul>
        ) : (
          <Status kind="ok">{t("ui.nok_plasser")}</Status>
        )}
      </Card>
      <Household data={data} />
    </div>
  );
}

function Household({ data }: { data: Answered }) {
  const { t } = useTranslation();
  const own = data.husholdning;
  return (
    <Card id="h-husholdning" title={t("ui.delt.betaler")}>
      {own.setninger.map((s) => (
        <p key={s}>{s}</p>
      ))}
      {own.rader.length ? (
        <details>
          <summary>{t("ui.delt.per_aar")}</summary>
          <Table caption={t("ui.delt.betaler")} heads={[{ text: t("ui.hva"), hidden: true }, ...yearHeads(data.aar)]}>
            <tbody>
              {own.rader.map((r) => (
                <tr key={r.navn}>
                  <th scope="row">{r.navn}</th>
                  <NumberCells texts={r.trykt} />
                </tr>
              ))}
            </tbody>
          </Table>
        </details>
      ) : null}
      {own.merknader.map((m) => (
        <p key={m} className="liten dus">
          {m}
        </p>
      ))}
    </Card>
  );
}

/** The need by year and the måltall, for those who want to see more. */
function More({ data, base, file }: { data: Answered; base: Answered | undefined; file: TableFile }) {
  const { t } = useTranslation();
  return (
    <div className="rut k2 luft-over">
      <Card id="h-mer" title={t("ui.varig_behov")} text={t("ui.hjelp.inndekningsbehov")}>
        <Chart
          card={false}
          level={3}
          title={t("ui.behov_tittel.aar_for_aar")}
          unit={t("ui.mill_faste", { aar: data.om.prisaar })}
          years={data.aar}
          adopted={data.om.vedtatt_til}
          height={240}
          lines={[
            ...lineBefore(seriesOf(base, NEED), t("ui.planen")),
            lineOf(seriesOf(data, NEED), t("ui.med_dine_valg"), COLOUR.plan, { width: 3 }),
          ]}
          file={file}
          summary={t("ui.behov_lest.aar_for_aar")}
        />
      </Card>
      <Card id="h-mt" title={t("ui.maaltall")} text={data.dom.setninger.join(" ")}>
        <ul className="ren">
          {data.dom.maaltall
            .filter((r) => r.har_maal)
            .map((r) => (
              <li key={r.id}>
                <span>
                  {r.navn} <span className="liten dus">{r.maal}</span>
                </span>
                <Ruled found={r.uten} />
              </li>
            ))}
        </ul>
      </Card>
    </div>
  );
}
