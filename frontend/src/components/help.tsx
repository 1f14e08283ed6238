import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keepSingleKeys, singleKeys } from "../lib/keys";
import { Modal } from "./modal";

const ROWS = ["soek", "hvaom", "forklar", "gaa", "pris", "deler", "lagre", "angre", "lukk"] as const;

/** The keys. */
export function HelpDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [single, setSingle] = useState(singleKeys);
  return (
    <Modal title={t("ui.hjelp")} close={close}>
      <h3>{t("ui.tastatur")}</h3>
      <dl className="tastatur">
        {ROWS.map((r) => (
          <div key={r}>
            <dt>
              <kbd>{t(`ui.tast.${r}.tast`)}</kbd>
            </dt>
            <dd>{t(`ui.tast.${r}`)}</dd>
          </div>
        ))}
      </dl>
      <label className="hake">
        <input
          type="checkbox"
          checked={single}
          onChange={(e) => {
            keepSingleKeys(e.target.checked);
            setSingle(e.target.checked);
          }}
        />{" "}
        {t("ui.enkelttaster")}
      </label>
    </Modal>
  );
}
