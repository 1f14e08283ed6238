"""Users by use rates, need for places, capacity from buildings and projects (capacity_climate.md §1)."""

from __future__ import annotations

import numpy as np

from ldip.graph import Array, Given, divide, step, total, weighted_sum

PLAN = "planens tjenester/"
T = ("tjeneste",)
METHOD = "metode: tjenester"

GIVENS = (
    Given("ledetid", "aar", PLAN + ": plasser.ledetid_aar", T, "tjenester"),
    Given("kostnad_per_ledig_plass", "kr_per_person_fast", PLAN + ": plasser.kostnad_per_ledig_plass", T, "tjenester"),
    Given("telles_ved_aarsslutt", "flagg", PLAN + ": telledato", T, "tjenester"),
    Given("reserve", "andel", PLAN + ": reserve", T, "tjenester"),
    Given("belegg", "andel", PLAN + ": belegg", T, "tjenester"),
    Given("plassbasert", "flagg", PLAN + ": plasser", T, "tjenester"),
    Given("dekningsgruppe", "andel", PLAN + ": dekning.aldre", ("tjeneste", "alder"), "tjenester"),
    Given("aarsverk_per_bruker", "aarsverk_per_plass", PLAN + ": aarsverk_per_bruker", T, "tjenester"),
    Given("bygg_kapasitet", "plasser", "bygg.csv: plasser", ("bygg",), "tjenester", "mengde"),
    Given("bygg_aapent", "andel", "bygg.csv: aapner, stenger", ("bygg",), "tjenester"),
    Given("bygg_i_tjeneste", "flagg", "bygg.csv: tjeneste", ("tjeneste", "bygg"), "tjenester"),
    Given("prosjekt_plasser", "plasser", "prosjekter/: plasser", ("prosjekt",), "investeringer", "mengde"),
    Given("prosjekt_aapent", "flagg", "prosjekter/: aapner (1 fra åpningsåret)", ("prosjekt",), "investeringer"),
    Given("prosjekt_i_tjeneste", "flagg", "prosjekter/: tjeneste", ("tjeneste", "prosjekt"), "investeringer"),
)


@step(unit="personer", source=METHOD + ": brukere = Σ folketall · bruksrate", axes=T)
def brukere_ub(
    folketall_alder_ib: Array, folketall_alder_ub: Array, bruksrate_brukt: Array, telles_ved_aarsslutt: Array
) -> Array:
    """Users in the year: mean of both year ends, or the year end for school and kindergarten. (batch, tjeneste)."""
    opening = weighted_sum("ra,rta->rt", folketall_alder_ib, bruksrate_brukt)
    closing = weighted_sum("ra,rta->rt", folketall_alder_ub, bruksrate_brukt)
    return np.where(telles_ved_aarsslutt > 0.0, closing, (opening + closing) / 2.0)


@step(unit="personer", source=METHOD + ": brukere ved åpning", axes=T)
def brukere_aapning(folketall_alder_aapning: Array, bruksrate_brukt: Array) -> Array:
    """Users when the first year opens. (batch, tjeneste)."""
    return weighted_sum("ra,rta->rt", folketall_alder_aapning, bruksrate_brukt)


@step(unit="personer", source=METHOD, axes=T)
def brukervekst(brukere_ib: Array, brukere_ub: Array) -> Array:
    """Change in users since last year. (batch, tjeneste)."""
    return brukere_ub - brukere_ib


@step(unit="plasser", source="capacity_climate.md §1.0: behov = etterspørsel · (1 + reserve) / belegg", axes=T)
def plassbehov(brukere_ub: Array, reserve: Array, belegg: Array, plassbasert: Array) -> Array:
    """Places needed; zero for services without places. (batch, tjeneste)."""
    return needed_places(brukere_ub, reserve, belegg) * plassbasert


def needed_places(users: Array, reserve: Array, occupancy: Array) -> Array:
    """Places that users need with a reserve and a highest occupancy; arguments broadcast."""
    return users * (1.0 + reserve) / occupancy


@step(unit="plasser", source=METHOD + ": kapasitet i bygg og prosjekter", axes=T)
def kapasitet_ub(
    bygg_kapasitet: Array,
    bygg_aapent: Array,
    bygg_i_tjeneste: Array,
    prosjekt_plasser: Array,
    prosjekt_aapent: Array,
    prosjekt_i_tjeneste: Array,
) -> Array:
    """Places at year end in open buildings and opened projects. (batch, tjeneste)."""
    buildings = weighted_sum("rb,rtb->rt", bygg_kapasitet * bygg_aapent, bygg_i_tjeneste)
    projects = weighted_sum("rp,rtp->rt", prosjekt_plasser * prosjekt_aapent, prosjekt_i_tjeneste)
    return buildings + projects


@step(unit="plasser", source=METHOD, axes=T)
def plassmangel(plassbehov: Array, kapasitet_ub: Array) -> Array:
    """Places lacking at year end. (batch, tjeneste)."""
    return np.maximum(plassbehov - kapasitet_ub, 0.0)


@step(unit="plasser", source=METHOD, axes=T)
def ledig_kapasitet(plassbehov: Array, kapasitet_ub: Array, plassbasert: Array) -> Array:
    """Idle places at year end. (batch, tjeneste)."""
    return np.maximum(kapasitet_ub - plassbehov, 0.0) * plassbasert


@step(unit="aar", source="capacity_climate.md §1.0: første år med plassmangel", axes=T, whole=True)
def mangelaar(plassmangel: Array, plassbasert: Array, kalenderaar: Array) -> Array:
    """First year with half a place lacking or more, the same in every year; 0 when there is none. (år, batch, tjeneste)."""
    return first_year(plassmangel * (plassbasert > 0.0), kalenderaar[:, :, None])


def first_year(lacking: Array, years: Array) -> Array:
    """First year (axis 0) in which half a place or more is lacking, the same in every year; 0 when there is none."""
    short = lacking >= 0.5
    first = np.where(short, years, np.inf).min(axis=0)
    return np.broadcast_to(np.where(np.isfinite(first), first, 0.0), short.shape)


@step(unit="aar", source="capacity_climate.md §1.0: mangelår minus ledetid", axes=T)
def beslutningsaar(mangelaar: Array, ledetid: Array) -> Array:
    """Last year to decide on more places; 0 when none are lacking. (batch, tjeneste)."""
    return np.where(mangelaar > 0.0, mangelaar - ledetid, 0.0)


@step(unit="kr", source="capacity_climate.md §2.3: ledige plasser koster drift av bygget", axes=T, deflates=True)
def kostnad_ledige_plasser(ledig_kapasitet: Array, kostnad_per_ledig_plass: Array, deflator_indeks_ub: Array) -> Array:
    """What idle places cost in a year. (batch, tjeneste)."""
    return ledig_kapasitet * kostnad_per_ledig_plass * deflator_indeks_ub[:, None]


@step(unit="personer", source="capacity_climate.md §1.5: nevneren hører til definisjonen", axes=T)
def dekningsnevner(folketall_alder_ub: Array, dekningsgruppe: Array) -> Array:
    """Persons in the group that the coverage definition counts. (batch, tjeneste)."""
    return weighted_sum("ra,rta->rt", folketall_alder_ub, dekningsgruppe)


@step(unit="andel", source="capacity_climate.md §1.5", axes=T)
def dekningsgrad(kapasitet_ub: Array, dekningsnevner: Array) -> Array:
    """Places per person in the definition's group; zero where the group is empty. (batch, tjeneste)."""
    return divide(kapasitet_ub, dekningsnevner, 0.0)


@step(unit="aarsverk", source=METHOD + ": årsverk per bruker", axes=T)
def aarsverk(brukere_ub: Array, aarsverk_per_bruker: Array) -> Array:
    """FTE needed by service. (batch, tjeneste)."""
    return brukere_ub * aarsverk_per_bruker


aarsverk_sum = total("aarsverk_sum", plus=("aarsverk",), unit="aarsverk", source="sum over tjenester")
