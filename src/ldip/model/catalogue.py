"""The stages in order and every step and input they declare."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np

from ldip import assumptions, demography, finance, investments, operations, services
from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, Opening, Step
from ldip.engine.schedule import Catalogue

STAGES: Final[tuple[tuple[str, tuple[Step, ...]], ...]] = (
    ("assumptions", assumptions.STEPS),
    ("demography", demography.STEPS),
    ("investments", investments.STEPS),
    ("services", services.STEPS),
    ("operations", operations.STEPS),
    ("finance", finance.STEPS),
)
GIVENS: Final[tuple[Given, ...]] = (
    *assumptions.GIVENS,
    *demography.GIVENS,
    *investments.GIVENS,
    *services.GIVENS,
    *operations.GIVENS,
    *finance.GIVENS,
)
OPENINGS: Final[tuple[Opening, ...]] = (
    *assumptions.OPENINGS,
    *demography.OPENINGS,
    *investments.OPENINGS,
    *services.OPENINGS,
    *operations.OPENINGS,
    *finance.OPENINGS,
)
FACTORS: Final[dict[str, Given]] = {g.factor.name: g for g in GIVENS if g.factor}


def factor_of(given: Given) -> Factor:
    """The factor that enters at an input of FACTORS."""
    assert given.factor is not None
    return given.factor


def neutral(n_years: int, sizes: Mapping[str, int]) -> dict[str, Array]:
    """Every factor's input without uncertainty, (year, 1, *axes); `sizes` is the number of elements by axis."""
    shapes = {g.name: (n_years, 1, *(sizes.get(a, 0) for a in g.axes)) for g in FACTORS.values()}
    return {g.name: np.full(shapes[g.name], factor_of(g).neutral) for g in FACTORS.values()}


@cache
def catalogue(extra: tuple[Step, ...] = ()) -> Catalogue:
    """All declarations, checked once; `extra` holds a plan's own måltall."""
    steps = [s for _, stage in STAGES for s in stage]
    return Catalogue.of([*steps, *extra], GIVENS)
