import { useTranslation } from "react-i18next";
import { useDraw } from "../lib/uncertain";
import { Modal } from "./modal";
import { PrintedTable } from "./printed";
import { Answer } from "./state";

/** The draw that a number is: what happened in it, what binds it, and its years. */
export function DrawStory({ address, close }: { address: string; close: () => void }) {
  const { t } = useTranslation();
  const query = useDraw(address);
  return (
    <Modal title={t("ui.forloepet_bak")} close={close} className="bred-dialog">
      <Answer query={query} height={300}>
        {(found) => (
          <>
            {found.setninger.map((s) => (
              <p key={s}>{s}</p>
            ))}
            {[found.faktorer, found.aar].map((table) => (
              <section key={table.id} className="luft-over">
                <h3>{table.tittel}</h3>
                <PrintedTable table={table} />
                {table.merknader.map((m) => (
                  <p key={m} className="liten dus">
                    {m}
                  </p>
                ))}
              </section>
            ))}
          </>
        )}
      </Answer>
    </Modal>
  );
}
