import { useTranslation } from "react-i18next";
import type { Proposal } from "../lib/firstplan";
import { keyed } from "../lib/keyed";
import { grouped } from "../lib/numbers";
import { NumberCells, numberHead, Table, yearHeads } from "./table";

type Listed = NonNullable<Proposal["liste"]>;

/** The sums of a list of projects by year beside those of the projects it becomes, and the projects year by year. */
export function ProjectList({ found }: { found: Listed }) {
  const { t } = useTranslation();
  return (
    <>
      <Table caption={t("ui.lista.summer")} shownCaption heads={[t("ui.lista.slag"), ...yearHeads(found.aar)]}>
        <tbody>
          {keyed(found.summer, (s) => s.navn).map(({ key, item: s }) => (
            <tr key={key}>
              <th scope="row">{s.navn}</th>
              <NumberCells texts={kroner(s.kroner)} />
            </tr>
          ))}
        </tbody>
      </Table>
      <details className="steder">
        <summary>{t("ui.lista.vis", { count: found.prosjekter.length })}</summary>
        <Table
          caption={t("ui.lista.prosjekter")}
          scroll="tall"
          heads={[
            t("ui.lista.prosjekt"),
            ...yearHeads(found.aar),
            ...[t("ui.lista.sum"), t("ui.lista.kilder"), t("ui.lista.mangler")].map(numberHead),
          ]}
        >
          <tbody>
            {keyed(found.prosjekter, (p) => p.navn).map(({ key, item: p }) => (
              <tr key={key}>
                <th scope="row">{p.navn}</th>
                <NumberCells texts={kroner([...p.kroner, p.sum, p.kilder, p.mangler])} />
              </tr>
            ))}
          </tbody>
        </Table>
      </details>
    </>
  );
}

function kroner(values: number[]): string[] {
  return values.map((v) => grouped(v, 0));
}
