import { useTranslation } from "react-i18next";
import type { Schemas } from "../../lib/api";
import { useOneYearLater } from "../../lib/boarddata";
import { millChange } from "../../lib/numbers";
import { Card, Status } from "../bits";
import { Answer } from "../state";
import { numberHead, Table } from "../table";

type Row = Schemas["LaterRow"];

/** «Hva ett år senere koster»: the change of the need and the places lacking when a project is built a year later. */
export function LaterCard() {
  const { t } = useTranslation();
  const query = useOneYearLater();
  return (
    <Card id="h-senere" title={t("ui.brett.ett_aar_senere")} text={t("ui.brett.ett_aar_senere_tekst")}>
      <Answer query={query} height={160}>
        {(data) => {
          if (data.hidden) return <p>{t("ui.brett.ett_aar_skjult")}</p>;
          if (!data.rows.length) return <p>{t("ui.brett.ingen_kan_vente")}</p>;
          const unit = t("ui.brett.varig_behov_mill", { aar: data.prices });
          return (
            <Table
              caption={t("ui.brett.ett_aar_senere")}
              heads={[t("ui.prosjekt"), numberHead(t("ui.brett.starter_naa")), numberHead(unit), t("ui.brett.uten_plass")]}
            >
              <tbody>
                {data.rows.map((r) => (
                  <tr key={r.id}>
                    <th scope="row">{r.name}</th>
                    <td className="n">{r.start}</td>
                    <td className="n">{millChange(r.need, data.decimals)}</td>
                    <td>
                      <Without row={r} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </Table>
          );
        }}
      </Answer>
    </Card>
  );
}

function Without({ row: r }: { row: Row }) {
  const { t } = useTranslation();
  const follows = r.follows.length ? (
    <small className="blokk dus">{t("ui.brett.flyttes_med", { navn: r.follows.join(", ") })}</small>
  ) : null;
  if (r.places === null) return follows ?? "–";
  return (
    <>
      {r.short !== null ? <Status kind="brudd">{r.text}</Status> : r.text}
      {follows}
    </>
  );
}
