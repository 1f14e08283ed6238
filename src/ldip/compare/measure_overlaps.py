"""Measures that may take the same money twice: lasting ones of one service that are in effect, or proposed, in the same years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ldip.compare.measures import Followed
from ldip.plan.measures import DROPPED


@dataclass(frozen=True)
class MeasureOverlap:
    """Measures of a service that save in the same years, from the year `first`. Each counts with its whole amount."""

    service: str
    measures: tuple[str, ...]
    first: int


def measure_overlaps(years: tuple[int, ...], every: Iterable[Followed]) -> tuple[MeasureOverlap, ...]:
    """Services with several measures that save in one year, by service. Dropped ones and levers are left out."""
    saves = [
        m for m in every if m.kind != "grep" and m.status != DROPPED and m.service and np.nansum(np.minimum(m.decided, 0.0)) < 0.0
    ]
    found = []
    for service in dict.fromkeys(m.service for m in saves):
        own = [m for m in saves if m.service == service]
        counts = np.sum([np.nan_to_num(m.decided) < 0.0 for m in own], axis=0)
        if counts.max() > 1:
            first = int(np.argmax(counts > 1))
            both = tuple(m.id for m in own if np.nan_to_num(m.decided[first:]).min() < 0.0)
            found.append(MeasureOverlap(service, both, years[first]))
    return tuple(found)
