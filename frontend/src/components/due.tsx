import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "../lib/api";
import { useDue } from "../lib/data";
import { usePage } from "../lib/plan";
import { readAs } from "../lib/units";
import { Card, Status } from "./bits";
import { Answer } from "./state";

const SHOWN = 5;

/** What must be decided this year (`now`), and what a delay of one year costs in the prices of `year`. */
export function Due({ year, now }: { year: number; now: number }) {
  const { t } = useTranslation();
  const page = usePage();
  const query = useDue();
  return (
    <Card
      id="h-bestem"
      title={t("ui.maa_bestemmes", { aar: now })}
      text={t("ui.maa_bestemmes_tekst", { enhet: readAs(t, "kr_fast", year) })}
    >
      <Answer query={query} height={160}>
        {(data) =>
          data.rader.length ? (
            <ul className="aarsaker">
              {data.rader.slice(0, SHOWN).map((r) => (
                <Row key={`${r.slag} ${r.id}`} row={r} />
              ))}
              {data.rader.length > SHOWN ? (
                <li>
                  <span>{t("ui.og_n_til", { n: data.rader.length - SHOWN })}</span>
                </li>
              ) : null}
            </ul>
          ) : (
            <p>{t("ui.maa_bestemmes_ingen", { aar: data.aar })}</p>
          )
        }
      </Answer>
      <div className="lenker">
        <Link to={page("investeringsplan")}>{t("ui.til_prosjektene")}</Link>
      </div>
    </Card>
  );
}

function Row({ row }: { row: Schemas["DueRow"] }) {
  const { t } = useTranslation();
  const page = usePage();
  const to = row.slag === "prosjekt" ? page("investeringsplan", {}, row.id) : page("behov", { tjeneste: row.id });
  return (
    <li>
      <span>
        <Link to={to} className="fet">
          {row.navn}
        </Link>{" "}
        {row.for_sent ? <Status kind="brudd">{t("ui.for_sent")}</Status> : null}
        <small className="blokk dus">{row.tekst}</small>
      </span>
      <b className="n">{row.kostnad.verdi === null ? "" : row.kostnad.tekst}</b>
    </li>
  );
}
