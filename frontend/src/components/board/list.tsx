import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { chosen, sumsByYear } from "../../lib/board";
import { type Numbers, type Project, useNumbers } from "../../lib/data";
import { useDraft } from "../../lib/draft";
import { useOpenForm } from "../../lib/forms";
import { grouped, hundredths, mill, parse, typed } from "../../lib/numbers";
import { usePlan } from "../../lib/plan";
import { moveOf, startOf } from "../../lib/projects";
import { usePrices } from "../../lib/series";
import { Card, LinkButton, Rough } from "../bits";
import { Answer } from "../state";
import { type Head, numberHead, SeriesCells, Table, yearHeads } from "../table";
import { FilterBar, useFilters } from "./filters";
import { INVESTED, SPENT } from "./moves";
import { Cost, PerYear } from "./rows";

const ORDERS = {
  name: (a: Project, b: Project) => a.name.localeCompare(b.name, "nb"),
  sector: (a: Project, b: Project) => a.sector.localeCompare(b.sector, "nb"),
  service: (a: Project, b: Project) => a.service_name.localeCompare(b.service_name, "nb"),
  cost: (a: Project, b: Project) => (b.cost ?? 0) - (a.cost ?? 0),
  first: (a: Project, b: Project) => a.first - b.first,
};
type Order = keyof typeof ORDERS;
const WORDS = 12; // columns before the years

/** Liste: the same as numbers; every move has a field here, so nothing needs to be dragged. */
export function List({ projects }: { projects: Project[] }) {
  const { t } = useTranslation();
  const prices = usePrices();
  const filters = useFilters();
  const { now } = useNumbers([prices.ask(SPENT, { prosjekt: "*" }), prices.ask(INVESTED)]);
  const rows = projects.filter((p) => !p.in_use || chosen([p], filters).length);
  return (
    <Card id="h-liste" title={t("ui.prosjekter")} text={t("ui.liste_tekst")}>
      <FilterBar projects={projects} gaps={[]} filters={filters} shown={rows.filter((p) => p.in_use).length} />
      <Answer query={now} height={420}>
        {(numbers) => <Rows rows={rows} numbers={numbers} />}
      </Answer>
    </Card>
  );
}

function Rows({ rows, numbers }: { rows: Project[]; numbers: Numbers }) {
  const { t } = useTranslation();
  const prices = usePrices();
  const [sort, setSort] = useState<Order>("first");
  const { aar: years, om } = numbers.answer;
  const basis = prices.statistic === "faste" ? t("ui.brett.mill_aar", { aar: om.prisaar }) : t("ui.brett.mill_loepende_kort");
  const sorted = (key: Order, text: string, numeric = false): Head => ({
    text: <LinkButton onClick={() => setSort(key)}>{text}</LinkButton>,
    numeric,
    sort: sort === key ? (key === "cost" ? "descending" : "ascending") : undefined,
  });
  return (
    <Table
      caption={`${t("ui.prosjekter")}, ${basis}`}
      scroll="tall"
      className="prosjektliste"
      heads={[
        sorted("name", t("ui.prosjekt")),
        sorted("sector", t("ui.sektor")),
        sorted("service", t("ui.brett.tjeneste")),
        t("ui.sone"),
        t("ui.fase"),
        numberHead(t("ui.plasser")),
        sorted("first", t("ui.byggestart_felt")),
        t("ui.ferdig"),
        t("ui.brett.aapner"),
        sorted("cost", t("ui.brett.mill_aar", { aar: om.prisaar }), true),
        numberHead(t("ui.brett.tilskudd_prosent")),
        t("ui.kilde"),
        ...yearHeads(years, om.vedtatt_til),
      ]}
    >
      <tbody>
        {[...rows].sort(ORDERS[sort]).map((p) => (
          <ListRow key={p.id} project={p} numbers={numbers} />
        ))}
      </tbody>
      <Sums rows={rows.filter((p) => p.in_use)} numbers={numbers} />
    </Table>
  );
}

function ListRow({ project: p, numbers }: { project: Project; numbers: Numbers }) {
  const { t } = useTranslation();
  const open = useOpenForm();
  const { may } = usePlan();
  const used = p.in_use ? "" : ` (${t("ui.ikke_valgt")})`;
  return (
    <tr className={p.state ? "endret-rad" : undefined}>
      <th scope="row">
        {may("rediger") ? (
          <button
            type="button"
            className="som-lenke navnelenke"
            onClick={(e) => open({ kind: "prosjekt", id: p.id, anchor: e.currentTarget })}
          >
            {p.name}
          </button>
        ) : (
          p.name
        )}
        {used}
        {p.state ? <small className="brett-merke">{t(`ui.brett.tilstand.${p.state}`)}</small> : null}
      </th>
      <td>{p.sector}</td>
      <td>{p.service_name}</td>
      <td>{p.facts.zone_name}</td>
      <td>{t(`ui.fase.${p.phase}`)}</td>
      <td className="n">{p.places ? grouped(p.places) : ""}</td>
      <td>
        <Start project={p} />
      </td>
      <td>{p.finished ?? "–"}</td>
      <td>{p.opens}</td>
      <td className="n">
        {p.kind === "ramme" ? (
          <PerYear project={p} now={numbers} />
        ) : (
          <Cost project={p} year={numbers.answer.om.prisaar} decimals={1} />
        )}
      </td>
      <td className="n">{p.facts.grant ? grouped(hundredths(p.facts.grant)) : ""}</td>
      <td className="kildecelle">
        {p.facts.source} {p.facts.rough ? <Rough /> : null}
      </td>
      <SeriesCells
        name={p.name}
        series={numbers.of(SPENT, { prosjekt: p.id })}
        years={numbers.answer.aar}
        write={(v) => (v === 0 ? "0" : mill(v, 1))}
      />
    </tr>
  );
}

/** The sums of the rows shown, and the line of § 5-5 that counts all of them, which may differ by VAT and by lines outside
 * projects.
 */
function Sums({ rows, numbers }: { rows: Project[]; numbers: Numbers }) {
  const { t } = useTranslation();
  const years = numbers.answer.aar;
  const of = (frames: boolean) =>
    rows.filter((p) => (p.kind === "ramme") === frames).map((p) => numbers.of(SPENT, { prosjekt: p.id })?.verdier);
  const line = (name: ReactNode, values: (number | null)[]) => (
    <tr className="sum">
      <th scope="row" colSpan={WORDS}>
        {name}
      </th>
      {values.map((v, i) => (
        <td key={years[i]} className="n">
          {mill(v, 1)}
        </td>
      ))}
    </tr>
  );
  const invested = numbers.of(INVESTED);
  return (
    <tfoot>
      {line(t("ui.brett.sum_prosjekter"), sumsByYear(of(false), years.length))}
      {line(t("ui.brett.sum_rammer"), sumsByYear(of(true), years.length))}
      {invested ? (
        <tr className="sum">
          <th scope="row" colSpan={WORDS}>
            {invested.etikett} (§ 5-5) <span className="liten dus">{t("ui.brett.sum_forskjell")}</span>
          </th>
          <SeriesCells name={invested.etikett} series={invested} years={years} write={(v) => mill(v, 1)} />
        </tr>
      ) : null}
    </tfoot>
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
