import { useTranslation } from "react-i18next";
import { PageHead } from "../components/bits";
import { OwnWorkbook } from "../components/ownworkbook";
import { useDraft } from "../lib/draft";
import { usePlan } from "../lib/plan";

/** The municipality's own workbook taken into the plan; what is taken in is a draft like any other. */
export default function EgetRegneark() {
  const { t } = useTranslation();
  const { version, may } = usePlan();
  const { draft, setDraft } = useDraft();
  return (
    <>
      <PageHead title={t("ui.side.eget-regneark")} question={t("ui.spor.eget-regneark")} />
      {may("les_internt") ? <OwnWorkbook version={version.id} draft={draft} setDraft={setDraft} /> : <p>{t("nektet.rolle")}</p>}
    </>
  );
}
