"""The years that bind, with what the demand lacks in them: for the bracket of the picture and the sentence under it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ldip.locales import tr
from ldip.locales.written import span
from ldip.publish.content.cells import Cell
from ldip.publish.content.closing import closing_sum
from ldip.publish.content.fetched import prices
from ldip.simulation.run import Run


@dataclass(frozen=True)
class Bracket:
    """The first and last year in which the binding demand binds, what it lacks in them (the sum of the need's own sentence; an
    empty cell where the demand is measured in its own unit), and both in words."""

    first: int
    last: int
    lacks: Cell
    text: str
    sentence: str


def bracket(run: Run) -> Bracket | None:
    """The bracket of a run's lasting need; None where no demand binds."""
    root = run.lasting.binding
    if root is None or root.first is None or root.last is None:
        return None
    when, found = span(root.first, root.last), closing_sum(run, root)
    if found is None:
        return Bracket(root.first, root.last, Cell(text="–"), tr("bracket.years", naar=when), tr("bracket.binds", naar=when))
    figure = found.lacks.figure or Decimal()
    room = ".room" if figure < 0 else ""
    words = {"v": found.lacks.format.words(abs(figure)), "naar": when, "prices": prices(run)}
    text, sentence = (tr(f"bracket.{key}{room}", **words) for key in ("text", "sentence"))
    return Bracket(root.first, root.last, found.lacks, text, sentence)
