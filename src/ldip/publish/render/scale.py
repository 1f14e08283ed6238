"""Positions of numbers and years in a drawing, and the division of the axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ldip.publish.content.cells import Cell, Figure
from ldip.publish.digits import grouped

STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
DIVISIONS: Final = 5
YEARS_LABELLED: Final = 7


def drawn(cell: Cell) -> float | None:
    """A number in the reading unit, unrounded, as far as a drawing is concerned."""
    return None if cell.signed is None else cell.signed * 10.0**cell.format.shift


@dataclass(frozen=True)
class Axis:
    """The axis of numbers: from where to where, and in what steps."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        """The numbers that are marked."""
        count = round((self.high - self.low) / self.step)
        return [self.low + i * self.step for i in range(count + 1)]

    def words(self, tick: float) -> str:
        """A marked number as it is read."""
        return grouped(round(tick, 9), 0 if float(self.step).is_integer() else max(1, -math.floor(math.log10(self.step))))


def axis_of(numbers: Iterable[float]) -> Axis:
    """An axis in round steps that holds all the numbers, and zero."""
    found = [0.0, *numbers]
    low, high = min(found), max(found)
    raw = max((high - low) / DIVISIONS, 1e-9)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in STEPS if m * power >= raw * (1.0 - 1e-9))
    return Axis(math.floor(low / step + 1e-9) * step, max(math.ceil(high / step - 1e-9), 1) * step, step)


@dataclass(frozen=True)
class Place:
    """The drawing's inner rectangle, with its axes."""

    left: float
    top: float
    width: float
    height: float
    years: tuple[int, ...]
    axis: Axis
    bars: bool

    def x(self, year: int) -> float:
        """Horizontal position of a year."""
        return self.left + self.step * (self.years.index(year) + (0.5 if self.bars else 0.0))

    @property
    def step(self) -> float:
        """From one year to the next."""
        return self.width / (len(self.years) if self.bars else max(len(self.years) - 1, 1))

    def y(self, number: float) -> float:
        """Vertical position of a number."""
        return self.top + self.height * (self.axis.high - number) / (self.axis.high - self.axis.low)

    @property
    def labelled(self) -> list[int]:
        """The years that are written under the axis: evenly spaced, the last always, none too near it."""
        every, last = max(1, math.ceil((len(self.years) - 1) / (YEARS_LABELLED - 1))), len(self.years) - 1
        return [y for i, y in enumerate(self.years) if i == last or (i % every == 0 and last - i >= every / 2)]


def numbers_of(figure: Figure) -> list[float]:
    """Every number a figure must have room for: lines, bands, and the stacks above and below zero."""
    plain = [t.cells for t in figure.trails if t.mark != "part"] + [c for b in figure.bands for c in (b.low, b.high)]
    found = [v for cells in plain for c in cells if (v := drawn(c)) is not None]
    for i in range(len(figure.years)):
        parts = [drawn(t.cells[i]) or 0.0 for t in figure.trails if t.mark == "part"]
        found += [sum(v for v in parts if v > 0.0), sum(v for v in parts if v < 0.0)]
    return found


def apart(wanted: Sequence[float], gap: float, bottom: float) -> list[float]:
    """Heights for labels near those wanted, at least `gap` from each other and none under `bottom`."""
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    placed = list(wanted)
    for before, i in pairwise(order):
        placed[i] = max(placed[i], placed[before] + gap)
    over = max((placed[i] for i in order), default=bottom) - bottom
    if over > 0.0:
        limit = bottom
        for i in reversed(order):
            placed[i] = min(placed[i], limit)
            limit = placed[i] - gap
    return placed
