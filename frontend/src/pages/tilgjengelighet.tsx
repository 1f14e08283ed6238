import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Card, PageHead } from "../components/bits";
import { LanguageChoice } from "../components/language";

const KNOWN = [1, 2, 3, 4] as const;

/** The statement of accessibility, by the supervisory authority's headings: status, shortcomings, tests, and whom to tell. */
export default function Tilgjengelighet() {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t("ui.side.tilgjengelighet")} – LDIP`;
  }, [t]);
  return (
    <main className="alene">
      <PageHead title={t("ui.side.tilgjengelighet")} question={t("ui.spor.tilgjengelighet")}>
        <LanguageChoice className="liten" />
      </PageHead>
      <Card title={t("ui.tilgj.status")}>
        <p>{t("ui.tilgj.status_tekst")}</p>
        <p>{t("ui.tilgj.ansvar")}</p>
      </Card>
      <Card title={t("ui.tilgj.brudd")}>
        <ul>
          {KNOWN.map((n) => (
            <li key={n}>{t(`ui.tilgj.brudd_${n}`)}</li>
          ))}
        </ul>
      </Card>
      <Card title={t("ui.tilgj.testet")}>
        <p>{t("ui.tilgj.testet_tekst")}</p>
      </Card>
      <Card title={t("ui.tilgj.meld")}>
        <p>{t("ui.tilgj.meld_tekst")}</p>
        <p>{t("ui.tilgj.klage")}</p>
      </Card>
      <p>
        <Link to="/">{t("ui.alle_planer")}</Link>
      </p>
    </main>
  );
}
