import { useTranslation } from "react-i18next";
import { PageHead } from "../components/bits";
import { EstimatesPanel } from "../components/estimates";
import { useDraft } from "../lib/draft";
import type { Replacement } from "../lib/firstplan";
import { usePage, usePlan } from "../lib/plan";

/** The estimates of a saved plan, and files that replace them; what is taken in is a draft like any other. */
export default function Anslag() {
  const { t } = useTranslation();
  const { version, may } = usePlan();
  const { draft, setDraft } = useDraft();
  const page = usePage();
  const typed = (row: Replacement) => page("forutsetninger", { fane: row.steder[0]?.gruppe ?? "makro" });
  return (
    <>
      <PageHead title={t("ui.side.anslag")} question={t("ui.spor.anslag")} />
      {may("les_internt") ? (
        <EstimatesPanel base={{ versjon: version.id }} draft={draft} setDraft={setDraft} typed={typed} />
      ) : (
        <p>{t("nektet.rolle")}</p>
      )}
    </>
  );
}
