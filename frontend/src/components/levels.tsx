import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { usePage, usePlan } from "../lib/plan";
import { Rough } from "./bits";
import type { Verdict } from "./verdict";

/** That a plan is built on national levels, while some are left; those who may see every figure get the way to replace them. */
export function NationalLevels({ found }: { found: Verdict }) {
  const { t } = useTranslation();
  const { may } = usePlan();
  const page = usePage();
  if (!found.nasjonalt) return null;
  return (
    <p className="rute">
      <b>{found.nasjonalt}</b> <Rough /> {may("les_internt") ? <Link to={page("anslag")}>{t("ui.anslag.tittel")}</Link> : null}
    </p>
  );
}
