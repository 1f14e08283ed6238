import { useTranslation } from "react-i18next";
import { everyNth } from "../lib/series";
import type { Cell, Path, Printed } from "../lib/uncertain";
import { PrintedFigure } from "./printed";
import { Table } from "./table";

const FEW = 2; // steps between the years on a phone
const MANY = 6;
const LOOK: Record<string, { look: string; sign: string }> = {
  nådd: { look: "ok-celle", sign: "" },
  "over gulv": { look: "obs-celle", sign: "▲" },
  brutt: { look: "brudd-celle", sign: "■" },
};

/** The years that the matrix shows: those projected, and on a phone from the first that is red. */
function yearsOf(table: Printed, adopted: number | null): number[] {
  const places = table.aar.flatMap((y, i) => (y !== null && y > (adopted ?? 0) ? [i] : []));
  const small = window.innerWidth < 600;
  const red = places.filter((i) => table.rader.some((r) => r.celler[i]?.tone === "brutt"));
  const from = small && red.length ? places.filter((i) => i >= (red[0] ?? 0)) : places;
  return everyNth(from, Math.max(1, Math.ceil(from.length / (small ? FEW : MANY))));
}

/** The chance of each måltall by year, in every year, and of all at once. */
export function Chances({ path, adopted }: { path: Path; adopted: number | null }) {
  const { t } = useTranslation();
  const table = path.sjanser.tabell;
  return (
    <PrintedFigure
      title={t("ui.sjansen_for_aa_holde")}
      unit={`${path.navn}. ${t("ui.sjanse_tegn")}`}
      said={path.sjanser.setninger}
      table={table}
    >
      {() => (table ? <Matrix table={table} adopted={adopted} /> : null)}
    </PrintedFigure>
  );
}

function Matrix({ table, adopted }: { table: Printed; adopted: number | null }) {
  const shown = [...yearsOf(table, adopted), table.kolonner.length - 1];
  const heads = [table.kolonner[0] ?? "", ...shown.map((i) => ({ text: table.kolonner[i] ?? "", numeric: true }))];
  return (
    <Table className="varme" caption={table.tittel} heads={heads}>
      <tbody>
        {table.rader.map((r) => (
          <tr key={r.id} className={r.slag === "sum" ? "sum" : undefined}>
            <th scope="row" className={r.celler[0]?.tekst.startsWith(" ") ? "inn" : undefined}>
              {r.celler[0]?.tekst}
            </th>
            {shown.map((i) => {
              const cell = r.celler[i];
              return cell ? <Share key={i} cell={cell} /> : <td key={i} />;
            })}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Share({ cell }: { cell: Cell }) {
  const { look, sign } = LOOK[cell.tone] ?? { look: "", sign: "" };
  return (
    <td className={`n ${look}`}>
      {sign ? <span aria-hidden="true">{sign}</span> : null}
      {cell.tekst}
    </td>
  );
}
