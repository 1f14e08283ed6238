import { Button } from "@digdir/designsystemet-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type ApiError, api, got } from "../lib/api";
import { usePriceYear } from "../lib/data";
import { grouped, mill } from "../lib/numbers";
import { usePage, usePlan } from "../lib/plan";
import { isUnfinished, type Queued, useProgress, useRuns } from "../lib/runs";
import { readAs } from "../lib/units";
import { Card } from "./bits";
import { Failure } from "./state";

const LONG = 10_000; // draws
const MINUTE = 60;
const LISTED = 5;

/** A long run in the queue, with its progress and the time left, and the lasting need that was enough in most draws. */
export function LongRuns() {
  const { t } = useTranslation();
  const { version, may } = usePlan();
  const client = useQueryClient();
  const query = useRuns();
  const order = useMutation<Queued, ApiError>({
    mutationFn: () =>
      got(
        api.POST("/api/versjoner/{versjon}/kjoeringer", {
          params: { path: { versjon: version.id } },
          body: { trekninger: LONG },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["kjoeringer"] }),
  });
  const active = query.data?.find(isUnfinished);
  return (
    <div className="luft-over">
      <Card
        id="h-kjoer"
        title={t("ui.lange_kjoeringer")}
        text={t("ui.lange_kjoeringer_tekst")}
        tools={
          may("kjoer") ? (
            <Button data-size="sm" variant="secondary" onClick={() => order.mutate()} disabled={active !== undefined}>
              {t("ui.kjoer_n", { n: grouped(LONG) })}
            </Button>
          ) : null
        }
      >
        {order.error ? <Failure error={order.error} /> : null}
        {active ? <Running run={active} /> : null}
        <ul className="ren">
          {(query.data ?? []).slice(0, LISTED).map((r) => (
            <Listed key={r.id} run={r} />
          ))}
        </ul>
      </Card>
    </div>
  );
}

function Listed({ run }: { run: Queued }) {
  const { t } = useTranslation();
  const page = usePage();
  const year = usePriceYear();
  const sure = run.tall["varig/p90"];
  const said = `${t("ui.stripe.varig")}, ${t("ui.sikkert", { p: 90 })}: ${mill(sure)} ${readAs(t, "kr_fast", year)} · `;
  return (
    <li>
      <span>
        <Link to={page("kjoering", { id: run.id })}>{t("ui.kjoering_n", { id: run.id, n: grouped(run.trekninger) })}</Link> ·{" "}
        {t(`run.${run.status}`)} {run.feil ? <span className="c-brudd">{run.feil}</span> : null}
      </span>
      <span className="liten dus">
        {sure === undefined ? "" : said}
        {run.hash.slice(0, 12)}
      </span>
    </li>
  );
}

/** A run that waits or runs: its progress, the time left, and a button that stops it. */
export function Running({ run }: { run: Queued }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { now, left } = useProgress(run);
  const stop = useMutation<Queued, ApiError, number>({
    mutationFn: (id) => got(api.DELETE("/api/kjoeringer/{kjoering}", { params: { path: { kjoering: id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["kjoeringer"] });
      void client.invalidateQueries({ queryKey: ["kjoering", run.id] });
    },
  });
  const progress = now?.framdrift ?? 0;
  return (
    <p>
      <label>
        {t(`run.${(now ?? run).status}`)} <progress max={1} value={progress} /> {grouped(progress * 100)} %
      </label>{" "}
      {left === null ? null : <span aria-live="polite">{leftIn(t, left)}</span>}{" "}
      <Button data-size="sm" variant="tertiary" onClick={() => stop.mutate(run.id)}>
        {t("ui.stopp")}
      </Button>
    </p>
  );
}

/** The time left in words: whole minutes, or tens of seconds. */
function leftIn(t: ReturnType<typeof useTranslation>["t"], seconds: number): string {
  if (seconds >= MINUTE) return t("ui.igjen_minutter", { n: Math.round(seconds / MINUTE) });
  return t("ui.igjen_sekunder", { n: Math.max(10, Math.ceil(seconds / 10) * 10) });
}
