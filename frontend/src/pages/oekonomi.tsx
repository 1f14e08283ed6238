import { Select, ToggleGroup } from "@digdir/designsystemet-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Card, LinkButton, PageHead, Status } from "../components/bits";
import { Chart } from "../components/chart";
import { Files } from "../components/files";
import { Num } from "../components/number";
import { Answer } from "../components/state";
import { rowsOf, Table, type YearRow, YearTable } from "../components/table";
import { usePut } from "../lib/address";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { COLOUR, DASH, nth } from "../lib/colours";
import { type Numbers, useNumbers } from "../lib/data";
import { useDraft } from "../lib/draft";
import { grouped } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import "../styles/oekonomi.css";
import { at, lineBefore, lineOf, peak, shownYears, usePrices } from "../lib/series";

const FORMS = ["5-4", "5-5", "5-6", "5-7", "5-8", "5-9-drift", "5-9-investering"] as const;
const SHOWN = [...FORMS, "gjeld", "fond"] as const;
const HALF_KRONE = 0.5;
type Paragraph = (typeof FORMS)[number];
type FormData = Schemas["FormData"];

export default function Oekonomi() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const asked = search.get("oppstilling");
  const chosen = SHOWN.find((v) => v === asked) ?? "5-6";
  return (
    <>
      <PageHead title={t("ui.side.oekonomi")} question={t("ui.spor.oekonomi")}>
        <ToggleGroup
          className="oppstillinger"
          aria-label={t("ui.oppstilling")}
          value={chosen}
          onChange={(v) => put({ oppstilling: v })}
          data-size="sm"
        >
          {SHOWN.map((f) => (
            <ToggleGroup.Item key={f} value={f}>
              {t(`ui.form.${f}`)}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      </PageHead>
      {chosen === "gjeld" ? <Debt /> : chosen === "fond" ? <Funds /> : <Statement paragraph={chosen} />}
    </>
  );
}

function Statement({ paragraph }: { paragraph: Paragraph }) {
  const { t, i18n } = useTranslation();
  const { version, fixed } = usePlan();
  const { shown } = useDraft();
  const [every, setEvery] = useState(false);
  const [entity, setEntity] = useState("kommunekasse");
  const [unit, setUnit] = useState<"mill" | "tusen" | "kroner">("mill");
  const body = { paragraf: paragraph, enhet: entity, faste: fixed, maal: unit, alle_aar: every };
  const query = useQuery<FormData, ApiError>({
    queryKey: ["oppstilling", version.id, shown, body, i18n.language],
    queryFn: ({ signal }) =>
      got(
        api.POST("/api/versjoner/{versjon}/oppstilling", {
          params: { path: { versjon: version.id } },
          body: { ...body, utkast: shown },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <Answer query={query} height={520}>
      {(data) => (
        <Card
          id="h-form"
          title={`${data.paragraf} ${data.navn}`}
          text={`${data.enhet}, ${t(`form.${unit}`)}, ${data.prisnivaa}`}
          tools={
            <div className="verktoy">
              {Object.keys(data.regnskap).length > 1 ? (
                <Select
                  aria-label={t("ui.regnskap")}
                  value={entity}
                  onChange={(e) => setEntity(e.target.value)}
                  data-size="sm"
                  width="auto"
                >
                  {Object.entries(data.regnskap).map(([id, name]) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </Select>
              ) : null}
              <Select
                aria-label={t("ui.enhet")}
                value={unit}
                onChange={(e) => setUnit(e.target.value as typeof unit)}
                data-size="sm"
                width="auto"
              >
                {(["mill", "tusen", "kroner"] as const).map((u) => (
                  <option key={u} value={u}>
                    {t(`form.${u}`)}
                  </option>
                ))}
              </Select>
              <Status kind={data.stemmer ? "ok" : "brudd"}>
                {t(data.stemmer ? "ui.summene_stemmer" : "ui.summene_stemmer_ikke")}
              </Status>
            </div>
          }
        >
          <FormTable data={data} />
          <div className="lenker">
            <LinkButton onClick={() => setEvery(!every)}>{every ? t("ui.vis_faerre_aar") : t("ui.vis_alle_aar")}</LinkButton>
            <Files
              title={`§ ${paragraph}`}
              headingId="h-form"
              file={{ path: `/api/versjoner/${version.id}/tabell`, body: { utkast: shown, oppstilling: body } }}
            />
          </div>
          <p className="liten dus">{t("form.rounded")}</p>
        </Card>
      )}
    </Answer>
  );
}

function FormTable({ data }: { data: FormData }) {
  const heads = data.kolonner.map((c) => ({ text: c.etikett, numeric: true, adopted: c.vedtatt }));
  const firstOwn = data.kolonner.findIndex((c) => c.slag === "plan");
  return (
    <Table className="klebrig" scroll="tall" caption={`${data.paragraf} ${data.navn}`} heads={[data.navn, ...heads]}>
      <tbody>
        {data.linjer.map((l) => (
          <tr key={l.nr} className={l.sum ? "sum" : ""}>
            <th scope="row">
              {l.nr} {l.navn}
            </th>
            {data.kolonner.map((c, i) => (
              <td key={`${c.slag} ${c.etikett}`} className={`n ${c.vedtatt ? "vedtatt" : ""}`}>
                <Num
                  at={c.slag === "plan" ? (l.adresser[i] ?? "") : ""}
                  label={`${l.navn} ${c.etikett}: ${l.trykt[i]}`}
                  tab={i === firstOwn}
                >
                  {l.trykt[i]}
                </Num>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Debt() {
  const { t } = useTranslation();
  const prices = usePrices();
  const totals = ["bruk_av_laan", "renteutgifter", "avdrag_paa_laan", "minimumsavdrag"];
  const { now, before } = useNumbers([
    ...["laanegjeld_ub", ...totals].map((n) => prices.ask(n)),
    prices.ask("laan_saldo_ub", { laan: "*" }),
  ]);
  return (
    <Answer query={now} height={420}>
      {(n) => {
        const { aar: years, om } = n.answer;
        const unit = t(prices.words, { aar: om.prisaar });
        const debt = lineOf(n.of("laanegjeld_ub"), t("ui.laanegjeld"), COLOUR.plan, { width: 3 });
        const most = peak(debt.values, years);
        const paid = lineOf(n.of("avdrag_paa_laan"), t("ui.avdrag"), COLOUR.plan, { width: 3 });
        const least = lineOf(n.of("minimumsavdrag"), t("ui.minimumsavdrag"), COLOUR.need, { dash: DASH.other });
        const under = years.find(
          (y) => (at(n.of("avdrag_paa_laan"), y) ?? 0) < (at(n.of("minimumsavdrag"), y) ?? 0) - HALF_KRONE,
        );
        const shared = { unit, years, adopted: om.vedtatt_til, decimals: om.desimaler };
        return (
          <>
            <div className="rut k2">
              <Chart
                {...shared}
                title={t("ui.laanegjeld")}
                lines={[...lineBefore(before?.of("laanegjeld_ub"), t("ui.foer_endringene")), debt]}
                questions={[prices.ask("laanegjeld_ub")]}
                method="laanegjeld_ub"
                summary={most ? t("ui.driver.gjeld.sum", { v: `${grouped(most.value)} ${unit}`, aar: most.year }) : ""}
              />
              <Chart
                {...shared}
                title={t("ui.avdrag_mot_minimum")}
                lines={[least, paid]}
                questions={[prices.ask("avdrag_paa_laan"), prices.ask("minimumsavdrag")]}
                method="minimumsavdrag"
                summary={under === undefined ? t("ui.sum.avdrag_ok") : t("ui.sum.avdrag_under", { aar: under })}
              />
            </div>
            <div className="luft-over">
              <Card id="h-laan" title={t("ui.laan")} text={unit}>
                <YearTable
                  label={t("ui.laan")}
                  years={shownYears(om, years)}
                  decimals={1}
                  rows={[...rowsOf(n.every("laan_saldo_ub")), ...totalsOf(n, totals)]}
                />
              </Card>
            </div>
          </>
        );
      }}
    </Answer>
  );
}

function Funds() {
  const { t } = useTranslation();
  const prices = usePrices();
  const all = "disposisjonsfond_sum_ub";
  const totals = [all, "bundne_driftsfond_ub", "ubundet_investeringsfond_ub", "bundne_investeringsfond_ub"];
  const own = prices.ask("disposisjonsfond_ub", { fond: "*" });
  const { now } = useNumbers([own, ...totals.map((n) => prices.ask(n))]);
  return (
    <Answer query={now} height={420}>
      {(n) => {
        const { aar: years, om } = n.answer;
        const unit = t(prices.words, { aar: om.prisaar });
        const funds = n.every(own.navn);
        const total = lineOf(n.of(all), t("ui.disposisjonsfond"), COLOUR.plan, { width: 3 });
        const parts = funds.map((s, i) =>
          lineOf(s, s.elementnavn, nth([COLOUR.spent, COLOUR.down, COLOUR.need], i), { dash: DASH.other, width: 2 }),
        );
        return (
          <>
            <Chart
              title={t("ui.disposisjonsfond")}
              unit={unit}
              years={years}
              adopted={om.vedtatt_til}
              decimals={om.desimaler}
              lines={[...parts, total]}
              questions={[own, prices.ask(all)]}
              method={all}
              summary={t("ui.sum.fond", {
                v0: `${grouped(total.values[0] ?? 0)} ${unit}`,
                aar0: years[0],
                v1: grouped(total.values.at(-1) ?? 0),
                aar1: years.at(-1),
              })}
            />
            <div className="luft-over">
              <Card id="h-fond" title={t("ui.form.fond")} text={unit}>
                <YearTable
                  label={t("ui.form.fond")}
                  years={shownYears(om, years)}
                  decimals={1}
                  rows={[...rowsOf(funds), ...totalsOf(n, totals).map((r) => ({ ...r, sum: r.series.navn === all }))]}
                />
              </Card>
            </div>
          </>
        );
      }}
    </Answer>
  );
}

/** A row for each quantity without elements. */
function totalsOf(numbers: Numbers, names: string[]): YearRow[] {
  return names.flatMap((name) => numbers.of(name) ?? []).map((series) => ({ name: series.etikett, series }));
}
