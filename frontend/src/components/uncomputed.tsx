import { Button } from "@digdir/designsystemet-react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Edit, Schemas } from "../lib/api";
import { isFresh, type Project, useVerdict } from "../lib/data";
import { useDraft } from "../lib/draft";
import { usePlan } from "../lib/plan";
import { Card, Status } from "./bits";

/** What an edit is of, in the words that are at hand without the server: a project by its name, else its file and key. */
function useNameOf(): (edit: Edit) => string {
  const { version } = usePlan();
  const client = useQueryClient();
  const known = client.getQueriesData<Project[]>({ queryKey: ["prosjekter", version.id] }).flatMap(([, found]) => found ?? []);
  return (edit) => {
    const stem =
      edit.fil
        .split("/")
        .at(-1)
        ?.replace(/\.\w+$/, "") ?? edit.fil;
    const name = known.find((p) => p.id === stem)?.name ?? stem;
    const key = "noekkel" in edit ? edit.noekkel.join(" ") : "kolonne" in edit ? edit.kolonne : "";
    return [name, key].filter(Boolean).join(": ").replaceAll("_", " ");
  };
}

/** The names of the levers moved, where they are at hand. */
function useLeverNames(): string[] {
  const { version } = usePlan();
  const { draft } = useDraft();
  const client = useQueryClient();
  const known = client
    .getQueriesData<Schemas["LeversOut"]>({ queryKey: ["spaker", version.id] })
    .flatMap(([, found]) => (found ? [...found.spaker, ...found.grep] : []));
  const moved = [...Object.keys(draft.spaker ?? {}), ...(draft.grep ?? [])];
  return moved.map((id) => known.find((l) => l.id === id)?.navn ?? id);
}

/** Changes whose effect the server has not computed, because it fails or nobody answers. They are listed, never told as «no
 * change».
 */
export function Uncomputed() {
  const { t } = useTranslation();
  const { draft, changes } = useDraft();
  const { now } = useVerdict();
  const nameOf = useNameOf();
  const levers = useLeverNames();
  const stopped = now.isError || now.isPaused || now.failureCount > 0;
  if (changes === 0 || isFresh(now) || !stopped || now.error?.problems.length) return null;
  const edits = draft.endringer ?? [];
  const named = [...new Set([...edits.map(nameOf), ...levers])];
  return (
    <Card title={t("ui.uregnet")} text={t("ui.uregnet.tapt")} className="ikke-regnet">
      <ul className="ren">
        {named.map((name) => (
          <li key={name}>
            <span>{name}</span>
            <Status kind="info">{t("ui.uregnet.venter")}</Status>
          </li>
        ))}
      </ul>
      <p className="liten dus">{t("ui.uregnet.virkning")}</p>
      <div className="verktoy">
        <Button data-size="sm" variant="secondary" onClick={() => void now.refetch()}>
          {t("ui.proev_igjen")}
        </Button>
      </div>
      {now.error?.reference ? <p className="liten dus">{t("ui.stanset.referanse", { n: now.error.reference })}</p> : null}
    </Card>
  );
}
