"""Several plans side by side: the worst of each number, and in how many of the same draws a plan needs less than the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ldip.plan.schema.ratios import Ratio
from ldip.simulation.run import Run
from ldip.statements.adopted import target_of

MOST: Final = 6  # plans side by side: more columns cannot be read, and each takes a run
KRONE: Final = 1.0  # needs within a krone are alike


def less_than_first(runs: Sequence[Run]) -> tuple[float | None, ...]:
    """Share of the draws in which each plan's lasting need is below that of the first, draw by draw.

    None for the first, without draws, and for a plan that was drawn with another seed or number of draws."""
    first = runs[0]
    return (None, *(_less(first, run) for run in runs[1:]))


def _less(first: Run, other: Run) -> float | None:
    if not first.draws or (first.draws, first.seed) != (other.draws, other.seed):
        return None
    if first.lasting.amount is None or other.lasting.amount is None:
        return None
    return float(np.mean(other.needs < first.needs - KRONE))


def lower_is_better(ratio: Ratio) -> bool:
    """Whether a måltall has a cap and neither target nor floor."""
    target = target_of(ratio)
    return target.tak is not None and target.maal is None and target.gulv is None


def most_lacking(run: Run, service: str) -> tuple[int, float]:
    """The year in which a service lacks most places, and how many; the first of equals."""
    values = run.series("plassmangel")[:, run.ids("tjeneste").index(service)]
    year = int(np.argmax(values))
    return run.years[year], float(values[year])
