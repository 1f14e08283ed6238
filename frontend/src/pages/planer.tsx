import { Button, Textfield } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { Card, LinkButton } from "../components/bits";
import { LanguageChoice } from "../components/language";
import { Answer, Failure, ProblemList } from "../components/state";
import { type ApiError, api, got, type Schemas, upload } from "../lib/api";
import { moment } from "../lib/i18n";
import { leave, useMe } from "../lib/session";

/** The user's plans, and three ways to begin. */
export default function Planer() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const query = useQuery<Schemas["PlanOut"][], ApiError>({ queryKey: ["planer"], queryFn: () => got(api.GET("/api/planer")) });
  const begin = useMutation<Schemas["PlanOut"], ApiError>({
    mutationFn: () => got(api.POST("/api/planer", { body: { navn: name.trim() } })),
    onSuccess: (p) => navigate(`/plan/${p.id}/oversikt`),
  });
  const sending = useMutation<Schemas["PlanOut"], ApiError, File>({
    mutationFn: (file) =>
      upload(`/api/planer/opplasting?navn=${encodeURIComponent(name.trim() || file.name.replace(/\.zip$/i, ""))}`, file),
    onSuccess: (p) => {
      void client.invalidateQueries({ queryKey: ["planer"] });
      navigate(`/plan/${p.id}/oversikt`);
    },
  });
  useEffect(() => {
    document.title = `${t("ui.planer")} – LDIP`;
  }, [t]);
  return (
    <main className="alene">
      <h1>{t("ui.planer")}</h1>
      <Answer query={query}>
        {(data) =>
          data.length ? (
            <ul className="ren planliste">
              {data.map((p) => (
                <li key={p.id}>
                  <span>
                    <Link to={`/plan/${p.id}/oversikt`}>{p.navn}</Link>
                    <span className="blokk liten dus">
                      {t("ui.sist_endret", { av: p.av, tid: moment(p.endret), count: p.versjoner })}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          ) : (
            <p>{t("ui.tom.planer")}</p>
          )
        }
      </Answer>
      {me.data?.systemansvarlig ? (
        <Card id="h-ny" title={t("ui.ny_plan")} text={t("ui.ny_plan_tekst")}>
          <p className="verktoy luft-under">
            <Button asChild data-size="sm">
              <Link to="/ny-plan">{t("ui.nyplan.begynn")}</Link>
            </Button>
            <span className="liten dus">{t("ui.nyplan.begynn_tekst")}</span>
          </p>
          <form
            onSubmit={(e) => {
              e.preventDefault();
              begin.mutate();
            }}
          >
            <Textfield label={t("ui.navn_paa_plan")} value={name} onChange={(e) => setName(e.target.value)} maxLength={200} />
            <div className="verktoy luft-over">
              <Button type="submit" variant="secondary" data-size="sm" disabled={!name.trim()}>
                {t("ui.begynn_med_skjelett")}
              </Button>
              <label className="fil">
                {t("ui.last_opp_mappe")}
                <input
                  type="file"
                  accept=".zip,application/zip"
                  onChange={(e) => (e.target.files?.[0] ? sending.mutate(e.target.files[0]) : undefined)}
                />
              </label>
            </div>
          </form>
          {begin.error ? <Failure error={begin.error} /> : null}
          {sending.error?.problems.length ? (
            <div role="alert">
              <p className="fet">{t("ui.mappen_har_feil", { count: sending.error.problems.length })}</p>
              <ProblemList problems={sending.error.problems} />
            </div>
          ) : sending.error ? (
            <Failure error={sending.error} />
          ) : null}
        </Card>
      ) : null}
      <p className="liten dus luft-over">
        LDIP {me.data?.versjon} · {me.data?.modus === "lokal" ? t("ui.lokal_modus") : me.data?.navn}{" "}
        {me.data?.modus === "organisasjon" ? (
          <span className="lenker">
            <Link to="/konto">{t("ui.konto")}</Link>
            {me.data.systemansvarlig ? <Link to="/brukere">{t("ui.brukere")}</Link> : null}
            <LinkButton onClick={() => void leave(me.data)}>{t("ui.logg_ut")}</LinkButton>
          </span>
        ) : null}
        <LanguageChoice />
      </p>
    </main>
  );
}
