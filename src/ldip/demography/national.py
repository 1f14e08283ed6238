"""National mortality and fertility paths from small parameter tables."""

from __future__ import annotations

import numpy as np

from ldip.demography.lifetable import fertility_rates, single_year_rates, survival_from_rates
from ldip.demography.projection import relative_survival
from ldip.engine.graph import Array


def death_rates(start: Array, level: Array, response: Array, index: Array, ages: int) -> Array:
    """Death rates by single age: m(x, t) = exp(a(x) + b(x)·k(t)) (Lee & Carter 1992).

    start (gruppe,) first age of each group; level a and response b (kjoenn, gruppe); index k (år,).
    Returns (år, kjoenn, ages).
    """
    rates = np.exp(level + index[:, None, None] * response)
    return np.array([single_year_rates(start, r.T, ages) for r in rates])


def index_path(middle: Array, index: Array, years: Array) -> Array:
    """The mortality index by calendar year, linear between the middles of the periods and beyond the last two."""
    inside = np.interp(years + 0.5, middle, index)
    slope = (index[-1] - index[-2]) / (middle[-1] - middle[-2])
    return np.where(years + 0.5 > middle[-1], index[-1] + slope * (years + 0.5 - middle[-1]), inside)


def improved_survival(rates: Array, national: Array, base: Array) -> Array:
    """Survival when local rates follow the nation's change: m(x)·m_nat(x, t)/m_nat(x, base).

    rates and base (kjoenn, alder), national (år, kjoenn, alder); returns (år, kjoenn, alder).
    """
    return np.array([survival_from_rates(rates * now / base) for now in national])


def fertility_path(first: Array, last: Array, share: Array, totals: Array, ages: int) -> Array:
    """Births per woman by year and age from totals (år,) and one age pattern. Returns (år, ages)."""
    return np.array([fertility_rates(first, last, share, float(total), ages) for total in totals])


def shifted_to(survival: Array, years_of_life: float) -> Array:
    """Survival whose life expectancy at birth is changed by some years, one relative level for both sexes.

    survival (kjoenn, alder).
    """
    return relative_survival(survival, np.asarray(level_for(survival, years_of_life)))


def level_for(survival: Array, years_of_life: float) -> float:
    """The level that multiplies the odds of dying so that life expectancy changes by some years, found by bisection."""
    target = life_expectancy(survival) + years_of_life
    low, high = np.log(0.2), np.log(5.0)
    for _ in range(60):
        middle = (low + high) / 2.0
        if life_expectancy(relative_survival(survival, np.exp(middle))) > target:
            low = middle
        else:
            high = middle
    return float(np.exp((low + high) / 2.0))


def life_expectancy(survival: Array) -> float:
    """Life expectancy at birth, mean of the sexes, from survival into each age (kjoenn, alder)."""
    return float(np.cumprod(survival, axis=-1).sum(axis=-1).mean())
