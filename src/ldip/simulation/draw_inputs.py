"""Inputs of uncertain rows: the plan's factors in a block of draws, and the costs of projects.

A factor enters in the cause group of its input, from the plan that the row takes the group from, in that plan's own years. All
plans share the draws: a factor's numbers are keyed by seed, factor, entity and block, never by plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ldip.engine.graph import Array, Given
from ldip.errors import ModelError
from ldip.model.catalogue import FACTORS, factor_of
from ldip.plan.document import Plan
from ldip.simulation.bound_plans import BoundPlans
from ldip.uncertainty.draws import BLOCK, FactorPath, block_paths
from ldip.uncertainty.factors import noise_of

Ints = NDArray[np.int64]
POISSON_LIMIT = 200  # draws: exact counts are slow (docs/method/demografi.md#tellestøy)
PROJECT_COST = "prosjektkostnad"


@dataclass(frozen=True, eq=False)
class DrawBlock:
    """A block of draws; each factor is generated for the whole block, once."""

    seed: int
    number: int
    paths: dict[FactorPath, Array] = field(default_factory=dict, repr=False)

    def path(self, factor: FactorPath) -> Array:
        """A factor's deviations, (year, 1024)."""
        if factor not in self.paths:
            self.paths[factor] = block_paths(factor, self.seed, self.number)
        return self.paths[factor]

    def shock(self, factor: str, entity: str = "") -> Array:
        """A standard normal number for each draw, (1024,)."""
        return np.asarray(self.path(FactorPath(factor, "", (1.0,), 0.0, entity))[0])


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
    bound: BoundPlans, picks: Ints, block: DrawBlock, draws: Ints, only: Iterable[Given] = tuple(FACTORS.values())
) -> dict[str, Array]:
    """Arrays (year, row, *axes) of the factors that any row has; picks (row or 1, group), draws (row,) of the block."""
    found = {g.name: _factor(bound, g, bound.picked(picks, g.name), block, draws) for g in only}
    return {n: v for n, v in found.items() if v is not None}


def _factor(bound: BoundPlans, given: Given, picked: Ints, block: DrawBlock, draws: Ints) -> Array | None:
    """One factor's array, from the plan that each row picks; None where no row has it."""
    at, found = places_in_block(draws), None
    for place in dict.fromkeys(picked.tolist()):
        whole = _whole_block(bound, place, given, block)
        if whole is None:
            continue
        if len(whole) == len(bound.years) and bool((picked == place).all()):
            return whole[:, at]
        if found is None:
            found = np.zeros((len(bound.years), len(at), *whole.shape[2:]))
        rows = np.flatnonzero(np.broadcast_to(picked == place, at.shape))
        found[bound.own_years(place), rows] = whole[:, at[rows]]
    return found


def _whole_block(bound: BoundPlans, place: int, given: Given, block: DrawBlock) -> Array | None:
    """A plan's factor for a whole block, (own year, 1024, *axes); None where the plan does not have it."""
    if factor_of(given).name == PROJECT_COST:
        return _project_costs(bound, place, block)
    found = next((f for f in bound.factors[place] if f.target == given.name), None)
    return None if found is None else block.path(found)


def _project_costs(bound: BoundPlans, place: int, block: DrawBlock) -> Array | None:
    """Standard normal shocks to projects' costs, the same every year, with a common market. (own year, 1024, prosjekt)."""
    found, ids = bound.plans[place].uncertainty.prosjektkostnad, bound.ids["prosjekt"]
    if found is None or not ids:
        return None
    own = np.stack([block.shock(PROJECT_COST, i) for i in ids], axis=1)
    values = np.sqrt(found.korrelasjon) * block.shock("byggemarked")[:, None] + np.sqrt(1.0 - found.korrelasjon) * own
    return np.broadcast_to(values, (len(bound.bindings[place].years), *values.shape))
