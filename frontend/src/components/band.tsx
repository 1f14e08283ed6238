import { useTranslation } from "react-i18next";
import { newestNumbers, useConnection } from "../lib/connection";
import { clock } from "../lib/i18n";
import { LinkButton, Shape } from "./bits";

/** The band under the header while nobody answers: since when, what still works, and when it is tried again. */
export function Band() {
  const { t } = useTranslation();
  const { gone, since, wait, retry } = useConnection();
  if (!gone) return <div role="status" />;
  const newest = newestNumbers();
  const said = gone === "tjener" ? t("ui.forbindelse.tjener") : t("ui.forbindelse.nett", { tid: since ? clock(since) : "" });
  return (
    <section className={`forbindelse ${gone}`} aria-label={t("ui.forbindelse")}>
      <Shape kind={gone === "tjener" ? "brudd" : "obs"} />
      <p>
        <span role="status">
          <b>{said}</b> {t("ui.forbindelse.lese")}
          {newest ? ` ${t("ui.forbindelse.tall_fra", { tid: clock(newest) })}` : ""}
        </span>{" "}
        {gone === "tjener" ? <span>{t("ui.forbindelse.om", { count: wait })}</span> : t("ui.forbindelse.naar")}{" "}
        <LinkButton onClick={retry}>{t("ui.forbindelse.naa")}</LinkButton>
      </p>
    </section>
  );
}
