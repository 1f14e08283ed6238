import { Button } from "@digdir/designsystemet-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, got, type ApiError, type Schemas } from "../lib/api";
import { encode, useDraft } from "../lib/draft";
import { grouped, parse, signed, typed } from "../lib/numbers";
import { usePlan } from "../lib/plan";
import { Delta, LinkButton } from "./bits";
import { SaveDialog } from "./save";
import { Failure } from "./state";

export type Lever = Schemas["LeverOut"];
const GROUPS = ["investeringer", "behov", "oekonomi", "regler"] as const;

/** One lever: a range and a number field that say the same, the plan's own value, and what it does alone. */
export function LeverRow({ lever, value, set }: { lever: Lever; value: number; set: (value: number | null, final: boolean) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState(typed(value));
  useEffect(() => setText(typed(value)), [value]);
  const decimals = lever.steg < 0.1 ? 2 : lever.steg < 1 ? 2 : 0;
  const unit = lever.enhet === "andel" ? "" : t(`ui.enhet.${lever.enhet}`);
  const moved = value !== lever.planen;
  const commit = (raw: string) => {
    const found = parse(raw);
    if (found.ok && found.value >= lever.fra && found.value <= lever.til) set(found.value === lever.planen ? null : found.value, true);
    else setText(typed(value));
  };
  return (
    <div className="spake">
      <div className="spake-navn">
        <label htmlFor={id}>
          {lever.navn} <span className="dus liten">{unit}</span>
        </label>
        {lever.virkning !== null && moved ? <Delta text={`${signed(lever.virkning * 1e-6, 0)} mill.`} good={lever.virkning === 0 ? null : lever.virkning < 0} /> : null}
      </div>
      <div className="spake-felt">
        <input
          id={id}
          type="range"
          min={lever.fra}
          max={lever.til}
          step={lever.steg}
          value={value}
          aria-valuetext={`${grouped(value, decimals)} ${unit}`}
          onChange={(e) => {
            const next = Number(e.target.value);
            set(Math.abs(next - lever.planen) < lever.steg / 1000 ? null : next, false);
          }}
        />
        <input
          className="ds-input tallfelt"
          inputMode="decimal"
          aria-label={`${lever.navn}, ${unit}`}
          value={text}
          onChange={(e) => setText(e.target.value)}
          onBlur={(e) => commit(e.target.value)}
          onKeyDown={(e) => (e.key === "Enter" ? commit(e.currentTarget.value) : undefined)}
        />
      </div>
      <p className="liten dus">
        {lever.hjelp} {t("ui.planen_har", { v: grouped(lever.planen, decimals) })}{" "}
        {moved ? <LinkButton onClick={() => set(null, true)}>{t("ui.tilbakestill")}</LinkButton> : null}
      </p>
    </div>
  );
}

export function useLevers() {
  const { version } = usePlan();
  const { shown } = useDraft();
  const { i18n } = useTranslation();
  return useQuery<Schemas["LeversOut"], ApiError>({
    queryKey: ["spaker", version.id, shown, i18n.language],
    queryFn: ({ signal }) => got(api.POST("/api/versjoner/{versjon}/spaker", { params: { path: { versjon: version.id } }, body: { utkast: shown }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** «Hva om»: levers on every page. The page stays alive behind; nothing is saved until it has a name. */
export function WhatIf({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { draft, setDraft, reset, changes, undo, canUndo } = useDraft();
  const { fixed } = usePlan();
  const query = useLevers();
  const [naming, setNaming] = useState(false);
  const [copied, setCopied] = useState(false);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>("h2")?.focus(), []);
  const set = (id: string, value: number | null) =>
    setDraft((d) => {
      const spaker = { ...(d.spaker ?? {}) };
      if (value === null) delete spaker[id];
      else spaker[id] = value;
      return tidy({ ...d, spaker });
    });
  const grip = (id: string, on: boolean) => setDraft((d) => tidy({ ...d, grep: on ? [...(d.grep ?? []), id] : (d.grep ?? []).filter((g) => g !== id) }));
  const link = () => {
    const url = new URL(window.location.href);
    url.searchParams.set("hvaom", encode(draft));
    void navigator.clipboard?.writeText(url.toString()).then(() => setCopied(true));
  };
  const data = query.data;
  const touched = data ? [...data.spaker, ...data.grep].filter((l) => (draft.spaker ?? {})[l.id] !== undefined || (draft.grep ?? []).includes(l.id)) : [];
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
      {touched.length && data ? (
        <div className="valg">
          <p>
            <b>{t("ui.dine_valg")}</b>{" "}
            {touched.map((l) => `${l.navn}${l.gruppe === "grep" ? "" : ` ${grouped((draft.spaker ?? {})[l.id] ?? 0, l.steg < 1 ? 2 : 0)} ${l.enhet === "andel" ? "" : t(`ui.enhet.${l.enhet}`)}`}`).join(", ")}
          </p>
          <p>
            {t("ui.samlet_virkning", { aar: data.aar })} <Delta text={`${signed(data.samlet * 1e-6, 0)} mill. kr`} good={data.samlet === 0 ? null : data.samlet < 0} />
            {fixed ? null : <span className="liten dus"> {t("ui.i_faste")}</span>}
          </p>
        </div>
      ) : null}
      {query.error ? <Failure error={query.error} kept /> : null}
      {data ? (
        <>
          {GROUPS.map((g) => {
            const own = data.spaker.filter((l) => l.gruppe === g);
            return own.length ? (
              <details key={g} open={g === "investeringer" || g === "oekonomi"}>
                <summary>{t(`ui.gruppe.${g}`)}</summary>
                {own.map((l) => (
                  <LeverRow key={l.id} lever={l} value={(draft.spaker ?? {})[l.id] ?? l.planen} set={(v) => set(l.id, v)} />
                ))}
              </details>
            ) : null;
          })}
          {data.grep.length ? (
            <details>
              <summary>{t("ui.gruppe.grep")}</summary>
              {data.grep.map((l) => {
                const on = (draft.grep ?? []).includes(l.id);
                return (
                  <div className="spake" key={l.id}>
                    <div className="spake-navn">
                      <label className="hake">
                        <input type="checkbox" checked={on} onChange={(e) => grip(l.id, e.target.checked)} /> {l.navn}
                      </label>
                      {on && l.virkning !== null ? <Delta text={`${signed(l.virkning * 1e-6, 0)} mill.`} good={l.virkning === 0 ? null : l.virkning < 0} /> : null}
                    </div>
                    <p className="liten dus">{l.hjelp}</p>
                  </div>
                );
              })}
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

/** A draft without empty parts, so that nothing changed is nothing. */
export function tidy<D extends { spaker?: Record<string, number>; grep?: string[]; endringer?: unknown[] }>(d: D): D {
  const kept = { ...d };
  if (kept.spaker && Object.keys(kept.spaker).length === 0) delete kept.spaker;
  if (kept.grep && kept.grep.length === 0) delete kept.grep;
  if (kept.endringer && kept.endringer.length === 0) delete kept.endringer;
  return kept;
}
