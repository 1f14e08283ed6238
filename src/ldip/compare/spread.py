"""Position of a måltall among the municipalities of KOSTRA: the 10–90 percentile and the rank, never a pass or a fail.

A percentile is a real municipality's figure (`inverted_cdf`, as in uncertainty/summary.py).
Source: docs/method/oppstillinger.md#andre-kommuner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from ldip.uncertainty.summary import percentiles

PERCENTS: Final = (10.0, 50.0, 90.0)
FEWEST: Final = 10  # below this a tenth of the municipalities is less than one


class Figure(Protocol):
    """An area's figure."""

    @property
    def maaltall(self) -> str:
        """The måltall's id."""

    @property
    def aar(self) -> int:
        """The year."""

    @property
    def kommune(self) -> str:
        """The municipality's number, or the code of another area."""

    @property
    def verdi(self) -> float:
        """The figure in the reading unit."""


@dataclass(frozen=True)
class Spread:
    """The municipalities' figures of the newest year: how many, percentiles 10, 50 and 90, and the sorted figures."""

    year: int
    p10: float
    p50: float
    p90: float
    figures: tuple[float, ...]

    @property
    def count(self) -> int:
        """Number of municipalities."""
        return len(self.figures)

    def place(self, value: float) -> str:
        """under, innenfor or over the 10–90 percentile."""
        return "under" if value < self.p10 else "over" if value > self.p90 else "innenfor"

    def below(self, value: float) -> float:
        """Share of the municipalities with a lower figure."""
        return float(np.searchsorted(np.array(self.figures), value, side="left")) / self.count


def spread_of(rows: Iterable[Figure], names: Sequence[str]) -> Spread | None:
    """The newest year's spread of the first of `names` that has figures; None when too few municipalities have one."""
    found = [r for r in rows if r.kommune.isdigit()]  # a group's figure is a mean of municipalities
    for name in names:
        own = [r for r in found if r.maaltall == name]
        if own:
            year = max(r.aar for r in own)
            figures = np.sort(np.array([r.verdi for r in own if r.aar == year]))
            if len(figures) < FEWEST:
                return None
            p10, p50, p90 = percentiles(figures, PERCENTS)
            return Spread(year, float(p10), float(p50), float(p90), tuple(figures.tolist()))
    return None
