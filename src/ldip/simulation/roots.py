"""Roots of all demands at once: the least level above which each demand holds, for one base case or many draws.

A grid of levels first, then the brackets of all demands are narrowed together; every level that is tried serves all demands,
since the course of a year never depends on which demand is measured.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ldip.engine.graph import Array
from ldip.simulation.demands import SHORT

State = Literal["rot", "alltid", "uoppnaaelig", "ikke_entydig"]
STATES: Final[tuple[State, ...]] = ("rot", "alltid", "uoppnaaelig", "ikke_entydig")
Flags = NDArray[np.bool_]
Worst = Callable[[Array, NDArray[np.int64]], Array]  # levels (k,), rows (k,) → worst shortfall (demand, k)
REACH: Final = 0.4  # of operating cost, to both sides
NEAR: Final = 1e-3  # kr_fast, the accuracy of a root
ROUGH: Final = 1.0  # kr_fast, the accuracy of the largest root of many rows
STEP: Final = 4e-4  # kr_fast, how far from an estimate the bracket is set
MOST_PASSES: Final = 60
BETWEEN: Final = 12  # levels spread over a bracket in each pass of a base case


@dataclass(frozen=True, eq=False)
class Roots:
    """Roots by demand and row: `level` is nan without one, `below` is a level just below it, `state` indexes STATES."""

    level: Array
    below: Array
    state: NDArray[np.int64]

    @property
    def largest(self) -> Array:
        """The level that meets every demand that can be met, (row,); the bottom of the grid where all always hold is nan."""
        return np.where(
            np.isnan(self.level).all(axis=0), np.nan, np.nanmax(np.where(np.isnan(self.level), -np.inf, self.level), axis=0)
        )


def find_roots(worst: Worst, scale: Array, points: int, only_largest: bool = False, near: float = NEAR) -> Roots:
    """Roots of every demand, kr_fast to within `near`. `scale` (row,) is operating cost; `points` levels are in the grid.

    With `only_largest` a demand whose root cannot be the largest of its row is not narrowed."""
    rows = len(scale)
    share = np.linspace(-REACH, REACH, points)
    levels = share[:, None] * scale
    places = np.tile(np.arange(rows), points)
    tried = worst(levels.ravel(), places)
    short = tried.reshape(len(tried), points, rows)
    broken = short > SHORT
    last = points - 1 - np.argmax(broken[:, ::-1], axis=1)
    state = _states(broken, last)
    search = _Search.of(levels, short, last, state == STATES.index("rot"), 0 if only_largest else BETWEEN)
    search.narrow(worst, only_largest, near)
    found = state == STATES.index("rot")
    return Roots(np.where(found, search.high, np.nan), np.where(found, search.low, np.nan), state)


def _states(broken: Flags, last: NDArray[np.int64]) -> NDArray[np.int64]:
    """State of each demand on the grid, (demand, row). `last` is the index of the highest broken level."""
    points = broken.shape[1]
    always = ~broken.any(axis=1)
    never = last == points - 1
    order = np.arange(points)[:, None]
    mixed = ((~broken) & (order[None] < last[:, None])).any(axis=1)
    state = np.where(mixed, STATES.index("ikke_entydig"), STATES.index("rot"))
    state = np.where(~always & never, STATES.index("uoppnaaelig"), state)
    return np.where(always, STATES.index("alltid"), state)


@dataclass(eq=False)
class _Search:
    """Brackets (demand, row): broken at `low` with `f_low`, holding at `high`; `older` is a broken level below."""

    low: Array
    high: Array
    f_low: Array
    f_high: Array
    older: Array
    f_older: Array
    found: Flags
    open: Flags
    between: int

    @classmethod
    def of(cls, levels: Array, short: Array, last: NDArray[np.int64], found: Flags, between: int) -> _Search:
        demands, points, rows = short.shape
        at = np.where(found, last, 0)
        up, down = np.minimum(at + 1, points - 1), np.maximum(at - 1, 0)
        d, r = np.arange(demands)[:, None], np.arange(rows)[None]
        ends = (levels[at, r], levels[up, r], short[d, at, r], short[d, up, r], levels[down, r], short[d, down, r])
        return cls(*ends, found, found.copy(), between)

    def narrow(self, worst: Worst, only_largest: bool, near: float) -> None:
        """Narrow every bracket to `near`."""
        step = near / 3.0 if only_largest else STEP
        for _ in range(MOST_PASSES):
            self.open &= self.high - self.low > near
            if only_largest:
                self.open &= self.high > np.where(self.found, self.low, -np.inf).max(axis=0, initial=-np.inf)
            demand, row = self._leading() if only_largest else np.nonzero(self.open)
            if not len(row):
                return
            levels = self._proposed(demand, row, step)
            places = np.repeat(row, levels.shape[1])
            short = worst(levels.ravel(), places).reshape(-1, *levels.shape)
            self._take(levels, short, row)

    def _leading(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The demand of each row that the estimates place highest; the levels tried for it narrow the others too."""
        demand, row = np.nonzero(self.open)
        at = np.full(self.open.shape, -np.inf)
        at[demand, row] = self._estimate(demand, row)
        rows = np.flatnonzero(self.open.any(axis=0))
        return np.argmax(at[:, rows], axis=0), rows

    def _proposed(self, demand: NDArray[np.int64], row: NDArray[np.int64], step: float) -> Array:
        """Levels to try for each open bracket: around the estimate, halfway to both ends, and spread over the bracket."""
        low, high = self.low[demand, row], self.high[demand, row]
        at = np.clip(self._estimate(demand, row), low + 1e-9 * (high - low), high - 1e-9 * (high - low))
        near = [np.maximum(at - step, low), np.minimum(at + step, high)]
        share = np.arange(1.0, self.between + 1.0) / (self.between + 1.0)
        apart = [low + (high - low) * s for s in share] + [(low + at) / 2.0, (at + high) / 2.0]
        return np.stack([*near, *apart], axis=1)

    def _estimate(self, demand: NDArray[np.int64], row: NDArray[np.int64]) -> Array:
        """Level at which the shortfall is zero through both ends, or through two broken levels if it is never negative."""
        low, high, f_low, f_high = (v[demand, row] for v in (self.low, self.high, self.f_low, self.f_high))
        older, f_older = self.older[demand, row], self.f_older[demand, row]
        with np.errstate(all="ignore"):
            between = low + (f_low - SHORT) * (high - low) / (f_low - f_high)
            beyond = low + (f_low - SHORT) * (low - older) / (f_older - f_low)
        at = np.where(f_high < -SHORT, between, beyond)
        return np.where(np.isfinite(at) & (at > low) & (at < high), at, (low + high) / 2.0)

    def _take(self, levels: Array, short: Array, row: NDArray[np.int64]) -> None:
        """Move the brackets of the rows by every level that was tried in them, for all demands."""
        for k in range(levels.shape[1]):
            x, f = np.broadcast_to(levels[:, k], short.shape[:2]), short[:, :, k]
            inside = (x > self.low[:, row]) & (x < self.high[:, row])
            d, p = np.nonzero(inside & (f > SHORT))
            r = row[p]
            self.older[d, r], self.f_older[d, r] = self.low[d, r], self.f_low[d, r]
            self.low[d, r], self.f_low[d, r] = x[d, p], f[d, p]
            d, p = np.nonzero(inside & (f <= SHORT))
            self.high[d, row[p]], self.f_high[d, row[p]] = x[d, p], f[d, p]
