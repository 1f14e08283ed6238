"""National rates by year, computed from the tables of parameters/demografi.toml."""

from __future__ import annotations

from functools import cache

import numpy as np

from ldip.demography import national
from ldip.demography.lifetable import fertility_rates, survival_from_rates
from ldip.engine.graph import Array
from ldip.parameters.demography import AGES, by_age, shipped_demography


@cache
def _mortality() -> tuple[Array, Array, Array, Array, Array]:
    t = shipped_demography()["doedelighet"]
    level = np.array([t["nivaa_kvinner"], t["nivaa_menn"]])
    response = np.array([t["virkning_kvinner"], t["virkning_menn"]])
    return np.array(t["fra_alder"], dtype=float), level, response, np.array(t["midtaar"]), np.array(t["indeks"])


def mortality_table() -> tuple[Array, Array, Array]:
    """First age of each group (gruppe,), and level and response of the logarithm of its death rate, (kjoenn, gruppe)."""
    start, level, response, _, _ = _mortality()
    return start, level, response


def mortality_index(years: Array) -> Array:
    """The index of national mortality by calendar year, (år,)."""
    _, _, _, middle, index = _mortality()
    return national.index_path(middle, index, years)


def national_death_rates(years: Array) -> Array:
    """Death rates by calendar year, (år, kjoenn, alder)."""
    return national.death_rates(*mortality_table(), mortality_index(years), AGES)


def national_death_table(years: Array) -> Array:
    """Death rates by calendar year and age group of the table, (år, kjoenn, gruppe): what a plan's own table is made of."""
    _, level, response = mortality_table()
    found: Array = np.exp(level + mortality_index(years)[:, None, None] * response)
    return found


def national_survival(years: Array) -> Array:
    """Survival by calendar year into each age, (år, kjoenn, alder)."""
    return np.array([survival_from_rates(r) for r in national_death_rates(years)])


def national_totals(years: Array) -> Array:
    """Total fertility by calendar year, (år,). The last one is carried on: no recovery by default.

    Source: docs/method/demografi.md#fruktbarhet.
    """
    t = shipped_demography()["fruktbarhet"]
    known = np.array(t["samlet"])
    place = np.clip(years.astype(int) - int(t["fra_aar"]), 0, len(known) - 1)
    result: Array = known[place]
    return result


def national_fertility(years: Array, totals: Array) -> Array:
    """Births per woman by calendar year and age: the age pattern of the year at given totals. (år, alder)"""
    t = shipped_demography()["fruktbarhet"]
    middle, table = np.array(t["midtaar"]), np.array(t["andeler"])
    first = np.arange(15.0, 50.0, 5.0)
    rows = []
    for year, level in zip(years, totals, strict=True):
        share = np.array([np.interp(year + 0.5, middle, table[:, j]) for j in range(table.shape[1])])
        rows.append(fertility_rates(first, first + 4.0, share, float(level), AGES))
    return np.array(rows)


def mobility(population: Array) -> Array:
    """Relative mobility by age, scaled so that its mean over a population (kjoenn, alder) is 1. (kjoenn, alder)"""
    t = shipped_demography()["flyttbarhet"]
    profile = np.broadcast_to(by_age(t["fra_alder"], t["verdi"]), population.shape)
    whole = float((profile * population).sum())
    return np.array(profile) * (population.sum() / whole if whole > 0.0 else 1.0)


def turnover() -> Array:
    """Variance of yearly net moves per person by age, where gross moves are not known. (alder,)"""
    t = shipped_demography()["omsetning"]
    return by_age(t["fra_alder"], t["verdi"])


def reference_moves(inhabitants: float) -> Array:
    """Net moves per person by age in municipalities of the size. (alder,)"""
    t = shipped_demography()["flyttemoenster"]
    row = int(np.searchsorted(np.array(t["fra_innbyggere"]), inhabitants, side="right")) - 1
    return by_age(t["fra_alder"], t["promille"][row]) / 1000.0
