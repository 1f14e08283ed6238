import { Button } from "@digdir/designsystemet-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useRouteError } from "react-router";
import { reach, useConnection } from "../lib/connection";
import { ApiError, isMissingPart, referenceOf } from "../lib/fault";
import { Status } from "./bits";

/** A page that could not be shown: what happened, what is safe, and the ways on. */
function Stopped({
  title,
  text,
  reference = "",
  retry,
  children,
}: {
  title: string;
  text: string;
  reference?: string;
  retry?: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <section className="kort stanset" role="alert">
      <h1 tabIndex={-1}>{title}</h1>
      <p>{text}</p>
      <div className="verktoy">
        {retry ? (
          <Button data-size="sm" onClick={retry}>
            {t("ui.proev_igjen")}
          </Button>
        ) : null}
        {children}
      </div>
      {reference ? <p className="liten dus">{t("ui.stanset.referanse", { n: reference })}</p> : null}
    </section>
  );
}

function WayOut() {
  const { t } = useTranslation();
  const { plan } = useParams();
  return (
    <Link className="ds-button" data-variant="secondary" data-size="sm" to={plan ? `/plan/${plan}/oversikt` : "/"}>
      {plan ? t("ui.stanset.til_oversikten") : t("ui.alle_planer")}
    </Link>
  );
}

/** Load the page anew when somebody answers; without an answer the browser would replace it with a page of its own. */
export async function reload(): Promise<boolean> {
  if (!(await reach())) return false;
  window.location.reload();
  return true;
}

/** The error page of a route. `alone` where nothing stands around it. */
export function RouteError({ alone = false }: { alone?: boolean }) {
  const { t } = useTranslation();
  const error = useRouteError();
  const { gone } = useConnection();
  const [failed, setFailed] = useState(false);
  const missing = isMissingPart(error);
  // A part of the program that could not be fetched is fetched when somebody answers again.
  const waiting = useRef(false);
  useEffect(() => {
    if (gone || failed) waiting.current = true;
    if (missing && waiting.current && gone === "") void reload();
  }, [missing, failed, gone]);
  useEffect(() => console.warn("LDIP", referenceOf(error), error), [error]);
  const retry = () => void reload().then((done) => setFailed(!done));
  const [title, text] =
    missing && !gone
      ? [t("ui.stanset.ny_utgave"), t("ui.stanset.last_paa_nytt")]
      : missing || (error instanceof ApiError && error.unanswered)
        ? [t("ui.stanset.ikke_hentet"), t("ui.stanset.naar_paa_nett")]
        : [t("ui.stanset.tittel"), t("ui.stanset.tekst")];
  const shown = (
    <Stopped title={title} text={text} reference={missing ? "" : referenceOf(error)} retry={retry}>
      <WayOut />
      {failed ? <Status kind="obs">{t("ui.forbindelse.ikke_svar")}</Status> : null}
    </Stopped>
  );
  return alone ? <main className="alene">{shown}</main> : shown;
}

/** An address that is no page. `alone` where nothing stands around it. */
export function NotFound({ alone = false }: { alone?: boolean }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t("ui.stanset.finnes_ikke")} – LDIP`;
  }, [t]);
  const shown = (
    <Stopped title={t("ui.stanset.finnes_ikke")} text={t("ui.stanset.sjekk_adressen")}>
      <WayOut />
    </Stopped>
  );
  return alone ? <main className="alene">{shown}</main> : shown;
}

/** A plan or a start that could not be fetched: not there, not the user's, or nobody answers. */
export function Unopened({ query }: { query: UseQueryResult<unknown, ApiError> }) {
  const { t } = useTranslation();
  const { gone } = useConnection();
  const status = query.error?.status;
  const retry = () => void query.refetch();
  const [title, text] =
    gone || query.error?.unanswered
      ? [t("ui.stanset.ikke_hentet"), t("ui.stanset.naar_paa_nett")]
      : status === 403
        ? [t("ui.stanset.ikke_tilgang"), query.error?.message ?? ""]
        : status === 404 || status === 422 || !query.error
          ? [t("ui.stanset.planen_finnes_ikke"), t("ui.stanset.sjekk_adressen")]
          : [t("ui.stanset.tittel"), query.error.message];
  return (
    <main className="alene">
      <Stopped title={title} text={text} reference={query.error ? query.error.reference : ""} retry={retry}>
        <Link className="ds-button" data-variant="secondary" data-size="sm" to="/">
          {t("ui.alle_planer")}
        </Link>
      </Stopped>
    </main>
  );
}
