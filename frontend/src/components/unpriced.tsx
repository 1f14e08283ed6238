import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "../lib/api";
import { usePriceYear, useUnpriced } from "../lib/data";
import { usePage } from "../lib/plan";
import { readAs } from "../lib/units";
import { Card } from "./bits";
import { Answer } from "./state";
import { numberHead, Table } from "./table";

type Second = Schemas["UnpricedOut"];

/** The number with what the plan leaves out, beside the need and never added to it in silence. */
export function UnpricedNote({ second }: { second: Second | undefined }) {
  const { t } = useTranslation();
  const page = usePage();
  if (!second?.setninger.length) return null;
  return (
    <p className="rute">
      {second.setninger[0]} <Link to={page("behov", {}, "h-uprisede")}>{t("ui.se_uprisede")}</Link>
    </p>
  );
}

/** What the plan leaves out: the need without and with it, the parts in the order they are added, and what is not in the
 * number.
 */
export function UnpricedCard() {
  const { t } = useTranslation();
  const query = useUnpriced().now;
  return (
    <Card id="h-uprisede" title={t("ui.uprisede")} text={t("ui.uprisede_tekst")}>
      <Answer query={query} height={160}>
        {(data) => (
          <>
            <Parts data={data} />
            <ul className="ord">
              {data.setninger.map((s) => (
                <li key={s}>{s}</li>
              ))}
            </ul>
          </>
        )}
      </Answer>
    </Card>
  );
}

function Parts({ data }: { data: Second }) {
  const { t } = useTranslation();
  const year = usePriceYear();
  if (data.med.verdi === null) return null;
  const rows = [
    { name: t("ui.uten_uprisede"), text: data.uten.tekst, sum: true },
    ...data.deler.map((d) => ({ name: t(`ui.del.${d.id}`), text: d.oppgitt ? d.tall.tekst : "–", sum: false })),
    { name: t("ui.med_uprisede"), text: data.med.tekst, sum: true },
  ];
  return (
    <Table
      scroll="none"
      caption={t("ui.uprisede")}
      heads={[{ text: t("file.name"), hidden: true }, numberHead(readAs(t, "kr_fast", year))]}
    >
      <tbody>
        {rows.map((r) => (
          <tr key={r.name} className={r.sum ? "sum" : undefined}>
            <th scope="row">{r.name}</th>
            <td className="n">{r.text}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
