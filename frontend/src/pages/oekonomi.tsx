import { Select, ToggleGroup } from "@digdir/designsystemet-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Card, LinkButton, PageHead, Status } from "../components/bits";
import { Chart } from "../components/chart";
import { Num } from "../components/number";
import { Answer } from "../components/state";
import { api, download, got, type ApiError, type Schemas } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { useNumbers } from "../lib/data";
import { useDraft } from "../lib/draft";
import { grouped } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { at, lineOf, peak, usePrices } from "../lib/series";
import { YearTable } from "./drift";
import { shownYears } from "./oversikt";

const FORMS = ["5-4", "5-5", "5-6", "5-7", "5-8", "5-9-drift", "5-9-investering"] as const;
type Paragraph = (typeof FORMS)[number];
type FormData = Schemas["FormData"];

export function Oekonomi() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const chosen = (search.get("oppstilling") ?? "5-6") as Paragraph | "gjeld" | "fond";
  const choose = (v: string) =>
    setSearch((q) => {
      q.set("oppstilling", v);
      return q;
    });
  return (
    <>
      <PageHead title={t("ui.side.oekonomi")} question={t("ui.spor.oekonomi")}>
        <ToggleGroup aria-label={t("ui.oppstilling")} value={chosen} onChange={choose} data-size="sm">
          {FORMS.map((f) => (
            <ToggleGroup.Item key={f} value={f}>
              {t(`ui.form.${f}`)}
            </ToggleGroup.Item>
          ))}
          <ToggleGroup.Item value="gjeld">{t("ui.form.gjeld")}</ToggleGroup.Item>
          <ToggleGroup.Item value="fond">{t("ui.form.fond")}</ToggleGroup.Item>
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
    queryFn: ({ signal }) => got(api.POST("/api/versjoner/{versjon}/oppstilling", { params: { path: { versjon: version.id } }, body: { ...body, utkast: shown }, signal })),
    placeholderData: keepPreviousData,
  });
  const file = (format: "csv" | "xlsx") => void download(`/api/versjoner/${version.id}/tabell`, `${paragraph}.${format}`, { utkast: shown, tittel: `§ ${paragraph}`, oppstilling: body, format });
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
                <Select aria-label={t("ui.regnskap")} value={entity} onChange={(e) => setEntity(e.target.value)} data-size="sm" width="auto">
                  {Object.entries(data.regnskap).map(([id, name]) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </Select>
              ) : null}
              <Select aria-label={t("ui.enhet")} value={unit} onChange={(e) => setUnit(e.target.value as typeof unit)} data-size="sm" width="auto">
                {(["mill", "tusen", "kroner"] as const).map((u) => (
                  <option key={u} value={u}>
                    {t(`form.${u}`)}
                  </option>
                ))}
              </Select>
              <Status kind="ok">{t("ui.summene_stemmer")}</Status>
            </div>
          }
        >
          <FormTable data={data} />
          <div className="lenker">
            <LinkButton onClick={() => setEvery(!every)}>{every ? t("ui.vis_faerre_aar") : t("ui.vis_alle_aar")}</LinkButton>
            <LinkButton onClick={() => file("csv")}>{t("ui.last_ned", { format: "csv" })}</LinkButton>
            <LinkButton onClick={() => file("xlsx")}>{t("ui.last_ned", { format: "xlsx" })}</LinkButton>
          </div>
          <p className="liten dus">{t("form.rounded")}</p>
        </Card>
      )}
    </Answer>
  );
}

export function FormTable({ data }: { data: FormData }) {
  return (
    <div className="rulle hoey" role="region" aria-labelledby="h-form" tabIndex={0}>
      <table className="t klebrig">
        <caption className="vh">
          {data.paragraf} {data.navn}
        </caption>
        <thead>
          <tr>
            <th scope="col">{data.navn}</th>
            {data.kolonner.map((c) => (
              <th key={`${c.slag}${c.aar}`} scope="col" className={`n ${c.vedtatt ? "vedtatt" : ""}`}>
                {c.etikett}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.linjer.map((l) => (
            <tr key={l.nr} className={l.sum ? "sum" : ""}>
              <th scope="row">
                {l.nr} {l.navn}
              </th>
              {l.trykt.map((text, i) => {
                const column = data.kolonner[i];
                return (
                  <td key={i} className={`n ${column?.vedtatt ? "vedtatt" : ""}`}>
                    <Num at={column?.slag === "plan" ? (l.adresser[i] ?? "") : ""} label={`${l.navn} ${column?.etikett ?? ""}: ${text}`} tab={i === data.kolonner.findIndex((c) => c.slag === "plan")}>
                      {text}
                    </Num>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Debt() {
  const { t } = useTranslation();
  const prices = usePrices(undefined);
  const asked = [prices.ask("laanegjeld_ub"), prices.ask("avdrag_paa_laan"), prices.ask("minimumsavdrag"), prices.ask("renteutgifter"), prices.ask("bruk_av_laan"), prices.ask("laan_saldo_ub", { laan: "*" })];
  const { now, base, changed } = useNumbers(asked);
  return (
    <Answer query={now} height={420}>
      {(n) => {
        const years = n.answer.aar;
        const om = n.answer.om;
        const unit = t(prices.words, { aar: om.prisaar });
        const debt = lineOf(n.of("laanegjeld_ub"), t("ui.laanegjeld"), COLOUR.plan, { width: 3 });
        const was = changed ? [lineOf(base?.of("laanegjeld_ub"), t("ui.foer_endringene"), COLOUR.before, { dash: [6, 5] as never, at: undefined })] : [];
        const most = peak(debt.values, years);
        const paid = lineOf(n.of("avdrag_paa_laan"), t("ui.avdrag"), COLOUR.plan, { width: 3 });
        const least = lineOf(n.of("minimumsavdrag"), t("ui.minimumsavdrag"), COLOUR.need, { dash: [7, 3] as never });
        const under = years.filter((y) => (at(n.of("avdrag_paa_laan"), y) ?? 0) < (at(n.of("minimumsavdrag"), y) ?? 0) - 0.5);
        return (
          <>
            <div className="rut k2">
              <Chart title={t("ui.laanegjeld")} unit={unit} years={years} adopted={om.vedtatt_til} decimals={om.desimaler} lines={[...was, debt]} questions={[prices.ask("laanegjeld_ub")]} method="laanegjeld_ub" summary={most ? t("ui.driver.gjeld.sum", { v: grouped(most.value), aar: most.year }) : ""} />
              <Chart title={t("ui.avdrag_mot_minimum")} unit={unit} years={years} adopted={om.vedtatt_til} decimals={om.desimaler} lines={[least, paid]} questions={[prices.ask("avdrag_paa_laan"), prices.ask("minimumsavdrag")]} method="minimumsavdrag" summary={under.length ? t("ui.sum.avdrag_under", { aar: under[0] }) : t("ui.sum.avdrag_ok")} />
            </div>
            <div className="luft-over">
              <Card id="h-laan" title={t("ui.laan")} text={unit}>
                <YearTable label={t("ui.laan")} years={shownYears(years, om.vedtatt_til, om.overskriftsaar)} decimals={1} rows={[...n.every("laan_saldo_ub").map((s) => ({ name: s.elementnavn, series: s })), ...["bruk_av_laan", "renteutgifter", "avdrag_paa_laan", "minimumsavdrag"].flatMap((name) => { const s = n.of(name); return s ? [{ name: s.etikett, series: s }] : []; })]} />
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
  const prices = usePrices(undefined);
  const names = ["disposisjonsfond_sum_ub", "bundne_driftsfond_ub", "ubundet_investeringsfond_ub", "bundne_investeringsfond_ub"];
  const { now } = useNumbers([prices.ask("disposisjonsfond_ub", { fond: "*" }), ...names.map((n) => prices.ask(n))]);
  return (
    <Answer query={now} height={420}>
      {(n) => {
        const years = n.answer.aar;
        const om = n.answer.om;
        const unit = t(prices.words, { aar: om.prisaar });
        const total = lineOf(n.of("disposisjonsfond_sum_ub"), t("ui.disposisjonsfond"), COLOUR.plan, { width: 3 });
        const parts = n.every("disposisjonsfond_ub").map((s, i) => lineOf(s, s.elementnavn, [COLOUR.spent, COLOUR.down, COLOUR.need][i % 3] ?? COLOUR.spent, { dash: [7, 3] as never, width: 2 }));
        return (
          <>
            <Chart title={t("ui.disposisjonsfond")} unit={unit} years={years} adopted={om.vedtatt_til} decimals={om.desimaler} lines={[...parts, total]} questions={[prices.ask("disposisjonsfond_ub", { fond: "*" }), prices.ask("disposisjonsfond_sum_ub")]} method="disposisjonsfond_sum_ub" summary={t("ui.sum.fond", { v0: grouped(total.values[0] ?? 0), aar0: years[0], v1: grouped(total.values.at(-1) ?? 0), aar1: years.at(-1) })} />
            <div className="luft-over">
              <Card id="h-fond" title={t("ui.form.fond")} text={unit}>
                <YearTable label={t("ui.form.fond")} years={shownYears(years, om.vedtatt_til, om.overskriftsaar)} decimals={1} rows={[...n.every("disposisjonsfond_ub").map((s) => ({ name: s.elementnavn, series: s })), ...names.flatMap((name) => { const s = n.of(name); return s ? [{ name: s.etikett, series: s, sum: name === "disposisjonsfond_sum_ub" }] : []; })]} />
              </Card>
            </div>
          </>
        );
      }}
    </Answer>
  );
}
