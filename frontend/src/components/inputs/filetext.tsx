import { Button } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, api, got, type Schemas } from "../../lib/api";
import { useDraft } from "../../lib/draft";
import { usePlan } from "../../lib/plan";
import { Modal } from "../modal";
import { Failure } from "../state";

/** The whole file as text, for content the tables cannot show. */
export function FileDialog({ file, close, editor }: { file: string; close: () => void; editor: boolean }) {
  const { t } = useTranslation();
  const { version } = usePlan();
  const { draft, edit } = useDraft();
  const query = useQuery<Schemas["TextOut"], ApiError>({
    queryKey: ["fil", version.id, file, draft.endringer ?? []],
    queryFn: () =>
      got(
        api.POST("/api/versjoner/{versjon}/fil", {
          params: { path: { versjon: version.id } },
          body: { fil: file, utkast: { endringer: draft.endringer ?? [] } },
        }),
      ),
  });
  const [text, setText] = useState<string | null>(null);
  const value = text ?? query.data?.tekst ?? "";
  return (
    <Modal title={file} close={close} className="bred">
      {query.error ? <Failure error={query.error} /> : null}
      <label>
        <span className="vh">{file}</span>
        <textarea
          className="ds-input kode"
          rows={24}
          value={value}
          readOnly={!editor}
          spellCheck={false}
          onChange={(e) => setText(e.target.value)}
        />
      </label>
      {editor ? (
        <Button
          data-size="sm"
          disabled={text === null || text === query.data?.tekst}
          onClick={() => {
            edit({ slag: "ny_fil", fil: file, tekst: value });
            close();
          }}
        >
          {t("ui.bruk_teksten")}
        </Button>
      ) : null}
    </Modal>
  );
}
