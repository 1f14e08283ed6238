"""Inputs of uncertain rows: the plan's factors in a block of draws.

A factor enters in the cause group of its input, from the plan that the row takes the group from, in that plan's own years. All
plans share the draws: a factor's numbers are keyed by seed, stream, entity and block, never by plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.binding.bind import axes_of
from ldip.engine.graph import Array, Given
from ldip.errors import ModelError
from ldip.model.catalogue import FACTORS, factor_of
from ldip.plan.document import Plan
from ldip.simulation.bound_plans import BoundPlans
from ldip.uncertainty.draws import BLOCK, Block
from ldip.uncertainty.factors import noise_of
from ldip.uncertainty.paths import Where, values

Ints = NDArray[np.int64]
POISSON_LIMIT: Final = 200  # draws: exact counts are slow (docs/method/demografi.md#tellestøy)
PERSONS: Final = "folketall_ib"  # opening balance with the persons of the first axis of its elements
PLACES: Final = "sone"


def check_draws(plan: Plan, draws: int) -> None:
    """Refuse more draws than exact counts allow. Errors: ModelError naming file, key and remedy."""
    if noise_of(plan) == "poisson" and draws > POISSON_LIMIT:
        raise ModelError(
            f"usikkerhet.toml: befolkning.tellestoey = poisson er for høyst {POISSON_LIMIT} trekninger, ikke {draws}; bruk normal"
        )


def places_in_block(draws: Ints) -> Ints:
    """Positions of draws in their block, 0…1023."""
    return np.asarray((draws - 1) % BLOCK)


def factor_inputs(
    bound: BoundPlans, picks: Ints, block: Block, draws: Ints, only: Iterable[Given] = tuple(FACTORS.values())
) -> dict[str, Array]:
    """Arrays (year, row, *axes) of the factors that any row draws; picks (row or 1, group), draws (row,) of the block."""
    found = {g.name: _factor(bound, g, bound.picked(picks, g.name), block, draws) for g in only}
    return {n: v for n, v in found.items() if v is not None}


def factor_values(bound: BoundPlans, draws: Ints, place: int = 0) -> dict[str, Array]:
    """Each drawn factor's input by factor name, (year, draw[, element]), of one plan in its own years.

    draws (draw,) are positive and in any order: those that the rows of a run have. Every element of the batch's axes is there."""
    picks, found = bound.whole[place : place + 1], dict[str, Array]()
    numbers = (draws - 1) // BLOCK
    for number in np.unique(numbers):
        at = np.flatnonzero(numbers == number)
        block = Block(bound.seed, int(number), bound.mirrored)
        for name in bound.drawn[place]:
            given = FACTORS[name]
            part = factor_inputs(bound, picks, block, draws[at], (given,))[given.name][bound.own_years(place)]
            whole = found.setdefault(name, np.empty((len(part), len(draws), *part.shape[2:])))
            whole[:, at] = part
    return found


def _factor(bound: BoundPlans, given: Given, picked: Ints, block: Block, draws: Ints) -> Array | None:
    """One factor's array, from the plan that each row picks; None where no row draws it."""
    at, found, years = places_in_block(draws), None, len(bound.years)
    for place in dict.fromkeys(picked.tolist()):
        whole = _whole_block(bound, place, given, block)
        if whole is None:
            continue
        own = bound.own_years(place)
        if own == slice(0, years) and bool((picked == place).all()):
            return _every_year(np.take(whole, at, axis=1), years)
        if found is None:
            found = np.full((years, len(at), *whole.shape[2:]), factor_of(given).neutral)
        rows = np.flatnonzero(np.broadcast_to(picked == place, at.shape))
        found[own, rows] = _every_year(np.take(whole, at[rows], axis=1), own.stop - own.start)
    return found


def _every_year(found: Array, years: int) -> Array:
    """Values that are the same every year, for each year."""
    return found if len(found) == years else np.broadcast_to(found, (years, *found.shape[1:]))


def _whole_block(bound: BoundPlans, place: int, given: Given, block: Block) -> Array | None:
    """A plan's factor for a whole block, (own year or 1, 1024, *axes); None where the plan does not draw it."""
    declared = factor_of(given)
    settings = bound.drawn[place].get(declared.name)
    if settings is None:
        return None
    where = where_of(bound, place, declared.axis)
    spread = bound.bindings[place].values[declared.spread_in][:, 0] if declared.spread_in else None
    every = bound.ids[declared.axis] if declared.axis else ()
    own = [every.index(e) for e in where.elements]
    found = values(settings, where, block, bound.mixing[place][declared.name], None if spread is None else spread[:, own])
    if len(own) == len(every):
        return found
    target = np.full((*found.shape[:2], len(every)), declared.neutral)
    target[:, :, own] = found
    return target


def where_of(bound: BoundPlans, place: int, axis: str = "") -> Where:
    """The plan's municipality with its inhabitants in the opening, and the elements of an axis in the plan's own order."""
    plan = bound.plans[place]
    people = bound.bindings[place].openings[PERSONS][0].sum(axis=(-2, -1))
    zones = [bound.ids[PLACES].index(i) for i in axes_of(plan)[PLACES]]
    elements = tuple(axes_of(plan)[axis]) if axis else ()
    persons = tuple(float(n) for n in people[zones]) if axis == PLACES else (0.0,) * len(elements)
    return Where(plan.head.kommune.kommunenummer, float(people[zones].sum()), elements, persons)
