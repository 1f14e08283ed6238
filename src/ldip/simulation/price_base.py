"""The price years of plans on one batch axis: one price level for each, by the deflator of the plan with the earliest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from ldip.assumptions.macro import deflator_vekst
from ldip.engine.schedule import ub_of
from ldip.engine.units import FIXED_PRICES
from ldip.model.catalogue import GIVENS, OPENINGS, catalogue

Floats = NDArray[np.float64]
AFTER: Final = "etter_prisaar"
DEFLATOR: Final = ("loennsvekst_bane", "prisvekst_bane", "deflator_loennsandel")


class Priced(Protocol):
    """The parts of a binding that tell its price year and its deflator."""

    years: tuple[int, ...]

    @property
    def values(self) -> Mapping[str, Floats]:
        """Inputs (year, 1, *axes) by name."""


@cache
def fixed_names() -> frozenset[str]:
    """Inputs and openings in fixed prices."""
    steps = catalogue().steps
    opened = {o.name: steps[ub_of(o.name)][0].unit for o in OPENINGS if ub_of(o.name) in steps}
    units = {g.name: g.unit for g in GIVENS} | opened
    return frozenset(n for n, unit in units.items() if unit in FIXED_PRICES)


def price_year(plan: Priced) -> int:
    """The year that a plan's fixed prices are of: the one before the first year with growth from it."""
    return plan.years[0] - 1 + int((plan.values[AFTER] <= 0.0).sum())


def price_levels(plans: Sequence[Priced]) -> Floats:
    """Price level of each plan's price year, 1 in the earliest, (plan,). The deflator is that of the plan with the earliest.

    Only rows that mix plans of different price years depend on it: a plan's own amounts meet its own prices unchanged."""
    if any(AFTER not in p.values for p in plans):
        return np.ones(len(plans))
    years = [price_year(p) for p in plans]
    oldest = plans[int(np.argmin(years))]
    growth = deflator_vekst(*(oldest.values[n][:, 0] for n in DEFLATOR))
    found, level = {min(years): 1.0}, 1.0
    for year in range(min(years) + 1, max(years) + 1):
        place = min(max(year - oldest.years[0], 0), len(growth) - 1)
        level *= 1.0 + float(growth[place])
        found[year] = level
    return np.array([found[y] for y in years])
