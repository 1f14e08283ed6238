"""Back-test of the macro factors: past launches of a plain forecast, and how often the outcome fell inside the drawn 80 % band.

A plan's path comes from those who made it, and is not known for the past. In its place each launch uses what anyone could: a rate
stays where it was, and a growth rate is its own mean over the ten years before. Source: docs/method/usikkerhet.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from ldip.model.catalogue import FACTORS, factor_of
from ldip.parameters.history import Series, series
from ldip.parameters.uncertain import shipped_numbers
from ldip.uncertainty.draws import BLOCK, Array, Block
from ldip.uncertainty.paths import Where, values
from ldip.uncertainty.settings import settings_of

HORIZONS: Final = (1, 2, 3, 4, 5, 7, 10)
LOW, HIGH = 10.0, 90.0
MEMORY: Final = 10  # years behind the mean of a growth rate
LEAST: Final = 5  # years that a mean, and launches that a share, need
SEED, BLOCKS, FIRST = 1, 4, 2026  # FIRST: the first year, for spreads that are given by year
MIDDLING: Final = Where("0000", 10_000.0, ("0",), (10_000.0,))
# The last launch that a factor's spread was fitted to; later launches are held back.
FITTED_TO: Final = {"styringsrente": 2007, "loennsvekst": 2008, "prisvekst": 2010}
Part = Literal["tilpasset", "holdt_tilbake"]


@dataclass(frozen=True)
class FactorRow:
    """Launches of a factor at a horizon: the share inside the 80 % band, and mean and root mean square of the error, shares.

    `low` and `high` are the band's ends around the forecast."""

    factor: str
    part: Part
    launches: tuple[int, ...]
    horizon: int
    inside: float
    bias: float
    rmse: float
    low: float
    high: float


def band(factor: str, years: int) -> Array:
    """Ends of the drawn 80 % band of a factor with its shipped numbers, (year, end), as deviations from neutral.

    A municipality's own part is that of one with 10 000 inhabitants and one element of the factor's axis."""
    s = settings_of(factor_of(FACTORS[factor]), shipped_numbers(factor), range(FIRST, FIRST + years))
    blocks = [values(s, MIDDLING, Block(SEED, number)) for number in range(BLOCKS)]
    every = np.concatenate([np.broadcast_to(b.reshape(b.shape[0], BLOCK), (years, BLOCK)) for b in blocks], axis=1)
    return np.asarray(np.percentile(every - s.declared.neutral, (LOW, HIGH), axis=1).T)


def errors(found: Series, horizon: int, launches: Iterable[int]) -> dict[int, float]:
    """Outcome less forecast at a horizon, by launch; launches without an outcome, or too early to forecast, are left out."""
    result: dict[int, float] = {}
    for year in launches:
        past = [found.values[y] for y in range(year - MEMORY + 1, year + 1) if y in found.values]
        if year + horizon in found.values and year in found.values and (not found.grows or len(past) >= LEAST):
            forecast = float(np.mean(past)) if found.grows else found.values[year]
            result[year] = found.values[year + horizon] - forecast
    return result


def factor_rows(factors: Sequence[str] = tuple(FITTED_TO), horizons: Sequence[int] = HORIZONS) -> list[FactorRow]:
    """Every factor's launches, those that the spread was fitted to and those held back, at each horizon with enough of them."""
    rows = []
    for factor in factors:
        found, ends = series(factor), band(factor, max(horizons))
        split = FITTED_TO[factor]
        parts: tuple[tuple[Part, range], ...] = (
            ("tilpasset", range(found.years[0], split + 1)),
            ("holdt_tilbake", range(split + 1, found.years[-1])),
        )
        for part, launches in parts:
            for h in horizons:
                off = errors(found, h, launches)
                if len(off) >= LEAST:
                    rows.append(_row(factor, part, h, off, ends[h - 1]))
    return rows


def _row(factor: str, part: Part, horizon: int, off: dict[int, float], ends: Array) -> FactorRow:
    wrong = np.array(list(off.values()))
    low, high = float(ends[0]), float(ends[1])
    inside = float(((wrong >= low) & (wrong <= high)).mean())
    rmse = float(np.sqrt((wrong**2).mean()))
    return FactorRow(factor, part, tuple(off), horizon, inside, float(wrong.mean()), rmse, low, high)
