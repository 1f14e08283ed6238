import { Button } from "@digdir/designsystemet-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, type Schemas } from "../lib/api";
import { useAnswer } from "../lib/data";
import { encode, useDraft, withGrip, withLever } from "../lib/draft";
import { useOpenForm } from "../lib/forms";
import { usePage, usePlan } from "../lib/plan";
import { Changes } from "./drafted";
import { GripRow, LeverRow, NeedChange } from "./levers";
import { SaveDialog } from "./save";
import { Failure } from "./state";

const GROUPS = ["investeringer", "behov", "oekonomi", "regler"] as const;

export function useLevers() {
  return useAnswer<Schemas["LeversOut"]>("spaker", useDraft().shown, (asked) =>
    api.POST("/api/versjoner/{versjon}/spaker", asked),
  );
}

/** «Hva om»: levers on every page. The page behind stays interactive; nothing is saved until it has a name. */
export function WhatIf({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { draft, setDraft, reset, changes, undo, canUndo } = useDraft();
  const { fixed, version } = usePlan();
  const page = usePage();
  const open = useOpenForm();
  const query = useLevers();
  const [naming, setNaming] = useState(false);
  const [copied, setCopied] = useState(false);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>("h2")?.focus(), []);
  const values = draft.spaker ?? {};
  const laid = draft.grep ?? [];
  const link = () => {
    const url = new URL(window.location.href);
    url.searchParams.set("hvaom", encode(draft));
    void navigator.clipboard?.writeText(url.toString()).then(() => setCopied(true));
  };
  const data = query.data;
  return (
    <aside
      ref={panel}
      className="hvaom"
      aria-labelledby="hvaom-tittel"
      onKeyDown={(e) => {
        if (e.key === "Escape") close();
      }}
    >
      <div className="forklar-topp">
        <h2 id="hvaom-tittel" tabIndex={-1}>
          {t("ui.hva_om")}
        </h2>
        <Button variant="tertiary" data-size="sm" onClick={close} aria-label={t("ui.lukk")}>
          ✕
        </Button>
      </div>
      <p className="liten dus">{t("ui.proev_deg_fram")}</p>
      {changes ? (
        <div className="valg">
          <Changes data={data} />
          {data ? (
            <p className={query.isPlaceholderData ? "gammel" : undefined} aria-busy={query.isPlaceholderData}>
              {t("ui.samlet_virkning", { aar: data.aar })} <NeedChange kroner={data.samlet} />
              {fixed ? null : <span className="liten dus"> {t("ui.i_faste")}</span>}{" "}
              <Link to={page("sammenlign", { fra: version.id, til: version.id })}>{t("ui.se_hvorfor")}</Link>
            </p>
          ) : null}
        </div>
      ) : null}
      <div className="verktoy">
        <Button data-size="sm" variant="secondary" onClick={(e) => open({ kind: "prosjekt", anchor: e.currentTarget })}>
          {t("ui.hvaom.prosjekt")}
        </Button>
        <Button data-size="sm" variant="secondary" onClick={(e) => open({ kind: "tiltak", anchor: e.currentTarget })}>
          {t("ui.hvaom.tiltak")}
        </Button>
      </div>
      {query.error ? <Failure error={query.error} kept /> : null}
      {data ? (
        <>
          {GROUPS.map((g) => {
            const own = data.spaker.filter((l) => l.gruppe === g);
            return own.length ? (
              <details key={g} open={g === "investeringer" || g === "oekonomi"}>
                <summary>{t(`ui.gruppe.${g}`)}</summary>
                {own.map((l) => (
                  <LeverRow
                    key={l.id}
                    lever={l}
                    value={values[l.id] ?? l.planen}
                    set={(v) => setDraft((d) => withLever(d, l.id, v))}
                  />
                ))}
              </details>
            ) : null;
          })}
          {data.grep.length ? (
            <details>
              <summary>{t("ui.gruppe.grep")}</summary>
              {data.grep.map((l) => (
                <GripRow key={l.id} lever={l} on={laid.includes(l.id)} set={(on) => setDraft((d) => withGrip(d, l.id, on))} />
              ))}
            </details>
          ) : null}
        </>
      ) : null}
      <div className="verktoy hvaom-bunn">
        <Button data-size="sm" onClick={() => setNaming(true)} aria-disabled={changes === 0} disabled={changes === 0}>
          {t("ui.lagre_som_alternativ")}
        </Button>
        <Button data-size="sm" variant="secondary" onClick={link} disabled={changes === 0}>
          {copied ? t("ui.lenke_kopiert") : t("ui.del_lenke")}
        </Button>
        <Button data-size="sm" variant="tertiary" onClick={undo} disabled={!canUndo}>
          {t("ui.angre")}
        </Button>
        <Button data-size="sm" variant="tertiary" onClick={reset} disabled={changes === 0}>
          {t("ui.nullstill")}
        </Button>
      </div>
      {naming ? <SaveDialog mode="alternativ" close={() => setNaming(false)} /> : null}
    </aside>
  );
}
