"""«Hvor mye er nok»: the lasting saving that is enough in 50, 80, 90 and 95 of 100 draws, and in how many the plan's own is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ldip.binding.rules import phases
from ldip.compare.drawn import need_spread
from ldip.locales import tr
from ldip.publish.content.cells import Cell, Column, Row, Sentence, Table
from ldip.publish.content.drawn_words import drawn_note, share_cell, too_few
from ldip.publish.content.fetched import cell_of, identity, millions, price_basis, prices
from ldip.publish.numbers import OWN_NEED, address, fetch
from ldip.simulation.run import Run
from ldip.uncertainty.chances import curve
from ldip.uncertainty.factors import drawn_factors
from ldip.uncertainty.summary import TAIL

RATE: Final = "styringsrente"  # lognormal: it can rise more than it can fall


@dataclass(frozen=True)
class Level:
    """A saving that is enough in so many of 100 draws, and the draw whose own need it is."""

    percent: int
    amount: Cell
    draw: int


@dataclass(frozen=True)
class Enough:
    """The saving that is enough. `base` is the plan's own need and `base_share` the share of draws it is enough in; `beyond` the
    mean need of the draws beyond 95 per cent; `curve` (kr_fast, share) pairs; `said` ends with why the middle of the draws is
    above the base. Without enough draws only `base` and a sentence."""

    base: Cell
    levels: tuple[Level, ...]
    base_share: Cell
    beyond: Cell
    curve: tuple[tuple[float, float], ...]
    said: tuple[Sentence, ...]
    table: Table | None


def enough(run: Run) -> Enough | None:
    """The saving that is enough, from the draws of a run; None for a plan without a lasting need."""
    full = phases(run.plan).full
    if run.lasting.amount is None or full is None:
        return None
    base = _cell(run, full, "basis")
    if few := too_few(run):
        return Enough(base, (), Cell(), Cell(), (), (few,), None)
    found = need_spread(run)
    levels = tuple(Level(int(p.percent), _cell(run, full, f"p{p.percent:g}"), p.draw) for p in found.percentiles)
    share = share_cell(found.base_share)
    beyond = Cell(found.beyond, format=millions(run), unit="kr_fast", prices=price_basis(run, "kr_fast"))
    own = (base, share, beyond)
    return Enough(base, levels, share, beyond, curve(run.needs), _said(run, levels, own, full), _table(run, levels, own))


def _cell(run: Run, full: int, statistic: str) -> Cell:
    return cell_of(run, fetch(run, address(OWN_NEED, full, statistic)), millions(run))


def _said(run: Run, levels: tuple[Level, ...], own: tuple[Cell, Cell, Cell], full: int) -> tuple[Sentence, ...]:
    base, share, beyond = own
    words = {f"v{x.percent}": x.amount.words for x in levels}
    first = tr("usikker.nok", prices=prices(run), year=full, **words)
    tail = int(100 - TAIL)
    return (
        Sentence(first, tuple(x.amount for x in levels)),
        Sentence(tr("usikker.nok.basis", v=base.words, p=share.words, prices=prices(run)), (base, share)),
        Sentence(tr("usikker.nok.hale", n=tail, v=beyond.words, prices=prices(run)), (beyond,)),
        *_why(run, levels[0], base),
    )


def _why(run: Run, middle: Level, base: Cell) -> tuple[Sentence, ...]:
    """The reason that the middle of the draws is above the plan's own number, where it is, and how to read it."""
    if (middle.amount.value or 0.0) <= (base.value or 0.0):
        return ()
    rates = tr("usikker.nok.hvorfor.rente") if RATE in drawn_factors(run.plan) else ""
    return (Sentence(tr("usikker.nok.hvorfor", rente=rates, n=len(run.years))),)


def _table(run: Run, levels: tuple[Level, ...], own: tuple[Cell, Cell, Cell]) -> Table:
    base, share, beyond = own
    rows = [
        Row((Cell(text=tr("usikker.av_100", p=x.percent)), x.amount, Cell(text=str(x.draw))), id=f"p{x.percent}") for x in levels
    ]
    rows.append(Row((Cell(text=tr("usikker.nok.planens", p=share.words)), base, Cell()), "sum", "basis"))
    rows.append(Row((Cell(text=tr("usikker.nok.snitt_hale", n=int(100 - TAIL))), beyond, Cell()), id="hale"))
    heads = (Column(tr("usikker.nok.kol.holder"), "stub"), Column(tr("usikker.nok.kol.behov", prices=prices(run))))
    return Table(
        id="hvor-mye-er-nok",
        title=tr("usikker.nok.tittel"),
        columns=(*heads, Column(tr("usikker.kol.forloep"))),
        rows=tuple(rows),
        notes=(drawn_note(run),),
        run=identity(run),
    )
