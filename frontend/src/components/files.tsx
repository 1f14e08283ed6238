import { useState } from "react";
import { useTranslation } from "react-i18next";
import { download, type Question } from "../lib/api";
import { useDraft } from "../lib/draft";
import { usePlan } from "../lib/plan";
import { LinkButton } from "./bits";

/** A table on the server, and its parameters besides title and format. */
export interface TableFile {
  path: string;
  body: object;
}

export function fileName(title: string, format: string): string {
  return `${title.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.${format}`;
}

/** Numbers of the open plan as files, with all digits. */
export function PlanFiles({ title, questions, headingId }: { title: string; questions: Question[]; headingId: string }) {
  const { version } = usePlan();
  const { draft } = useDraft();
  return (
    <Files
      title={title}
      headingId={headingId}
      file={{ path: `/api/versjoner/${version.id}/tabell`, body: { utkast: draft, sporringer: questions } }}
    />
  );
}

export function Files({ title, file, headingId }: { title: string; file: TableFile; headingId: string }) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState("");
  const fetchAs = async (format: "csv" | "xlsx") => {
    setFailed("");
    try {
      await download(file.path, fileName(title, format), { ...file.body, tittel: title, format });
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      {(["csv", "xlsx"] as const).map((format) => (
        <LinkButton key={format} onClick={() => void fetchAs(format)} describedBy={headingId}>
          {t("ui.last_ned", { format })}
        </LinkButton>
      ))}
      {failed ? <span role="alert">{failed}</span> : null}
    </>
  );
}
