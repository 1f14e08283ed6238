"""The key figures of a plan, each a number by address or a count, in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ldip.publish.content.cells import Cell
from ldip.publish.content.fetched import cell, millions
from ldip.publish.content.places import short_services
from ldip.publish.content.verdict import Verdict, held
from ldip.publish.numbers import FIXED, NEED, address
from ldip.simulation.places import JUDGED, placed
from ldip.simulation.run import Run
from ldip.statements.prices import PRICES

ALWAYS: Final = (  # what a run keeps so that headline and key figures cost nothing more
    NEED,
    "inndekningsbehov",
    "laanegjeld_ub",
    "netto_driftsresultat",
    "sum_driftsinntekter",
    *JUDGED,
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
    short, of_all = short_services(run, internal), placed(run.plan)
    return [
        KeyFigure("varig", number),
        KeyFigure("maaltall", None, n, of),
        _highest("gjeld", run, [address("laanegjeld_ub", y, FIXED) for y in run.years]),
        _highest("gjeld_loepende", run, [address("laanegjeld_ub", y) for y in run.years]),
        KeyFigure("plasser", None, len(short), len(of_all)),
    ]


def _highest(key: str, run: Run, places: Sequence[str]) -> KeyFigure:
    """The highest of the numbers at some addresses; the first of equals."""
    reading = millions(run)
    return KeyFigure(key, max((cell(run, p, reading) for p in places), key=lambda c: c.value or 0.0))
