import { Button } from "@digdir/designsystemet-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, type Lever, type Schemas } from "../lib/api";
import { useAnswer } from "../lib/data";
import { encode, useDraft, withGrip, withLever } from "../lib/draft";
import { grouped, millChange, parse, typed } from "../lib/numbers";
import { usePage, usePlan } from "../lib/plan";
import { readAs } from "../lib/units";
import { Delta, LinkButton } from "./bits";
import { SaveDialog } from "./save";
import { Failure } from "./state";

const GROUPS = ["investeringer", "behov", "oekonomi", "regler"] as const;

/** Digits and unit of a lever's value: whole where its steps are. */
function useLeverText(): { value: (lever: Lever, v: number) => string; unit: (lever: Lever) => string } {
  const { t } = useTranslation();
  return {
    value: (lever, v) => grouped(v, lever.steg < 1 ? 2 : 0),
    unit: (lever) => (lever.enhet === "andel" ? "" : t(`ui.enhet.${lever.enhet}`)),
  };
}

/** The effect of one lever alone; an improvement when the need falls. */
function Alone({ lever }: { lever: Lever }) {
  return lever.virkning === null ? null : <NeedChange kroner={lever.virkning} />;
}

function NeedChange({ kroner }: { kroner: number }) {
  const { t } = useTranslation();
  return <Delta text={`${millChange(kroner)} ${readAs(t, "kr_fast")}`} good={kroner === 0 ? null : kroner < 0} />;
}

/** One lever: a range and a number field with the same value, the plan's own value, and the lever's effect alone. */
export function LeverRow({ lever, value, set }: { lever: Lever; value: number; set: (value: number | null) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState(typed(value));
  useEffect(() => setText(typed(value)), [value]);
  const said = useLeverText();
  const unit = said.unit(lever);
  const moved = value !== lever.planen;
  const commit = (raw: string) => {
    const found = parse(raw);
    if (found.ok && found.value >= lever.fra && found.value <= lever.til) set(found.value === lever.planen ? null : found.value);
    else setText(typed(value));
  };
  return (
    <div className="spake">
      <div className="spake-navn">
        <label htmlFor={id}>
          {lever.navn} <span className="dus liten">{unit}</span>
        </label>
        {moved ? <Alone lever={lever} /> : null}
      </div>
      <div className="spake-felt">
        <input
          id={id}
          type="range"
          min={lever.fra}
          max={lever.til}
          step={lever.steg}
          value={value}
          aria-valuetext={`${said.value(lever, value)} ${unit}`}
          onChange={(e) => {
            const next = Number(e.target.value);
            set(Math.abs(next - lever.planen) < lever.steg / 1000 ? null : next);
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
        {lever.hjelp} {t("ui.planen_har", { v: said.value(lever, lever.planen) })}{" "}
        {moved ? <LinkButton onClick={() => set(null)}>{t("ui.tilbakestill")}</LinkButton> : null}
      </p>
    </div>
  );
}

/** One of the plan's own levers: on or off. */
export function GripRow({ lever, on, set }: { lever: Lever; on: boolean; set: (on: boolean) => void }) {
  return (
    <div className="spake">
      <div className="spake-navn">
        <label className="hake">
          <input type="checkbox" checked={on} onChange={(e) => set(e.target.checked)} /> {lever.navn}
        </label>
        {on ? <Alone lever={lever} /> : null}
      </div>
      <p className="liten dus">{lever.hjelp}</p>
    </div>
  );
}

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
  const query = useLevers();
  const [naming, setNaming] = useState(false);
  const [copied, setCopied] = useState(false);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>("h2")?.focus(), []);
  const said = useLeverText();
  const values = draft.spaker ?? {};
  const laid = draft.grep ?? [];
  const link = () => {
    const url = new URL(window.location.href);
    url.searchParams.set("hvaom", encode(draft));
    void navigator.clipboard?.writeText(url.toString()).then(() => setCopied(true));
  };
  const data = query.data;
  const touched = data
    ? [
        ...data.spaker
          .filter((l) => values[l.id] !== undefined)
          .map((l) => `${l.navn} ${said.value(l, values[l.id] ?? 0)} ${said.unit(l)}`),
        ...data.grep.filter((l) => laid.includes(l.id)).map((l) => l.navn),
      ]
    : [];
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
            <b>{t("ui.dine_valg")}</b> {touched.join(", ")}
          </p>
          <p>
            {t("ui.samlet_virkning", { aar: data.aar })} <NeedChange kroner={data.samlet} />
            {fixed ? null : <span className="liten dus"> {t("ui.i_faste")}</span>}{" "}
            <Link to={page("sammenlign", { fra: version.id, til: version.id })}>{t("ui.se_hvorfor")}</Link>
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
