import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { keep } from "../lib/api";
import { type Cell, csvOf, type Printed } from "../lib/uncertain";
import { LinkButton } from "./bits";
import { fileName } from "./files";
import { Num } from "./number";
import { Table } from "./table";

/** A table as the server printed it; its numbers explain themselves. A column without content is left out. */
export function PrintedTable({ table, className }: { table: Printed; className?: string }) {
  const { t } = useTranslation();
  const columns = table.kolonner.map((_, i) => i).filter((i) => i === 0 || table.rader.some((r) => r.celler[i]?.tekst));
  const numeric = (i: number) => i > 0 && table.rader.some((r) => r.celler[i]?.verdi !== null);
  const head = (i: number) => ({ text: table.kolonner[i] || t("file.name"), numeric: numeric(i), hidden: !table.kolonner[i] });
  return (
    <Table caption={table.tittel} className={className} heads={columns.map(head)}>
      <tbody>
        {table.rader.map((r, n) => (
          <tr key={r.id || n} className={r.slag === "sum" ? "sum" : undefined}>
            {columns.map((i) => {
              const c = r.celler[i];
              if (!c) return <td key={i} />;
              if (i === 0)
                return (
                  <th key={i} scope="row" className={c.tekst.startsWith(" ") ? "inn" : undefined}>
                    {c.tekst}
                  </th>
                );
              return (
                <td key={i} className={numeric(i) ? "n" : undefined}>
                  <PrintedCell cell={c} label={`${r.celler[0]?.tekst ?? ""}, ${table.kolonner[i] ?? ""}: ${c.tekst}`} />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

export function PrintedCell({ cell, label }: { cell: Cell; label: string }) {
  return cell.adresse ? (
    <Num at={cell.adresse} label={label}>
      {cell.tekst}
    </Num>
  ) : (
    cell.tekst
  );
}

interface FigureProps {
  title: string;
  unit?: ReactNode;
  said: string[];
  table: Printed | null;
  tools?: ReactNode;
  /** Beside the links to the table and the file. */
  links?: ReactNode;
  /** There is no picture, only the table. */
  always?: boolean;
  children: (headingId: string) => ReactNode;
}

/** A picture with its sentences, the same as a table, and the table as a file. */
export function PrintedFigure({ title, unit, said, table, tools, links, always = false, children }: FigureProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const id = useId();
  return (
    <figure className="kort figur" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {unit ? <p className="liten dus">{unit}</p> : null}
      {tools}
      {(shown || always) && table ? <PrintedTable table={table} /> : children(id)}
      <figcaption>{said.join(" ")}</figcaption>
      {table?.merknader.map((m) => (
        <p key={m} className="liten dus">
          {m}
        </p>
      ))}
      <div className="lenker">
        {table ? (
          <>
            {always ? null : (
              <LinkButton onClick={() => setShown(!shown)} describedBy={id}>
                {shown ? t("ui.vis_som_figur") : t("ui.vis_som_tabell")}
              </LinkButton>
            )}
            <LinkButton onClick={() => keep(csvOf(table), fileName(table.tittel, "csv"))} describedBy={id}>
              {t("ui.last_ned", { format: "csv" })}
            </LinkButton>
          </>
        ) : null}
        {links}
      </div>
    </figure>
  );
}
