import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "../lib/api";
import { useUncertainty } from "../lib/data";
import { grouped, mill, percent } from "../lib/numbers";
import { usePage } from "../lib/plan";
import { readAs } from "../lib/units";
import { Card } from "./bits";
import { Answer } from "./state";
import type { Verdict } from "./verdict";

const CERTAINTY = [50, 80, 95] as const;

/** How much saving is enough in most draws, and in how many the plan's own number is. */
export function Enough({ found }: { found: Verdict }) {
  const { t } = useTranslation();
  const page = usePage();
  const query = useUncertainty([], false);
  return (
    <Card
      id="h-nok"
      title={t("ui.hvor_mye_er_nok")}
      text={t("ui.hvor_mye_er_nok_tekst", { n: grouped(query.data?.trekninger ?? 0) })}
    >
      <Answer query={query} height={120}>
        {(data) => (
          <>
            <Ladder sure={data} decimals={data.om.desimaler} />
            {found.behov.tall.verdi === null ? null : (
              <p className="liten">{t("ui.planens_tall_holder", { v: found.behov.tall.tekst, p: percent(data.basis_andel) })}</p>
            )}
          </>
        )}
      </Answer>
      {found.ikke_trukket ? <p className="liten dus">{found.ikke_trukket}</p> : null}
      <div className="lenker">
        <Link to={page("usikkerhet")}>{t("ui.aapne_usikkerhet")}</Link>
      </div>
    </Card>
  );
}

function Ladder({ sure, decimals }: { sure: Schemas["UncertaintyOut"]; decimals: number }) {
  const { t } = useTranslation();
  const steps = CERTAINTY.map((p) => ({ p, v: sure.sikkerhet[`p${p}`] ?? 0 }));
  const most = Math.max(...steps.map((s) => s.v), 1);
  return (
    <ol className="stige">
      {steps.map((s) => (
        <li key={s.p}>
          <b>
            {mill(s.v, decimals)} <span className="vh">{readAs(t, "kr")}</span>
          </b>
          <span className="stige-spor">
            <span style={{ width: `${Math.max(2, (s.v / most) * 100)}%` }} />
          </span>
          <span className="liten dus">{t("ui.sikkert", { p: s.p })}</span>
        </li>
      ))}
    </ol>
  );
}
