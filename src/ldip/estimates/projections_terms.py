"""The derivation of cells and totals of projections: graduation of published groups, the municipality's own path, pins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ldip.demography.graduation import aged_path, cohort_spans
from ldip.engine.graph import Array
from ldip.estimates.derivation import Derivation
from ldip.estimates.people import ages_of_groups, cells, opening_stock
from ldip.estimates.projections import given_groups, lengthened, municipal_path, path_of, pinned_totals
from ldip.estimates.step_terms import Step, step_terms
from ldip.estimates.terms import cell_of, given, leaf, node, who
from ldip.estimates.vital_rates import Rates, rates_of
from ldip.plan.document import Plan
from ldip.plan.incremental import Incremental
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import Projection

METHOD = "låsing-til-en-framskriving"


@dataclass(frozen=True)
class _Paths:
    """The stock, the rates, every projection's cells by id, and the municipality's own path; (år, kjoenn, alder) each."""

    stock: Array
    rates: Rates
    by_id: Mapping[str, Array]
    own: Array | None


def _made(plan: Plan) -> _Paths:
    stock, rates = opening_stock(plan, plan.zones), rates_of(plan, plan.zones, plan.years[-1])
    found = {f.id: path_of(plan, f, stock, rates) for f in plan.population.framskrivinger}
    return _Paths(stock, rates, found, municipal_path(plan, stock, rates))


paths = Incremental(_made)


def _projection(plan: Plan, name: str) -> Projection | None:
    return next((f for f in plan.population.framskrivinger if f.id == name), None)


def imported_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation | None:
    """A cell of the path in use, 31 December; None outside it."""
    (sex, age), p = cell_of(at), plan.population
    if p.kommuneflytting is not None:
        return _own_cell(plan, year, sex, age)
    used = _projection(plan, p.framskriving_i_bruk)
    return None if used is None or p.laasing != "celler" else cell_terms(plan, used, year + 1, (sex, age))


def _own_cell(plan: Plan, year: int, sex: int, age: int) -> Derivation | None:
    found, p = paths(plan), plan.population
    place = year - found.rates.first
    if found.own is None or p.kommuneflytting is None or not 0 <= place < len(found.own) - 1:
        return None
    net = cells(plan, "kommuneflytting", ("kommunen",))[0]
    step = Step(plan, year, found.own[place], np.zeros(net.shape), net, p.kommuneflytting, "kommuneflytting")
    return step_terms(step, found.rates, (sex, age), float(found.own[place + 1, sex, age]))


def cell_terms(plan: Plan, projection: Projection, january: int, cell: tuple[int, int]) -> Derivation | None:
    """A cell of a projection 1 January: the file's, or graduated from its age groups. None outside the projection."""
    path = paths(plan).by_id[projection.id]
    place = january - paths(plan).rates.first
    if not 0 < place < len(path):
        return None
    value, name = float(path[(place, *cell)]), f"{who(*cell)} 1. januar {january}"
    rows = plan.table(projection.fil, t.ProjectionRow).rows
    if rows[0].alder is not None:
        return given(name, value, "personer", projection, "framskrivinger")
    return _graduated(plan, projection, january, cell)


def _graduated(plan: Plan, projection: Projection, january: int, cell: tuple[int, int]) -> Derivation:
    """aged × (the group's published number / the aged group) ^ (the cohort's years so far / in the span)."""
    found, (sex, age) = paths(plan), cell
    published, first = given_groups(plan, projection, found.rates.first), found.rates.first
    end = min(y for y in published if y >= january)
    start = max((y for y in published if y < january), default=first)
    n, so_far = end - start, january - start
    path = found.by_id[projection.id]
    span = slice(start - first, end - first)
    survival, fertility = (lengthened(r, end - first)[span] for r in (found.rates.survival, found.rates.fertility))
    aged = aged_path(path[start - first], survival, fertility, found.rates.boys)
    age_at_end, lived, whole = (int(a[age]) for a in cohort_spans(path.shape[2], so_far, n))
    member = ages_of_groups(plan, [g.id for g in plan.age_groups])
    group = int(np.argmax(member[:, age_at_end]))
    label, modelled = plan.age_groups[group].navn, float((member[group] * aged[-1].sum(axis=0)).sum())
    value = float(path[(january - first, *cell)])
    stated = given(f"{label} {end} etter framskrivingen", published[end][group], "personer", projection, "framskrivinger")
    if modelled == 0.0:
        text = f"modellen har ingen i gruppen: den vokser rett fram til {stated.value:.0f} i {end}; {projection.kilde}"
        return leaf(f"{who(sex, age)} 1. januar {january}", value, "personer", text, projection.anslag)
    here = leaf(f"{who(sex, age)} framskrevet uten flytting fra {start}", aged[so_far][cell], "personer", "planens egne rater")
    model = leaf(f"{label} {end} uten flytting", modelled, "personer", "planens egne rater")
    factor = node("gruppens forhold", stated.value / modelled, "indeks", "{0} / {1}", stated, model)
    part = leaf("andel av årene", lived / whole, "andel", f"årskullet har levd {lived} av {whole} år mellom {start} og {end}")
    return node(f"{who(sex, age)} 1. januar {january}", value, "personer", "{0} × {1} ^ {2}", here, factor, part, method=METHOD)


def pinned_group_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation | None:
    """An age group of the projection that the plan is raked to, 31 December."""
    p = plan.population
    used = _projection(plan, p.framskriving_i_bruk)
    if used is None or p.laasing != "grupper" or p.kommuneflytting is not None:
        return None
    return group_terms(plan, used, year + 1, at["aldersgruppe"])


def compared_group_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation | None:
    """An age group of a projection shown beside the plan's own path, 31 December."""
    found = _projection(plan, at["framskriving"])
    return None if found is None else group_terms(plan, found, year + 1, at["aldersgruppe"])


def group_terms(plan: Plan, projection: Projection, january: int, group: str) -> Derivation | None:
    """A group of a projection 1 January: published, or the sum of its single ages. None outside the projection."""
    path, first = paths(plan).by_id[projection.id], paths(plan).rates.first
    if not 0 < january - first < len(path):
        return None
    known = next((i for i, g in enumerate(plan.age_groups) if g.id == group), None)
    if known is None:
        return None
    label, published = plan.age_groups[known].navn, given_groups(plan, projection, first)
    rows = plan.table(projection.fil, t.ProjectionRow).rows
    if rows[0].alder is None and january in published:
        return given(f"{label} {january}", published[january][known], "personer", projection, "framskrivinger")
    by_age = path[january - first].sum(axis=0)
    text = projection.fil if rows[0].alder is not None else f"{projection.fil}, gradert til ettårig alder"
    ages = [a for a in range(len(by_age)) if plan.age_groups[known].fra <= a <= plan.age_groups[known].til]
    terms = [leaf(f"{a} år", by_age[a], "personer", f"{text} – {projection.kilde}", projection.anslag) for a in ages]
    value, formula = sum(d.value for d in terms), " + ".join(d.name for d in terms)
    return node(f"{label} {january}", value, "personer", formula, *terms, method=METHOD)


def pin_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation | None:
    """A pinned total, 31 December: equal growth a year between the stock or projection and the plan's pins."""
    del at
    found, p, january = paths(plan), plan.population, year + 1
    used = found.own if found.own is not None else found.by_id.get(p.framskriving_i_bruk)
    first, totals = found.rates.first, pinned_totals(plan, found.stock, used, found.rates.first)
    if january not in totals:
        return None
    last = first + len(used) - 1 if used is not None else first
    if january <= last and used is not None:
        source = _projection(plan, p.framskriving_i_bruk)
        text = f"{source.fil} – {source.kilde}" if source else "kommunens egen bane"
        return leaf(f"folketall 1. januar {january}", totals[january], "personer", f"sum av alle aldre i {text}")
    before = max([last, *(pin.aar for pin in p.laast_totalt if last < pin.aar < january)])
    goal = next(pin for pin in p.laast_totalt if pin.aar >= january)
    begin = float(used[-1].sum()) if used is not None and before == last else float(found.stock.sum())
    start = leaf(f"folketall {before}", totals[before] if before > last else begin, "personer", "der låsingen begynner")
    end = given(f"låst folketall {goal.aar}", goal.personer, "personer", goal, "laast_totalt")
    gone, whole = january - before, goal.aar - before
    part = leaf("andel av årene", gone / whole, "andel", f"{gone} av {whole} år")
    return node(
        f"folketall 1. januar {january}", totals[january], "personer", "{0} × ({1} / {0}) ^ {2}", start, end, part, method=METHOD
    )
