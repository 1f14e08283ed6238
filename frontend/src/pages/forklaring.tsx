import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Card, PageHead } from "../components/bits";
import { ExplainPage } from "../components/explain";

/** A number's explanation on a page of its own, to be linked to. */
export default function Forklaring() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const address = search.get("adresse");
  return (
    <>
      <PageHead title={t("ui.side.forklaring")} question={t("ui.spor.forklaring")} />
      {address ? (
        <ExplainPage address={address} />
      ) : (
        <Card id="h-velg" title={t("ui.tom.forklaring")}>
          <p>{t("ui.tom.forklaring_tekst")}</p>
        </Card>
      )}
    </>
  );
}
