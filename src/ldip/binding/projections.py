"""External projections side by side, the one in use, and pinned totals."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, plan_origin
from ldip.engine.graph import Array
from ldip.estimates.people import FILE, ages_of_groups
from ldip.estimates.projections import municipal_path, path_of, pinned_totals
from ldip.estimates.vital_rates import Rates
from ldip.parameters.demography import AGES
from ldip.plan.document import Plan

NONE = Origin("data", FILE, "framskriving_i_bruk", "ingen framskriving i bruk")


def bind_projections(plan: Plan, b: Binding, stock: Array, rates: Rates) -> Array | None:
    """Bind import, groups and totals in use. Returns the path that the opening balance is taken from, or None."""
    p = plan.population
    paths = {f.id: path_of(plan, f, stock, rates) for f in p.framskrivinger}
    _side_by_side(plan, b, paths, rates.first)
    used = paths.get(p.framskriving_i_bruk)
    origin = next(
        (plan_origin(f, FILE, f"framskrivinger.{f.id}") for f in p.framskrivinger if f.id == p.framskriving_i_bruk), NONE
    )
    own = municipal_path(plan, stock, rates)
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
    p, totals = plan.population, pinned_totals(plan, stock, used, first)
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
