"""Whole projections by single years of age: imported ones, graduated from groups where needed, and the municipality's own."""

from __future__ import annotations

import numpy as np

from ldip.demography.graduation import geometric_path, graduate
from ldip.demography.projection import project
from ldip.engine.graph import Array, divide
from ldip.estimates.people import ages_of_groups, cells
from ldip.estimates.vital_rates import Rates
from ldip.parameters.demography import AGES
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import Projection


def path_of(plan: Plan, projection: Projection, stock: Array, rates: Rates) -> Array:
    """Single-year path (år, kjoenn, alder) from 1 January of the stock's year; groups are graduated."""
    rows = plan.table(projection.fil, t.ProjectionRow).rows
    years = sorted({r.aar for r in rows if r.aar > rates.first})
    if rows and rows[0].alder is not None:
        path = np.zeros((len(years) + 1, 2, AGES))
        path[0] = stock.sum(axis=0)
        for r in rows:
            if r.aar > rates.first and r.alder is not None:
                path[years.index(r.aar) + 1, "km".index(r.kjoenn), r.alder] += r.personer
        return path
    groups, given = [g.id for g in plan.age_groups], given_groups(plan, projection, rates.first)
    n = max(given) - rates.first
    survival = lengthened(rates.survival, n)
    fertility = lengthened(rates.fertility, n)
    return graduate(stock.sum(axis=0), given, ages_of_groups(plan, groups), survival, fertility, rates.boys, rates.first)


def given_groups(plan: Plan, projection: Projection, first: int) -> dict[int, Array]:
    """Published totals by year after `first` in the order of the plan's age groups, (aldersgruppe,)."""
    rows = plan.table(projection.fil, t.ProjectionRow).rows
    groups = {g.id: i for i, g in enumerate(plan.age_groups)}
    found = {y: np.zeros(len(groups)) for y in sorted({r.aar for r in rows if r.aar > first})}
    for r in rows:
        if r.aar in found and r.aldersgruppe in groups:
            found[r.aar][groups[r.aldersgruppe]] += r.personer
    return found


def lengthened(by_year: Array, n: int) -> Array:
    """The first n years; the last one is repeated where the plan has more years than the projection."""
    extra = max(n - len(by_year), 0)
    return np.concatenate([by_year, np.repeat(by_year[-1:], extra, axis=0)])[:n]


def municipal_path(plan: Plan, stock: Array, rates: Rates) -> Array | None:
    """The municipality's own projection, to which zones are raked; None when the plan has none."""
    if plan.population.kommuneflytting is None:
        return None
    net = cells(plan, "kommuneflytting", ("kommunen",))[0]
    timing = "even" if rates.share > 0.0 else "end"
    migration = np.broadcast_to(net, (len(rates.survival), *net.shape))
    ratio = rates.boys / (1.0 - rates.boys)
    path, _ = project(stock.sum(axis=0), rates.survival, rates.fertility, migration, sex_ratio=ratio, timing=timing)
    return path


def pinned_totals(plan: Plan, stock: Array, used: Array | None, first: int) -> dict[int, float]:
    """Pinned totals by year: the projection's where only totals are pinned, then the plan's own pins."""
    p = plan.population
    known = {first + k: float(v.sum()) for k, v in enumerate(used)} if used is not None else {}
    start = (max(known), known[max(known)]) if known else (first, float(stock.sum()))
    totals = geometric_path(start[1], start[0], [(pin.aar, pin.personer) for pin in p.laast_totalt])
    return {**known, **totals} if p.laasing == "totalt" and p.kommuneflytting is None else totals


def spread_on_zones(path: Array, stock: Array, own: Array) -> Array:
    """A municipality's cells (kjoenn, alder) on zones as the own path has them, else as the stock. (sone, kjoenn, alder)"""
    share = (stock.sum(axis=(1, 2)) / stock.sum())[:, None, None]
    whole = own.sum(axis=0)
    return np.asarray(path * np.where(whole == 0.0, share, divide(own, whole, 0.0)))
