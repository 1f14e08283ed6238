"""The debt over the draws: at each draw's highest, and at the end of the plan, in fixed prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ldip.compare.drawn import DEBT, debt_spread
from ldip.locales import tr
from ldip.publish.content.cells import Cell, Column, Row, Sentence, Table
from ldip.publish.content.drawn_words import drawn_note, path_name, seen, share_cell, too_few
from ldip.publish.content.fetched import cell, identity, millions, price_basis, prices
from ldip.publish.numbers import FIXED, address
from ldip.simulation.run import Run
from ldip.uncertainty.summary import ENOUGH, TAIL, Spread

Place = Literal["topp", "slutt"]


@dataclass(frozen=True)
class DebtRow:
    """The debt at its highest or at the end: the base case, what 50, 80, 90 and 95 of 100 draws do not exceed, and the
    mean beyond 95. `draws` are the draws of the levels."""

    id: Place
    name: str
    base: Cell
    levels: tuple[Cell, ...]
    draws: tuple[int, ...]
    beyond: Cell


@dataclass(frozen=True)
class Debt:
    """The debt on the path of a run."""

    path: str
    rows: tuple[DebtRow, ...]
    said: tuple[Sentence, ...]
    table: Table | None


def debt_draws(run: Run) -> Debt:
    """The debt over the draws of a run; only a sentence where there are too few."""
    if few := too_few(run):
        return Debt(path_name(run), (), (few,), None)
    found, last = debt_spread(run), run.years[-1]
    years = [run.years[found.highest[p.draw - 1]] for p in found.peak.percentiles]
    top = _row(run, "topp", tr("usikker.gjeld.topp"), found.peak, (run.years[found.base_highest], *years))
    end = _row(run, "slutt", tr("usikker.gjeld.slutt", aar=last), found.end, (last,) * (1 + len(years)))
    at, share = found.usual
    often = share_cell(share)
    said = tr(
        "usikker.gjeld", sti=path_name(run), aar=last, p50=end.levels[0].words, p80=end.levels[1].words, p95=end.levels[3].words
    )
    peak = tr("usikker.gjeld.naar", aar=run.years[at], p=often.words)
    sentences = (Sentence(said, (*end.levels[:2], end.levels[3])), Sentence(peak, (often,)))
    return Debt(path_name(run), (top, end), sentences, _table(run, (top, end)))


def _row(run: Run, place: Place, name: str, spread: Spread, years: tuple[int, ...]) -> DebtRow:
    where = [address(DEBT, years[0], FIXED, **seen(run))]
    where += [address(DEBT, y, f"t{p.draw}_{FIXED}", **seen(run)) for y, p in zip(years[1:], spread.percentiles, strict=True)]
    base, *levels = (cell(run, w, millions(run)) for w in where)
    beyond = Cell(spread.beyond, format=millions(run), unit="kr_fast", prices=price_basis(run, "kr_fast"))
    return DebtRow(place, name, base, tuple(levels), tuple(p.draw for p in spread.percentiles), beyond)


def _table(run: Run, rows: tuple[DebtRow, ...]) -> Table:
    heads = [Column(kind="stub"), Column(tr("usikker.kol.planen"))]
    heads += [Column(tr("usikker.kol.hoeyst", p=f"{p:g}")) for p in ENOUGH]
    return Table(
        id=f"gjeld-{run.variant}",
        title=tr("usikker.gjeld.tittel", sti=path_name(run), prices=prices(run)),
        columns=(*heads, Column(tr("usikker.kol.hale", n=int(100 - TAIL)), wraps=True)),
        rows=tuple(Row((Cell(text=r.name), r.base, *r.levels, r.beyond), id=r.id) for r in rows),
        notes=(drawn_note(run),),
        run=identity(run),
    )
