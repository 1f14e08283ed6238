"""Renewal and maintenance backlog of buildings and pipes (docs/method/investeringer.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, product, step, total, weighted_sum

PLAN = "planens investeringer.toml: vedlikehold"
BACKLOG = "metode: investeringer#vedlikehold: B(t+1) = B(t)·(1+i) + maks(0, norm − utført)·k"
PIPES = "metode: investeringer#ledningsnett: fornyelse = takt · lengde"
LEFT = "metode: uprisede-behov#vedlikeholdsetterslep: det etterslepet vokser med, gjøres i året"
S = ("selvkostomraade",)

GIVENS = (
    Given("pris_etterslep", "flagg", "kjøringen med uprisede behov: etterslep", group="variant"),
    Given("reinvestering_vedlikeholdsandel", "andel", "planens investeringer.toml: reinvestering.vedlikeholdsandel"),
    Given("bygg_areal", "m2", "bygg.csv: areal_m2", ("bygg",)),
    Given("prosjekt_aapent", "flagg", "prosjekter/: aapner (1 fra åpningsåret)", ("prosjekt",)),
    Given("prosjekt_areal", "m2", "prosjekter/: drift.m2_netto", ("prosjekt",)),
    Given("vedlikeholdsnorm_fast", "kr_per_m2_fast", PLAN + ".norm_per_m2"),
    Given("vedlikehold_i_drift_fast", "kr_per_m2_fast", PLAN + ".i_drift_per_m2"),
    Given("innhentingsfaktor", "andel", PLAN + ".faktor"),
    Given("vedlikeholdsandel", "andel", "prosjekter/: vedlikeholdsandel", ("prosjekt",)),
    Given("prosjekt_i_selvkost", "flagg", "prosjekter/: selvkost", ("selvkostomraade", "prosjekt")),
    Given("nettkm_per_krone", "antall", "prosjekter/: nettpris_per_km", ("prosjekt",)),
    Given("nettlengde", "antall", "selvkost/: nett.lengde_km", S),
    Given("fornyelsesbehov_andel", "andel", "selvkost/: nett.fornyelsesbehov", S),
)
OPENINGS = (
    Opening("vedlikeholdsetterslep_ib", "investeringer.toml: vedlikehold.etterslep"),
    Opening("nettalder_ib", "selvkost/: nett.alder_aar"),
    Opening("fornyelsesetterslep_km_ib", "ikke noe etterslep ved åpning", "investeringsvolum", start=0.0),
)

bygg_areal_i_bruk = product(
    "bygg_areal_i_bruk", of=("bygg_areal", "bygg_aapent"), unit="m2", source="areal i åpne bygg", axes=("bygg",)
)
prosjekt_areal_i_bruk = product(
    "prosjekt_areal_i_bruk",
    of=("prosjekt_areal", "prosjekt_aapent_brukt"),
    unit="m2",
    source="areal i åpnede prosjekter",
    axes=("prosjekt",),
)
areal_sum_ub = total(
    "areal_sum_ub", plus=("bygg_areal_i_bruk", "prosjekt_areal_i_bruk"), unit="m2", source="sum over bygg og prosjekter"
)
vedlikeholdsbehov = product(
    "vedlikeholdsbehov", of=("vedlikeholdsnorm_fast", "areal_sum_ub", "byggekostnad_indeks_ub"), unit="kr", source=BACKLOG
)
vedlikehold_i_drift = product(
    "vedlikehold_i_drift", of=("vedlikehold_i_drift_fast", "areal_sum_ub", "byggekostnad_indeks_ub"), unit="kr", source=BACKLOG
)


@step(unit="kr", source=BACKLOG + "; den delen av prosjekter og rammer som er vedlikehold")
def vedlikehold_i_investering(investeringsutgift: Array, vedlikeholdsandel: Array) -> Array:
    """Maintenance and renewal paid by investment. (batch,)."""
    return weighted_sum("rp,rp->r", investeringsutgift, vedlikeholdsandel)


vedlikehold_utfoert = total(
    "vedlikehold_utfoert", plus=("vedlikehold_i_drift", "vedlikehold_i_investering"), unit="kr", source=BACKLOG
)


@step(unit="kr", source=BACKLOG)
def vedlikeholdsetterslep_ub(
    vedlikeholdsetterslep_ib: Array,
    byggekostnadsvekst: Array,
    vedlikeholdsbehov: Array,
    vedlikehold_utfoert: Array,
    innhentingsfaktor: Array,
) -> Array:
    """Backlog in running prices: maintenance not done costs the factor to catch up; never below zero. (batch,)."""
    gap = vedlikeholdsbehov - vedlikehold_utfoert
    change = np.where(gap > 0.0, gap * innhentingsfaktor, gap)
    return np.maximum(vedlikeholdsetterslep_ib * (1.0 + byggekostnadsvekst) + change, 0.0)


@step(unit="kr", source=LEFT)
def uprisede_vedlikehold(
    pris_etterslep: Array,
    framskrevet_aar: Array,
    vedlikeholdsbehov: Array,
    vedlikehold_utfoert: Array,
    uprisede_fornyelse: Array,
    reinvestering_vedlikeholdsandel: Array,
) -> Array:
    """Maintenance that keeps the backlog from growing, less what priced renewal already does. (batch,)."""
    done = vedlikehold_utfoert + uprisede_fornyelse * reinvestering_vedlikeholdsandel
    return np.maximum(vedlikeholdsbehov - done, 0.0) * pris_etterslep * framskrevet_aar


@step(unit="antall", source=PIPES, axes=S)
def nett_fornyet_km(utgift_fast: Array, nettkm_per_krone: Array, prosjekt_i_selvkost: Array) -> Array:
    """Kilometres of pipe renewed in the year. (batch, selvkostomraade)."""
    return weighted_sum("rp,rsp->rs", utgift_fast * nettkm_per_krone, prosjekt_i_selvkost)


@step(unit="andel", source=PIPES + "; 0,7 prosent er 140 års levetid", axes=S)
def fornyelsestakt(nett_fornyet_km: Array, nettlengde: Array) -> Array:
    """Share of the network renewed in the year; 0 without a network. (batch, selvkostomraade)."""
    return divide(nett_fornyet_km, nettlengde, 0.0)


@step(unit="aar", source=PIPES + ": det fornyede blir nytt, resten ett år eldre", axes=S)
def nettalder_ub(nettalder_ib: Array, fornyelsestakt: Array) -> Array:
    """Mean age of the pipes. (batch, selvkostomraade)."""
    return (nettalder_ib + 1.0) * (1.0 - np.minimum(fornyelsestakt, 1.0))


@step(unit="antall", source=PIPES + ": behovet mindre det som er fornyet", axes=S)
def fornyelsesetterslep_km_ub(
    fornyelsesetterslep_km_ib: Array, nettlengde: Array, fornyelsesbehov_andel: Array, nett_fornyet_km: Array
) -> Array:
    """Kilometres that should have been renewed since the plan began and are not. (batch, selvkostomraade)."""
    return np.maximum(fornyelsesetterslep_km_ib + nettlengde * fornyelsesbehov_andel - nett_fornyet_km, 0.0)
