import { Tabs } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Card, LinkButton, PageHead } from "../components/bits";
import { Chart } from "../components/chart";
import { Answer } from "../components/state";
import { type Head, SeriesCells, Table, yearHeads } from "../components/table";
import { usePut } from "../lib/address";
import { COLOUR, nth } from "../lib/colours";
import { type Project, useNumbers, useProjects } from "../lib/data";
import { useDraft } from "../lib/draft";
import { grouped, mill, parse, typed } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { moveOf, startOf } from "../lib/projects";
import { lineOf, sum, usePrices } from "../lib/series";
import { readAs } from "../lib/units";
import { Board } from "./tidslinje";

const VIEWS = ["tidslinje", "liste", "finansiering"] as const;
const LOAN = "bruk_av_laan";
const SOURCES = [
  "mva_kompensasjon_investering",
  "tilskudd_fra_andre",
  "salg_av_varige_driftsmidler",
  "salg_av_finansielle_anleggsmidler",
  "utdeling_fra_selskaper",
  "mottatte_avdrag_egne_utlaan",
  "bruk_bundne_investeringsfond",
  "bruk_ubundet_investeringsfond",
  "overfoering_til_investering",
  LOAN,
] as const;
const COLOURS = [COLOUR.down, COLOUR.spent, COLOUR.before, COLOUR.need, COLOUR.plan, COLOUR.capacity, COLOUR.more];

export default function Investeringsplan() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const put = usePut();
  const asked = search.get("visning");
  const view = VIEWS.find((v) => v === asked) ?? "tidslinje";
  const projects = useProjects();
  return (
    <>
      <PageHead title={t("ui.side.investeringsplan")} question={t("ui.spor.investeringsplan")} />
      <Tabs value={view} onChange={(visning) => put({ visning })}>
        <Tabs.List>
          {VIEWS.map((v) => (
            <Tabs.Tab key={v} value={v}>
              {t(`ui.visning.${v}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {VIEWS.map((v) => (
          <Tabs.Panel key={v} value={v}>
            {v === view ? (
              <Answer query={projects}>
                {(data) =>
                  v === "tidslinje" ? <Board projects={data} /> : v === "liste" ? <List projects={data} /> : <Financing />
                }
              </Answer>
            ) : null}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

const ORDERS = {
  name: (a: Project, b: Project) => a.name.localeCompare(b.name, "nb"),
  sector: (a: Project, b: Project) => a.sector.localeCompare(b.sector, "nb"),
  cost: (a: Project, b: Project) => (b.cost ?? 0) - (a.cost ?? 0),
  first: (a: Project, b: Project) => a.first - b.first,
};

/** Liste: the same as numbers; every move has a field here, so nothing needs to be dragged. */
function List({ projects }: { projects: Project[] }) {
  const { t } = useTranslation();
  const [sort, setSort] = useState<keyof typeof ORDERS>("first");
  const prices = usePrices();
  const { now } = useNumbers([prices.ask("investeringsutgift", { prosjekt: "*" })]);
  const years = now.data?.answer.aar ?? [];
  const sorted = (key: keyof typeof ORDERS, text: string, numeric = false): Head => ({
    text: <LinkButton onClick={() => setSort(key)}>{text}</LinkButton>,
    numeric,
    sort: sort === key ? (key === "cost" ? "descending" : "ascending") : undefined,
  });
  return (
    <Card id="h-liste" title={t("ui.prosjekter")} text={t("ui.liste_tekst")}>
      <Table
        busy={now.isPending}
        caption={t("ui.prosjekter")}
        heads={[
          sorted("name", t("ui.prosjekt")),
          sorted("sector", t("ui.sektor")),
          t("ui.fase"),
          sorted("cost", readAs(t, "kr"), true),
          sorted("first", t("ui.byggestart_felt")),
          t("ui.ferdig"),
          ...yearHeads(years),
        ]}
      >
        <tbody>
          {[...projects].sort(ORDERS[sort]).map((p) => (
            <tr key={p.id}>
              <th scope="row">
                {p.name}
                {p.in_use ? "" : ` (${t("ui.ikke_valgt")})`}
              </th>
              <td>{p.sector}</td>
              <td>{t(`ui.fase.${p.phase}`)}</td>
              <td className="n">{mill(p.cost, 1)}</td>
              <td>
                <Start project={p} />
              </td>
              <td>{p.finished ?? "–"}</td>
              <SeriesCells
                name={p.name}
                series={now.data?.of("investeringsutgift", { prosjekt: p.id })}
                years={years}
                write={(v) => (v === 0 ? "0" : mill(v, 1))}
              />
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

/** The year a project begins; editable where the project can be moved. */
function Start({ project: p }: { project: Project }) {
  const { t } = useTranslation();
  const { edit } = useDraft();
  const { may } = usePlan();
  const [wrong, setWrong] = useState("");
  if (p.kind === "ramme") return t("ui.hvert_aar");
  if (p.earliest === p.latest || !may("rediger")) return p.first;
  const move = (text: string) => {
    const found = parse(text);
    const moved = found.ok ? found.value - startOf(p, 0) : NaN;
    if (!Number.isInteger(moved) || moved < p.earliest || moved > p.latest) {
      setWrong(t("ui.err.vindu", { navn: p.name, fra: startOf(p, p.earliest), til: startOf(p, p.latest) }));
      return;
    }
    setWrong("");
    if (moved !== p.moved) edit(moveOf(p, moved));
  };
  return (
    <>
      <input
        key={p.first}
        className="ds-input tallfelt"
        inputMode="numeric"
        defaultValue={typed(p.first)}
        aria-label={t("ui.byggestart_for", { navn: p.name })}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? `feil-${p.id}` : undefined}
        onBlur={(e) => move(e.target.value)}
        onKeyDown={(e) => (e.key === "Enter" ? move(e.currentTarget.value) : undefined)}
      />
      {wrong ? (
        <span id={`feil-${p.id}`} className="c-brudd blokk liten" role="alert">
          {wrong}
        </span>
      ) : null}
    </>
  );
}

/** Finansiering: who pays each year. */
function Financing() {
  const { t } = useTranslation();
  const prices = usePrices();
  const asked = SOURCES.map((n) => prices.ask(n));
  const { now } = useNumbers([...asked, prices.ask("sum_investeringsutgifter")]);
  return (
    <Answer query={now}>
      {(numbers) => {
        const { aar, om } = numbers.answer;
        const paid = (name: string) => sum(numbers.of(name)?.verdier ?? []);
        const lines = SOURCES.flatMap((n) => numbers.of(n) ?? [])
          .filter((s) => s.verdier.some((v) => v))
          .map((s, i) => lineOf(s, s.etikett, nth(COLOURS, i), { bar: true, stack: "kilder" }));
        const share = paid(LOAN) / Math.max(1, paid("sum_investeringsutgifter"));
        return (
          <Chart
            title={t("ui.hvem_betaler")}
            unit={t(prices.words, { aar: om.prisaar })}
            years={aar}
            adopted={om.vedtatt_til}
            height={360}
            decimals={om.desimaler}
            lines={lines}
            questions={asked}
            method={LOAN}
            summary={t("ui.sum.finansiering", { p: grouped(share * 100) })}
          />
        );
      }}
    </Answer>
  );
}
