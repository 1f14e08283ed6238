"""The key figures of a plan, each a number by address or a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ldip.publish.content.cells import Cell
from ldip.publish.content.fetched import cell, millions
from ldip.publish.content.ratios import has_level, ratio_statuses
from ldip.publish.numbers import FIXED, NEED, address
from ldip.publish.protect import is_hidden
from ldip.simulation.run import Run
from ldip.statements.prices import PRICES
from ldip.statements.status import first_broken

PLACES: Final = 0.5  # half a place is no shortage
LITTLE: Final = 5e4  # kroner; a need that is printed as nothing
ALWAYS: Final = (  # what a run keeps so that headline and key figures cost nothing more
    NEED,
    "inndekningsbehov",
    "nytt",
    "laanegjeld_ub",
    "netto_driftsresultat",
    "sum_driftsinntekter",
    "plassmangel",
    "mangelaar",
    "listebrukere",
    "ukonkretisert_innsparing",
    "ukonkretisert_andel",
    *PRICES,
)


@dataclass(frozen=True)
class KeyFigure:
    """A key figure: which, its number (None when there is none), or how many of how many."""

    id: str
    number: Cell | None
    count: int = 0
    of: int = 0


def key_figures(run: Run, internal: bool = False) -> list[KeyFigure]:
    """The need where it is highest and the highest debt, each in fixed and in running prices, the lowest resultatgrad, måltall
    kept, services that lack places, and the first year that is not in balance (no number when every year is)."""
    years = projected(run)
    found = [_highest("behov", run, [address(NEED, y) for y in years])]
    found.append(_highest("behov_loepende", run, [address("inndekningsbehov", y) for y in years]))
    degree = next((r.measured for r in run.plan.rules.maaltall if r.id == "resultatgrad"), "")
    if degree:
        low = min(run.years, key=lambda y: run.value(degree, y))
        found.append(KeyFigure("resultatgrad", cell(run, address(degree, low))))
    found.append(_highest("gjeld", run, [address("laanegjeld_ub", y, FIXED) for y in run.years]))
    found.append(_highest("gjeld_loepende", run, [address("laanegjeld_ub", y) for y in run.years]))
    ruled = [r for r in run.plan.rules.maaltall if has_level(r)]
    held = sum(first_broken(run.years, ratio_statuses(run, r)) is None for r in ruled)
    found.append(KeyFigure("maaltall", None, held, len(ruled)))
    placed = [i for i in run.ids("tjeneste") if run.plan.services[i].plasser is not None]
    short_of = [i for i in placed if any(lacks(run, i, y, internal) for y in run.years)]
    found.append(KeyFigure("plasser", None, len(short_of), len(placed)))
    first = next((y for y in years if run.value(NEED, y) > LITTLE), None)
    found.append(KeyFigure("balanse", None if first is None else cell(run, address(NEED, first), millions(run))))
    return found


def _highest(key: str, run: Run, places: Sequence[str]) -> KeyFigure:
    """The highest of the numbers at some addresses; the first of equals."""
    reading = millions(run)
    return KeyFigure(key, max((cell(run, p, reading) for p in places), key=lambda c: c.value or 0.0))


def lacks(run: Run, service: str, year: int, internal: bool) -> bool:
    """Whether a service lacks places in a year; what is hidden is not counted."""
    at = {"tjeneste": service}
    return (internal or not is_hidden(run, "plassmangel", year, at)) and run.at("plassmangel", year, at) > PLACES


def projected(run: Run) -> tuple[int, ...]:
    """The years after the adopted ones; every year where nothing is adopted or all is."""
    adopted = run.plan.head.tid.vedtatt_til
    return tuple(y for y in run.years if adopted is None or y > adopted) or run.years
