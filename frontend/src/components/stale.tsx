import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { reach } from "../lib/connection";
import { clock } from "../lib/i18n";
import { usePage, usePlan } from "../lib/plan";
import { LinkButton } from "./bits";

interface Newer {
  av: string;
  versjon: number;
  tid: number;
}

/** Versions of the open branch that others save while it is shown. A stream that breaks may mean that the server is gone. */
function useNewer(): [Newer | null, (seen: null) => void] {
  const { plan, branch, version } = usePlan();
  const [newer, setNewer] = useState<Newer | null>(null);
  useEffect(() => {
    setNewer(null);
    const source = new EventSource(`/api/planer/${plan}/hendelser`);
    source.addEventListener("versjon", (e) => {
      const said = JSON.parse((e as MessageEvent<string>).data) as { gren: string; versjon: number; av: string };
      if (said.gren === branch.navn && said.versjon > version.id) setNewer({ ...said, tid: Date.now() });
    });
    source.addEventListener("error", () => void reach());
    return () => source.close();
  }, [plan, branch.navn, version.id]);
  return [newer, setNewer];
}

/** Somebody else has saved while the plan was open: what they changed, their version, or one's own draft as it is. */
export function Stale() {
  const { t } = useTranslation();
  const { plan, version } = usePlan();
  const page = usePage();
  const client = useQueryClient();
  const [newer, setNewer] = useNewer();
  if (!newer) return null;
  return (
    <div className="nyere" role="status">
      {t("ui.ny_versjon_kl", { av: newer.av, n: newer.versjon, tid: clock(newer.tid) })}{" "}
      <Link to={page("sammenlign", { fra: version.id, til: newer.versjon })}>{t("ui.vis_endringene")}</Link>{" "}
      <LinkButton onClick={() => void client.invalidateQueries({ queryKey: ["plan", plan] })}>{t("ui.vis_den")}</LinkButton>{" "}
      <LinkButton onClick={() => setNewer(null)}>{t("ui.fortsett_med_min")}</LinkButton>
    </div>
  );
}
