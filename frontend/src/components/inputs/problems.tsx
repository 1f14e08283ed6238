import { Alert } from "@digdir/designsystemet-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Problem } from "../../lib/api";
import { belongs, type Cell, problemRow, type Sheet } from "../../lib/inputs";
import { usePage } from "../../lib/plan";
import { placeOf, problemText } from "../../lib/problems";

const MOST = 20;

/** Every mistake, with a link to where it is. */
export function Summary({ problems }: { problems: Problem[] }) {
  const { t } = useTranslation();
  const page = usePage();
  return (
    <Alert data-color="danger" className="feil">
      <h2>{t("ui.feil_maa_rettes", { count: problems.length })}</h2>
      <ul>
        {problems.slice(0, MOST).map((p) => (
          <li key={`${placeOf(p)} ${p.melding}`}>
            <Link to={page("forutsetninger", { gruppe: p.gruppe || "makro", rad: problemRow(p) })}>
              {placeOf(p)}: {problemText(p)}
            </Link>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

/** Mistakes that belong to no shown cell. */
export function OwnProblems({ problems, cells, sheet }: { problems: Problem[]; cells: Cell[]; sheet: Sheet | undefined }) {
  const shownAt = (p: Problem) => cells.some((c) => belongs(p, c)) || sheet?.rader.some((r) => r.linje === p.linje);
  return (
    <>
      {problems
        .filter((p) => !shownAt(p))
        .map((p) => (
          <p key={`${placeOf(p)} ${p.melding}`} className="rad-feil">
            <b>
              {p.linje ? `${p.linje}: ` : ""}
              {p.noekkel}
            </b>{" "}
            {problemText(p)}
          </p>
        ))}
    </>
  );
}
