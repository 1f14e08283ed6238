"""Rates and moves of a plan as arrays by year: what its population is stepped with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ldip.demography.projection import one_year
from ldip.engine.graph import Array
from ldip.estimates.fertility import fertility
from ldip.estimates.mortality import survival
from ldip.estimates.moves import flows
from ldip.plan.document import Plan


@dataclass(frozen=True)
class Rates:
    """Rates from the stock's year on. survival (år, kjoenn, alder), fertility (år, alder), moves (sone, kjoenn, alder)."""

    first: int
    survival: Array
    fertility: Array
    out_rate: Array
    arrivals: Array
    boys: float
    share: float  # share of moves that happen before the year's deaths

    @property
    def sexes(self) -> Array:
        """Shares of girls and boys at birth, (kjoenn,)."""
        return np.array([1.0 - self.boys, self.boys])


def rates_of(plan: Plan, zones: tuple[str, ...], last: int) -> Rates:
    """Rates and moves of the cohort-component steps from `dato` to the last plan year."""
    p = plan.population
    first = p.dato.year
    span = np.arange(first, last + 1, dtype=float)
    out_rate, arrivals = flows(plan, zones)
    boys = p.gutter_per_jente / (1.0 + p.gutter_per_jente)
    share = 0.5 if p.flyttetidspunkt == "jevn" else 0.0
    return Rates(first, survival(plan, span), fertility(plan, span), out_rate, arrivals, boys, share)


def rolled(stock: Array, r: Rates, years: int) -> Array:
    """A stock (sone, kjoenn, alder) some years on with the plan's own rates and moves."""
    for k in range(years):
        stock, _ = one_year(stock, (r.survival[k], r.fertility[k]), (r.out_rate, r.arrivals), r.sexes, r.share)
    return stock
