import { Button, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Card, PageHead } from "../components/bits";
import { Chart, type Line } from "../components/chart";
import { Answer, Failure } from "../components/state";
import { api, got, type ApiError, type Schemas } from "../lib/api";
import { BANDS, COLOUR, ORDER } from "../lib/colours";
import { useUncertainty } from "../lib/data";
import { useDraft } from "../lib/draft";
import { grouped, percent, signed } from "../lib/numbers";
import { usePlan } from "../lib/plan";

type Answered = Schemas["UncertaintyOut"];
const NEED = "inndekningsbehov_fast";

function useStress() {
  const { version } = usePlan();
  const { shown } = useDraft();
  const { i18n } = useTranslation();
  return useQuery<Schemas["StressOut"], ApiError>({
    queryKey: ["stress", version.id, shown, i18n.language],
    queryFn: ({ signal }) => got(api.POST("/api/versjoner/{versjon}/stress", { params: { path: { versjon: version.id } }, body: { utkast: shown }, signal })),
  });
}

export function Usikkerhet() {
  const { t } = useTranslation();
  const query = useUncertainty(["laanegjeld_ub", "netto_driftsresultat"], false);
  const chances = useUncertainty([], true, "statisk");
  const stress = useStress();
  const [on, setOn] = useState<string[]>([]);
  return (
    <>
      <PageHead title={t("ui.side.usikkerhet")} question={t("ui.spor.usikkerhet")}>
        {query.data ? (
          <span className="liten dus">{t("ui.trekninger_froe", { n: grouped(query.data.trekninger), froe: query.data.froe, f: query.data.faktorer.length })}</span>
        ) : null}
      </PageHead>
      <Answer query={query} height={420}>
        {(data) => (
          <div className="rut to-tredeler">
            <Fan data={data} stress={stress.data} on={on} />
            <Curve data={data} />
          </div>
        )}
      </Answer>
      <div className="rut k2 luft-over">
        <Answer query={chances}>{(data) => <Chances data={data} />}</Answer>
        <Answer query={stress}>{(data) => <Stresses data={data} on={on} setOn={setOn} />}</Answer>
      </div>
      <div className="rut k2 luft-over">
        {query.data
          ? ["laanegjeld_ub", "netto_driftsresultat"].map((name) => {
              const fan = query.data?.vifter.find((f) => f.navn === name);
              return fan ? <OtherFan key={name} fan={fan} years={query.data.aar} /> : null;
            })
          : null}
      </div>
      <LongRuns />
    </>
  );
}

function mill(values: number[] | undefined): number[] {
  return (values ?? []).map((v) => v * 1e-6);
}

export function bandsOf(fan: Schemas["FanOut"], t: (k: string, o?: Record<string, unknown>) => string, scale = 1e-6) {
  const of = (p: string) => (fan.baand[p] ?? []).map((v) => v * scale);
  return [
    { name: t("ui.av_forloepene", { p: 95 }), low: of("p2.5"), high: of("p97.5"), colour: BANDS[0] },
    { name: t("ui.av_forloepene", { p: 80 }), low: of("p10"), high: of("p90"), colour: BANDS[1] },
    { name: t("ui.av_forloepene", { p: 65 }), low: of("p17.5"), high: of("p82.5"), colour: BANDS[2] },
  ];
}

function Fan({ data, stress, on }: { data: Answered; stress: Schemas["StressOut"] | undefined; on: string[] }) {
  const { t } = useTranslation();
  const fan = data.vifter.find((f) => f.navn === NEED);
  const at = data.aar.indexOf(data.setning_aar);
  if (!fan) return null;
  const lines: Line[] = [
    { name: t("ui.midten"), values: mill(fan.baand.p50), colour: COLOUR.capacity, width: 2 },
    { name: t("ui.sikkert", { p: 80 }), values: mill(fan.baand.p80), colour: COLOUR.spent, dash: [7, 3], width: 2 },
    { name: t("ui.denne_planen"), values: mill(fan.basis), colour: COLOUR.plan, width: 3, at: (y) => `${NEED}/${y}/basis` },
    ...(stress?.rader ?? []).filter((r) => on.includes(r.id)).map((r, i) => ({ name: r.navn, values: mill(r.behov), colour: ORDER[(i + 1) % ORDER.length] ?? COLOUR.need, dash: [6, 5], width: 2 })),
  ];
  return (
    <Chart
      title={t("ui.vifte")}
      unit={t("ui.mill_faste", { aar: data.om.prisaar })}
      years={data.aar}
      height={320}
      bands={bandsOf(fan, t)}
      lines={lines}
      method="inndekningsbehov"
      questions={[{ navn: NEED }]}
      summary={t("ui.sum.vifte", { midt: grouped((fan.baand.p50?.[at] ?? 0) * 1e-6), aar: data.setning_aar, v80: grouped((data.sikkerhet.p80 ?? 0) * 1e-6), v95: grouped((data.sikkerhet.p95 ?? 0) * 1e-6), variant: t(`ui.variant.${data.variant}`) })}
    />
  );
}

function OtherFan({ fan, years }: { fan: Schemas["FanOut"]; years: number[] }) {
  const { t } = useTranslation();
  const last = years.length - 1;
  const low = (fan.baand.p10?.[last] ?? 0) * 1e-6;
  const high = (fan.baand.p90?.[last] ?? 0) * 1e-6;
  return (
    <Chart
      title={fan.etikett}
      unit={t("ui.mill_loepende")}
      years={years}
      zero={fan.navn !== "laanegjeld_ub" ? false : undefined}
      bands={bandsOf(fan, t)}
      lines={[{ name: t("ui.denne_planen"), values: mill(fan.basis), colour: COLOUR.plan, width: 3, at: (y) => `${fan.navn}/${y}/basis` }]}
      questions={[{ navn: fan.navn }]}
      method={fan.navn}
      summary={t("ui.sum.baand", { navn: fan.etikett, aar: years[last], lav: grouped(low), hoey: grouped(high) })}
    />
  );
}

/** How much is enough with a certainty one chooses, and how certain an amount is. */
function Curve({ data }: { data: Answered }) {
  const { t } = useTranslation();
  const [sure, setSure] = useState("80");
  const wanted = Math.min(99, Math.max(0, Number(sure.replace(",", ".")) || 0)) / 100;
  const point = data.kurve.find((p) => p.andel >= wanted - 1e-9) ?? data.kurve.at(-1);
  return (
    <Card id="h-kurve" title={t("ui.hvor_trygge")} text={t("ui.hvor_trygge_tekst", { aar: data.setning_aar })}>
      <table className="t">
        <caption className="vh">{t("ui.hvor_trygge")}</caption>
        <thead>
          <tr>
            <th scope="col" className="n">
              {t("ui.innsparing")}
            </th>
            <th scope="col" className="n">
              {t("ui.holder_i")}
            </th>
            <th scope="col" aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {data.kurve
            .filter((p) => Math.round(p.andel * 100) % 10 === 0)
            .map((p) => (
              <tr key={p.andel}>
                <td className="n">{grouped(p.nivaa * 1e-6)}</td>
                <td className="n">{grouped(p.andel * 100)} %</td>
                <td className="foss-spor" aria-hidden="true">
                  <span style={{ width: `${p.andel * 100}%`, background: COLOUR.plan }} />
                </td>
              </tr>
            ))}
        </tbody>
      </table>
      <div className="linje">
        <Textfield label={t("ui.oensket_sikkerhet")} value={sure} onChange={(e) => setSure(e.target.value)} inputMode="decimal" data-size="sm" />
        <p role="status">{point ? t("ui.krever", { p: sure, v: grouped(point.nivaa * 1e-6) }) : ""}</p>
      </div>
    </Card>
  );
}

function Chances({ data }: { data: Answered }) {
  const { t } = useTranslation();
  const years = data.aar.filter((_, i) => i % 2 === 1 || i === data.aar.length - 1);
  const cell = (v: number) => (v < 0.6 ? ["brudd-celle", "■"] : v < 0.8 ? ["obs-celle", "▲"] : ["ok-celle", ""]);
  const rows = data.maaltall.filter((r) => r.sjanse).map((r) => ({ name: `${r.navn} ${r.maal}`, chance: r.sjanse }));
  if (data.samtidig) rows.push({ name: t("ui.alle_samtidig"), chance: data.samtidig });
  return (
    <Card id="h-sjanse" title={t("ui.sjansen_for_aa_holde")} text={t("ui.sjanse_tekst", { n: grouped(data.trekninger) })}>
      <div className="rulle" role="region" aria-labelledby="h-sjanse" tabIndex={0}>
        <table className="t varme">
          <caption className="vh">{t("ui.sjansen_for_aa_holde")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("ui.maaltallet")}</th>
              {years.map((y) => (
                <th key={y} scope="col" className="n">
                  {y}
                </th>
              ))}
              <th scope="col" className="n">
                {t("ui.alle_aar")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((r) => (
              <tr key={r.name}>
                <th scope="row">{r.name}</th>
                {years.map((y) => {
                  const v = r.chance?.per_aar[data.aar.indexOf(y)] ?? 0;
                  const [kind, sign] = cell(v);
                  return (
                    <td key={y} className={`n ${kind}`}>
                      {sign ? <span aria-hidden="true">{sign}</span> : null}
                      {percent(v)}
                    </td>
                  );
                })}
                <td className="n fet">{percent(r.chance?.alle_aar ?? 0)} %</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Stresses({ data, on, setOn }: { data: Schemas["StressOut"]; on: string[]; setOn: (ids: string[]) => void }) {
  const { t } = useTranslation();
  const at = data.aar.indexOf(data.overskriftsaar);
  return (
    <Card id="h-stress" title={t("ui.stresstester")} text={t("ui.stresstester_tekst")}>
      <div className="rulle" role="region" aria-labelledby="h-stress" tabIndex={0}>
        <table className="t">
          <caption className="vh">{t("ui.stresstester")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("ui.vis_i_vifta")}</th>
              <th scope="col">{t("ui.test")}</th>
              <th scope="col" className="n">
                {t("ui.behov_aar", { aar: data.overskriftsaar })}
              </th>
              <th scope="col" className="n">
                {t("ui.endring")}
              </th>
              <th scope="col">{t("ui.ryker_foerst")}</th>
            </tr>
          </thead>
          <tbody>
            {data.rader.map((r) => (
              <tr key={r.id}>
                <td>
                  {r.id === "basis" ? null : (
                    <input type="checkbox" role="switch" aria-label={t("ui.vis_i_vifta_navn", { navn: r.navn })} checked={on.includes(r.id)} onChange={(e) => setOn(e.target.checked ? [...on, r.id] : on.filter((x) => x !== r.id))} />
                  )}
                </td>
                <th scope="row">
                  {r.navn}
                  {r.kilde ? <span className="liten dus blokk">{r.kilde}</span> : null}
                </th>
                <td className="n">{grouped((r.behov[at] ?? 0) * 1e-6)}</td>
                <td className="n">{r.id === "basis" ? "–" : signed(r.endring * 1e-6)}</td>
                <td>
                  {r.bryter}
                  {r.foerste_brudd ? ` (${r.foerste_brudd})` : ""}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** A long run in the queue, with its progress as it comes. */
function LongRuns() {
  const { t } = useTranslation();
  const { version, may } = usePlan();
  const client = useQueryClient();
  const key = ["kjoeringer", version.id];
  const query = useQuery<Schemas["RunOut"][], ApiError>({ queryKey: key, queryFn: () => got(api.GET("/api/versjoner/{versjon}/kjoeringer", { params: { path: { versjon: version.id } } })) });
  const order = useMutation<Schemas["RunOut"], ApiError>({
    mutationFn: () => got(api.POST("/api/versjoner/{versjon}/kjoeringer", { params: { path: { versjon: version.id } }, body: { trekninger: 10000 } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const stop = useMutation<Schemas["RunOut"], ApiError, number>({
    mutationFn: (id) => got(api.DELETE("/api/kjoeringer/{kjoering}", { params: { path: { kjoering: id } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const active = query.data?.find((r) => r.status === "venter" || r.status === "kjoerer");
  const [live, setLive] = useState<Schemas["RunOut"] | null>(null);
  const id = active?.id;
  useEffect(() => {
    if (id === undefined) return;
    const source = new EventSource(`/api/kjoeringer/${id}/hendelser`);
    source.addEventListener("framdrift", (e) => {
      const run = JSON.parse((e as MessageEvent<string>).data) as Schemas["RunOut"];
      setLive(run);
      if (!["venter", "kjoerer"].includes(run.status)) {
        source.close();
        setLive(null);
        void client.invalidateQueries({ queryKey: ["kjoeringer"] });
      }
    });
    return () => source.close();
  }, [id, client]);
  const progress = live?.framdrift ?? active?.framdrift ?? 0;
  return (
    <div className="luft-over">
      <Card
        id="h-kjoer"
        title={t("ui.lange_kjoeringer")}
        text={t("ui.lange_kjoeringer_tekst")}
        tools={
          may("kjoer") ? (
            <Button data-size="sm" variant="secondary" onClick={() => order.mutate()} disabled={active !== undefined}>
              {t("ui.kjoer_n", { n: grouped(10000) })}
            </Button>
          ) : null
        }
      >
        {order.error ? <Failure error={order.error} /> : null}
        {active ? (
          <p>
            <label>
              {t(`run.${(live ?? active).status}`)} <progress max={1} value={progress} /> {grouped(progress * 100)} %
            </label>{" "}
            <Button data-size="sm" variant="tertiary" onClick={() => stop.mutate(active.id)}>
              {t("ui.stopp")}
            </Button>
          </p>
        ) : null}
        <ul className="ren">
          {(query.data ?? []).slice(0, 5).map((r) => {
            const p80 = Object.entries(r.tall).find(([a]) => a.startsWith("inndekningsbehov_fast/") && a.endsWith("/p90"));
            return (
              <li key={r.id}>
                <span>
                  {t("ui.kjoering_n", { id: r.id, n: grouped(r.trekninger) })} · {t(`run.${r.status}`)} {r.feil ? <span className="c-brudd">{r.feil}</span> : null}
                </span>
                <span className="liten dus">{p80 ? r.hash.slice(0, 12) : ""}</span>
              </li>
            );
          })}
        </ul>
      </Card>
    </div>
  );
}
