import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { addressOf } from "../lib/address";
import type { Series } from "../lib/api";
import { shown } from "../lib/numbers";
import type { ServicePage } from "../lib/places";
import { usePage } from "../lib/plan";
import { at, threeYears } from "../lib/series";
import { Card } from "./bits";
import { Table, YearCells, yearHeads } from "./table";

const USERS = "brukere_ub";

/** The users and staff of a service in some years. `linked` in an open plan, where numbers explain themselves. */
export function StaffCard({ found, linked }: { found: ServicePage; linked: boolean }) {
  const { t } = useTranslation();
  const rows = found.series.filter((s) => s.navn !== USERS);
  return (
    <Card id="h-ansatte" title={t("ui.ansatte")} text={t("ui.aarsverk_tekst")}>
      {rows.length ? <Rows rows={rows} found={found} linked={linked} /> : <p>{t("ui.tom.ansatte")}</p>}
      {found.staff_said ? <p className="liten">{found.staff_said}</p> : null}
      {linked ? <ToLabour /> : null}
    </Card>
  );
}

export function UsersCard({ found, linked }: { found: ServicePage; linked: boolean }) {
  const { t } = useTranslation();
  const rows = found.series.filter((s) => s.navn === USERS);
  if (!rows.length) return null;
  return (
    <Card id="h-brukere" title={t("ui.brukere")}>
      <Rows rows={rows} found={found} linked={linked} />
    </Card>
  );
}

function ToLabour() {
  const { t } = useTranslation();
  const page = usePage();
  return (
    <p className="liten">
      <Link to={page("arbeidskraft")}>{t("ui.aapne_arbeidskraft")}</Link>
    </p>
  );
}

function Rows({ rows, found, linked }: { rows: Series[]; found: ServicePage; linked: boolean }) {
  const { t } = useTranslation();
  const years = threeYears(found.years);
  return (
    <Table caption={found.name} heads={[{ text: t("file.name"), hidden: true }, ...yearHeads(years)]}>
      <tbody>
        {rows.map((s) => (
          <tr key={s.navn}>
            <th scope="row">{s.etikett}</th>
            <YearCells
              name={s.etikett}
              years={years}
              text={(y) => (at(s, y) === null ? null : shown(at(s, y), "personer"))}
              address={(y) => (linked ? addressOf(s, y) : "")}
            />
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
