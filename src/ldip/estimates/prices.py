"""Wages, prices and the policy rate of a first plan: published forecasts, then long-run levels (parameters/pris.toml)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Final

from ldip.estimates.derivation import Derivation
from ldip.pack import nation
from ldip.parameters import read as parameters

AREA: Final = "pris"
KNOWN: Final = dt.date(2026, 11, 1)
PERCENT: Final = "prosent"
NAMES: Final = {
    "loennsvekst": "lønnsvekst",
    "kpi_jae": "KPI-JAE",
    "styringsrente": "styringsrente",
    "deflator_loennsandel": "lønnsandel i deflatoren",
    "langsiktig_loennsvekst": "lønnsvekst på lang sikt",
    "langsiktig_prisvekst": "prisvekst på lang sikt",
    "langsiktig_styringsrente": "styringsrente på lang sikt",
    "nibor_paaslag": "påslag til NIBOR",
}


def long_run(name: str) -> Derivation:
    """A level that the plan keeps after the forecasts, per cent, with its source."""
    found = parameters.known_history(AREA, name, KNOWN)[-1]
    return Derivation(NAMES[name], found.verdi, PERCENT, found.kilde, anslag=found.anslag)


def forecast(name: str, first: int) -> dict[int, Derivation]:
    """The published figures of a series from a year on, per cent."""
    return {
        y: Derivation(f"{NAMES[name]} {y}", f.value, PERCENT, f.source, anslag=f.anslag)
        for y, f in sorted(nation.series(name).items())
        if y >= first
    }


def path(series: str, level: str, first: int) -> dict[int, Derivation]:
    """A series by year from `first`: forecasts, and the long-run level from its own year on; a year between is halfway."""
    found = forecast(series, first)
    end, start = long_run(level), parameters.known_history(AREA, level, KNOWN)[-1].gjelder_fra
    for year in range(first, start):
        if year not in found:
            before = found[year - 1]
            half = 0.5 * (before.value + end.value)
            formula = f"halvveis mellom {before.name} og {end.name}"
            found[year] = Derivation(f"{NAMES[series]} {year}", half, PERCENT, "", formula, True, (before, end))
    return {**{y: d for y, d in found.items() if y < start}, start: end}


@cache
def deflator(year: int) -> Derivation:
    """Growth of the municipal deflator from the year before, a fraction: wages and prices by their shares."""
    wages = path("loennsvekst", "langsiktig_loennsvekst", year)[year]
    prices = path("kpi_jae", "langsiktig_prisvekst", year)[year]
    share = long_run("deflator_loennsandel")
    value = (share.value * wages.value + (100.0 - share.value) * prices.value) / 1e4
    formula = f"{share.name} × {wages.name} + resten × {prices.name}"
    return Derivation(f"deflator {year}", value, "andel", "", formula, True, (share, wages, prices))
