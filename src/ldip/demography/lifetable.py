"""Survival and fertility by single year of age from grouped rates (Preston et al. 2001, ch. 3)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array


def single_year_rates(start: Array, rates: Array, ages: int) -> Array:
    """Death rates by single age from rates by age group, log-linear between group midpoints.

    start (gruppe,) first age of each group, rates (gruppe, kjoenn); returns (kjoenn, ages). The
    first two groups (0 and 1–4) hold as given.
    """
    end = np.append(start[1:], ages)
    middle = (start + end) / 2.0
    x = np.arange(ages) + 0.5
    result = np.empty((rates.shape[1], ages))
    for sex in range(rates.shape[1]):
        logs = np.log(np.maximum(rates[:, sex], 1e-9))
        result[sex] = np.exp(np.interp(x, middle, logs))
        young = x < end[min(1, len(end) - 1)]
        result[sex, young] = rates[np.searchsorted(end, x[young], side="right"), sex]
    return result


def survival_from_rates(rates: Array) -> Array:
    """Survival into each age, index 0 from birth, from central death rates (kjoenn, alder).

    Into age x: from exact ages x−1…x to x…x+1 with the mean of both ages' rates,
    (1 − m/2)/(1 + m/2); newborns live half a year on average, most deaths coming early: 1 − 0,85·m₀.
    """
    mean = (rates[:, :-1] + rates[:, 1:]) / 2.0
    result = np.empty_like(rates)
    result[:, 0] = 1.0 - 0.85 * rates[:, 0]
    result[:, 1:] = np.maximum((1.0 - mean / 2.0) / (1.0 + mean / 2.0), 0.0)
    return result


def fertility_rates(first: Array, last: Array, share: Array, total: float, ages: int) -> Array:
    """Births per woman by single age: total fertility spread by the shares of age groups, evenly within each."""
    result = np.zeros(ages)
    for a, b, part in zip(first, last, share, strict=True):
        result[int(a) : int(b) + 1] = total * part / share.sum() / (b - a + 1)
    return result
