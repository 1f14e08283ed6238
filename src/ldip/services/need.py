"""Users by use rates, need for places, capacity from buildings and projects (docs/method/tjenester.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, step, weighted_sum

PLAN = "planens tjenester/"
T = ("tjeneste",)
METHOD = "metode: tjenester#plassbehov-og-kapasitet"

GIVENS = (
    Given("ledetid", "aar", PLAN + ": plasser.ledetid_aar", T),
    Given("kostnad_per_ledig_plass", "kr_per_person_fast", PLAN + ": plasser.kostnad_per_ledig_plass", T),
    Given("telles_ved_aarsslutt", "flagg", PLAN + ": telledato", T),
    Given("stordriftseksponent", "andel", PLAN + ": plasser.stordrift.eksponent", T),
    Given("utbyggingsrente", "andel", PLAN + ": plasser.stordrift.kalkulasjonsrente", T),
    Given("reserve", "andel", PLAN + ": reserve", T),
    Given("belegg", "andel", PLAN + ": belegg", T),
    Given("plassbasert", "flagg", PLAN + ": plasser", T),
    Given("dekningsgruppe", "andel", PLAN + ": dekning.aldre", ("tjeneste", "alder")),
    Given("ventetidsmargin", "antall", PLAN + ": plasser.ventetidsmargin", T),
    Given("forbruk_per_doed", "plasser", PLAN + ": forbruk.per_doed", T),
    Given("gjenbruk_per_aar", "plasser", PLAN + ": forbruk.gjenbruk_per_aar", T),
)
OPENINGS = (Opening("forbrukte_plasser_ib", "ingen plasser brukt opp ved åpning", "tjenester", start=0.0),)


@step(unit="personer", source="metode: tjenester#brukere: brukere = Σ folketall · bruksrate, og brukere i behovslisten", axes=T)
def brukere_ub(
    folketall_alder_ib: Array,
    folketall_alder_ub: Array,
    bruksrate_brukt: Array,
    telles_ved_aarsslutt: Array,
    listebrukere: Array,
    bruksavvik: Array,
) -> Array:
    """Users in the year: mean of both year ends, or the year end for school and kindergarten. (batch, tjeneste)."""
    users = in_the_year(folketall_alder_ib, folketall_alder_ub, bruksrate_brukt, telles_ved_aarsslutt)
    return (users + listebrukere) * bruksavvik


def in_the_year(opening: Array, closing: Array, rate: Array, at_year_end: Array) -> Array:
    """Persons by age times a rate by service and age, counted at the date the service states. (batch, tjeneste)."""
    first = weighted_sum("ra,rta->rt", opening, rate)
    last = weighted_sum("ra,rta->rt", closing, rate)
    return np.where(at_year_end > 0.0, last, (first + last) / 2.0)


@step(unit="plasser", source=METHOD + ": behov = etterspørsel · (1 + reserve) / belegg", axes=T)
def plassbehov(brukere_ub: Array, ventetidsmargin: Array, reserve: Array, belegg: Array, plassbasert: Array) -> Array:
    """Places needed; zero for services without places. (batch, tjeneste).

    With a margin for waiting, that many square roots of the users are added (Little's law)."""
    users = brukere_ub + ventetidsmargin * np.sqrt(np.maximum(brukere_ub, 0.0))
    return needed_places(users, reserve, belegg) * plassbasert


def needed_places(users: Array, reserve: Array, occupancy: Array) -> Array:
    """Places that users need with a reserve and a highest occupancy; arguments broadcast."""
    return users * (1.0 + reserve) / occupancy


@step(unit="plasser", source="metode: tjenester#plasser-som-brukes-opp: graver brukes opp av dødsfall, mindre gjenbruk", axes=T)
def forbrukte_plasser_ub(
    forbrukte_plasser_ib: Array, doede_sum: Array, forbruk_per_doed: Array, gjenbruk_per_aar: Array
) -> Array:
    """Places used up for good since the plan began; negative when more places are reused than used. (batch, tjeneste)."""
    return forbrukte_plasser_ib + doede_sum[:, None] * forbruk_per_doed - gjenbruk_per_aar


@step(unit="plasser", source=METHOD + ": ledige plasser i én sone hjelper ikke en annen", axes=T)
def plassmangel(plassbehov: Array, kapasitet_ub: Array, plassmangel_soner: Array) -> Array:
    """Places lacking at year end: the sum of what the zones lack, where places have zones, and never less than what the
    whole municipality does. (batch, tjeneste)."""
    return np.maximum(np.maximum(plassbehov - kapasitet_ub, 0.0), plassmangel_soner)


@step(unit="andel", source=METHOD + ": plasser delt på behov; 1 der ingen trenger plass", axes=T)
def plassdekning(kapasitet_ub: Array, plassbehov: Array) -> Array:
    """Places as a share of those needed; 1 where none are needed. (batch, tjeneste)."""
    return divide(kapasitet_ub, plassbehov, 1.0)


@step(unit="plasser", source=METHOD, axes=T)
def ledig_kapasitet(plassbehov: Array, kapasitet_ub: Array, plassmangel: Array, plassbasert: Array) -> Array:
    """Idle places at year end, those that another zone lacks included. (batch, tjeneste).

    Idle less lacking places is capacity less need, with zones and without."""
    elsewhere = plassmangel - np.maximum(plassbehov - kapasitet_ub, 0.0)
    return (np.maximum(kapasitet_ub - plassbehov, 0.0) + elsewhere) * plassbasert


@step(unit="aar", source="metode: tjenester#mangelår-og-beslutningsår: første år med plassmangel", axes=T, whole=True)
def mangelaar(plassmangel: Array, plassbasert: Array, kalenderaar: Array) -> Array:
    """First year with half a place lacking or more, the same in every year; 0 when there is none. (år, batch, tjeneste)."""
    return first_year(plassmangel * (plassbasert > 0.0), kalenderaar[:, :, None])


def first_year(lacking: Array, years: Array) -> Array:
    """First year (axis 0) in which half a place or more is lacking, the same in every year; 0 when there is none."""
    short = lacking >= 0.5
    first = np.where(short, years, np.inf).min(axis=0)
    return np.broadcast_to(np.where(np.isfinite(first), first, 0.0), short.shape)


@step(unit="aar", source="metode: tjenester#mangelår-og-beslutningsår: mangelår minus ledetid", axes=T)
def beslutningsaar(mangelaar: Array, ledetid: Array) -> Array:
    """Last year to decide on more places; 0 when none are lacking. (batch, tjeneste)."""
    return np.where(mangelaar > 0.0, mangelaar - ledetid, 0.0)


@step(unit="aar", source="Manne 1961: a = r·x / (eʳˣ − 1); metode: tjenester#stordrift", axes=T)
def utbyggingsporsjon(stordriftseksponent: Array, utbyggingsrente: Array) -> Array:
    """Years of growth one building should cover when cost rises as size^a; 0 where a or r is not stated. (batch, tjeneste).

    The right side falls from 1 towards 0 in r·x, so bisection finds the only solution."""
    stated = (stordriftseksponent > 0.0) & (utbyggingsrente > 0.0)
    low, high = np.zeros(stated.shape), np.full(stated.shape, 60.0)
    for _ in range(60):
        middle = (low + high) / 2.0
        short = middle / np.expm1(middle) > stordriftseksponent
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.where(stated, divide((low + high) / 2.0, utbyggingsrente, 0.0), 0.0)


@step(unit="kr", source="metode: tjenester#ledige-plasser: ledige plasser koster drift av bygget", axes=T, deflates=True)
def kostnad_ledige_plasser(ledig_kapasitet: Array, kostnad_per_ledig_plass: Array, deflator_indeks_ub: Array) -> Array:
    """Yearly cost of idle places. (batch, tjeneste)."""
    return ledig_kapasitet * kostnad_per_ledig_plass * deflator_indeks_ub[:, None]


@step(unit="personer", source="metode: tjenester#dekningsgrad: nevneren hører til definisjonen", axes=T)
def dekningsnevner(folketall_alder_ub: Array, dekningsgruppe: Array) -> Array:
    """Persons in the group that the coverage definition counts. (batch, tjeneste)."""
    return weighted_sum("ra,rta->rt", folketall_alder_ub, dekningsgruppe)


@step(unit="andel", source="metode: tjenester#dekningsgrad", axes=T)
def dekningsgrad(kapasitet_ub: Array, dekningsnevner: Array) -> Array:
    """Places per person in the definition's group; zero where the group is empty. (batch, tjeneste)."""
    return divide(kapasitet_ub, dekningsnevner, 0.0)
