import { Button } from "@digdir/designsystemet-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router";
import { Card, PageHead } from "../components/bits";
import { EstimatesPanel } from "../components/estimates";
import { FirstPlanCard, SaveFirst } from "../components/firstplan";
import { LanguageChoice } from "../components/language";
import { MunicipalitySearch } from "../components/municipality";
import { Answer, Failure } from "../components/state";
import { usePut } from "../lib/address";
import { type ApiError, api, download, got, type Schemas } from "../lib/api";
import { DraftProvider, EMPTY, useDraft } from "../lib/draft";
import { type FirstPlan, useEstimates, useFirstPlan } from "../lib/firstplan";
import { useMe } from "../lib/session";

/** A new plan: choose a municipality, see its first plan, and replace the estimates that matter most. Nothing is stored
 * before it is saved.
 */
export default function NyPlan() {
  const { t } = useTranslation();
  const me = useMe();
  const [search] = useSearchParams();
  const put = usePut();
  const asked = search.get("kommune") ?? "";
  const kommune = /^\d{4}$/.test(asked) ? asked : "";
  useEffect(() => {
    document.title = `${t("ui.ny_plan")} – LDIP`;
  }, [t]);
  const allowed = me.data?.systemansvarlig;
  return (
    <>
      <header className="topp">
        <Link className="merke" to="/">
          <img src="/ikon.svg" width="30" height="30" alt="" />
          <span>
            LDIP<small>{t("ui.ny_plan")}</small>
          </span>
        </Link>
        <span className="luft" />
        <Link to="/">{t("ui.alle_planer")}</Link>
      </header>
      <main className="nyplan">
        <PageHead title={t("ui.ny_plan")} question={t("ui.nyplan.spor")} />
        {allowed ? (
          <div className="rut nyplanrute">
            <Card id="h-velg" title={t("ui.nyplan.velg")} text={t("ui.nyplan.uten_nett")}>
              <MunicipalitySearch chosen={kommune !== ""} choose={(m) => put({ kommune: m.nummer })} />
              <p className="lenker">
                <Link to="/">{t("ui.nyplan.andre_maater")}</Link>
              </p>
            </Card>
            {kommune ? (
              <DraftProvider key={kommune} place={`ny-${kommune}`} first={EMPTY}>
                <First kommune={kommune} />
              </DraftProvider>
            ) : null}
          </div>
        ) : (
          <p>{t("nektet.system")}</p>
        )}
        <p className="liten luft-over">
          <LanguageChoice />
        </p>
      </main>
    </>
  );
}

function First({ kommune }: { kommune: string }) {
  const { t } = useTranslation();
  const { draft, setDraft, changes, undo, canUndo, reset } = useDraft();
  const plan = useFirstPlan(kommune, draft);
  const ranked = useEstimates({ kommune }, draft);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [panel, setPanel] = useState(true);
  const save = useMutation<Schemas["PlanOut"], ApiError, FirstPlan>({
    mutationFn: (found) =>
      got(api.POST("/api/planer/ny", { body: { kommunenummer: kommune, navn: found.plannavn, utkast: draft } })),
    onSuccess: async (made) => {
      reset();
      await client.invalidateQueries({ queryKey: ["planer"] });
      navigate(`/plan/${made.id}/oversikt`);
    },
  });
  const fetched = useMutation<void, ApiError, FirstPlan>({
    mutationFn: (found) => download(`/api/kommuner/${kommune}/mappe.zip`, `${found.navn.toLowerCase()}.zip`, { utkast: draft }),
  });
  const failed = save.error ?? fetched.error;
  return (
    <>
      <div>
        <Answer query={plan} height={520}>
          {(found) => (
            <>
              <FirstPlanCard
                found={found}
                ranked={ranked}
                saved={changes ? t("ui.nyplan.kladd_n", { count: changes }) : t("ui.nyplan.kladd")}
                old={plan.isPlaceholderData}
              >
                <SaveFirst save={() => save.mutate(found)} busy={save.isPending} fetch={() => fetched.mutate(found)} />
                {canUndo ? (
                  <Button data-size="sm" variant="tertiary" onClick={undo}>
                    {t("ui.angre")}
                  </Button>
                ) : null}
                {panel ? null : (
                  <Button data-size="sm" variant="secondary" onClick={() => setPanel(true)}>
                    {t("ui.anslag.tittel")}
                  </Button>
                )}
              </FirstPlanCard>
              {failed ? <Failure error={failed} /> : null}
            </>
          )}
        </Answer>
      </div>
      {panel && plan.data ? (
        <EstimatesPanel base={{ kommune }} draft={draft} setDraft={setDraft} close={() => setPanel(false)} />
      ) : null}
    </>
  );
}
