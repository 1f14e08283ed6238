import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { usePut } from "../../lib/address";
import { type Filters, FRAMES, type Gap, groupsOf } from "../../lib/board";
import type { Project } from "../../lib/data";

/** What the board shows, as the address has it. */
export function useFilters(): Filters {
  const [search] = useSearchParams();
  return {
    service: search.get("tjeneste") ?? "",
    zone: search.get("sone") ?? "",
    phase: search.get("fase") ?? "",
    changed: search.get("endret") === "ja",
  };
}

const PHASES = ["F0", "behov", "konsept", "forprosjekt", "kontrakt"];

/** The filters of the board, and how much of the plan they show. Service, zone and phase are offered where there is a choice. */
export function FilterBar({
  projects,
  gaps,
  filters,
  shown,
}: {
  projects: Project[];
  gaps: Gap[];
  filters: Filters;
  shown: number;
}) {
  const { t } = useTranslation();
  const put = usePut();
  const used = projects.filter((p) => p.in_use);
  const groups = groupsOf(used, gaps).map((g) => ({ value: g.id, text: g.id === FRAMES ? t("ui.faste_rammer") : g.name }));
  const zones = [...new Map(used.filter((p) => p.facts.zone).map((p) => [p.facts.zone, p.facts.zone_name]))].map(
    ([value, text]) => ({
      value,
      text,
    }),
  );
  const phases = PHASES.filter((f) => used.some((p) => p.phase === f)).map((value) => ({ value, text: t(`ui.fase.${value}`) }));
  const pick = (key: string) => (value: string) => put({ [key]: value }, true);
  const filtered = filters.service || filters.zone || filters.phase || filters.changed;
  return (
    <div className="filtre">
      <span className="liten dus" role="status">
        {t("ui.brett.viser_av", { n: shown, av: used.length })}
      </span>
      <Pick label={t("ui.brett.tjeneste")} value={filters.service} options={groups} pick={pick("tjeneste")} />
      <Pick label={t("ui.sone")} value={filters.zone} options={zones} pick={pick("sone")} />
      <Pick label={t("ui.fase")} value={filters.phase} options={phases} pick={pick("fase")} />
      <label className="hake">
        <input
          type="checkbox"
          checked={filters.changed}
          onChange={(e) => put({ endret: e.target.checked ? "ja" : null }, true)}
        />
        {t("ui.brett.bare_endret", { n: used.filter((p) => p.state).length })}
      </label>
      {filtered ? (
        <button
          type="button"
          className="som-lenke"
          onClick={() => put({ tjeneste: null, sone: null, fase: null, endret: null }, true)}
        >
          {t("ui.brett.vis_alle")}
        </button>
      ) : null}
    </div>
  );
}

function Pick({
  label,
  value,
  options,
  pick,
}: {
  label: string;
  value: string;
  options: { value: string; text: string }[];
  pick: (value: string) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  if (options.length < 2) return null;
  return (
    <span className="velger">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="ds-input" data-size="sm" value={value} onChange={(e) => pick(e.target.value)}>
        <option value="">{t("ui.brett.alle_valg")}</option>
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.text}
          </option>
        ))}
      </select>
    </span>
  );
}
