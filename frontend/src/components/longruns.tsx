import { Button } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { grouped, mill } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { readAs } from "../lib/units";
import { Card } from "./bits";
import { Failure } from "./state";

type Queued = Schemas["RunOut"];
const UNFINISHED = ["venter", "kjoerer"];
const LONG = 10_000; // draws

/** A long run in the queue, with its progress as reported, and the lasting need that was enough in most draws. */
export function LongRuns() {
  const { t } = useTranslation();
  const { version, may } = usePlan();
  const client = useQueryClient();
  const key = ["kjoeringer", version.id];
  const query = useQuery<Queued[], ApiError>({
    queryKey: key,
    queryFn: () => got(api.GET("/api/versjoner/{versjon}/kjoeringer", { params: { path: { versjon: version.id } } })),
  });
  const order = useMutation<Queued, ApiError>({
    mutationFn: () =>
      got(
        api.POST("/api/versjoner/{versjon}/kjoeringer", {
          params: { path: { versjon: version.id } },
          body: { trekninger: LONG },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const stop = useMutation<Queued, ApiError, number>({
    mutationFn: (id) => got(api.DELETE("/api/kjoeringer/{kjoering}", { params: { path: { kjoering: id } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: key }),
  });
  const active = query.data?.find((r) => UNFINISHED.includes(r.status));
  const [live, setLive] = useState<Queued | null>(null);
  const id = active?.id;
  useEffect(() => {
    if (id === undefined) return;
    const source = new EventSource(`/api/kjoeringer/${id}/hendelser`);
    source.addEventListener("framdrift", (e) => {
      const run = JSON.parse((e as MessageEvent<string>).data) as Queued;
      setLive(run);
      if (!UNFINISHED.includes(run.status)) {
        source.close();
        setLive(null);
        void client.invalidateQueries({ queryKey: ["kjoeringer"] });
      }
    });
    return () => source.close();
  }, [id, client]);
  const progress = live?.framdrift ?? active?.framdrift ?? 0;
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
        {active ? (
          <p>
            <label>
              {t(`run.${(live ?? active).status}`)} <progress max={1} value={progress} /> {grouped(progress * 100)} %
            </label>{" "}
            <Button data-size="sm" variant="tertiary" onClick={() => stop.mutate(active.id)}>
              {t("ui.stopp")}
            </Button>
          </p>
        ) : null}
        <ul className="ren">
          {(query.data ?? []).slice(0, 5).map((r) => {
            const sure = r.tall["varig/p90"];
            return (
              <li key={r.id}>
                <span>
                  {t("ui.kjoering_n", { id: r.id, n: grouped(r.trekninger) })} · {t(`run.${r.status}`)}{" "}
                  {r.feil ? <span className="c-brudd">{r.feil}</span> : null}
                </span>
                <span className="liten dus">
                  {sure === undefined
                    ? ""
                    : `${t("ui.stripe.varig")}, ${t("ui.sikkert", { p: 90 })}: ${mill(sure)} ${readAs(t, "kr_fast")} · `}
                  {r.hash.slice(0, 12)}
                </span>
              </li>
            );
          })}
        </ul>
      </Card>
    </div>
  );
}
