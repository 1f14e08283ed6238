"""Back-test: launch past projections for every municipality in a stock file and compare them with the outcome.

A launch knows the stocks up to its own year and the national fertility of the year before. Mortality
is the parameter table (fitted later, so revised and not real-time; docs/method/demografi.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ldip.demography import moves
from ldip.demography.projection import one_year, survivors
from ldip.engine.graph import Array, divide
from ldip.estimates.national_rates import national_fertility, national_survival, national_totals
from ldip.parameters.demography import shipped_demography

AGE_BANDS: Final = (
    ("total", 0, 105),
    ("0", 0, 0),
    ("1-5", 1, 5),
    ("6-15", 6, 15),
    ("16-19", 16, 19),
    ("20-66", 20, 66),
    ("67-79", 67, 79),
    ("80-89", 80, 89),
    ("90+", 90, 105),
)
SIZES: Final = (
    ("under 2 000", 0, 2e3),
    ("2–5 000", 2e3, 5e3),
    ("5–10 000", 5e3, 1e4),
    ("10–20 000", 1e4, 2e4),
    ("20–50 000", 2e4, 5e4),
    ("over 50 000", 5e4, 1e12),
)
BORDER_SPLITS: Final = ("1508", "1580", "1806", "1875", "5055", "5056", "5059")
SEXES: Final = np.array([1.0, 1.06]) / 2.06
METHODS: Final = ("kohort", "uendret", "trend")
FURTHEST: Final = 15  # years ahead


@dataclass(frozen=True)
class History:
    """Stocks of many municipalities: cells (kommune, år, kjoenn, alder) 1 January of `years`."""

    ids: tuple[str, ...]
    years: tuple[int, ...]
    cells: Array

    def at(self, year: int) -> Array:
        """Stocks of one year, (kommune, kjoenn, alder)."""
        return self.cells[:, self.years.index(year)]


@dataclass(frozen=True)
class Launch:
    """Inputs of a launch: opening cells (kommune, kjoenn, alder) and inputs by year."""

    year: int
    opening: Array
    survival: Array  # (år, kjoenn, alder)
    fertility: Array  # (kommune, år, alder)
    out_rate: Array  # (kommune, kjoenn, alder)
    arrivals: Array


@dataclass
class Errors:
    """Relative errors by launch: method → {(launch, horizon): (kommune, gruppe)}, with size and coverage."""

    inhabitants: dict[int, Array] = field(default_factory=dict)
    errors: dict[str, dict[tuple[int, int], Array]] = field(default_factory=dict)


def grouped(cells: Array) -> Array:
    """Persons by group, (…, gruppe), from cells (…, kjoenn, alder)."""
    ages = cells.sum(axis=-2)
    return np.stack([ages[..., a : b + 1].sum(axis=-1) for _, a, b in AGE_BANDS], axis=-1)


def launch(history: History, year: int, horizon: int, base: int = 10) -> Launch:
    """Rates and moves as known at a launch.

    Moves are residuals over `base` years shrunk towards municipalities of similar size; fertility is the
    nation's last year at the local level of the last five. Errors: ValueError without enough years.
    """
    stocks, at = history.cells, history.years.index(year)
    if at < base:
        raise ValueError(f"lansering {year} trenger folketall fra {year - base}")
    span = np.arange(year - base, year, dtype=float)
    past, survival = stocks[:, at - base : at + 1], national_survival(span)
    residual = moves.residual_moves(past, survival)
    present = survivors(past[:, :-1], survival).mean(axis=1)
    settled = moves.shrink(
        residual, present, _reference(residual, present), float(shipped_demography()["flyttemoenster"]["krymping_k"])
    )
    out_rate, arrivals = moves.as_rates(settled, np.maximum(present, 0.5))
    recent, when = past[:, -6:], span[-5:]
    expected = moves.expected_births(recent, national_fertility(when, national_totals(when))).sum(axis=-1)
    local = moves.fertility_factor(moves.newborns(recent, survival[-5:]).sum(axis=-1), expected)
    ahead = np.arange(year, year + horizon, dtype=float)
    held = np.full(horizon, national_totals(np.array([year - 1.0]))[0])
    fertility = local[:, None, None] * national_fertility(ahead, held)
    return Launch(year, stocks[:, at], national_survival(ahead), fertility, out_rate, arrivals)


def _reference(residual: Array, present: Array) -> Array:
    """Net moves per person in municipalities of the same size class, (kommune, kjoenn, alder)."""
    size = present.sum(axis=(1, 2))
    result = np.zeros_like(residual)
    for _, low, high in SIZES:
        inside = (size >= low) & (size < high)
        if inside.any():
            result[inside] = divide(residual[inside].sum(axis=0), present[inside].sum(axis=0), 0.0)
    return result


def cohort_path(start: Launch) -> Array:
    """The cohort-component projection of a launch, (år+1, kommune, kjoenn, alder)."""
    path = [start.opening]
    for t in range(len(start.survival)):
        now, _ = one_year(path[-1], (start.survival[t], start.fertility[:, t]), (start.out_rate, start.arrivals), SEXES, 0.0)
        path.append(now)
    return np.array(path)


def trend_path(history: History, year: int, horizon: int, base: int = 5) -> Array:
    """Each group grows at the total's rate in the last years (exponential trend), (år+1, kommune, gruppe)."""
    now, before = grouped(history.at(year)), grouped(history.at(year - base))
    growth = divide(now[:, :1], before[:, :1], 1.0) ** (1.0 / base)
    result: Array = now[None] * growth[None] ** np.arange(horizon + 1)[:, None, None]
    return result


def backtest(history: History, launches: Sequence[int], base: int = 10, furthest: int = FURTHEST) -> Errors:
    """Errors of the methods for every launch and horizon (to `furthest` years) with an outcome in the history."""
    found = Errors(errors={m: {} for m in METHODS})
    for year in launches:
        horizon = min(furthest, history.years[-1] - year)
        start = launch(history, year, horizon, base)
        now = grouped(start.opening)
        paths = {
            "kohort": grouped(cohort_path(start)),
            "uendret": np.broadcast_to(now, (horizon + 1, *now.shape)),
            "trend": trend_path(history, year, horizon),
        }
        found.inhabitants[year] = now[:, 0]
        for h in range(1, horizon + 1):
            actual = grouped(history.at(year + h))
            for method, path in paths.items():
                found.errors[method][year, h] = divide(path[h] - actual, np.maximum(actual, 1.0), 0.0)
    return found
