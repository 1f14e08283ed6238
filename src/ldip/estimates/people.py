"""Stocks of a plan as arrays: the opening stock raked to the municipality's own figures, and the base period's history."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, divide
from ldip.parameters.demography import AGES, span
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t

FILE = "befolkning.toml"
SEXES = ("k", "m")


def cells(plan: Plan, key: str, zones: tuple[str, ...], column: str = "personer") -> Array:
    """A referenced table by zone, sex and age, (sone, kjoenn, alder)."""
    result = np.zeros((len(zones), 2, AGES))
    for row in plan.referenced(key, t.REFERENCED[key]).rows:
        assert isinstance(row, t.Cell)
        place = zones.index(row.sone), "km".index(row.kjoenn), row.alder
        result[place] += getattr(row, column)
    return result


def opening_stock(plan: Plan, zones: tuple[str, ...]) -> Array:
    """Opening stock by zone, raked by sex and age to the municipality's own figures where they are given.

    (sone, kjoenn, alder) at `dato`. Where the zones have nobody of an age, the municipality's are spread as all people are."""
    stock = cells(plan, "folketall", zones)
    if plan.population.folketall_kommunen is None:
        return stock
    whole = cells(plan, "folketall_kommunen", ("kommunen",))[0]
    share = stock.sum(axis=(1, 2)) / stock.sum()
    found = stock.sum(axis=0)
    return np.asarray(whole * np.where(found == 0.0, share[:, None, None], divide(stock, found, 0.0)))


def history(plan: Plan) -> Array:
    """Stocks of the base period up to the stock's own date, (sone, år+1, kjoenn, alder)."""
    p = plan.population
    rows = plan.referenced("historie", t.HistoryRow).rows
    zones = plan.zones
    years = range(p.dato.year - p.basisperiode, p.dato.year)
    result = np.zeros((len(zones), len(years) + 1, 2, AGES))
    for r in rows:
        if r.aar in years:
            result[zones.index(r.sone), r.aar - years[0], "km".index(r.kjoenn), r.alder] += r.personer
    result[:, -1] = opening_stock(plan, zones)
    return result


def ages_of_groups(plan: Plan, groups: tuple[str, ...] | list[str]) -> Array:
    """1 where a single age belongs to an age group, (aldersgruppe, alder); a group that the plan lacks has no age."""
    found = {g.id: span(g.fra, g.til) for g in plan.age_groups}
    return np.array([found.get(i, np.zeros(AGES)) for i in groups])
