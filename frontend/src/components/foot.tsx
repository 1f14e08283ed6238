import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useVerdict } from "../lib/data";
import { day } from "../lib/i18n";
import { usePlan } from "../lib/plan";

/** What is shown, by plan, version and hash; on paper it stands on every sheet. */
export function Foot() {
  const { t } = useTranslation();
  const { tree, version } = usePlan();
  const note = useVerdict().now.data?.om.merknad;
  return (
    <footer className="bunn liten dus">
      {note ? <b>{note}. </b> : null}
      {tree.navn} · {t("ui.versjon_n", { n: version.id })} · {version.hash.slice(0, 12)} · {day(version.tid)} ·{" "}
      <Link to="/tilgjengelighet">{t("ui.side.tilgjengelighet")}</Link>
    </footer>
  );
}
