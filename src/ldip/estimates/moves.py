"""Yearly moves by zone, sex and age: as the plan gives them, or the residuals of its history, small areas shrunk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ldip.demography import moves
from ldip.demography.projection import survivors
from ldip.engine.graph import Array, divide
from ldip.estimates.national_rates import national_survival, reference_moves, turnover
from ldip.estimates.people import cells, history
from ldip.parameters.demography import shipped_demography
from ldip.plan.document import Plan


@dataclass(frozen=True)
class Residuals:
    """Moves as residuals of the base period, (sone, kjoenn, alder): raw, the people present at year end, and shrunk."""

    raw: Array
    present: Array
    municipal: Array  # (kjoenn, alder): the whole municipality, shrunk
    net: Array


def flows(plan: Plan, zones: tuple[str, ...]) -> tuple[Array, Array]:
    """Out-rates and arrivals, (sone, kjoenn, alder) each: gross moves where given, else net counts, else residuals."""
    p = plan.population
    if p.utflytting is not None and p.innflytting is not None:
        return cells(plan, "utflytting", zones, "andel"), cells(plan, "innflytting", zones)
    if p.flytting is not None:
        arrivals = cells(plan, "flytting", zones)
        return np.zeros(arrivals.shape), arrivals
    assert p.historie is not None, "sjekket i plan/checks/moves"
    return _placed(from_history(plan), plan.zones, zones)


def from_history(plan: Plan) -> tuple[Array, Array]:
    """Out-rates and arrivals from the residuals of the plan's own zones."""
    found = residuals(plan)
    if plan.population.negativ_flytting_som == "antall":
        return np.zeros(found.net.shape), found.net
    present = np.maximum(found.present, LEAST_PRESENT)
    if plan.population.negativ_flytting_som == "brutto":
        return moves.as_gross(found.net, present, np.broadcast_to(turnover() / 2.0, present.shape))
    return moves.as_rates(found.net, present)


LEAST_PRESENT = 0.5  # persons in a cell that out-moves are a rate of; an empty cell would give no rate at all


def base_years(plan: Plan) -> Array:
    """The calendar years of the base period, (år,)."""
    p = plan.population
    return np.arange(p.dato.year - p.basisperiode, p.dato.year, dtype=float)


def residuals(plan: Plan) -> Residuals:
    """Net moves of the plan's history, drawn towards those of similar municipalities unless `krymping` is off.

    Source: docs/method/demografi.md#steget-ett-år."""
    stocks, rates = history(plan), national_survival(base_years(plan))
    present = survivors(stocks[:, :-1], rates).mean(axis=1)
    raw = moves.residual_moves(stocks, rates)
    if not plan.population.krymping:
        return Residuals(raw, present, raw.sum(axis=0), raw)
    return Residuals(raw, present, shrunk_whole(raw, present), shrunk(raw, present))


def shrinkage() -> float:
    """Inhabitants at which an area's own pattern weighs as much as the reference's."""
    return float(shipped_demography()["flyttemoenster"]["krymping_k"])


def shrunk_whole(net: Array, present: Array) -> Array:
    """Moves of the whole municipality shrunk towards those of its size, (kjoenn, alder)."""
    whole, everyone = net.sum(axis=0), present.sum(axis=0)
    reference = np.broadcast_to(reference_moves(float(everyone.sum())), whole.shape)
    return moves.shrink(whole, everyone, reference, shrinkage())


def shrunk(net: Array, present: Array) -> Array:
    """Moves shrunk from the municipality towards those of its size, then from each zone towards the municipality.

    net and present (sone, kjoenn, alder), as the result; the zones add up to the municipality."""
    municipal, everyone = shrunk_whole(net, present), present.sum(axis=0)
    if len(net) == 1:
        return municipal[None]
    zones = moves.shrink(net, present, divide(municipal, everyone, 0.0), shrinkage())
    gap = municipal - zones.sum(axis=0)
    return np.asarray(zones + gap * divide(present, everyone, 0.0))


def _placed(found: tuple[Array, Array], own: tuple[str, ...], zones: tuple[str, ...]) -> tuple[Array, Array]:
    """Arrays of the plan's own zones on a list that may hold those of other plans too; absent zones have no moves."""
    if own == zones:
        return found
    result = tuple(np.zeros((len(zones), *a.shape[1:])) for a in found)
    for target, values in zip(result, found, strict=True):
        for place, zone in enumerate(own):
            target[zones.index(zone)] = values[place]
    return result[0], result[1]
