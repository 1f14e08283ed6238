import { Select, ToggleGroup } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Card, PageHead } from "../components/bits";
import { Chart } from "../components/chart";
import { Cause, Inputs, Verdicts } from "../components/compared";
import { Num } from "../components/number";
import { Answer } from "../components/state";
import { Table, YearCells, yearHeads } from "../components/table";
import { SplitTable, Waterfall } from "../components/waterfall";
import { address, usePut } from "../lib/address";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { COLOUR, DASH } from "../lib/colours";
import { EMPTY, size, useDraft } from "../lib/draft";
import { grouped, reading, signed } from "../lib/numbers";
import { branchName, usePlan } from "../lib/plan";
import { everyNth, NEED } from "../lib/series";
import { asked, type Sides, type Split, useSplit, WAYS, type Way } from "../lib/split";
import { readAs } from "../lib/units";

type Compared = Schemas["ComparedOut"];

const FIRST = [NEED, "netto_driftsresultat", "laanegjeld_ub", "sum_investeringsutgifter"];

export default function Sammenlign() {
  const { t, i18n } = useTranslation();
  const { tree, version, branch } = usePlan();
  const { draft } = useDraft();
  const [search] = useSearchParams();
  const put = usePut();
  const heads = tree.grener.filter((g) => g.hode !== version.id);
  const parent = version.forelder ?? heads[0]?.hode ?? version.id;
  const from = Number(search.get("fra") ?? (size(draft) ? version.id : parent));
  const to = Number(search.get("til") ?? version.id);
  const withDraft = to === version.id && size(draft) > 0;
  const sides: Sides = { before: { version: from, draft: EMPTY }, after: { version: to, draft: withDraft ? draft : EMPTY } };
  const query = useQuery<Compared, ApiError>({
    queryKey: ["sammenligning", sides, i18n.language],
    queryFn: ({ signal }) => got(api.POST("/api/sammenligning", { body: asked(sides), signal })),
    enabled: from !== to || withDraft,
  });
  const name = (id: number) => {
    const v = tree.versjoner.find((x) => x.id === id);
    const b = tree.grener.find((x) => x.hode === id);
    return [t("ui.versjon_n", { n: id }), b ? branchName(t, b.navn) : "", v?.melding ?? ""].filter(Boolean).join(" · ");
  };
  const pick = (key: "fra" | "til", value: number, label: string) => (
    <label className="velger">
      {label}
      <Select value={value} data-size="sm" onChange={(e) => put({ [key]: e.target.value })}>
        {tree.versjoner.map((v) => (
          <option key={v.id} value={v.id}>
            {name(v.id)}
          </option>
        ))}
      </Select>
    </label>
  );
  const nothing = from === to && !withDraft;
  return (
    <>
      <PageHead title={t("ui.side.sammenlign")} question={t("ui.spor.sammenlign")} />
      <div className="verktoy luft-under">
        {pick("fra", from, t("ui.fra"))}
        {pick("til", to, t("ui.til"))}
        {withDraft ? <span className="liten">{t("ui.med_kladd", { count: size(draft), gren: branch.navn })}</span> : null}
      </div>
      {nothing ? (
        <Card id="h-tom" title={t("ui.tom.sammenlign")}>
          <p>{t("ui.tom.sammenlign_tekst")}</p>
        </Card>
      ) : (
        <>
          <Causes sides={sides} inputs={query.data?.inndata} />
          <Answer query={query} height={400}>
            {(data) => <Differences data={data} sides={sides} />}
          </Answer>
        </>
      )}
    </>
  );
}

/** The change of a chosen number by cause, the chosen cause, both verdicts, and the changed inputs by effect. */
function Causes({ sides, inputs }: { sides: Sides; inputs: Schemas["InputOut"][] | undefined }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const year = Number(search.get("aar")) || null;
  const query = useSplit(sides, search.get("tall"), year, true);
  const way = WAYS.find((w) => w === search.get("maate")) ?? "rekkefoelge";
  const chosen = search.get("aarsak");
  return (
    <Answer query={query} height={420}>
      {(split) => {
        const part = split.deler.find((p) => p.gruppe === chosen);
        return (
          <>
            <Choices split={split} way={way} />
            <Waterfall split={split} way={way} chosen={chosen} choose={(c) => put({ aarsak: c === chosen ? null : c })} />
            <div className="rut k2 luft-over">
              <Card id="h-tall" title={t("ui.aarsakene_i_tall")} text={split.enhet}>
                <SplitTable split={split} chosen={chosen} />
                {split.merknader.map((m) => (
                  <p key={m} className="liten">
                    {m}
                  </p>
                ))}
              </Card>
              {part ? <Cause part={part} split={split} way={way} sides={sides} /> : <Verdicts split={split} />}
            </div>
            {part ? (
              <div className="luft-over">
                <Verdicts split={split} />
              </div>
            ) : null}
            <div className="luft-over">
              <Inputs inputs={split.inndata.length ? split.inndata : (inputs ?? [])} cause={part} />
            </div>
          </>
        );
      }}
    </Answer>
  );
}

function Choices({ split, way }: { split: Split; way: Way }) {
  const { t } = useTranslation();
  const put = usePut();
  const yearly = split.valg.find((v) => v.navn === split.navn)?.aar ?? true;
  return (
    <div className="verktoy luft-under">
      <label className="velger">
        {t("ui.tallet")}
        <Select value={split.navn} data-size="sm" onChange={(e) => put({ tall: e.target.value })}>
          {split.valg.map((v) => (
            <option key={v.navn} value={v.navn}>
              {v.etikett}
            </option>
          ))}
        </Select>
      </label>
      {yearly && split.valgt_aar !== null ? (
        <label className="velger">
          {t("ui.aar_valg")}
          <Select value={split.valgt_aar} data-size="sm" onChange={(e) => put({ aar: e.target.value })}>
            {split.aar.map((y) => (
              <option key={y} value={y}>
                {y}
              </option>
            ))}
          </Select>
        </label>
      ) : null}
      <ToggleGroup
        aria-label={t("ui.fordeling")}
        value={way}
        onChange={(v) => put({ maate: v === "rekkefoelge" ? null : v })}
        data-size="sm"
      >
        {WAYS.map((w) => (
          <ToggleGroup.Item key={w} value={w}>
            {t(`split.way.${w}`)}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup>
    </div>
  );
}

function Differences({ data, sides }: { data: Compared; sides: Sides }) {
  const { t } = useTranslation();
  const shown = [
    ...FIRST.flatMap((n) => data.resultater.filter((r) => r.navn === n)),
    ...data.resultater.filter((r) => !FIRST.includes(r.navn)),
  ];
  return (
    <>
      {shown.length === 0 ? (
        <Card id="h-likt" title={t("ui.ingen_forskjell")}>
          <p>{t("ui.ingen_forskjell_tekst")}</p>
        </Card>
      ) : (
        <div className="rut k2">
          {shown.slice(0, 4).map((r) => (
            <Pair key={r.navn} r={r} years={data.aar} sides={sides} />
          ))}
        </div>
      )}
      <div className="luft-over">
        <Results data={data} sides={sides} />
      </div>
    </>
  );
}

function Pair({ r, years, sides }: { r: Schemas["ResultOut"]; years: number[]; sides: Sides }) {
  const { t } = useTranslation();
  const { scale, decimals } = reading(r.enhet);
  const unit = readAs(t, r.enhet);
  const before = r.foer.map(scale);
  const after = r.etter.map(scale);
  const changes = after.map((v, i) => v - (before[i] ?? 0));
  const most = changes.reduce((best, d, i) => (Math.abs(d) > Math.abs(changes[best] ?? 0) ? i : best), 0);
  return (
    <Chart
      title={r.etikett}
      unit={unit}
      years={years}
      decimals={decimals}
      zero={r.enhet === "andel" || r.navn === "laanegjeld_ub" ? false : undefined}
      lines={[
        {
          name: t("ui.fra"),
          values: before,
          colour: COLOUR.before,
          dash: DASH.before,
          at: (y) => address(r.navn, y),
          of: sides.before,
        },
        { name: t("ui.til"), values: after, colour: COLOUR.plan, width: 3, at: (y) => address(r.navn, y), of: sides.after },
      ]}
      file={{ path: "/api/sammenligning/tabell", body: { ...asked(sides), navn: [r.navn] } }}
      summary={t("ui.sum.endret", {
        aar: years[most],
        d: signed(changes[most] ?? 0, decimals),
        v0: grouped(before[most] ?? 0, decimals),
        v1: grouped(after[most] ?? 0, decimals),
        enhet: unit,
      })}
    />
  );
}

function Results({ data, sides }: { data: Compared; sides: Sides }) {
  const { t } = useTranslation();
  const first = data.aar.findIndex((_, i) => data.resultater.some((r) => r.foer[i] !== r.etter[i]));
  const years = everyNth(data.aar.slice(Math.max(0, first)), 4);
  return (
    <Card id="h-res" title={t("ui.endrede_resultater")} text={t("compare.order")}>
      <Table caption={t("ui.endrede_resultater")} heads={[t("file.name"), ...yearHeads(years)]}>
        <tbody>
          {data.resultater.map((r) => {
            const { scale, decimals } = reading(r.enhet, 1);
            const unit = readAs(t, r.enhet);
            const said = (values: number[], year: number) => grouped(scale(values[data.aar.indexOf(year)] ?? 0), decimals);
            return (
              <tr key={r.navn}>
                <th scope="row">
                  {r.etikett} <span className="liten dus">{unit}</span>
                </th>
                <YearCells
                  name={`${r.etikett}, ${t("ui.til")}`}
                  years={years}
                  text={(y) => said(r.etter, y)}
                  address={(y) => address(r.navn, y)}
                  of={sides.after}
                  unit={unit}
                  look={() => "fet"}
                  before={(y) => (
                    <span className="foer-tall">
                      <Num
                        at={address(r.navn, y)}
                        of={sides.before}
                        label={`${r.etikett}, ${t("ui.fra")} ${y}: ${said(r.foer, y)}`}
                        unit={unit}
                        tab={false}
                      >
                        {said(r.foer, y)}
                      </Num>
                    </span>
                  )}
                />
              </tr>
            );
          })}
        </tbody>
      </Table>
    </Card>
  );
}
