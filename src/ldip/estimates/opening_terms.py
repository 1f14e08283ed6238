"""The derivation of the stocks that the first plan year opens with, and of profiles of those who live there."""

from __future__ import annotations

from collections.abc import Mapping

from ldip.estimates.derivation import Derivation
from ldip.estimates.national_rates import mobility
from ldip.estimates.people import cells
from ldip.estimates.projections import spread_on_zones
from ldip.estimates.projections_terms import imported_terms, paths
from ldip.estimates.step_terms import Step, step_terms
from ldip.estimates.terms import cell_of, given, leaf, node, parameter, who
from ldip.estimates.vital_rates import rolled
from ldip.parameters.demography import AGES, by_age, shipped_demography
from ldip.plan.document import Plan

METHOD = "soner"


def opening_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation | None:
    """A cell of the first year's opening stock: rolled on from `dato`, or the projection's spread on the zones."""
    zone, cell = plan.zones.index(at["sone"]), cell_of(at)
    whole = imported_terms(plan, year - 1, at) if year > plan.population.dato.year else None
    if whole is None:
        return own_opening_terms(plan, year, at)
    if len(plan.zones) == 1:
        return whole
    found = paths(plan)
    own = rolled(found.stock, found.rates, year - found.rates.first)
    path = found.own if found.own is not None else found.by_id[plan.population.framskriving_i_bruk]
    value = float(spread_on_zones(path[year - found.rates.first], found.stock, own)[(zone, *cell)])
    share = leaf("sonens andel", value / whole.value if whole.value else 0.0, "andel", "sonens del av cellen i egen bane")
    return node("folketall", value, "personer", "{0} × {1}", whole, share, method=METHOD)


def own_opening_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation | None:
    """A cell of the own path's opening stock; None where the plan's table gives it."""
    zone, (sex, age) = plan.zones.index(at["sone"]), cell_of(at)
    if year == plan.population.dato.year:
        return stock_terms(plan, zone, (sex, age))
    found = paths(plan)
    k, r, p = year - 1 - found.rates.first, found.rates, plan.population
    start, end = (rolled(found.stock, r, n)[zone] for n in (k, k + 1))
    table, key = next((f, n) for n in ("innflytting", "flytting", "historie") if (f := getattr(p, n)) is not None)
    step = Step(plan, year - 1, start, r.out_rate[zone], r.arrivals[zone], table, key)
    before = {}
    for a in {max(age - 1, 0), *([age] if age == AGES - 1 else [])}:
        before[a] = own_opening_terms(plan, year - 1, {**at, "alder": str(a)}) or given(
            f"{who(sex, a)} 1. januar {year - 1}", start[sex, a], "personer", p.folketall, "folketall"
        )
    return step_terms(step, r, (sex, age), float(end[sex, age]), before)


def stock_terms(plan: Plan, zone: int, cell: tuple[int, int]) -> Derivation | None:
    """A cell of the stock at `dato`: None where the table gives it, else raked to the municipality's own figures."""
    p, date = plan.population, plan.population.dato.year
    if p.folketall_kommunen is None:
        return None
    stock = cells(plan, "folketall", plan.zones)
    whole = cells(plan, "folketall_kommunen", ("kommunen",))[0][cell]
    found = stock[(slice(None), *cell)]
    empty = found.sum() == 0.0
    part, total = (stock[zone].sum(), stock.sum()) if empty else (found[zone], found.sum())
    text = "alle aldre" if empty else who(*cell)
    terms = (
        given("kommunens tall", whole, "personer", p.folketall_kommunen, "folketall_kommunen"),
        given(f"sonens {text}", part, "personer", p.folketall, "folketall"),
        given(f"sonenes sum {text}", total, "personer", p.folketall, "folketall"),
    )
    return node(f"{who(*cell)} 1. januar {date}", whole * part / total, "personer", "{0} × {1} / {2}", *terms, method=METHOD)


def zone_share_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation | None:
    """A zone's share of the stock at `dato`."""
    del year
    stock, table = paths(plan).stock, plan.population.folketall
    zone = plan.zones.index(at["sone"])
    own = given("sonens folketall", stock[zone].sum(), "personer", table, "folketall")
    whole = given("kommunens folketall", stock.sum(), "personer", table, "folketall")
    return node("soneandel", own.value / whole.value, "andel", "{0} / {1}", own, whole, method=METHOD)


def mobility_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation | None:
    """Relative mobility of an age against the mean of those who live in the municipality."""
    del year
    people, t = paths(plan).stock.sum(axis=0), shipped_demography()["flyttbarhet"]
    profile = by_age(t["fra_alder"], t["verdi"])
    (sex, age), mean = cell_of(at), float((profile * people).sum() / people.sum())
    own = parameter(f"flyttbarhet {age} år", profile[age], "indeks", "flyttbarhet")
    among = given("snitt i kommunen", mean, "indeks", plan.population.folketall, "folketall")
    value = mobility(people)[sex, age]
    return node("flyttbarhet", value, "indeks", "{0} / {1}", own, among, method="flyttesjokk")
