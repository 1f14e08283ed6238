import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Edit, Problem } from "../lib/api";
import type { Proposal } from "../lib/firstplan";
import { keyed } from "../lib/keyed";
import { grouped } from "../lib/numbers";
import { Rough } from "./bits";
import { ProjectList } from "./projectlist";
import { type FileAnswers, Questions } from "./questions";
import { numberHead, Table } from "./table";
import { Decision, LocatedProblems, Notes } from "./upload";

const SHOWN = 12;

interface PreviewProps {
  found: Proposal;
  names: string[];
  take: (edits: Edit[]) => void;
  discard: () => void;
  given: FileAnswers;
  answer: (answers: FileAnswers) => void;
  /** How the files were read, and another way to. */
  children: ReactNode;
}

/** What files would change before they are taken in: rows, located messages, and the need before and after. */
export function Preview({ found, names, take, discard, given, answer, children }: PreviewProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []); // each reading is shown anew
  const rest = found.antall - Math.min(found.rader.length, SHOWN);
  return (
    <section className="forhandsvisning" aria-labelledby="h-forhand">
      <h3 id="h-forhand" tabIndex={-1} ref={heading}>
        {t("ui.anslag.forhand", { filer: names.join(", ") })}
      </h3>
      {children}
      {found.rader.length ? (
        <Table
          caption={t("ui.anslag.blir")}
          heads={[t("ui.anslag.tall"), numberHead(t("ui.anslag.naa")), numberHead(t("ui.anslag.blir_til"))]}
        >
          <tbody>
            {keyed(found.rader.slice(0, SHOWN), (r) => [r.navn, r.enhet]).map(({ key, item: r }) => (
              <tr key={key}>
                <th scope="row">
                  {r.navn} <span className="liten dus">{r.enhet}</span> {r.anslag ? <Rough /> : null}
                </th>
                <td className="n">{written(r.foer, r.enhet)}</td>
                <td className="n">
                  <b>{written(r.etter, r.enhet)}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      {rest > 0 ? <p className="liten dus">{t("ui.anslag.flere_rader", { count: rest })}</p> : null}
      {found.liste ? <ProjectList found={found.liste} /> : null}
      <LocatedProblems
        problems={found.problemer}
        most={SHOWN}
        place={(p) => placed(p, t("ui.anslag.rad", { n: p.linje }), t("ui.anslag.kolonne", { n: p.kolonne }))}
      />
      {found.spoersmaal.length ? <Questions found={found.spoersmaal} given={given} answer={answer} /> : null}
      <Notes lines={found.sagt} />
      {found.etter ? (
        <p className="liten" role="status">
          {t("ui.anslag.foer_etter", { foer: found.foer.tekst })} <b>{t("ui.anslag.etter", { etter: found.etter.tekst })}</b>
        </p>
      ) : (
        <p className="liten">
          {t(
            found.spoersmaal.length
              ? "ui.anslag.svar_foerst"
              : found.problemer.length
                ? "ui.anslag.ikke_inn"
                : "ui.anslag.ingen_endring",
          )}
        </p>
      )}
      <Decision
        label={t("ui.anslag.ta_inn", { count: found.antall })}
        take={found.etter ? () => take(found.endringer) : undefined}
        discard={discard}
      />
    </section>
  );
}

/** A figure in the unit of the file: amounts in millions with a decimal, whole people. */
function written(value: number | null, unit: string): string {
  if (value === null) return "–";
  return grouped(value, Number.isInteger(value) ? 0 : unit === "mill. kr" ? 1 : 2);
}

/** Where a message belongs: the file, the cell of a sheet or the row and column of a text, and the key. */
function placed(p: Problem, row: string, column: string): string {
  const cell = p.noekkel.includes("!");
  return [p.fil, p.linje && !cell ? row : "", p.kolonne && !cell ? column : "", p.noekkel].filter(Boolean).join(" · ");
}
