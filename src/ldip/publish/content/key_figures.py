"""The key figures of a plan, each a number by address or a count, in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ldip.publish.content.cells import Cell
from ldip.publish.content.fetched import cell, millions
from ldip.publish.content.verdict import Verdict, held
from ldip.publish.numbers import FIXED, NEED, address
from ldip.publish.protect import is_hidden
from ldip.simulation.run import Run
from ldip.statements.prices import PRICES

PLACES: Final = 0.5  # half a place is no shortage
ALWAYS: Final = (  # what a run keeps so that headline and key figures cost nothing more
    NEED,
    "inndekningsbehov",
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


def key_figures(run: Run, found: Verdict, internal: bool = False) -> list[KeyFigure]:
    """The lasting need, the måltall kept without new saving, the highest debt in fixed and in running prices, and the services
    that lack places. The need with certainty is fetched by itself."""
    number = found.need.amount if found.need.amount.value is not None else None
    n, of = held(found.rulings)
    placed = [i for i in run.ids("tjeneste") if run.plan.services[i].plasser is not None]
    short_of = [i for i in placed if any(lacks(run, i, y, internal) for y in run.years)]
    return [
        KeyFigure("varig", number),
        KeyFigure("maaltall", None, n, of),
        _highest("gjeld", run, [address("laanegjeld_ub", y, FIXED) for y in run.years]),
        _highest("gjeld_loepende", run, [address("laanegjeld_ub", y) for y in run.years]),
        KeyFigure("plasser", None, len(short_of), len(placed)),
    ]


def _highest(key: str, run: Run, places: Sequence[str]) -> KeyFigure:
    """The highest of the numbers at some addresses; the first of equals."""
    reading = millions(run)
    return KeyFigure(key, max((cell(run, p, reading) for p in places), key=lambda c: c.value or 0.0))


def lacks(run: Run, service: str, year: int, internal: bool) -> bool:
    """Whether a service lacks places in a year; what is hidden is not counted."""
    at = {"tjeneste": service}
    return (internal or not is_hidden(run, "plassmangel", year, at)) and run.at("plassmangel", year, at) > PLACES
