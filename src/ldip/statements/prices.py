"""Price level of a year against the plan's price year: the run's own deflator, and the known one for years before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from ldip.parameters import read as parameters

PRICES = ("deflator_indeks_ub", "deflator_vekst")  # quantities a run must keep for `price_index`


def price_index(year: int, base: int, known_at: dt.date, index: Mapping[int, float], growth: Mapping[int, float]) -> float | None:
    """Deflator of a year, 1 in the price year; None where no growth is known.

    `index` and `growth` are the run's own by year. Years before the run follow the deflator known at the plan's date,
    and from the last known year the run's growth. Source: TBU's municipal deflator (parameters/pris.toml).
    """
    if year in index:
        return index[year]
    level = 1.0
    for later in range(base, year, -1):
        rate = _growth(later, known_at, growth)
        if rate is None:
            return None
        level = level / (1.0 + rate)
    return level


def in_fixed_prices(amount: float, level: float) -> float:
    """An amount of a year in prices of the price year."""
    return amount / level


def _growth(year: int, known_at: dt.date, growth: Mapping[int, float]) -> float | None:
    known = {v.gjelder_fra: v.verdi for v in parameters.known_history("pris", "deflator", known_at)}
    if year in known and year - 1 in known:
        return known[year] / known[year - 1] - 1.0
    return growth.get(year)
