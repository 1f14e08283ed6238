"""Signed shortfall of each demand from the year the saving is phased in: positive is broken, negative is slack.

Measured in fixed prices. A window that ends in a year is stated in that year as its yearly mean; years that are not measured are
zero, and `maales_…` is 1 in those that are. No credit passes between years (docs/method/inndekningsbehov.md).
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, step, total

METHOD = "metode: inndekningsbehov#kravene-måles"
F = ("fond",)

GIVENS = (
    Given("krav_maales", "flagg", "handlingsregler.toml: innfasing_aar; fra innsparingen er faset inn", nature="flyt"),
    Given("vindu_ek", "aar", "handlingsregler.toml: egenkapitalfinansiering.vindu"),
    Given("har_krav_ek", "flagg", "handlingsregler.toml: egenkapitalfinansiering"),
    Given("har_krav_resultat", "flagg", "handlingsregler.toml: resultatgrad"),
)


def measured(counts: Array, window: Array) -> Array:
    """1 in the years a window of `window` years that all count may end. Shapes (year, batch)."""
    whole = _rolling(counts, window) >= window - 1e-9
    return np.asarray(whole * (counts > 0.0), dtype=np.float64)


def window_mean(amount: Array, counts: Array, window: Array) -> Array:
    """Mean over the window that ends in the year, zero where none may end. Shapes (year, batch)."""
    return _rolling(amount * (counts > 0.0), window) / window * measured(counts, window)


def _rolling(values: Array, window: Array) -> Array:
    """Sum of the last `window` years, in year order. Shapes (year, batch)."""
    shape = np.broadcast_shapes(values.shape, window.shape)
    values, width = np.broadcast_to(values, shape), np.broadcast_to(window, shape)
    out = np.zeros(shape)
    for back in reversed(range(min(shape[0], int(width.max(initial=1.0))))):
        out[back:] += values[: shape[0] - back] * (back < width[back:])
    return out


@step(unit="flagg", source=METHOD + ": vinduer som ligger i målte år", whole=True)
def maales_ek(krav_maales: Array, vindu_ek: Array, har_krav_ek: Array) -> Array:
    """1 in the years a window of own financing ends. (year, batch)."""
    return measured(krav_maales, vindu_ek) * har_krav_ek


@step(unit="flagg", source=METHOD + ": vinduer som ligger i målte år", whole=True)
def maales_resultat(krav_maales: Array, vindu_resultat: Array, har_krav_resultat: Array) -> Array:
    """1 in the years a window of the result ends. (year, batch)."""
    return measured(krav_maales, vindu_resultat) * har_krav_resultat


@step(unit="kr", source=METHOD + ": mest som kan telle, E og det overføringen kan betale (§ 14-9)")
def ek_mulig(egenfinansiering_tellende_annen: Array, finansieringsbehov: Array, overfoering_utenfor_regelen: Array) -> Array:
    """Own financing that counts when no loan is used. (batch,)."""
    return egenfinansiering_tellende_annen + np.maximum(finansieringsbehov - overfoering_utenfor_regelen, 0.0)


@step(unit="kr_fast", source=METHOD + ": (min(q·C, det som kan telle) − tellende egenfinansiering)/deflator", deflates=True)
def ek_mangel_fast(
    investeringer_tellende: Array,
    ek_mulig: Array,
    egenfinansiering_tellende: Array,
    krav_ek_andel: Array,
    deflator_indeks_ub: Array,
) -> Array:
    """Own financing below the demanded level in the year. (batch,)."""
    asked = np.minimum(krav_ek_andel * investeringer_tellende, ek_mulig)
    return (asked - egenfinansiering_tellende) / deflator_indeks_ub


@step(unit="kr_fast", source=METHOD + ": egenfinansiering i vinduet som ender i året", whole=True)
def brist_ek_maal(ek_mangel_fast: Array, krav_maales: Array, vindu_ek: Array, har_krav_ek: Array) -> Array:
    """Mean shortfall of own financing over the window. (year, batch)."""
    return window_mean(ek_mangel_fast, krav_maales, vindu_ek) * har_krav_ek


@step(unit="kr_fast", source=METHOD + ": gulvet for egenfinansiering hvert år", deflates=True)
def brist_ek_gulv(
    investeringer_tellende: Array,
    ek_mulig: Array,
    egenfinansiering_tellende: Array,
    krav_ek_gulv_andel: Array,
    deflator_indeks_ub: Array,
    krav_maales: Array,
) -> Array:
    """Own financing below its floor. (batch,)."""
    asked = np.minimum(krav_ek_gulv_andel * investeringer_tellende, ek_mulig)
    short = (asked - egenfinansiering_tellende) / deflator_indeks_ub
    return short * krav_maales * (krav_ek_gulv_andel > 0.0)


@step(unit="kr", source=METHOD + ": netto driftsresultat slik regelen måler det")
def ndr_maalt(netto_driftsresultat: Array, kursendring_utenfor: Array) -> Array:
    """Net operating result as the result rule measures it. (batch,)."""
    return netto_driftsresultat - kursendring_utenfor


@step(unit="kr_fast", source=METHOD + ": (g·B − ndr)/deflator", deflates=True)
def resultat_mangel_fast(krav_resultatgrad: Array, ndr_maalt: Array, deflator_indeks_ub: Array) -> Array:
    """Result below the demanded level in the year. (batch,)."""
    return (krav_resultatgrad - ndr_maalt) / deflator_indeks_ub


@step(unit="kr_fast", source=METHOD + ": resultatet i vinduet som ender i året", whole=True)
def brist_resultat_maal(
    resultat_mangel_fast: Array, krav_maales: Array, vindu_resultat: Array, har_krav_resultat: Array
) -> Array:
    """Mean shortfall of the result over the window. (year, batch)."""
    return window_mean(resultat_mangel_fast, krav_maales, vindu_resultat) * har_krav_resultat


@step(unit="kr_fast", source=METHOD + ": gulvet for resultatet hvert år", deflates=True)
def brist_resultat_gulv(
    krav_resultat_gulv_andel: Array,
    har_krav_resultat_gulv: Array,
    sum_driftsinntekter: Array,
    ndr_maalt: Array,
    deflator_indeks_ub: Array,
    krav_maales: Array,
) -> Array:
    """Result below its floor. (batch,)."""
    short = (krav_resultat_gulv_andel * sum_driftsinntekter - ndr_maalt) / deflator_indeks_ub
    return short * krav_maales * har_krav_resultat_gulv


@step(unit="kr_fast", source=METHOD + ": gjeldstaket hvert år", deflates=True)
def brist_gjeldstak(
    laanegjeld_ub: Array,
    krav_gjeld_andel: Array,
    sum_driftsinntekter: Array,
    deflator_indeks_ub: Array,
    har_krav_gjeld: Array,
    krav_maales: Array,
) -> Array:
    """Debt above the cap. (batch,)."""
    over = (laanegjeld_ub - krav_gjeld_andel * sum_driftsinntekter) / deflator_indeks_ub
    return over * har_krav_gjeld * krav_maales


@step(unit="kr_fast", source=METHOD + ": hvert fonds gulv hvert år", axes=F, deflates=True)
def brist_fondsgulv(fondsgulv: Array, disposisjonsfond_ub: Array, deflator_indeks_ub: Array, krav_maales: Array) -> Array:
    """Fund below its floor, by named part. (batch, fond)."""
    short = (fondsgulv - disposisjonsfond_ub) / deflator_indeks_ub[:, None]
    return short * krav_maales[:, None] * (fondsgulv > 0.0)


@step(unit="kr_fast", source=METHOD + ": sluttkravet i det siste målte året", deflates=True)
def brist_sluttkrav(
    sluttkrav: Array,
    fond_uten_kursreserve_ub: Array,
    deflator_indeks_ub: Array,
    siste_maalte_aar: Array,
    sluttkrav_gjelder: Array,
) -> Array:
    """Funds below the end condition. (batch,)."""
    return (sluttkrav - fond_uten_kursreserve_ub) / deflator_indeks_ub * siste_maalte_aar * sluttkrav_gjelder


@step(unit="kr", source="kommuneloven § 14-11: tidligere merforbruk som skulle vært dekket i året")
def dekning_som_mangler(krav_dekning_merforbruk: Array, dekning_av_merforbruk: Array) -> Array:
    """Cover of earlier merforbruk that the year did not make. (batch,)."""
    return np.maximum(krav_dekning_merforbruk - dekning_av_merforbruk, 0.0)


lovbrudd = total(
    "lovbrudd",
    plus=("merforbruk_i_aaret", "udekket_i_aaret", "dekning_som_mangler"),
    unit="kr",
    source="kommuneloven §§ 14-10, 14-11 og 14-15: merforbruk, udekket og manglende dekning",
)


@step(unit="kr_fast", source=METHOD + ": loven hvert år", deflates=True)
def brist_lov(lovbrudd: Array, deflator_indeks_ub: Array, krav_maales: Array) -> Array:
    """Deficit, uncovered investment and missing cover; never negative. (batch,)."""
    return lovbrudd / deflator_indeks_ub * krav_maales
