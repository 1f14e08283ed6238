import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { usePreviousVerdict } from "../lib/data";
import { millChange } from "../lib/numbers";
import { usePage, usePlan } from "../lib/plan";
import { Delta } from "./bits";
import type { Verdict } from "./verdict";

/** The change of the headline from the plan before, with the way to its causes; nothing without one, or in other prices. */
export function Since({ found }: { found: Verdict }) {
  const { t } = useTranslation();
  const page = usePage();
  const { version } = usePlan();
  const { id, found: before } = usePreviousVerdict();
  const [now, was] = [found.hovedtall.verdi, before?.hovedtall.verdi ?? null];
  if (id === null || now === null || was === null || before?.om.prisaar !== found.om.prisaar) return null;
  const text = millChange(now - was, found.om.desimaler);
  const moved = /[1-9]/.test(text);
  return (
    <p className="siden">
      <Delta text={moved ? `${text} mill.` : t("ui.uendret")} good={moved ? now < was : null} /> {t("ui.fra_forrige")}.{" "}
      <Link to={page("sammenlign", { fra: id, til: version.id })}>{t("ui.se_hvorfor")}</Link>
    </p>
  );
}
