"""Percentiles over draws, always a real row, so that a percentile can be explained; and the mean of the worst rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FEWEST: Final = 100  # draws: with fewer, no share of them is stated
ENOUGH: Final = (50.0, 80.0, 90.0, 95.0)  # per cent of the draws in which a saving is enough
TAIL: Final = 95.0


@dataclass(frozen=True)
class Percentile:
    """A percentile of the draws with the draw that it is (1 is the first)."""

    percent: float
    value: float
    draw: int


@dataclass(frozen=True)
class Spread:
    """An outcome over the draws beside that of the base case: real percentiles, the mean beyond 95 per cent, and the share of the
    draws that are at most the base case."""

    base: float
    percentiles: tuple[Percentile, ...]
    beyond: float
    base_share: float
    draws: int


def many_enough(draws: int) -> bool:
    """Whether shares of so many draws may be stated: one draw more or less moves a share by at most one in a hundred."""
    return draws >= FEWEST


def percentile_row(values: NDArray[np.float64], percent: float) -> int:
    """Index of the row that is the percentile (`inverted_cdf`). values (rows,)."""
    order = np.argsort(values, kind="stable")
    position = int(np.ceil(percent / 100.0 * len(values))) - 1
    return int(order[min(max(position, 0), len(values) - 1)])


def percentiles(values: NDArray[np.float64], percents: tuple[float, ...]) -> NDArray[np.float64]:
    """(percent,) real outcomes from values (rows,)."""
    return np.array([values[percentile_row(values, p)] for p in percents])


def expected_shortfall(values: NDArray[np.float64], percent: float = TAIL) -> float:
    """Mean of the rows beyond a percentile: the 5 of 100 highest for 95. values (rows,), at least one row counts.

    Source: Rockafellar and Uryasev 2000, «Optimization of conditional value-at-risk»."""
    kept = min(int(np.ceil(percent / 100.0 * len(values))), len(values) - 1)
    return float(np.sort(values)[kept:].mean())


def share_at_most(values: NDArray[np.float64], level: float) -> float:
    """Share of rows that are at most a level."""
    return float((values <= level).mean())


def standard_error(share: float, draws: int) -> float:
    """Standard error of a share of independent draws, √(p·(1 − p)/n)."""
    return float(np.sqrt(max(share * (1.0 - share), 0.0) / draws))


def spread_of(values: NDArray[np.float64], base: float, percents: tuple[float, ...] = ENOUGH) -> Spread:
    """The spread of an outcome; values (draw,). Errors: ValueError without draws."""
    if not len(values):
        raise ValueError("et spenn trenger minst én trekning")
    rows = [(p, percentile_row(values, p)) for p in percents]
    found = tuple(Percentile(p, float(values[at]), at + 1) for p, at in rows)
    return Spread(base, found, expected_shortfall(values), share_at_most(values, base), len(values))
