import { Button, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Card, PageHead } from "../components/bits";
import { Chart, type Line } from "../components/chart";
import { Answer, Failure } from "../components/state";
import { numberHead, Table, yearHeads } from "../components/table";
import { address } from "../lib/address";
import { api, got, type ApiError, type Question, type Schemas } from "../lib/api";
import { COLOUR, DASH, nth, ORDER } from "../lib/colours";
import { useUncertainty } from "../lib/data";
import { useDraft } from "../lib/draft";
import { grouped, mill, millChange, parse, percent } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { bandsOf, everyNth, inMillions, NEED, YEARLY } from "../lib/series";
import { readAs } from "../lib/units";

type Answered = Schemas["UncertaintyOut"];
const OTHERS = ["laanegjeld_ub", "netto_driftsresultat"];

function useStress() {
  const { version } = usePlan();
  const { shown } = useDraft();
  const { i18n } = useTranslation();
  return useQuery<Schemas["StressOut"], ApiError>({
    queryKey: ["stress", version.id, shown, i18n.language],
    queryFn: ({ signal }) => got(api.POST("/api/versjoner/{versjon}/stress", { params: { path: { versjon: version.id } }, body: { utkast: shown }, signal })),
  });
}

export default function Usikkerhet() {
  const { t } = useTranslation();
  const query = useUncertainty(OTHERS, false);
  const yearly = useUncertainty([], false, "aar_for_aar");
  const chances = useUncertainty([], true);
  const stress = useStress();
  const [on, setOn] = useState<string[]>([]);
  return (
    <>
      <PageHead title={t("ui.side.usikkerhet")} question={t("ui.spor.usikkerhet")}>
        {query.data ? (
          <span className="liten dus">{t("ui.trekninger_froe", { n: grouped(query.data.trekninger), froe: query.data.froe, f: query.data.faktorer.length })}</span>
        ) : null}
      </PageHead>
      <div className="rut to-tredeler">
        <Answer query={yearly} height={420}>
          {(data) => <Fan data={data} stress={stress.data} on={on} />}
        </Answer>
        <Answer query={query} height={420}>
          {(data) => <Curve data={data} />}
        </Answer>
      </div>
      <div className="rut luft-over">
        <Answer query={chances}>{(data) => <Chances data={data} />}</Answer>
        <Answer query={stress}>{(data) => <Stresses data={data} on={on} setOn={setOn} />}</Answer>
      </div>
      <div className="rut k2 luft-over">
        {query.data?.vifter.filter((f) => OTHERS.includes(f.navn)).map((fan) => <OtherFan key={fan.navn} fan={fan} years={query.data.aar} />)}
      </div>
      <LongRuns />
    </>
  );
}

function Fan({ data, stress, on }: { data: Answered; stress: Schemas["StressOut"] | undefined; on: string[] }) {
  const { t } = useTranslation();
  const fan = data.vifter.find((f) => f.navn === NEED);
  if (!fan) return null;
  const at = data.aar.indexOf(data.setning_aar);
  const shocks = (stress?.rader ?? []).filter((r) => on.includes(r.id));
  const lines: Line[] = [
    { name: t("ui.midten"), values: inMillions(fan.baand.p50), colour: COLOUR.capacity, width: 2, at: (y) => address(NEED, y, "p50", YEARLY) },
    { name: t("ui.av_100", { p: 80 }), values: inMillions(fan.baand.p80), colour: COLOUR.spent, dash: DASH.other, width: 2, at: (y) => address(NEED, y, "p80", YEARLY) },
    { name: t("ui.denne_planen"), values: inMillions(fan.basis), colour: COLOUR.plan, width: 3, at: (y) => address(NEED, y, "basis", YEARLY) },
    ...shocks.map((r, i) => ({ name: r.navn, values: inMillions(r.behov), colour: nth(ORDER, i + 1), dash: DASH.before, width: 2 })),
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
      questions={fanQuestions(fan).map((q) => ({ ...q, akser: YEARLY }))}
      summary={t("ui.sum.vifte", { midt: mill(fan.baand.p50?.[at]), aar: data.setning_aar, v80: mill(fan.baand.p80?.[at]), v95: mill(fan.baand.p95?.[at]) })}
    />
  );
}

/** The base case and every percentile of a fan. */
function fanQuestions(fan: Schemas["FanOut"]): Question[] {
  return ["basis", ...Object.keys(fan.baand)].map((statistikk) => ({ navn: fan.navn, statistikk }));
}

function OtherFan({ fan, years }: { fan: Schemas["FanOut"]; years: number[] }) {
  const { t } = useTranslation();
  return (
    <Chart
      title={fan.etikett}
      unit={t("ui.mill_loepende")}
      years={years}
      zero={fan.navn !== "laanegjeld_ub" ? false : undefined}
      bands={bandsOf(fan, t)}
      lines={[{ name: t("ui.denne_planen"), values: inMillions(fan.basis), colour: COLOUR.plan, width: 3, at: (y) => address(fan.navn, y) }]}
      questions={fanQuestions(fan)}
      method={fan.navn}
      summary={t("ui.sum.baand", { navn: fan.etikett, aar: years.at(-1), lav: mill(fan.baand.p10?.at(-1)), hoey: mill(fan.baand.p90?.at(-1)) })}
    />
  );
}

/** The amount that is enough with a chosen certainty, and the certainty of an amount. */
function Curve({ data }: { data: Answered }) {
  const { t } = useTranslation();
  const [sure, setSure] = useState("80");
  const asked = parse(sure);
  const wanted = asked.ok ? Math.min(99, Math.max(0, asked.value)) / 100 : null;
  const shown = data.kurve.filter((p) => Math.round(p.andel * 100) % 10 === 0);
  const point = wanted === null ? undefined : (data.kurve.find((p) => p.andel >= wanted - 1e-9) ?? data.kurve.at(-1));
  return (
    <Card id="h-kurve" title={t("ui.hvor_trygge")} text={t("ui.hvor_trygge_tekst")}>
      <Table scroll="none" caption={t("ui.hvor_trygge")} heads={[numberHead(t("ui.innsparing")), numberHead(t("ui.holder_i")), null]}>
        <tbody>
          {shown.map((p) => (
            <tr key={p.andel}>
              <td className="n">
                {mill(p.nivaa)}
              </td>
              <td className="n">{grouped(p.andel * 100)} %</td>
              <td className="foss-spor" aria-hidden="true">
                <span style={{ width: `${p.andel * 100}%`, background: COLOUR.plan }} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <div className="linje">
        <Textfield label={t("ui.oensket_sikkerhet")} value={sure} onChange={(e) => setSure(e.target.value)} inputMode="decimal" data-size="sm" />
        <p role="status">{point ? t("ui.krever", { p: sure, v: mill(point.nivaa) }) : ""}</p>
      </div>
    </Card>
  );
}

/** The style of a chance: kept in less than 60 of 100, in less than 80, or better. */
function chanceLook(share: number): { look: string; sign: string } {
  if (share < 0.6) return { look: "brudd-celle", sign: "■" };
  return share < 0.8 ? { look: "obs-celle", sign: "▲" } : { look: "ok-celle", sign: "" };
}

function Chances({ data }: { data: Answered }) {
  const { t } = useTranslation();
  const years = everyNth(data.aar, 2, 1);
  const rows = [...data.maaltall.map((r) => ({ name: `${r.navn} ${r.maal}`, chance: r.sjanse })), { name: t("ui.alle_samtidig"), chance: data.samtidig }].flatMap(({ name, chance }) => (chance ? [{ name, chance }] : []));
  return (
    <Card id="h-sjanse" title={t("ui.sjansen_for_aa_holde")} text={t("ui.sjanse_tekst", { n: grouped(data.trekninger) })}>
      <Table className="varme" caption={t("ui.sjansen_for_aa_holde")} heads={[t("ui.maaltallet"), ...yearHeads(years), numberHead(t("ui.alle_aar"))]}>
        <tbody>
          {rows.map(({ name, chance }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {years.map((y) => {
                const share = chance.per_aar[data.aar.indexOf(y)] ?? 0;
                const { look, sign } = chanceLook(share);
                return (
                  <td key={y} className={`n ${look}`}>
                    {sign ? <span aria-hidden="true">{sign}</span> : null}
                    {percent(share)}
                  </td>
                );
              })}
              <td className="n fet">{percent(chance.alle_aar)} %</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function Stresses({ data, on, setOn }: { data: Schemas["StressOut"]; on: string[]; setOn: (ids: string[]) => void }) {
  const { t } = useTranslation();
  const place = data.aar.indexOf(data.overskriftsaar);
  return (
    <Card id="h-stress" title={t("ui.stresstester")} text={t("ui.stresstester_tekst")}>
      <Table caption={t("ui.stresstester")} heads={[t("ui.vis_i_vifta"), t("ui.test"), numberHead(t("ui.behov_aar", { aar: data.overskriftsaar })), numberHead(t("ui.endring")), t("ui.ryker_foerst")]}>
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
              <td className="n">{mill(r.behov[place])}</td>
              <td className="n">{r.id === "basis" ? "–" : millChange(r.endring)}</td>
              <td>
                {r.bryter}
                {r.foerste_brudd ? ` (${r.foerste_brudd})` : ""}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

const UNFINISHED = ["venter", "kjoerer"];
const LONG = 10_000; // draws

/** A long run in the queue, with its progress as reported, and the lasting need that was enough in most draws. */
function LongRuns() {
  const { t } = useTranslation();
  const { version, may } = usePlan();
  const client = useQueryClient();
  const key = ["kjoeringer", version.id];
  const query = useQuery<Schemas["RunOut"][], ApiError>({ queryKey: key, queryFn: () => got(api.GET("/api/versjoner/{versjon}/kjoeringer", { params: { path: { versjon: version.id } } })) });
  const order = useMutation<Schemas["RunOut"], ApiError>({
    mutationFn: () => got(api.POST("/api/versjoner/{versjon}/kjoeringer", { params: { path: { versjon: version.id } }, body: { trekninger: LONG } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const stop = useMutation<Schemas["RunOut"], ApiError, number>({
    mutationFn: (id) => got(api.DELETE("/api/kjoeringer/{kjoering}", { params: { path: { kjoering: id } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const active = query.data?.find((r) => UNFINISHED.includes(r.status));
  const [live, setLive] = useState<Schemas["RunOut"] | null>(null);
  const id = active?.id;
  useEffect(() => {
    if (id === undefined) return;
    const source = new EventSource(`/api/kjoeringer/${id}/hendelser`);
    source.addEventListener("framdrift", (e) => {
      const run = JSON.parse((e as MessageEvent<string>).data) as Schemas["RunOut"];
      setLive(run);
      if (!UNFINISHED.includes(run.status)) {
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
              {t("ui.kjoer_n", { n: grouped(LONG) })}
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
            const sure = r.tall["varig/p90"];
            return (
              <li key={r.id}>
                <span>
                  {t("ui.kjoering_n", { id: r.id, n: grouped(r.trekninger) })} · {t(`run.${r.status}`)} {r.feil ? <span className="c-brudd">{r.feil}</span> : null}
                </span>
                <span className="liten dus">
                  {sure === undefined ? "" : `${t("ui.stripe.varig")}, ${t("ui.sikkert", { p: 90 })}: ${mill(sure)} ${readAs(t, "kr")} · `}
                  {r.hash.slice(0, 12)}
                </span>
              </li>
            );
          })}
        </ul>
      </Card>
    </div>
  );
}
