import type { TFunction } from "i18next";
import type { Gap } from "../../lib/board";
import type { FormAsked } from "../../lib/forms";
import { grouped, millions } from "../../lib/numbers";

/** A need without a project in words: what lacks, and what it costs. */
export function gapWords(t: TFunction, g: Gap): { name: string; size: string; cost: string } {
  const years = Math.max(1, g.last - g.first + 1);
  const cost = g.amount === null ? "–" : `≈ ${grouped(millions(g.amount / (g.kind === "fornyelse" ? years : 1)))}`;
  if (g.kind === "fornyelse")
    return {
      name: t("ui.brett.mangel.fornyelse"),
      size: t("ui.brett.per_aar_n", { v: cost }),
      cost: t("ui.brett.per_aar_n", { v: cost }),
    };
  const where = g.zone_name ? `${g.service_name}, ${g.zone_name}` : g.service_name;
  return { name: t(`ui.brett.mangel.${g.kind}`, { navn: where }), size: t("ui.brett.n_pl", { n: grouped(g.places) }), cost };
}

/** The form of a project that would meet a need, filled in as far as the need tells. */
export function formOf(g: Gap, anchor: HTMLElement): FormAsked {
  const prefill: Record<string, string | number> =
    g.kind === "fornyelse"
      ? { tiltak: "rehabilitering", bygges_fra: g.first }
      : { tjeneste: g.service, tiltak: "nybygg", aapner: g.first, plasser: Math.ceil(g.places - 0.5) };
  if (g.amount !== null) prefill.kostnad = Math.round(millions(g.amount));
  if (g.zone) prefill.sone = g.zone;
  return { kind: "prosjekt", prefill, anchor };
}
