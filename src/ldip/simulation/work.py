"""Estimated work of a run before it is run: seconds and megabytes from the size of the plan, the draws and the kept names.

Calibrated on two cores with benchmarks/run.py's plans (297–2 109 elements, 0–1 000 draws): within a factor of two there. It is
no promise, only good enough to choose where a run is executed and to refuse one that is far too large."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import Final

from ldip.binding.bind import axes_of
from ldip.model.catalogue import catalogue
from ldip.plan.document import Plan

RUN_S: Final = 0.3  # one base case with the search of its lasting need
CELL_S: Final = 1.8e-6  # more for each element and year
DRAW_S: Final = 1.2e-4  # one year of one draw, its lasting need among it
DRAW_CELL_S: Final = 4e-8  # more for each element
BYTE_S: Final = 4e-7  # reading and checking a byte of a plan's files
NUMBER_MB: Final = 8 / 2**20
RUN_MB: Final = 60.0  # the steps of a base case
BLOCK_NUMBERS: Final = 2048  # numbers alive for each element and year while a block of draws is run
MB: Final = 2**20


@dataclass(frozen=True)
class Work:
    """Estimated seconds on two cores, and megabytes beyond what the process holds."""

    seconds: float
    megabytes: float

    def times(self, count: int) -> Work:
        """The work of so many runs after one another."""
        return Work(self.seconds * count, self.megabytes)


def work_of(plan: Plan, draws: int = 0, keep: Iterable[str] = ()) -> Work:
    """The work of one run with kept names; an unknown name counts as one without axes."""
    size = {axis: max(len(ids), 1) for axis, ids in axes_of(plan).items()}
    years, elements = len(plan.years), sum(size.values())
    kept = sum(prod(size.get(a, 1) for a in catalogue().axes_of(n) or ()) for n in dict.fromkeys(keep))
    seconds = RUN_S + CELL_S * elements * years + draws * years * (DRAW_S + DRAW_CELL_S * elements)
    block = BLOCK_NUMBERS * elements * years * NUMBER_MB if draws else 0.0
    return Work(seconds, RUN_MB + block + (draws + 1) * years * kept * NUMBER_MB)


def reading_of(size: int) -> Work:
    """The work of reading and checking files of so many bytes."""
    return Work(BYTE_S * size, RUN_MB + 60.0 * size / MB)
