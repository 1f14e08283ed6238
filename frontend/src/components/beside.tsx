import { useTranslation } from "react-i18next";
import type { Schemas } from "../lib/api";
import { useBeside } from "../lib/data";
import { useDraft } from "../lib/draft";
import { LinkButton } from "./bits";
import { MunicipalitySearch } from "./municipality";
import { Answer } from "./state";
import { NumberCells, numberHead, Table } from "./table";

type Found = Schemas["BesideOut"];
type Shown = Schemas["BesideTable"];

/** The måltall and unit costs beside the chosen neighbours, the KOSTRA group and the nation; the choice is a change of the
 * plan.
 */
export function Beside() {
  const { t } = useTranslation();
  const query = useBeside();
  return (
    <section className="kort luft-over" aria-labelledby="h-naboer">
      <header>
        <div>
          <h2 id="h-naboer">{t("ui.beside")}</h2>
          <p>{t("ui.beside_tekst")}</p>
        </div>
      </header>
      <Answer query={query} height={160}>
        {(data) => (
          <>
            <Neighbours found={data} />
            {data.tabeller.map((table) => (
              <Figures key={table.id} table={table} busy={query.isPlaceholderData} />
            ))}
          </>
        )}
      </Answer>
    </section>
  );
}

function Neighbours({ found }: { found: Found }) {
  const { t } = useTranslation();
  const { edit } = useDraft();
  const chosen = found.naboer;
  const set = (numbers: string[]) => edit({ slag: "sett", fil: "handlingsregler.toml", noekkel: ["naboer"], verdi: numbers });
  const name = (code: string) => found.omraader.find((a) => a.kode === code)?.navn ?? code;
  return (
    <div className="luft-under">
      {chosen.length ? (
        <ul className="lenker" aria-label={t("ui.beside_naboer")}>
          {chosen.map((code) => (
            <li key={code}>
              {name(code)}{" "}
              <LinkButton onClick={() => set(chosen.filter((c) => c !== code))}>
                {t("ui.beside_fjern", { navn: name(code) })}
              </LinkButton>
            </li>
          ))}
        </ul>
      ) : null}
      <MunicipalitySearch
        key={chosen.join()}
        chosen
        label={t("ui.beside_soek")}
        choose={(m) => (chosen.includes(m.nummer) ? undefined : set([...chosen, m.nummer]))}
      />
    </div>
  );
}

function Figures({ table, busy }: { table: Shown; busy: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <h3>{table.tittel}</h3>
      {table.linjer.length ? (
        <Table caption={table.tittel} busy={busy} heads={[t("ui.navn"), ...table.kolonner.map(numberHead)]}>
          <tbody>
            {table.linjer.map((line) => (
              <tr key={line.id}>
                <th scope="row">{line.navn}</th>
                <NumberCells texts={line.trykt.map((printed) => printed || "–")} titles={line.kilder} />
              </tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      {table.merknader.map((note) => (
        <p key={note} className="liten dus">
          {note}
        </p>
      ))}
    </>
  );
}
