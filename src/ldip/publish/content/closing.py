"""The sum behind the need: what the binding demand lacks, what the saving gives, and what saved money itself changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ldip.binding.rules import phases
from ldip.publish.content.cells import Cell
from ldip.publish.content.fetched import millions
from ldip.publish.numbers import LASTING, NEED
from ldip.simulation.inputs import PLAIN
from ldip.simulation.lasting import Root
from ldip.simulation.run import Run

BUILDS: Final = ("fondsgulv", "sluttkrav", "gjeldstak")  # demands on a level that every earlier year of saving adds to


@dataclass(frozen=True)
class Sum:
    """`lacks` = `saved` + `itself`, in fixed kroner and in printed digits; `years` are those whose saving is counted."""

    lacks: Cell
    saved: Cell
    itself: Cell
    years: tuple[int, int]


def closing_sum(run: Run, root: Root) -> Sum | None:
    """The sum of the demand that binds: with the need, what it lacked is covered by the saving of the years it is measured over,
    and by what saved money itself changes (years before, funds, loans, interest). None for a måltall, whose shortfall is
    in its own unit."""
    if root.first is None or root.last is None:
        return None
    key, _, element = root.id.partition(".")
    name = f"brist_{key}"
    axes = {"variant": PLAIN} | ({"fond": element} if key == "fondsgulv" else {})
    if name not in run.catalogue.steps:
        return None
    years = _counted(run, key, root.first, root.last)
    width = root.last - root.first + 1 if root.kind == "vindu" else 1
    lacks = run.at(name, root.last, axes) * width
    saved = sum(run.at(NEED, y, {"variant": LASTING}) for y in range(years[0], years[1] + 1))
    return _settled(run, lacks, saved, years)


def _counted(run: Run, key: str, first: int, last: int) -> tuple[int, int]:
    """The years whose saving meets the demand: the window, or every year since the start for a level that is built up."""
    start = phases(run.plan).start
    return (start if key in BUILDS and start is not None else first), last


def _settled(run: Run, lacks: float, saved: float, years: tuple[int, int]) -> Sum:
    """The three numbers rounded so that the printed digits add up; the last term takes the rounding."""
    reading = millions(run)
    scale = 10 ** (reading.decimals or 0)
    whole = [int(reading.rounded(v) * scale) for v in (lacks, saved)]
    values = ((lacks, whole[0]), (saved, whole[1]), (lacks - saved, whole[0] - whole[1]))
    cells = [Cell(v, format=reading, unit="kr_fast", settled=w) for v, w in values]
    return Sum(cells[0], cells[1], cells[2], years)
