import { Alert, Button, Skeleton } from "@digdir/designsystemet-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError, Problem } from "../lib/api";
import { useLast } from "../lib/data";
import { placeOf, problemText } from "../lib/problems";

/** Loading, error and late answers, the same on every page: old figures stay, and nothing is lost. */
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
  // The last valid content stays on the page while an error is corrected.
  const data = useLast(query.data);
  if (data === undefined) {
    if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
    return (
      <div aria-busy="true">
        <span className="vh">{t("ui.regner")}</span>
        <Skeleton variant="rectangle" height={height} />
      </div>
    );
  }
  return (
    <>
      {query.error ? <Failure error={query.error} retry={() => void query.refetch()} kept /> : null}
      <div
        className={query.isPlaceholderData || query.error ? "gammel" : undefined}
        aria-busy={query.isPlaceholderData && !query.error}
      >
        {children(data)}
      </div>
    </>
  );
}

export function Failure({ error, retry, kept = false }: { error: ApiError; retry?: () => void; kept?: boolean }) {
  const { t } = useTranslation();
  const offline = error.status === 0;
  return (
    <Alert data-color={error.problems.length || offline ? "warning" : "danger"} className="feil" role="alert">
      <p className="fet">
        {offline
          ? t("ui.frakoblet")
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
    </Alert>
  );
}

export function ProblemList({ problems }: { problems: Problem[] }) {
  return (
    <ul className="problemer">
      {problems.slice(0, 12).map((p, i) => (
        <li key={i}>
          <b>{placeOf(p)}</b>: {problemText(p)}
        </li>
      ))}
    </ul>
  );
}
