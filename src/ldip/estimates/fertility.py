"""Births per woman by year and age: the age pattern, the total, and the municipality's own level against the nation."""

from __future__ import annotations

import numpy as np

from ldip.demography import moves, national
from ldip.engine.graph import Array
from ldip.estimates.national_rates import national_fertility, national_survival, national_totals
from ldip.estimates.people import history
from ldip.parameters.demography import AGES
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.vectors import expand


def pattern(plan: Plan) -> tuple[Array, Array, Array]:
    """First and last age of the groups of the plan's age pattern, and their shares in percent; (gruppe,) each."""
    rows = plan.referenced("fruktbarhet", t.FertilityRow).rows
    first, last, share = (
        np.array(v, dtype=np.float64) for v in zip(*((r.fra_alder, r.til_alder, r.prosent) for r in rows), strict=True)
    )
    return first, last, share


def fertility(plan: Plan, years: Array) -> Array:
    """Births per woman, (år, alder): total × age pattern × local factor. Source: docs/method/demografi.md#fruktbarhet."""
    totals = expand(plan.population.samlet_fruktbarhetstall, [int(y) for y in years])
    return national.fertility_path(*pattern(plan), totals, AGES) * local_factor(plan)


def local_factor(plan: Plan) -> float:
    """The plan's local fertility factor, given or computed from the last five years of its history."""
    p = plan.population
    if p.lokal_fruktbarhetsfaktor != "beregnet":
        return float(p.lokal_fruktbarhetsfaktor)
    born, expected = five_years(plan)
    return float(moves.fertility_factor(born.sum(), expected.sum()))


def five_years(plan: Plan) -> tuple[Array, Array]:
    """Births of the last five years, and those expected at national rates; (år,) each."""
    stocks, years = history(plan).sum(axis=0)[-6:], last_five(plan)
    expected = moves.expected_births(stocks, national_fertility(years, national_totals(years)))
    return moves.newborns(stocks, national_survival(years)), expected


def last_five(plan: Plan) -> Array:
    """The five calendar years before the stock's date, (år,)."""
    date = plan.population.dato
    return np.arange(date.year - 5, date.year, dtype=float)
