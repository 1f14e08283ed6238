"""Survival by year, sex and age: the plan's own life table, which follows the nation's change or is held."""

from __future__ import annotations

import numpy as np

from ldip.demography import national
from ldip.demography.lifetable import single_year_rates, survival_from_rates
from ldip.engine.graph import Array
from ldip.estimates.national_rates import national_death_rates
from ldip.parameters.demography import AGES
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t


def own_death_rates(plan: Plan) -> Array:
    """Death rates of the plan's own table by single age, (kjoenn, alder)."""
    rows = plan.referenced("doedelighet", t.MortalityRow).rows
    start = np.array([float(r.fra_alder) for r in rows])
    return single_year_rates(start, np.array([[r.kvinner, r.menn] for r in rows]), AGES)


def table_year(plan: Plan) -> int:
    """Calendar year that the plan's own table belongs to."""
    return plan.population.doedelighet_aar or plan.population.dato.year


def survival(plan: Plan, years: Array) -> Array:
    """Survival into each age by calendar year, (år, kjoenn, alder). Source: docs/method/demografi.md#dødelighet."""
    p = plan.population
    found = untouched(plan, years)
    if p.levealder_tillegg:
        found = np.array([national.shifted_to(s, p.levealder_tillegg) for s in found])
    return np.array(found)


def untouched(plan: Plan, years: Array) -> Array:
    """Survival before the plan's own addition to life expectancy, (år, kjoenn, alder)."""
    local = own_death_rates(plan)
    if plan.population.doedelighetsutvikling == "holdt":
        return np.broadcast_to(survival_from_rates(local), (len(years), 2, AGES))
    base = national_death_rates(np.array([float(table_year(plan))]))[0]
    return national.improved_survival(local, national_death_rates(years), base)
