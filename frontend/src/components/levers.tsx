import { type CSSProperties, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Lever } from "../lib/api";
import { grouped, millChange, parse, typed } from "../lib/numbers";
import { readAs } from "../lib/units";
import { Delta, LinkButton } from "./bits";
import "../styles/hvaom.css";

/** Digits and unit of a lever's value: whole where its steps are. */
export function useLeverText(): { value: (lever: Lever, v: number) => string; unit: (lever: Lever) => string } {
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

export function NeedChange({ kroner }: { kroner: number }) {
  const { t } = useTranslation();
  return (
    <Delta
      text={`${millChange(kroner, Math.abs(kroner) < FEW ? 1 : 0)} ${readAs(t, "kr_fast")}`}
      good={kroner === 0 ? null : kroner < 0}
    />
  );
}

/** Kroner under which a tenth of a million matters. */
const FEW = 10e6;

interface LeverProps {
  lever: Lever;
  value: number;
  set: (value: number | null) => void;
  /** Whether its explanation is opened by the reader. */
  folded?: boolean;
}

/** What a lever means: under it, or behind a question. */
function Meaning({ text, folded }: { text: string; folded: boolean }) {
  const { t } = useTranslation();
  if (!folded) return <>{text} </>;
  return text ? (
    <details className="betyr">
      <summary>{t("ui.delt.betyr")}</summary>
      <p>{text}</p>
    </details>
  ) : null;
}

/** The place of the plan's own value on the range; 0 at its start, 1 at its end. */
function markAt(lever: Lever): number {
  return lever.til > lever.fra ? (lever.planen - lever.fra) / (lever.til - lever.fra) : 0;
}

/** One lever: a range and a number field with the same value, a mark at the plan's own value, and the lever's effect alone. */
export function LeverRow({ lever, value, set, folded = false }: LeverProps) {
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
        <span className="spor" style={{ "--m": markAt(lever) } as CSSProperties}>
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
          <span className="planmerke" title={t("ui.hvaom.merke")} aria-hidden="true" />
        </span>
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
      {folded ? <Meaning text={lever.hjelp} folded /> : null}
      <p className="liten dus">
        {folded ? null : <Meaning text={lever.hjelp} folded={false} />}
        {t("ui.planen_har", { v: said.value(lever, lever.planen) })}{" "}
        {moved ? <LinkButton onClick={() => set(null)}>{t("ui.tilbakestill")}</LinkButton> : null}
      </p>
    </div>
  );
}

/** One of the plan's own levers: on or off. */
export function GripRow({
  lever,
  on,
  set,
  folded = false,
}: {
  lever: Lever;
  on: boolean;
  set: (on: boolean) => void;
  folded?: boolean;
}) {
  return (
    <div className="spake">
      <div className="spake-navn">
        <label className="hake">
          <input type="checkbox" checked={on} onChange={(e) => set(e.target.checked)} /> {lever.navn}
        </label>
        {on ? <Alone lever={lever} /> : null}
      </div>
      {folded ? <Meaning text={lever.hjelp} folded /> : <p className="liten dus">{lever.hjelp}</p>}
    </div>
  );
}
