import { Button } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { usePut } from "../lib/address";
import { type ApiError, api, got, type Schemas } from "../lib/api";
import { MAIN, usePlan } from "../lib/plan";
import { useMe } from "../lib/session";
import { Failure } from "./state";

const LOOK_MS = 30_000;
const SHOWN = 4;

/** The plan's folder was changed by hand since it was imported: take the change in, or leave it. On one's own machine only. */
export function FolderNotice() {
  const { t } = useTranslation();
  const { plan } = usePlan();
  const put = usePut();
  const client = useQueryClient();
  const local = useMe().data?.modus === "lokal";
  const path = { params: { path: { plan } } };
  const state = useQuery<Schemas["FolderOut"], ApiError>({
    queryKey: ["planmappe", plan],
    queryFn: () => got(api.GET("/api/planer/{plan}/planmappe", path)),
    enabled: local,
    refetchInterval: LOOK_MS,
    refetchOnWindowFocus: true,
    staleTime: 0,
  });
  const again = () => client.invalidateQueries({ queryKey: ["planmappe", plan] });
  const take = useMutation<Schemas["SavedOut"], ApiError, "versjon" | "alternativ">({
    mutationFn: (som) => got(api.POST("/api/planer/{plan}/planmappe/hent", { ...path, body: { som } })),
    onSuccess: async () => {
      put({ gren: MAIN, v: null });
      await Promise.all([again(), client.invalidateQueries({ queryKey: ["plan", plan] })]);
    },
  });
  const ignore = useMutation<Schemas["FolderOut"], ApiError>({
    mutationFn: () => got(api.POST("/api/planer/{plan}/planmappe/ignorer", path)),
    onSuccess: again,
  });
  if (state.data?.tilstand !== "endret") return null;
  const files = state.data.filer ?? [];
  const named = files.slice(0, SHOWN).join(", ") + (files.length > SHOWN ? " …" : "");
  const busy = take.isPending || ignore.isPending;
  return (
    <div className="nyere" role="status">
      <p>{t("ui.mappe.endret", { count: files.length, filer: named })}</p>
      <div className="verktoy">
        <Button data-size="sm" disabled={busy} onClick={() => take.mutate("versjon")}>
          {t("ui.mappe.hent")}
        </Button>
        {take.error?.status === 409 ? (
          <Button data-size="sm" variant="secondary" disabled={busy} onClick={() => take.mutate("alternativ")}>
            {t("ui.mappe.alternativ")}
          </Button>
        ) : null}
        <Button data-size="sm" variant="tertiary" disabled={busy} onClick={() => ignore.mutate()}>
          {t("ui.mappe.ignorer")}
        </Button>
      </div>
      {take.error ? <Failure error={take.error} /> : null}
    </div>
  );
}
