"""Population inputs: stock, rates, moves, imported projection, pinned totals, age groups."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, expand, plan_origin
from ldip.demography.graduation import age_on, geometric_path, graduate
from ldip.demography.lifetable import fertility_rates, single_year_rates, survival_from_rates
from ldip.graph import Array
from ldip.plan import tables as t
from ldip.plan.document import Plan

AGES = 106
FILE = "befolkning.toml"


def bind_people(plan: Plan, b: Binding) -> None:
    """Everything the demography stage needs."""
    stock = _cells(plan, "folketall", b)
    survival = _survival(plan)
    first = plan.population.dato.year
    span = range(first, b.years[-1] + 1)
    fertility = _fertility(plan, span)
    boys = plan.population.gutter_per_jente / (1.0 + plan.population.gutter_per_jente)
    moves = _cells(plan, "flytting", b)
    path = _imported(plan, stock, survival, fertility, boys)
    _rates(plan, b, survival, fertility[b.years[0] - first :], boys)
    _moves(plan, b, moves)
    _import(plan, b, path)
    _pin(plan, b, stock, path)
    _openings(plan, b, stock, path, (survival, fertility, boys, moves))
    _groups(plan, b)


def _cells(plan: Plan, key: str, b: Binding) -> Array:
    rows: tuple[t.StockRow | t.MigrationRow, ...] = (
        plan.referenced(key, t.StockRow).rows if key == "folketall" else plan.referenced(key, t.MigrationRow).rows
    )
    cells = np.zeros((len(b.ids["sone"]), 2, AGES))
    for row in rows:
        cells[b.ids["sone"].index(row.sone), "km".index(row.kjoenn), row.alder] += row.personer
    return cells


def _survival(plan: Plan) -> Array:
    rows = plan.referenced("doedelighet", t.MortalityRow).rows
    start = np.array([float(r.fra_alder) for r in rows])
    rates = np.array([[r.kvinner, r.menn] for r in rows])
    return survival_from_rates(single_year_rates(start, rates, AGES))


def _fertility(plan: Plan, years: range) -> Array:
    rows = plan.referenced("fruktbarhet", t.FertilityRow).rows
    first, last, share = (
        np.array(v, dtype=np.float64) for v in zip(*((r.fra_alder, r.til_alder, r.prosent) for r in rows), strict=True)
    )
    totals = expand(plan.population.samlet_fruktbarhetstall, years)
    return np.array([fertility_rates(first, last, share, float(total), AGES) for total in totals])


def _member(plan: Plan) -> Array:
    ages = np.arange(AGES)
    return np.array([(ages >= g.fra) & (ages <= g.til) for g in plan.population.aldersgrupper], dtype=np.float64)


def _imported(plan: Plan, stock: Array, survival: Array, fertility: Array, boys: float) -> Array | None:
    """Graduated path (year, kjoenn, alder) from 1 January of the stock's year; None without import."""
    rows = plan.referenced("framskriving", t.ProjectionRow).rows
    if not rows:
        return None
    groups = [g.id for g in plan.population.aldersgrupper]
    first = plan.population.dato.year
    given = {
        y: np.array([sum(r.personer for r in rows if (r.aar, r.aldersgruppe) == (y, g)) for g in groups])
        for y in sorted({r.aar for r in rows})
        if y > first
    }
    n = max(given) - first
    rates = np.broadcast_to(survival, (n, *survival.shape))
    return graduate(stock.sum(axis=0), given, _member(plan), rates, fertility[:n], boys, first)


def _rates(plan: Plan, b: Binding, survival: Array, fertility: Array, boys: float) -> None:
    p = plan.population
    b.constant("overlevelse", survival, plan_origin(p.doedelighet, FILE, "doedelighet"))
    b.put_array("fruktbarhet", fertility, plan_origin(p.samlet_fruktbarhetstall, FILE, "samlet_fruktbarhetstall"))
    b.put("gutteandel", np.full(len(b.years), boys), Origin("data", FILE, "gutter_per_jente", p.fruktbarhet.kilde))


def _moves(plan: Plan, b: Binding, moves: Array) -> None:
    origin = plan_origin(plan.population.flytting, FILE, "flytting")
    level = plan.population.flyttenivaa
    scale = expand(level, b.years) if level else np.ones(len(b.years))
    b.put_array("netto_flytting_bane", scale[:, None, None, None] * moves, origin)
    inward = np.maximum(moves, 0.0)
    whole = inward.sum()
    profile = inward / whole if whole > 0.0 else np.full(moves.shape, 1.0 / moves.size)
    b.constant("flytteprofil", profile, origin)


def _import(plan: Plan, b: Binding, path: Array | None) -> None:
    n = len(b.years)
    values, has = np.zeros((n, len(b.ids["sone"]), 2, AGES)), np.zeros(n)
    first = plan.population.dato.year
    for i, year in enumerate(b.years):
        if path is not None and year + 1 - first < len(path):
            values[i, 0], has[i] = path[year + 1 - first], 1.0
    ref = plan.population.framskriving
    origin = (
        plan_origin(ref, FILE, "framskriving") if ref else Origin("data", FILE, "framskriving", "ingen importert framskriving")
    )
    b.put_array("folketall_importert", values, origin)
    b.put("har_importert", has, origin)


def _pin(plan: Plan, b: Binding, stock: Array, path: Array | None) -> None:
    first = plan.population.dato.year
    start = (first + len(path) - 1, float(path[-1].sum())) if path is not None else (first, float(stock.sum()))
    pins = [(p.aar, p.personer) for p in plan.population.laast_totalt]
    totals = geometric_path(start[1], start[0], pins)
    values = np.array([totals.get(y + 1, 0.0) for y in b.years])
    has = np.array([1.0 if y + 1 in totals else 0.0 for y in b.years])
    rows = plan.population.laast_totalt
    origin = plan_origin(rows[0], FILE, "laast_totalt") if rows else Origin("data", FILE, "laast_totalt", "ingen låsing")
    b.put("folketall_laast", values, origin)
    b.put("har_laast", has, origin)


def _openings(plan: Plan, b: Binding, stock: Array, path: Array | None, rates: tuple[Array, Array, float, Array]) -> None:
    survival, fertility, boys, moves = rates
    first = plan.population.dato.year
    own = stock
    for k in range(b.years[0] - first):
        own = np.stack([age_on(zone, survival, fertility[k], boys) for zone in own]) + moves
    opening = own if path is None else np.zeros_like(stock)
    if path is not None:
        opening[0] = path[b.years[0] - first]
    origin = plan_origin(plan.population.folketall, FILE, "folketall")
    b.open("folketall_ib", opening, origin)
    b.open("folketall_egen_ib", own, origin)
    b.open("folketallsnivaa_ib", 1.0, Origin("faktor", "", "", "1 i basisforløpet"))
    july = plan.income.innbyggere_1_juli_aaret_foer
    b.open("innbyggere_juli_ib", july.verdi or 0.0, plan_origin(july, "inntekter.toml", "innbyggere_1_juli_aaret_foer"))


def _groups(plan: Plan, b: Binding) -> None:
    by_id = dict(zip((g.id for g in plan.population.aldersgrupper), _member(plan), strict=True))
    member = np.array([by_id.get(i, np.zeros(AGES)) for i in b.ids["aldersgruppe"]])
    b.constant("gruppetilhoerighet", member, Origin("data", FILE, "aldersgrupper", "aldersgrupper i planen"))
