import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useVerdict } from "../lib/data";
import { useDraft } from "../lib/draft";
import { day } from "../lib/i18n";
import { usePlan } from "../lib/plan";
import { usePrinting } from "../lib/printing";

/** What is shown: the plan, its version, hash and date. */
function useStamp(): string {
  const { t } = useTranslation();
  const { tree, version } = usePlan();
  const note = useVerdict().now.data?.om.merknad;
  return [note, tree.navn, t("ui.versjon_n", { n: version.id }), version.hash.slice(0, 12), day(version.tid)]
    .filter(Boolean)
    .join(" · ");
}

/** On paper the stamp stands on every sheet, and first what is printed and when. */
export function PrintHead() {
  const { t } = useTranslation();
  const { fixed } = usePlan();
  const { changes } = useDraft();
  const stamp = useStamp();
  usePrinting(stamp, t("ui.side"));
  const draft = changes > 0 ? ` · ${t("ui.kladd_n", { count: changes })}` : "";
  return (
    <p className="utskriftshode">
      {stamp}
      {draft} · {t(fixed ? "ui.faste" : "ui.loepende")} · {t("ui.skrevet_ut", { tid: day(new Date().toISOString()) })}
    </p>
  );
}

/** What is shown, under every page, and the way to the statement of accessibility. */
export function Foot() {
  const { t } = useTranslation();
  const stamp = useStamp();
  return (
    <footer className="bunn liten dus">
      {stamp} · <Link to="/tilgjengelighet">{t("ui.side.tilgjengelighet")}</Link>
    </footer>
  );
}
