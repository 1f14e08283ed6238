"""Rates and moves of a plan as arrays: survival and fertility by year, out-rates and arrivals by cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ldip.binding.bound import Origin, expand, plan_origin
from ldip.binding.national_rates import (
    national_death_rates,
    national_fertility,
    national_survival,
    national_totals,
    reference_moves,
)
from ldip.demography import moves, national
from ldip.demography.lifetable import single_year_rates, survival_from_rates
from ldip.demography.projection import survivors
from ldip.engine.graph import Array, divide
from ldip.parameters.demography import AGES, shipped_demography, source
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t

FILE = "befolkning.toml"


@dataclass(frozen=True)
class Rates:
    """Rates from the stock's year on. survival (år, kjoenn, alder), fertility (år, alder), moves (sone, kjoenn, alder)."""

    first: int
    survival: Array
    fertility: Array
    out_rate: Array
    arrivals: Array
    moves_origin: Origin
    gross: bool
    boys: float
    share: float  # share of moves that happen before the year's deaths


def cells(plan: Plan, key: str, zones: tuple[str, ...], column: str = "personer") -> Array:
    """A referenced table by zone, sex and age, (sone, kjoenn, alder)."""
    result = np.zeros((len(zones), 2, AGES))
    for row in plan.referenced(key, t.REFERENCED[key]).rows:
        assert isinstance(row, t.Cell)
        place = zones.index(row.sone), "km".index(row.kjoenn), row.alder
        result[place] += getattr(row, column)
    return result


def opening_stock(plan: Plan, zones: tuple[str, ...]) -> Array:
    """Opening stock by zone, raked by sex and age to the municipality's own figures where they are given."""
    stock = cells(plan, "folketall", zones)
    if plan.population.folketall_kommunen is None:
        return stock
    whole = cells(plan, "folketall_kommunen", ("kommunen",))[0]
    share = stock.sum(axis=(1, 2)) / stock.sum()
    found = stock.sum(axis=0)
    return np.asarray(whole * np.where(found == 0.0, share[:, None, None], divide(stock, found, 0.0)))


def rates_of(plan: Plan, stock: Array, zones: tuple[str, ...], last: int) -> Rates:
    """Rates and moves of the cohort-component steps from `dato` to the last plan year."""
    p = plan.population
    first = p.dato.year
    span = np.arange(first, last + 1, dtype=float)
    survival = _survival(plan, span)
    out_rate, arrivals, origin = _moves(plan, stock, zones)
    boys = p.gutter_per_jente / (1.0 + p.gutter_per_jente)
    share = 0.5 if p.flyttetidspunkt == "jevn" else 0.0
    return Rates(first, survival, _fertility(plan, span), out_rate, arrivals, origin, p.utflytting is not None, boys, share)


def _survival(plan: Plan, years: Array) -> Array:
    p = plan.population
    rows = plan.referenced("doedelighet", t.MortalityRow).rows
    start = np.array([float(r.fra_alder) for r in rows])
    local = single_year_rates(start, np.array([[r.kvinner, r.menn] for r in rows]), AGES)
    if p.doedelighetsutvikling == "holdt":
        survival = np.broadcast_to(survival_from_rates(local), (len(years), 2, AGES))
    else:
        base = national_death_rates(np.array([float(p.doedelighet_aar or p.dato.year)]))[0]
        survival = national.improved_survival(local, national_death_rates(years), base)
    if p.levealder_tillegg:
        survival = np.array([national.shifted_to(s, p.levealder_tillegg) for s in survival])
    return np.array(survival)


def _fertility(plan: Plan, years: Array) -> Array:
    p = plan.population
    rows = plan.referenced("fruktbarhet", t.FertilityRow).rows
    first, last, share = (
        np.array(v, dtype=np.float64) for v in zip(*((r.fra_alder, r.til_alder, r.prosent) for r in rows), strict=True)
    )
    totals = expand(p.samlet_fruktbarhetstall, [int(y) for y in years])
    return national.fertility_path(first, last, share, totals, AGES) * local_factor(plan)


def local_factor(plan: Plan) -> float:
    """The plan's local fertility factor, given or computed from the last five years of its history."""
    p = plan.population
    if p.lokal_fruktbarhetsfaktor != "beregnet":
        return float(p.lokal_fruktbarhetsfaktor)
    stocks = history(plan).sum(axis=0)[-6:]
    years = np.arange(p.dato.year - 5, p.dato.year, dtype=float)
    expected = moves.expected_births(stocks, national_fertility(years, national_totals(years))).sum()
    born = moves.newborns(stocks, national_survival(years)).sum()
    return float(moves.fertility_factor(born, expected))


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


def _moves(plan: Plan, stock: Array, zones: tuple[str, ...]) -> tuple[Array, Array, Origin]:
    """Out-rates, arrivals and their origin: gross moves where given, else net counts, else residuals of the history."""
    p = plan.population
    if p.utflytting is not None and p.innflytting is not None:
        origin = plan_origin(p.innflytting, FILE, "innflytting")
        return cells(plan, "utflytting", zones, "andel"), cells(plan, "innflytting", zones), origin
    if p.flytting is not None:
        return np.zeros(stock.shape), cells(plan, "flytting", zones), plan_origin(p.flytting, FILE, "flytting")
    assert p.historie is not None, "sjekket i plan/checks/moves"
    stocks = history(plan)
    years = np.arange(p.dato.year - p.basisperiode, p.dato.year, dtype=float)
    survival = national_survival(years)
    present = survivors(stocks[:, :-1], survival).mean(axis=1)
    net = moves.residual_moves(stocks, survival)
    if p.krymping:
        net = _shrunk(net, present)
    out_rate, arrivals = np.zeros(net.shape), net
    if p.negativ_flytting_som == "rater":
        out_rate, arrivals = moves.as_rates(net, np.maximum(present, 0.5))
    text = f"{p.historie.kilde}; netto flytting som rest, {p.basisperiode} år; {source('flyttemoenster')}"
    return out_rate, arrivals, Origin("data", FILE, "historie", text, p.historie.anslag)


def _shrunk(net: Array, present: Array) -> Array:
    """Moves shrunk from the municipality towards those of its size, then from each zone towards the municipality."""
    k = float(shipped_demography()["flyttemoenster"]["krymping_k"])
    whole, all_present = net.sum(axis=0), present.sum(axis=0)
    reference = np.broadcast_to(reference_moves(float(all_present.sum())), whole.shape)
    municipal = moves.shrink(whole, all_present, reference, k)
    if len(net) == 1:
        return municipal[None]
    zones = moves.shrink(net, present, divide(municipal, all_present, 0.0), k)
    gap = municipal - zones.sum(axis=0)
    return np.asarray(zones + gap * divide(present, all_present, 0.0))
