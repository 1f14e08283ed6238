import { useTranslation } from "react-i18next";
import { keep, type Schemas } from "../lib/api";
import { csvOf } from "../lib/uncertain";
import { LinkButton } from "./bits";
import { fileName } from "./files";
import { Modal } from "./modal";
import { PrintedTable } from "./printed";

/** The factors that are drawn, those that are not and why, and those that come together. */
export function FactorList({ found, close }: { found: Schemas["FactorsOut"]; close: () => void }) {
  const { t } = useTranslation();
  const tables = [found.trukket, found.utelatt, found.sammen].filter((table) => table.rader.length > 0);
  return (
    <Modal title={t("ui.hva_trekkes")} close={close} className="bred-dialog">
      {tables.map((table) => (
        <section key={table.id} className="luft-over">
          <h3>{table.tittel}</h3>
          <PrintedTable table={table} />
          {table.merknader.map((m) => (
            <p key={m} className="liten dus">
              {m}
            </p>
          ))}
          <div className="lenker">
            <LinkButton onClick={() => keep(csvOf(table), fileName(table.tittel, "csv"))}>
              {t("ui.last_ned", { format: "csv" })}
            </LinkButton>
          </div>
        </section>
      ))}
    </Modal>
  );
}
