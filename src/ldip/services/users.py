"""Weights of users in cost and staff: age weights, levels of need, hours, legal rights, private providers."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, step, total, weighted_sum
from ldip.services.need import in_the_year

PLAN = "planens tjenester/"
T = ("tjeneste",)
TA = ("tjeneste", "alder")
N = ("behovsnivaa",)
WEIGHTS = "metode: tjenester#vekter"
LIST = "metode: tjenester#behovsliste: behovet er en liste med antall per år og nivå, ikke en rate"

GIVENS = (
    Given("kostnadsvekt", "andel", PLAN + ": vekter", TA),
    Given("rettighetsandel", "andel", PLAN + ": rett", TA),
    Given("timer_per_uke", "antall", PLAN + ": timer.rater", TA),
    Given("aarsverk_per_ukestime", "aarsverk_per_plass", PLAN + ": timer.direkte_andel, timer_per_aarsverk", T),
    Given("aarsverk_per_bruker", "aarsverk_per_plass", PLAN + ": aarsverk_per_bruker", T),
    Given("kommunal_andel", "andel", PLAN + ": privat.kommunal_andel", T),
    Given("nivaa_i_tjeneste", "flagg", PLAN + ": nivaaer", ("tjeneste", "behovsnivaa"), group="tjenester", nature="mengde"),
    Given("nivaa_vekt", "andel", PLAN + ": nivaaer.vekt", N),
    Given("nivaa_avgang", "andel", PLAN + ": nivaaer.avgang", N),
    Given("nivaa_nye", "personer", "behovsliste.csv: nye", N),
)
OPENINGS = (Opening("behovsliste_ib", "tjenester/: nivaaer.antall"),)


@step(unit="personer", source=LIST, axes=N)
def behovsliste_ub(behovsliste_ib: Array, nivaa_nye: Array, nivaa_avgang: Array) -> Array:
    """Users by level of need: last year's less those who leave, and the year's new ones. (batch, behovsnivaa)."""
    return behovsliste_ib * (1.0 - nivaa_avgang) + nivaa_nye


@step(unit="personer", source=LIST, axes=T)
def listebrukere(behovsliste_ub: Array, nivaa_i_tjeneste: Array) -> Array:
    """Users in the need list. (batch, tjeneste)."""
    return weighted_sum("rn,rtn->rt", behovsliste_ub, nivaa_i_tjeneste)


@step(unit="personer", source=WEIGHTS + ": kostnadsvekt etter alder, her egne brukere", axes=T)
def kostnadsbrukere_ub(
    folketall_alder_ib: Array,
    folketall_alder_ub: Array,
    bruksrate_vektet: Array,
    telles_ved_aarsslutt: Array,
    listebrukere_vektet: Array,
    kommunal_andel: Array,
    bruksavvik: Array,
) -> Array:
    """The municipality's own users, weighted by what they cost. (batch, tjeneste)."""
    users = in_the_year(folketall_alder_ib, folketall_alder_ub, bruksrate_vektet, telles_ved_aarsslutt)
    return (users + listebrukere_vektet) * kommunal_andel * bruksavvik


@step(unit="personer", source="kostnadsbrukere ved åpning", axes=T)
def kostnadsbrukere_aapning(
    folketall_alder_aapning: Array,
    bruksrate_vektet: Array,
    behovsliste_ib: Array,
    nivaa_i_tjeneste: Array,
    nivaa_vekt: Array,
    kommunal_andel: Array,
) -> Array:
    """Weighted own users when the first year opens. (batch, tjeneste)."""
    listed = weighted_sum("rn,rtn->rt", behovsliste_ib * nivaa_vekt, nivaa_i_tjeneste)
    return (weighted_sum("ra,rta->rt", folketall_alder_aapning, bruksrate_vektet) + listed) * kommunal_andel


@step(unit="andel", source=WEIGHTS + ": kostnadsvekt etter alder", axes=TA)
def bruksrate_vektet(bruksrate_brukt: Array, kostnadsvekt: Array) -> Array:
    """Users per person by single age, weighted by cost. (batch, tjeneste, alder)."""
    return bruksrate_brukt * kostnadsvekt


@step(unit="personer", source=LIST + ", vektet med kostnad", axes=T)
def listebrukere_vektet(behovsliste_ub: Array, nivaa_vekt: Array, nivaa_i_tjeneste: Array) -> Array:
    """Users in the need list weighted by what they cost. (batch, tjeneste)."""
    return weighted_sum("rn,rtn->rt", behovsliste_ub * nivaa_vekt, nivaa_i_tjeneste)


@step(unit="personer", source=WEIGHTS + ": endring i egne, vektede brukere", axes=T)
def brukervekst(kostnadsbrukere_ib: Array, kostnadsbrukere_ub: Array) -> Array:
    """Change in own users, weighted by cost, since last year. (batch, tjeneste)."""
    return kostnadsbrukere_ub - kostnadsbrukere_ib


@step(unit="personer", source="barnehageloven § 16: rett til plass etter fødselsmåned", axes=T)
def personer_med_rett(folketall_alder_ub: Array, rettighetsandel: Array) -> Array:
    """Persons with a legal right to the service at year end. (batch, tjeneste)."""
    return weighted_sum("ra,rta->rt", folketall_alder_ub, rettighetsandel)


@step(unit="plasser", source="barnehageloven § 16: plass til alle med rett", axes=T)
def rett_uten_plass(personer_med_rett: Array, kapasitet_ub: Array, plassbasert: Array) -> Array:
    """Places lacking if everyone with a right asks for one. (batch, tjeneste)."""
    return np.where(personer_med_rett > 0.0, np.maximum(personer_med_rett - kapasitet_ub, 0.0), 0.0) * plassbasert


@step(unit="antall", source="metode: tjenester#timer-og-årsverk: timer = Σ folketall · andel · timer", axes=T)
def tjenestetimer(folketall_alder_ub: Array, bruksrate_brukt: Array, timer_per_uke: Array, bruksavvik: Array) -> Array:
    """Hours of service a week at year end. (batch, tjeneste)."""
    if not timer_per_uke.any():
        return weighted_sum("rta->rt", timer_per_uke)
    return weighted_sum("ra,rta,rta->rt", folketall_alder_ub, bruksrate_brukt, timer_per_uke) * bruksavvik


@step(
    unit="aarsverk",
    source="metode: tjenester#timer-og-årsverk: årsverk = timer · 52 / (1 720 · direkte tid); ellers årsverk per bruker",
    axes=T,
)
def aarsverk(kostnadsbrukere_ub: Array, aarsverk_per_bruker: Array, tjenestetimer: Array, aarsverk_per_ukestime: Array) -> Array:
    """FTE needed by service: by users weighted by cost, or by hours; a service states one of them. (batch, tjeneste)."""
    return kostnadsbrukere_ub * aarsverk_per_bruker + tjenestetimer * aarsverk_per_ukestime


aarsverk_sum = total("aarsverk_sum", plus=("aarsverk",), unit="aarsverk", source="sum over tjenester")
