"""The parts of the lasting need as content: a part a row, with printed digits that add up, and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ldip.compare.composition import PARTS, START, Composition, composition
from ldip.locales import tr
from ldip.publish.content.cells import Cell, Column, Row, Sentence, Table
from ldip.publish.content.fetched import identity, millions, price_basis, prices
from ldip.publish.content.split import settled_shares
from ldip.publish.digits import grouped
from ldip.simulation.run import Run


@dataclass(frozen=True)
class NeedComposition:
    """The lasting need by part: the starting position first, then the parts in their order, and the need itself.

    The cells have no address, since they are numbers of other runs than the plan's own."""

    amount: Cell
    parts: tuple[tuple[str, Cell], ...]
    found: Composition
    sentence: Sentence
    closes: Sentence
    table: Table


def need_composition(run: Run) -> NeedComposition | None:
    """The composition of a run's lasting need; None where it has none."""
    found = composition(run)
    if found is None:
        return None
    reading = millions(run)
    amount = Cell(found.amount, format=reading, unit="kr_fast", prices=price_basis(run, "kr_fast"))
    values = [found.start, *(found.parts[p] for p in PARTS)]
    cells = [replace(amount, value=c.value, settled=c.settled) for c in settled_shares(amount, values)]
    parts = tuple(zip((START, *PARTS), cells, strict=True))
    closes = _closes(run, amount, found)
    return NeedComposition(amount, parts, found, _sentence(run, parts, amount, found), closes, _table(run, parts, amount, found))


def _closes(run: Run, amount: Cell, found: Composition) -> Sentence:
    """The sum of the parts, and how far the run's own need is from it, in kroner."""
    gap = (run.lasting.amount or 0.0) - found.start - sum(found.parts[p] for p in PARTS)
    return Sentence(tr("composition.closes", v=amount.words, prices=prices(run), gap=grouped(gap)), (amount,))


def _sentence(run: Run, parts: Sequence[tuple[str, Cell]], amount: Cell, found: Composition) -> Sentence:
    """The starting position, and the part that adds and the part that takes most."""
    start, rest = parts[0][1], parts[1:]
    up = max(rest, key=lambda p: p[1].value or 0.0)
    down = min(rest, key=lambda p: p[1].value or 0.0)
    words = {
        "amount": amount.words,
        "prices": prices(run),
        "start": start.words,
        "held": found.held,
        "up": tr(f"composition.{up[0]}").lower(),
        "more": up[1].words,
        "down": tr(f"composition.{down[0]}").lower(),
        "less": down[1].words,
    }
    return Sentence(tr("composition.sentence", **words), (amount, start, up[1], down[1]))


def _table(run: Run, parts: Sequence[tuple[str, Cell]], amount: Cell, found: Composition) -> Table:
    columns = (Column(kind="stub", wraps=True), Column(tr("composition.amount", prices=prices(run)), unit="kr_fast"))
    rows = [Row((Cell(text=tr(f"composition.{name}")), cell), id=name) for name, cell in parts]
    rows.append(Row((Cell(text=tr("composition.need")), amount), "sum", "behov"))
    note = tr("composition.note", held=found.held)
    return Table(
        id="sammensetning", title=tr("composition.title"), columns=columns, rows=tuple(rows), notes=(note,), run=identity(run)
    )
