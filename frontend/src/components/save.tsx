import { Button, Textfield } from "@digdir/designsystemet-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { useChanges } from "../lib/changes";
import { useDraft } from "../lib/draft";
import { branchLink, partyOf, usePlan, usePlanChange } from "../lib/plan";
import { Modal } from "./modal";
import { Failure } from "./state";
import { Table } from "./table";

/** Save a draft: as a version on the open branch, or as a new alternative. */
export function SaveDialog({ mode, close }: { mode: "versjon" | "alternativ"; close: () => void }) {
  const { t } = useTranslation();
  const { plan, branch, version, tree, locked } = usePlan();
  const { draft, reset } = useDraft();
  const navigate = useNavigate();
  const [name, setName] = useState(partyOf(tree));
  const [message, setMessage] = useState("");
  const own = mode === "alternativ" || locked;
  const save = usePlanChange<Schemas["SavedOut"]>(
    () =>
      own
        ? got(
            api.POST("/api/planer/{plan}/alternativer", {
              params: { path: { plan } },
              body: { navn: name.trim(), fra: version.id, privat: true, utkast: draft, melding: message },
            }),
          )
        : got(
            api.POST("/api/planer/{plan}/grener/{gren}/versjoner", {
              params: { path: { plan, gren: branch.navn } },
              body: { grunnlag: version.id, utkast: draft, melding: message },
            }),
          ),
    (saved) => {
      reset();
      navigate(branchLink(plan, own ? name.trim() : branch.navn, { lagret: saved.versjon }));
      close();
    },
  );
  const stale = save.error && save.error.sides.length > 0;
  return (
    <Modal
      title={own ? t("ui.lagre_som_alternativ") : t("ui.lagre_versjon")}
      close={close}
      className={stale ? "bred" : undefined}
    >
      {locked && mode === "versjon" ? <p>{t("ui.laast_lag_alternativ")}</p> : null}
      <form
        onSubmit={(e) => {
          e.preventDefault();
          save.mutate();
        }}
      >
        {own ? (
          <Textfield
            label={t("ui.navn_paa_alternativ")}
            value={name}
            onChange={(e) => setName(e.target.value)}
            required
            maxLength={100}
          />
        ) : null}
        <Textfield label={t("ui.hva_er_endret")} value={message} onChange={(e) => setMessage(e.target.value)} maxLength={500} />
        {own ? <p className="liten dus">{t("ui.privat_til_publisert")}</p> : null}
        {save.error ? stale ? <Conflict error={save.error} /> : <Failure error={save.error} /> : null}
        <div className="verktoy">
          <Button type="submit" data-size="sm" disabled={save.isPending || (own && !name.trim())}>
            {save.isPending ? t("ui.lagrer") : t("ui.lagre")}
          </Button>
          <Button type="button" data-size="sm" variant="tertiary" onClick={close}>
            {t("ui.avbryt")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface LineDiff {
  line: number;
  before: string;
  theirs: string;
  mine: string;
}

/** The lines of a file that either side has changed. */
function sides(side: Schemas["Side"]): LineDiff[] {
  const [before, theirs, mine] = [side.foer, side.deres, side.din].map((s) => (s ?? "").split("\n")) as [
    string[],
    string[],
    string[],
  ];
  const found: LineDiff[] = [];
  for (let i = 0; i < Math.max(before.length, theirs.length, mine.length); i++) {
    const row = { line: i + 1, before: before[i] ?? "", theirs: theirs[i] ?? "", mine: mine[i] ?? "" };
    if (row.theirs !== row.mine) found.push(row);
  }
  return found;
}

/** A stale edit: both sides beside the base. Nothing is lost; the user redoes it on theirs, or saves an alternative. */
function Conflict({ error }: { error: ApiError }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="konflikt" role="alert">
      <h3 ref={heading} tabIndex={-1}>
        {error.message}
      </h3>
      {error.sides.map((s) => (
        <Table key={s.fil} caption={s.fil} shownCaption heads={[t("ui.foer"), t("ui.deres"), t("ui.din")]}>
          <tbody>
            {sides(s)
              .slice(0, 40)
              .map((row) => (
                <tr key={row.line}>
                  <td>{row.before}</td>
                  <td>{row.theirs}</td>
                  <td>{row.mine}</td>
                </tr>
              ))}
          </tbody>
        </Table>
      ))}
      <p>{t("ui.konflikt_raad")}</p>
    </div>
  );
}

/** The keys of a draft: save, undo and redo, outside fields, which have an undo of their own. */
function useDraftKeys(save: (() => void) | null): void {
  const { undo, redo } = useDraft();
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const typing = (e.target as HTMLElement).closest?.("input, textarea, select");
      if (!(e.ctrlKey || e.metaKey)) return;
      const act =
        e.key === "s" ? save : typing ? null : e.key === "z" && !e.shiftKey ? undo : /^[yz]$/i.test(e.key) ? redo : null;
      if (!act) return;
      e.preventDefault();
      act();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, [save, undo, redo]);
}

/** The bar at the foot of the page while something is changed, or may be done again. */
export function SaveBar() {
  const { t } = useTranslation();
  const { undo, redo, canUndo, canRedo, reset, trial, changes: edits } = useDraft();
  const changes = useChanges();
  const { branch, may, locked } = usePlan();
  const [saving, setSaving] = useState<"versjon" | "alternativ" | null>(null);
  const some = edits > 0 && changes > 0;
  useDraftKeys(some ? () => setSaving("versjon") : null);
  if (!some && !canUndo && !canRedo && !saving) return null;
  const editor = branch.min && may("rediger") && !locked;
  return (
    <section className="lagrelinje" aria-label={t("ui.endringer")}>
      <p>
        {some ? (
          <>
            <b>{t("ui.endringer_ikke_lagret", { count: changes })}</b>
            {trial ? null : <span className="dus"> · {t("ui.planen_er_uendret")}</span>}
          </>
        ) : (
          t("ui.kladden_er_tom")
        )}
      </p>
      <div className="verktoy">
        <Button data-size="sm" variant="tertiary" onClick={undo} disabled={!canUndo}>
          {t("ui.angre")}
        </Button>
        <Button data-size="sm" variant="tertiary" onClick={redo} disabled={!canRedo}>
          {t("ui.gjoer_om")}
        </Button>
        {some ? (
          <>
            <Button data-size="sm" variant="tertiary" onClick={reset}>
              {t("ui.nullstill")}
            </Button>
            {may("alternativ") ? (
              <Button data-size="sm" variant="secondary" onClick={() => setSaving("alternativ")}>
                {t("ui.lagre_som_alternativ")}
              </Button>
            ) : null}
            {editor ? (
              <Button data-size="sm" onClick={() => setSaving("versjon")}>
                {t("ui.lagre_versjon")}
              </Button>
            ) : null}
          </>
        ) : null}
      </div>
      {saving ? <SaveDialog mode={saving} close={() => setSaving(null)} /> : null}
    </section>
  );
}
