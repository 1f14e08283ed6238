"""Chances over draws: how often a rule holds, by year and in all years, each rule alone and all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ldip.uncertainty.summary import percentile_row

Kept = NDArray[np.bool_]  # (year, draw)


@dataclass(frozen=True)
class Chance:
    """Shares of the draws in which a rule holds: by year, and in all years."""

    yearly: tuple[float, ...]
    every: float


def chance(where: Kept) -> Chance:
    """Shares of draws where the rule holds, from flags (year, draw): by year, and in all years."""
    return Chance(tuple(float(v) for v in where.mean(axis=1)), float(where.all(axis=0).mean()))


def first_broken(where: Kept) -> NDArray[np.float64]:
    """Share of draws in which a rule is broken for the first time in each year, and last in none: (year + 1,), with the sum 1.

    Flags (year, draw) are of where it holds."""
    years, draws = where.shape
    first = np.where(where.all(axis=0), years, np.argmin(where, axis=0))
    return np.asarray(np.bincount(first, minlength=years + 1) / draws)


def curve(values: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """Certainty curve of one year's need (draw,): (level, share of draws for which it is enough) for 1, 2, … 99 per cent.

    Each level is a real draw, the same as the printed percentile."""
    return tuple((float(values[percentile_row(values, p)]), p / 100.0) for p in range(1, 100))


def bands(uncertain: Mapping[str, NDArray[np.float64]], name: str, percents: Sequence[float]) -> dict[str, list[float]]:
    """Percentiles by year of a quantity without axes, keyed `p10` …; each is a real draw (`inverted_cdf`)."""
    found = np.sort(uncertain[name], axis=1)
    count = found.shape[1]
    places = {p: min(max(int(np.ceil(p / 100.0 * count)) - 1, 0), count - 1) for p in percents}
    return {f"p{p:g}": [float(v) for v in found[:, at]] for p, at in places.items()}
