"""The stages in order and every step and input they declare."""

from __future__ import annotations

from functools import cache
from typing import Final

from ldip import assumptions, demography, finance, investments, operations, services
from ldip.engine.graph import Given, Opening, Step
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
FACTORS: Final[dict[str, Given]] = {g.factor: g for g in GIVENS if g.factor}


def path_factors() -> tuple[str, ...]:
    """Uncertain factors whose spread a plan gives in its list of factors."""
    return tuple(i for i, g in FACTORS.items() if not g.spread)


@cache
def catalogue(extra: tuple[Step, ...] = ()) -> Catalogue:
    """All declarations, checked once; `extra` holds a plan's own måltall."""
    steps = [s for _, stage in STAGES for s in stage]
    return Catalogue.of([*steps, *extra], GIVENS)
