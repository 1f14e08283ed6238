import { Button } from "@digdir/designsystemet-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "../lib/api";
import { useMeasures } from "../lib/data";
import { useOpenForm } from "../lib/forms";
import { usePage, usePlan } from "../lib/plan";
import { Card, Status } from "./bits";
import { Answer } from "./state";
import { NumberCells, numberHead, Table } from "./table";

type FollowUp = Schemas["FollowUpOut"];
type Line = FollowUp["linjer"][number];

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

/** Promised, decided and realised effect of every measure by year, with the need they change, and forms for new and known
 * ones.
 */
export function FollowUpCard() {
  const { t } = useTranslation();
  const open = useOpenForm();
  const { may } = usePlan();
  const query = useMeasures();
  return (
    <Answer query={query} height={200}>
      {(data) => (
        <Card
          id="h-oppfoelging"
          title={data.tittel}
          text={t("ui.oppfoelging_tekst")}
          tools={
            may("rediger") ? (
              <Button data-size="sm" variant="secondary" onClick={(e) => open({ kind: "tiltak", anchor: e.currentTarget })}>
                {t("ui.drift.nytt_tiltak")}
              </Button>
            ) : null
          }
        >
          {data.linjer.length ? <Lines data={data} /> : <p>{t("ui.drift.ingen_tiltak")}</p>}
          {data.behov?.setninger.map((s) => (
            <p key={s} className="fet">
              {s}
            </p>
          ))}
          {data.overlapp.map((s) => (
            <p key={s}>
              <Status kind="obs">{s}</Status>
            </p>
          ))}
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
      )}
    </Answer>
  );
}

/** A line for each kind of effect of a measure; name, sector, degree of realisation and owner stand on its first. */
function Lines({ data }: { data: FollowUp }) {
  const { t } = useTranslation();
  const [measure = "", status = "", owner = "", effect = ""] = data.hoder;
  return (
    <Table
      caption={data.tittel}
      heads={[
        measure,
        t("ui.sektor"),
        status,
        effect,
        ...data.aar.map(numberHead),
        numberHead(t("ui.drift.gjennomfoert")),
        owner,
      ]}
    >
      <tbody>
        {data.linjer.map((line) => (
          <MeasureLine key={`${line.id} ${line.ord[3]}`} line={line} data={data} />
        ))}
      </tbody>
    </Table>
  );
}

function MeasureLine({ line, data }: { line: Line; data: FollowUp }) {
  const { t } = useTranslation();
  const open = useOpenForm();
  const { may } = usePlan();
  const [name = "", status = "", owner = "", effect = ""] = line.ord;
  const facts = data.fakta.find((f) => f.id === line.id);
  const first = data.linjer.find((l) => l.id === line.id);
  const editable = name && facts && facts.kind !== "grep" && may("rediger");
  return (
    <tr className={line.sum ? "sum" : undefined}>
      <th scope="row">
        {editable ? (
          <button
            type="button"
            className="som-lenke"
            onClick={(e) => open({ kind: "tiltak", id: line.id, anchor: e.currentTarget })}
          >
            {name}
          </button>
        ) : (
          name || <span className="vh">{first?.ord[0]}</span>
        )}
      </th>
      <td>{name ? facts?.sector || facts?.service_name : ""}</td>
      <td>{status}</td>
      <td>{effect}</td>
      <NumberCells texts={line.trykt} />
      <td className="n">{name && facts ? facts.realised_text || t("ui.drift.ikke_kjent") : ""}</td>
      <td>{owner}</td>
    </tr>
  );
}
