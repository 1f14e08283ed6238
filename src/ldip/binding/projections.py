"""External projections side by side, the one in use, and pinned totals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ldip.binding.bound import Binding, Origin, plan_origin
from ldip.binding.vital_rates import FILE, Rates, cells
from ldip.demography.graduation import geometric_path, graduate
from ldip.demography.projection import project
from ldip.engine.graph import Array
from ldip.parameters.demography import AGES, span
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import Projection

NONE = Origin("data", FILE, "framskriving_i_bruk", "ingen framskriving i bruk")


def ages_of_groups(plan: Plan, groups: Sequence[str]) -> Array:
    """1 where a single age belongs to an age group, (aldersgruppe, alder); a group that the plan lacks has no age."""
    found = {g.id: span(g.fra, g.til) for g in plan.age_groups}
    return np.array([found.get(i, np.zeros(AGES)) for i in groups])


def _path_of(plan: Plan, projection: Projection, stock: Array, rates: Rates) -> Array:
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
    groups = [g.id for g in plan.age_groups]
    given = {y: np.array([sum(r.personer for r in rows if (r.aar, r.aldersgruppe) == (y, g)) for g in groups]) for y in years}
    n = max(given) - rates.first
    survival = _long(rates.survival, n)
    fertility = _long(rates.fertility, n)
    return graduate(stock.sum(axis=0), given, ages_of_groups(plan, groups), survival, fertility, rates.boys, rates.first)


def _long(by_year: Array, n: int) -> Array:
    """The first n years; the last one is repeated where the plan has more years than the projection."""
    extra = max(n - len(by_year), 0)
    return np.concatenate([by_year, np.repeat(by_year[-1:], extra, axis=0)])[:n]


def _municipal_path(plan: Plan, stock: Array, rates: Rates) -> Array | None:
    """The municipality's own projection, to which zones are raked; None when the plan has none."""
    if plan.population.kommuneflytting is None:
        return None
    net = cells(plan, "kommuneflytting", ("kommunen",))[0]
    timing = "even" if rates.share > 0.0 else "end"
    migration = np.broadcast_to(net, (len(rates.survival), *net.shape))
    ratio = rates.boys / (1.0 - rates.boys)
    path, _ = project(stock.sum(axis=0), rates.survival, rates.fertility, migration, sex_ratio=ratio, timing=timing)
    return path


def bind_projections(plan: Plan, b: Binding, stock: Array, rates: Rates) -> Array | None:
    """Bind import, groups and totals in use. Returns the path that the opening balance is taken from, or None."""
    p = plan.population
    paths = {f.id: _path_of(plan, f, stock, rates) for f in p.framskrivinger}
    _side_by_side(plan, b, paths, rates.first)
    used = paths.get(p.framskriving_i_bruk)
    origin = next(
        (plan_origin(f, FILE, f"framskrivinger.{f.id}") for f in p.framskrivinger if f.id == p.framskriving_i_bruk), NONE
    )
    own = _municipal_path(plan, stock, rates)
    if own is not None and p.kommuneflytting is not None:
        used, origin = own, plan_origin(p.kommuneflytting, FILE, "kommuneflytting")
    whole = own is not None or p.laasing == "celler"
    _cells(b, used if whole else None, rates.first, origin)
    _groups(plan, b, used if p.laasing == "grupper" and own is None else None, rates.first, origin)
    _totals(plan, b, stock, used, rates.first)
    return used if whole else None


def _years(path: Array | None, b: Binding, first: int) -> list[int | None]:
    """Index in a path of each year's closing, None after its last year."""
    return [y + 1 - first if path is not None and y + 1 - first < len(path) else None for y in b.years]


def _cells(b: Binding, path: Array | None, first: int, origin: Origin) -> None:
    values, has = np.zeros((len(b.years), 2, AGES)), np.zeros(len(b.years))
    for i, place in enumerate(_years(path, b, first)):
        if path is not None and place is not None:
            values[i], has[i] = path[place], 1.0
    b.put_array("folketall_importert", values, origin)
    b.put("har_importert", has, origin)


def _groups(plan: Plan, b: Binding, path: Array | None, first: int, origin: Origin) -> None:
    member = ages_of_groups(plan, b.ids["aldersgruppe"])
    values, has = np.zeros((len(b.years), len(member))), np.zeros(len(b.years))
    for i, place in enumerate(_years(path, b, first)):
        if path is not None and place is not None:
            values[i], has[i] = [(path[place].sum(axis=0) * ages).sum() for ages in member], 1.0
    b.put_array("gruppe_laast", values, origin)
    b.put("har_gruppe_laast", has, origin)


def _totals(plan: Plan, b: Binding, stock: Array, used: Array | None, first: int) -> None:
    """Pinned totals: the projection's where only totals are pinned, then the plan's own pins."""
    p = plan.population
    known = {first + k: float(v.sum()) for k, v in enumerate(used)} if used is not None else {}
    start = (max(known), known[max(known)]) if known else (first, float(stock.sum()))
    pins = [(pin.aar, pin.personer) for pin in p.laast_totalt]
    totals = geometric_path(start[1], start[0], pins)
    if p.laasing == "totalt" and p.kommuneflytting is None:
        totals = {**known, **totals}
    values = np.array([totals.get(y + 1, 0.0) for y in b.years])
    has = np.array([1.0 if y + 1 in totals else 0.0 for y in b.years])
    origin = plan_origin(p.laast_totalt[0], FILE, "laast_totalt") if p.laast_totalt else NONE
    b.put("folketall_laast", values, origin)
    b.put("har_laast", has, origin)


def _side_by_side(plan: Plan, b: Binding, paths: dict[str, Array], first: int) -> None:
    """Every projection by age group, 31 December, and a mask of the years that each one covers."""
    ids, member = b.ids["framskriving"], ages_of_groups(plan, b.ids["aldersgruppe"])
    values, has = np.zeros((len(b.years), len(ids), len(member))), np.zeros((len(b.years), len(ids)))
    for k, name in enumerate(ids):
        path = paths.get(name)
        for i, place in enumerate(_years(path, b, first)):
            if path is not None and place is not None:
                values[i, k], has[i, k] = (member * path[place].sum(axis=0)).sum(axis=1), 1.0
    origin = Origin("data", FILE, "framskrivinger", "importerte framskrivinger")
    b.put_array("framskrevet_gruppe", values, origin)
    b.put_array("framskriving_finnes", has, origin)
    b.elements(
        "framskrevet_gruppe", {f.id: plan_origin(f, FILE, f"framskrivinger.{f.id}") for f in plan.population.framskrivinger}
    )
