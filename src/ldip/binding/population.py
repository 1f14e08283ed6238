"""Population inputs: stock, rates, moves, zones, uncertain levels in the base case, age groups."""

from __future__ import annotations

from typing import Final

import numpy as np

from ldip.binding.bound import Binding, Origin, plan_origin
from ldip.binding.dwellings import bind_dwellings, bind_special
from ldip.binding.projections import bind_projections
from ldip.engine.graph import Array, divide
from ldip.estimates.fertility_terms import fertility_terms
from ldip.estimates.mortality_terms import survival_terms
from ldip.estimates.moves_terms import arrivals_terms, leaving_terms
from ldip.estimates.national_rates import mobility, turnover
from ldip.estimates.opening_terms import mobility_terms, opening_terms, own_opening_terms, zone_share_terms
from ldip.estimates.people import FILE, ages_of_groups, opening_stock
from ldip.estimates.projections import spread_on_zones
from ldip.estimates.projections_terms import compared_group_terms, imported_terms, pin_terms, pinned_group_terms
from ldip.estimates.terms import Derive
from ldip.estimates.vital_rates import Rates, rates_of, rolled
from ldip.parameters.ages import members
from ldip.parameters.demography import AGES, source, span
from ldip.plan.document import Plan
from ldip.plan.vectors import expand

DERIVED: Final[dict[str, Derive]] = {
    "overlevelse": survival_terms,
    "fruktbarhet": fertility_terms,
    "innflytting_bane": arrivals_terms,
    "utflyttingsrate": leaving_terms,
    "folketall_importert": imported_terms,
    "gruppe_laast": pinned_group_terms,
    "framskrevet_gruppe": compared_group_terms,
    "folketall_laast": pin_terms,
    "folketall_ib": opening_terms,
    "folketall_egen_ib": own_opening_terms,
    "soneandel": zone_share_terms,
    "flyttbarhet": mobility_terms,
}
BASE = Origin("faktor", "usikkerhet.toml", "befolkning", "nøytral i basisforløpet")


def bind_population(plan: Plan, b: Binding) -> None:
    """Bind every input of the demography stage."""
    zones = b.ids["sone"]
    stock = opening_stock(plan, zones)
    r = rates_of(plan, zones, b.years[-1])
    _rates(plan, b, r)
    _moves(plan, b, r, stock)
    path = bind_projections(plan, b, stock, r)
    _openings(plan, b, stock, path, r)
    _neutral(plan, b, stock, r)
    bind_dwellings(plan, b, stock.sum(axis=0))
    bind_special(plan, b)
    _groups(plan, b, stock)
    b.derivations.update(DERIVED)


def _rates(plan: Plan, b: Binding, r: Rates) -> None:
    p = plan.population
    late = slice(b.years[0] - r.first, None)
    deaths = plan_origin(p.doedelighet, FILE, "doedelighet")
    if p.doedelighetsutvikling == "nasjonal":
        deaths = Origin("data", FILE, "doedelighet", f"{p.doedelighet.kilde}; utvikling: {source('doedelighet')}", deaths.anslag)
    b.put_array("overlevelse", r.survival[late], deaths)
    b.put_array("fruktbarhet", r.fertility[late], plan_origin(p.samlet_fruktbarhetstall, FILE, "samlet_fruktbarhetstall"))
    b.put("gutteandel", np.full(len(b.years), r.boys), Origin("data", FILE, "gutter_per_jente", p.fruktbarhet.kilde))


def _moves_origin(plan: Plan) -> Origin:
    """Origin of the arrivals: gross moves, net counts, or residuals of the history."""
    p = plan.population
    if p.utflytting is not None and p.innflytting is not None:
        return plan_origin(p.innflytting, FILE, "innflytting")
    if p.flytting is not None:
        return plan_origin(p.flytting, FILE, "flytting")
    assert p.historie is not None, "sjekket i plan/checks/moves"
    text = f"{p.historie.kilde}; netto flytting som rest, {p.basisperiode} år; {source('flyttemoenster')}"
    return Origin("data", FILE, "historie", text, p.historie.anslag)


def _moves(plan: Plan, b: Binding, r: Rates, stock: Array) -> None:
    level, moves_origin = plan.population.flyttenivaa, _moves_origin(plan)
    scale = (expand(level, b.years) if level else np.ones(len(b.years)))[:, None, None, None]
    b.put_array("innflytting_bane", scale * r.arrivals, moves_origin)
    given = plan.population.utflytting
    leaving = plan_origin(given, FILE, "utflytting") if given else moves_origin
    b.put_array("utflyttingsrate", np.minimum(scale * r.out_rate, 1.0), leaving)
    b.put("flyttetid_andel", np.full(len(b.years), r.share), Origin("data", FILE, "flyttetidspunkt", "planens flyttetidspunkt"))
    inward = np.maximum(r.arrivals, 0.0)
    zones = inward.sum(axis=(1, 2), keepdims=True)
    b.constant("innflytterprofil", divide(inward, zones, 0.0), moves_origin)
    whole = inward.sum()
    b.constant("flytteprofil", inward / whole if whole > 0.0 else np.full(stock.shape, 1.0 / stock.size), moves_origin)
    b.constant("soneandel", stock.sum(axis=(1, 2)) / stock.sum(), plan_origin(plan.population.folketall, FILE, "folketall"))


def _openings(plan: Plan, b: Binding, stock: Array, path: Array | None, r: Rates) -> None:
    """Stocks of the first year: rolled from the stock's date, or the projection's figures spread on zones."""
    ahead = b.years[0] - r.first
    own = rolled(stock, r, ahead)
    opening = own if path is None else spread_on_zones(path[ahead], stock, own)
    origin = plan_origin(plan.population.folketall, FILE, "folketall")
    b.open("folketall_ib", opening, origin)
    b.open("folketall_egen_ib", own, origin)


def _neutral(plan: Plan, b: Binding, stock: Array, r: Rates) -> None:
    """Bind uncertain levels at their base value, and the profiles of shocks and noise."""
    n = len(b.years)
    for name in ("doedelighetsnivaa", "fruktbarhetsnivaa"):
        b.put(name, np.ones(n), BASE)
    for name in ("trekning", "froe"):
        b.put(name, np.zeros(n), BASE)
    b.put("aarstall", np.array(b.years, dtype=float), Origin("data", "plan.toml", "tid", "planens år"))
    b.constant("flyttesjokk", np.zeros(len(b.ids["sone"])), BASE)
    b.constant("justeringsfaktor", np.ones(stock.shape), BASE)
    b.constant("folketall_basis", np.zeros((2, AGES)), BASE)
    b.constant("justeringstillegg", np.zeros(stock.shape), BASE)
    noise = np.zeros((2, AGES)) if plan.population.utflytting is not None else np.broadcast_to(turnover(), (2, AGES))
    for name, by_cell in (("flyttbarhet", mobility(stock.sum(axis=0))), ("omsetning", noise)):
        b.constant(name, by_cell, Origin("parameter", "demografi.toml", name, source(name)))


def _groups(plan: Plan, b: Binding, stock: Array) -> None:
    own = ages_of_groups(plan, b.ids["aldersgruppe"])
    b.constant("gruppetilhoerighet", own, Origin("data", FILE, "aldersgrupper", "aldersgrupper i planen"))
    basis = plan_origin(plan.population.folketall, FILE, "folketall")
    b.constant("gruppe_basis", (own * stock.sum(axis=(0, 1))).sum(axis=1), basis)
    shipped = np.array([span(a, z) for _, a, z in members().values()])
    origin = Origin("parameter", "aldersgrupper.toml", "", "aldersgrupperinger som følger med")
    b.constant("utvalgstilhoerighet", shipped, origin)
    b.constant("arbeidsfoere", span(20, 66), Origin("data", "", "", "forsørgerbyrde: 0–19 og 67 år og eldre mot 20–66 år"))
