import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { PageHead } from "../components/bits";
import { ExplainPage } from "../components/explain";

/** A number's explanation on a page of its own, to be linked to. */
export default function Forklaring() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  return (
    <>
      <PageHead title={t("ui.side.forklaring")} question={t("ui.spor.forklaring")} />
      <ExplainPage address={search.get("adresse") ?? ""} />
    </>
  );
}
