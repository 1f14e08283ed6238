import { useTranslation } from "react-i18next";
import { Link } from "react-router";
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
  const year = found.om.prisaar;
  const unit = readAs(t, "kr_fast", year);
  return (
    <Card
      id="h-nok"
      title={t("ui.hvor_mye_er_nok")}
      text={query.data ? t("ui.hvor_mye_er_nok_tekst", { n: grouped(query.data.trekninger) }) : undefined}
    >
      <Answer query={query} height={120}>
        {(data) => (
          <>
            <Ladder sure={data.sikkerhet} own={found.behov.tall.verdi} decimals={data.om.desimaler} year={year} />
            {found.behov.tall.verdi === null ? null : (
              <p className="liten">
                {t("ui.planens_tall_holder", { v: `${found.behov.tall.tekst} ${unit}`, p: percent(data.basis_andel) })}
              </p>
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

interface LadderProps {
  sure: Record<string, number>;
  own: number | null;
  decimals: number;
  year: number;
}

/** The saving that is enough in 50, 80 and 95 of 100 draws on one line from zero, with the plan's own number as a triangle. */
function Ladder({ sure, own, decimals, year }: LadderProps) {
  const { t } = useTranslation();
  const steps = CERTAINTY.flatMap((p) => {
    const v = sure[`p${p}`];
    return v === undefined ? [] : [{ p, v }];
  });
  if (!steps.length) return null;
  const all = [0, ...(own === null ? [] : [own]), ...steps.map((s) => s.v)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const at = (v: number) => `${high > low ? ((v - low) / (high - low)) * 100 : 0}%`;
  return (
    <div className="sikkerhet">
      <div className="sikkerhet-spor" aria-hidden="true">
        <span className="null" style={{ left: at(0) }} />
        {steps.map((s) => (
          <span key={s.p} className="punkt" style={{ left: at(s.v) }} />
        ))}
        {own === null ? null : <span className="planens" style={{ left: at(own) }} />}
      </div>
      <ol>
        {steps.map((s) => (
          <li key={s.p}>
            <span>{t("ui.sikkert", { p: s.p })}</span>
            <span>
              <b>{mill(s.v, decimals)}</b> <span className="liten dus">{readAs(t, "kr_fast", year)}</span>
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
