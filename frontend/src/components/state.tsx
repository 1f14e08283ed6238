import { Alert, Button, Skeleton } from "@digdir/designsystemet-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../lib/api";
import { ApiError } from "../lib/fault";
import { clock } from "../lib/i18n";
import { placeOf, problemText } from "../lib/problems";
import { Status } from "./bits";

interface Kept<T> {
  data: T | undefined;
  /** When it was computed, in milliseconds; null before anything was. */
  at: number | null;
}

/** The last answer, and when it came. */
function useKept<T>(query: UseQueryResult<T, ApiError>): Kept<T> {
  const last = useRef<Kept<T>>({ data: undefined, at: null });
  if (query.data !== undefined) {
    const at = query.isPlaceholderData ? last.current.at : query.dataUpdatedAt;
    last.current = { data: query.data, at };
  }
  return last.current;
}

/** Loading, error and late answers, the same on every page: old figures stay and are marked, and nothing is lost. */
export function Answer<T>({
  query,
  height = 240,
  children,
}: {
  query: UseQueryResult<T, ApiError>;
  height?: number;
  children: (data: T) => ReactNode;
}) {
  const { t } = useTranslation();
  const { data, at } = useKept(query);
  const retry = () => void query.refetch();
  if (data === undefined) {
    if (query.error) return <Failure error={query.error} retry={retry} />;
    if (query.isPaused) return <Failure error={new ApiError(0)} retry={retry} />;
    return (
      <div aria-busy="true">
        <span className="vh">{t("ui.regner")}</span>
        <Skeleton variant="rectangle" height={height} />
      </div>
    );
  }
  // Of the same question, an answer stays the result although it could not be fetched anew.
  const old = query.isPlaceholderData || query.data === undefined;
  const stopped = old && (query.error !== null || query.isPaused);
  // One tree for every state, so that nothing typed inside is lost when the state changes.
  return (
    <>
      {query.error && !query.error.unanswered ? <Failure error={query.error} retry={retry} kept /> : null}
      <div className={stopped ? "ikke-regnet" : old ? "gammel" : undefined} aria-busy={old && !stopped}>
        {stopped ? (
          <p className="stempel">
            <Status kind="obs">{at ? t("ui.uregnet.tall_fra", { tid: clock(at) }) : t("ui.uregnet")}</Status>
          </p>
        ) : null}
        {children(data)}
      </div>
    </>
  );
}

export function Failure({ error, retry, kept = false }: { error: ApiError; retry?: () => void; kept?: boolean }) {
  const { t } = useTranslation();
  const offline = error.unanswered;
  return (
    <Alert data-color={error.problems.length || offline ? "warning" : "danger"} className="feil" role="alert">
      <p className="fet">
        {offline
          ? t("ui.ikke_hentet")
          : error.problems.length
            ? t("ui.feil_i_utkast", { count: error.problems.length })
            : t("ui.vi_fikk_ikke")}
      </p>
      {error.problems.length ? <ProblemList problems={error.problems} /> : offline ? null : <p>{error.message}</p>}
      {kept ? <p>{t("ui.siste_gyldige")}</p> : null}
      {retry && !error.problems.length ? (
        <Button variant="secondary" data-size="sm" onClick={retry}>
          {t("ui.proev_igjen")}
        </Button>
      ) : null}
      {error.reference && error.status >= 500 ? (
        <p className="liten">{t("ui.stanset.referanse", { n: error.reference })}</p>
      ) : null}
    </Alert>
  );
}

export function ProblemList({ problems }: { problems: Problem[] }) {
  const told = new Map(problems.map((p) => [`${placeOf(p)}: ${problemText(p)}`, p]));
  return (
    <ul className="problemer">
      {[...told].slice(0, 12).map(([key, p]) => (
        <li key={key}>
          <b>{placeOf(p)}</b>: {problemText(p)}
        </li>
      ))}
    </ul>
  );
}
