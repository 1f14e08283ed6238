import { Button } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keepSingleKeys, singleKeys } from "../lib/keys";
import { Modal } from "./modal";

const ROWS = ["soek", "hvaom", "forklar", "gaa", "pris", "deler", "lagre", "angre", "lukk"] as const;

/** The tour once more, and the keys. */
export function HelpDialog({ close, tour }: { close: () => void; tour: () => void }) {
  const { t } = useTranslation();
  const [single, setSingle] = useState(singleKeys);
  return (
    <Modal title={t("ui.hjelp")} close={close}>
      <p className="verktoy">
        <Button data-size="sm" variant="secondary" onClick={tour}>
          {t("ui.omvisning.start")}
        </Button>
      </p>
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
