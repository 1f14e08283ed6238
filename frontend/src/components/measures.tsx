import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "../lib/api";
import { useMeasures } from "../lib/data";
import { usePage } from "../lib/plan";
import { Card } from "./bits";
import { Answer } from "./state";
import { NumberCells, numberHead, Table } from "./table";

type FollowUp = Schemas["FollowUpOut"];

/** The need without measures, the part they give and the rest, under the headline; nothing for a plan without measures. */
export function MeasureNote() {
  const { t } = useTranslation();
  const page = usePage();
  const need = useMeasures().data?.behov;
  if (!need) return null;
  return (
    <p className="rute">
      {need.setninger.join(" ")} <Link to={page("drift", {}, "h-oppfoelging")}>{t("ui.se_tiltak")}</Link>
    </p>
  );
}

/** Promised, decided and realised effect of every measure by year, with the need they change. */
export function FollowUpCard() {
  const { t } = useTranslation();
  const query = useMeasures();
  return (
    <Answer query={query} height={200}>
      {(data) =>
        data.linjer.length ? (
          <Card id="h-oppfoelging" title={data.tittel} text={t("ui.oppfoelging_tekst")}>
            {data.behov?.setninger.map((s) => (
              <p key={s} className="fet">
                {s}
              </p>
            ))}
            <Lines data={data} />
            <ul className="ord">
              {data.setninger.map((s) => (
                <li key={s}>{s}</li>
              ))}
            </ul>
            {data.merknader.map((note) => (
              <p key={note} className="liten">
                {note}
              </p>
            ))}
          </Card>
        ) : null
      }
    </Answer>
  );
}

function Lines({ data }: { data: FollowUp }) {
  return (
    <Table caption={data.tittel} heads={[...data.hoder, ...data.aar.map(numberHead)]}>
      <tbody>
        {data.linjer.map((line, i) => (
          <tr key={i} className={line.sum ? "sum" : undefined}>
            <th scope="row">{line.ord[0] || <span className="vh">{data.linjer.find((l) => l.id === line.id)?.ord[0]}</span>}</th>
            {line.ord.slice(1).map((word, k) => (
              <td key={k}>{word}</td>
            ))}
            <NumberCells texts={line.trykt} />
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
