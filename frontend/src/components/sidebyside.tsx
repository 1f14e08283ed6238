import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Choice, Compared } from "../lib/alternatives";
import { Delta, LinkButton, Status } from "./bits";
import { Num } from "./number";
import { type Head, Table } from "./table";

type Line = Compared["rader"][number];
const GROUPS = ["svaret", "maaltall", "merker"] as const;

/** The alternatives as columns of the same rows, with the change from the first. */
export function SideBySide({
  found,
  columns,
  remove,
  unlike,
}: {
  found: Compared;
  columns: Choice[];
  remove: (id: string) => void;
  /** Whether only rows that differ are shown. */
  unlike: boolean;
}) {
  const { t } = useTranslation();
  const heads: Head[] = found.kolonner.map((k, i) => ({
    numeric: true,
    text: (
      <>
        {k.navn}
        <small className="dus">{[t("ui.versjon_n", { n: k.versjon }), t("ui.priser_aar", { aar: k.prisaar })].join(" · ")}</small>
        {k.privat ? <Status kind="las">{t("ui.alt.privat")}</Status> : null}
        {found.kolonner.length > 2 && i > 0 ? (
          <LinkButton onClick={() => remove(columns[i]?.id ?? "")}>
            {t("ui.alt.fjern")}
            <span className="vh"> {k.navn}</span>
          </LinkButton>
        ) : null}
      </>
    ),
  }));
  const rows = found.rader.filter((r) => !unlike || !r.lik);
  return (
    <Table caption={t("ui.alt.tabell")} className="side-om-side" heads={[t("alternativer.tall"), ...heads]}>
      <tbody>
        {GROUPS.map((group) => {
          const own = rows.filter((r) => r.gruppe === group);
          return own.length ? (
            <Fragment key={group}>
              <tr className="gruppe">
                <th scope="colgroup" colSpan={1 + found.kolonner.length}>
                  {t(`ui.alt.gruppe.${group}`)}
                </th>
              </tr>
              {own.map((r) => (
                <Row key={r.id} row={r} found={found} columns={columns} />
              ))}
            </Fragment>
          ) : null;
        })}
      </tbody>
    </Table>
  );
}

function Row({ row, found, columns }: { row: Line; found: Compared; columns: Choice[] }) {
  return (
    <tr>
      <th scope="row">{row.navn}</th>
      {row.celler.map((c, i) => {
        const column = columns[i];
        return (
          <td key={columns[i]?.id ?? i} className={c.tall.verdi === null ? "n ord" : "n"}>
            <Num
              at={c.tall.adresse}
              of={column ? { version: column.version, draft: column.draft } : undefined}
              label={`${row.navn}, ${found.kolonner[i]?.navn ?? ""}: ${c.tall.tekst}`}
              tab={i === 0}
            >
              {c.tall.tekst}
            </Num>
            {c.endring !== null ? <Delta text={c.endring} good={c.bedre} /> : null}
          </td>
        );
      })}
    </tr>
  );
}
