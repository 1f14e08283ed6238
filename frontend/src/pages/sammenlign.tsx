import { Select } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { Card, LinkButton, PageHead } from "../components/bits";
import { Chart } from "../components/chart";
import { Answer } from "../components/state";
import { api, got, type ApiError, type Schemas } from "../lib/api";
import { COLOUR } from "../lib/colours";
import { EMPTY, size, useDraft } from "../lib/draft";
import { grouped, reading, signed } from "../lib/numbers";
import { usePlan } from "../lib/plan";

type Compared = Schemas["ComparedOut"];
const FIRST = ["inndekningsbehov_fast", "netto_driftsresultat", "laanegjeld_ub", "sum_investeringsutgifter"];

export function Sammenlign() {
  const { t, i18n } = useTranslation();
  const { tree, version, branch } = usePlan();
  const { draft } = useDraft();
  const [search, setSearch] = useSearchParams();
  const heads = tree.grener.filter((g) => g.hode !== version.id);
  const parent = version.forelder ?? heads[0]?.hode ?? version.id;
  const from = Number(search.get("fra") ?? (size(draft) ? version.id : parent));
  const to = Number(search.get("til") ?? version.id);
  const withDraft = to === version.id && size(draft) > 0;
  const query = useQuery<Compared, ApiError>({
    queryKey: ["sammenligning", from, to, withDraft ? draft : EMPTY, i18n.language],
    queryFn: ({ signal }) => got(api.POST("/api/sammenligning", { body: { fra: from, til: to, utkast_til: withDraft ? draft : EMPTY }, signal })),
    enabled: from !== to || withDraft,
  });
  const name = (id: number) => {
    const v = tree.versjoner.find((x) => x.id === id);
    const b = tree.grener.find((x) => x.hode === id);
    return `${t("ui.versjon_n", { n: id })}${b ? ` · ${b.navn === "hovedlinje" ? t("ui.hovedlinje") : b.navn}` : ""}${v ? ` · ${v.melding}` : ""}`;
  };
  const pick = (key: "fra" | "til", value: number, label: string) => (
    <label className="velger">
      {label}
      <Select
        value={value}
        data-size="sm"
        onChange={(e) =>
          setSearch((q) => {
            q.set(key, e.target.value);
            return q;
          })
        }
      >
        {tree.versjoner.map((v) => (
          <option key={v.id} value={v.id}>
            {name(v.id)}
          </option>
        ))}
      </Select>
    </label>
  );
  return (
    <>
      <PageHead title={t("ui.side.sammenlign")} question={t("ui.spor.sammenlign")} />
      <div className="verktoy luft-under">
        {pick("fra", from, t("ui.fra"))}
        {pick("til", to, t("ui.til"))}
        {withDraft ? <span className="liten">{t("ui.med_kladd", { n: size(draft), gren: branch.navn })}</span> : null}
      </div>
      {from === to && !withDraft ? (
        <Card id="h-tom" title={t("ui.tom.sammenlign")}>
          <p>{t("ui.tom.sammenlign_tekst")}</p>
        </Card>
      ) : (
        <Answer query={query} height={400}>
          {(data) => <Differences data={data} />}
        </Answer>
      )}
    </>
  );
}

function Differences({ data }: { data: Compared }) {
  const { t } = useTranslation();
  const [every, setEvery] = useState(false);
  const shown = [...FIRST.flatMap((n) => data.resultater.filter((r) => r.navn === n)), ...data.resultater.filter((r) => !FIRST.includes(r.navn))];
  return (
    <>
      {shown.length === 0 ? (
        <Card id="h-likt" title={t("ui.ingen_forskjell")}>
          <p>{t("ui.ingen_forskjell_tekst")}</p>
        </Card>
      ) : (
        <div className="rut k2">
          {shown.slice(0, 4).map((r) => (
            <Pair key={r.navn} r={r} years={data.aar} />
          ))}
        </div>
      )}
      <div className="luft-over">
        <Card id="h-inn" title={t("ui.endrede_forutsetninger")} text={t("ui.n_endringer", { n: data.inndata.length })}>
          <div className="rulle" role="region" aria-labelledby="h-inn" tabIndex={0}>
            <table className="t">
              <caption className="vh">{t("ui.endrede_forutsetninger")}</caption>
              <thead>
                <tr>
                  <th scope="col">{t("ui.hvor")}</th>
                  <th scope="col">{t("ui.hva")}</th>
                  <th scope="col">{t("ui.foer")}</th>
                  <th scope="col">{t("ui.etter")}</th>
                </tr>
              </thead>
              <tbody>
                {data.inndata.slice(0, every ? undefined : 40).map((c, i) => (
                  <tr key={i}>
                    <td>
                      <Place file={c.fil} line={c.linje} />
                    </td>
                    <th scope="row">{c.noekkel || c.fil}</th>
                    <td>{c.foer ?? "–"}</td>
                    <td className="fet">{c.etter ?? "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {data.inndata.length > 40 ? <LinkButton onClick={() => setEvery(!every)}>{every ? t("ui.vis_faerre") : t("ui.vis_alle_n", { n: data.inndata.length })}</LinkButton> : null}
        </Card>
      </div>
      <div className="luft-over">
        <Results data={data} />
      </div>
    </>
  );
}

const TABS: [RegExp, string][] = [
  [/^(forutsetninger|inntekter|drift|plan)\.toml$/, "makro"],
  [/^befolkning|^boligprogram/, "befolkning"],
  [/^(tjenester|selvkost)\/|^(rammer|tiltak|bygg|bygghendelser|sambruk|behovsliste)\.csv|^arbeidskraft/, "tjenester"],
  [/^prosjekter\/|^investeringer|^anlegg/, "investeringer"],
  [/^(laan|finans|fond|balanse)|^foretak\//, "finans"],
  [/^usikkerhet/, "usikkerhet"],
  [/^grep\//, "grep"],
];

export function tabOf(file: string): string {
  return TABS.find(([pattern]) => pattern.test(file))?.[1] ?? "regler";
}

function Place({ file, line }: { file: string; line: number }) {
  const { plan } = usePlan();
  return (
    <Link to={`/plan/${plan}/forutsetninger?fane=${tabOf(file)}#${file}`}>
      {file}
      {line ? `:${line}` : ""}
    </Link>
  );
}

function Pair({ r, years }: { r: Schemas["ResultOut"]; years: number[] }) {
  const { t } = useTranslation();
  const { scale, decimals, unit } = reading(r.enhet, 0);
  const before = r.foer.map(scale);
  const after = r.etter.map(scale);
  const most = after.reduce((best, v, i) => (Math.abs(v - (before[i] ?? 0)) > Math.abs((after[best] ?? 0) - (before[best] ?? 0)) ? i : best), 0);
  const d = (after[most] ?? 0) - (before[most] ?? 0);
  return (
    <Chart
      title={r.etikett}
      unit={unit}
      years={years}
      decimals={decimals}
      zero={r.enhet === "andel" || r.navn === "laanegjeld_ub" ? false : undefined}
      lines={[
        { name: t("ui.fra"), values: before, colour: COLOUR.before, dash: [6, 5] },
        { name: t("ui.til"), values: after, colour: COLOUR.plan, width: 3 },
      ]}
      summary={t("ui.sum.endret", { aar: years[most], d: signed(d, decimals), v0: grouped(before[most] ?? 0, decimals), v1: grouped(after[most] ?? 0, decimals), enhet: unit })}
    />
  );
}

function Results({ data }: { data: Compared }) {
  const { t } = useTranslation();
  const years = data.aar.filter((_, i) => i % 4 === 0 || i === data.aar.length - 1);
  return (
    <Card id="h-res" title={t("ui.endrede_resultater")} text={t("compare.order")}>
      <div className="rulle" role="region" aria-labelledby="h-res" tabIndex={0}>
        <table className="t">
          <caption className="vh">{t("ui.endrede_resultater")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("file.name")}</th>
              {years.map((y) => (
                <th key={y} scope="col" className="n">
                  {y}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.resultater.map((r) => {
              const { scale, decimals, unit } = reading(r.enhet, 1);
              return (
                <tr key={r.navn}>
                  <th scope="row">
                    {r.etikett} <span className="liten dus">{unit}</span>
                  </th>
                  {years.map((y) => {
                    const i = data.aar.indexOf(y);
                    return (
                      <td key={y} className="n">
                        <span className="foer-tall">{grouped(scale(r.foer[i] ?? 0), decimals)}</span> <b>{grouped(scale(r.etter[i] ?? 0), decimals)}</b>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
