import { Button } from "@digdir/designsystemet-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, api, download, type Edit, got, type Schemas } from "../lib/api";
import { useDraft } from "../lib/draft";
import { enclosed } from "../lib/firstplan";
import { keyed } from "../lib/keyed";
import { usePlan } from "../lib/plan";
import { problemText } from "../lib/problems";
import { Card } from "./bits";
import { fileName } from "./files";
import { Table } from "./table";
import { Decision, LocatedProblems, Notes, Upload, UploadFailure } from "./upload";

type Found = Schemas["BookOut"];
const SHOWN = 100;

/** The plan as a workbook, and the changes of one back into the draft. */
export function PlanWorkbook({ editor }: { editor: boolean }) {
  const { t } = useTranslation();
  const { version, tree } = usePlan();
  const { draft, edit } = useDraft();
  const [taken, setTaken] = useState(0);
  const asked = { endringer: draft.endringer ?? [] };
  const book = useMutation<void, ApiError>({
    mutationFn: () => download(`/api/versjoner/${version.id}/arbeidsbok`, fileName(tree.navn, "xlsx"), { utkast: asked }),
  });
  const reading = useMutation<Found, ApiError | Error, File>({
    mutationFn: async (file) =>
      got(
        api.POST("/api/versjoner/{versjon}/arbeidsbok/forslag", {
          params: { path: { versjon: version.id } },
          body: { utkast: asked, ...(await enclosed(file)) },
        }),
      ),
  });
  const failed = book.error ?? reading.error;
  const take = (edits: Edit[]) => {
    edit(...edits);
    setTaken(reading.data?.antall ?? 0);
    reading.reset();
  };
  return (
    <Card
      id="arbeidsbok"
      title={t("ui.excel.tittel")}
      text={t("ui.excel.tekst")}
      tools={
        <>
          <Button data-size="sm" variant="secondary" onClick={() => book.mutate()} disabled={book.isPending}>
            {t("ui.excel.last_ned")}
          </Button>
          {editor ? (
            <Upload
              label={t("ui.excel.les_inn")}
              busy={reading.isPending}
              accept=".xlsx,.xlsm,.ods"
              chosen={([file]) => {
                setTaken(0);
                if (file) reading.mutate(file);
              }}
            />
          ) : null}
        </>
      }
    >
      {reading.isPending ? <p role="status">{t("ui.anslag.leser", { filer: reading.variables.name })}</p> : null}
      {failed ? <UploadFailure error={failed} /> : null}
      {taken ? <p role="status">{t("ui.excel.tatt_inn", { count: taken })}</p> : null}
      {reading.data ? (
        <Changes name={reading.variables?.name ?? ""} found={reading.data} take={take} discard={reading.reset} />
      ) : null}
    </Card>
  );
}

/** What a workbook changes before it is taken in: values before and after, and mistakes at their cells. */
function Changes({
  name,
  found,
  take,
  discard,
}: {
  name: string;
  found: Found;
  take: (edits: Edit[]) => void;
  discard: () => void;
}) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []); // each reading is shown anew
  const rest = found.antall - Math.min(found.rader.length, SHOWN);
  return (
    <section className="forhandsvisning" aria-labelledby="h-arbeidsbok">
      <h3 id="h-arbeidsbok" tabIndex={-1} ref={heading}>
        {t("ui.excel.forhand", { fil: name })}
      </h3>
      <LocatedProblems
        problems={found.problemer}
        most={SHOWN}
        lead={t("ui.excel.feil", { count: found.problemer.length })}
        place={(p) => p.fil}
        text={(p) => `${p.noekkel ? `${p.noekkel}: ` : ""}${problemText(p)}`}
      />
      {found.rader.length ? (
        <Table
          caption={t("ui.anslag.blir")}
          heads={[t("ui.excel.celle"), t("excel.fil"), t("ui.excel.noekkel"), t("ui.anslag.naa"), t("ui.anslag.blir_til")]}
        >
          <tbody>
            {keyed(found.rader.slice(0, SHOWN), (r) => [r.fil, r.sted, r.noekkel]).map(({ key, item: r }) => (
              <tr key={key}>
                <th scope="row">{r.sted}</th>
                <td>{r.fil}</td>
                <td>{r.noekkel}</td>
                <td>{r.foer || "–"}</td>
                <td>
                  <b>{r.etter || "–"}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : (
        <p className="liten">{t("ui.excel.ingen")}</p>
      )}
      {rest > 0 ? <p className="liten dus">{t("ui.anslag.flere_rader", { count: rest })}</p> : null}
      <Notes lines={found.sagt} />
      <Decision
        label={t("ui.excel.ta_inn", { count: found.antall })}
        take={found.endringer.length ? () => take(found.endringer) : undefined}
        discard={discard}
      />
    </section>
  );
}
