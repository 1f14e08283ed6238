"""Fans over the draws: the result, the debt, the funds and each måltall, on the path that a run shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.content.cells import Band, Cell, Column, Figure, Row, Sentence, Table, Trail
from ldip.publish.content.drawn_words import drawn_note, path_name, seen, too_few
from ldip.publish.content.fetched import cells, identity, millions, price_basis
from ldip.publish.content.ratios import ratio_format, ratio_name
from ldip.publish.digits import Format
from ldip.publish.numbers import FIXED
from ldip.simulation.run import Run

AMOUNTS: Final = ("netto_driftsresultat", "laanegjeld_ub", "disposisjonsfond_sum_ub")
SPREADS: Final = ((2.5, 97.5, 95), (10.0, 90.0, 80), (17.5, 82.5, 65))  # percentiles, and the draws of 100 between them
MIDDLE: Final = "p50"
SHOWN: Final = 80


@dataclass(frozen=True)
class Fan:
    """A quantity over the draws on one path: figure, table and the sentence on the year that the plan shows."""

    name: str
    path: str
    figure: Figure
    table: Table
    said: Sentence


@dataclass(frozen=True)
class _Read:
    """A quantity, the format it is read in, and whether it is in fixed prices."""

    name: str
    title: str
    reading: Format
    unit: str
    fixed: bool = False

    def statistic(self, which: str) -> str:
        if not self.fixed:
            return which
        return FIXED if which == "basis" else f"{which}_{FIXED}"


def fans(run: Run) -> tuple[Fan, ...]:
    """The fans of a run with draws; none where there are too few.

    The need by year is none of them: without saving a late year asks for all that the years before it lacked."""
    return () if too_few(run) else tuple(_fan(run, q) for q in _quantities(run))


def _quantities(run: Run) -> Iterator[_Read]:
    unit = f"{millions(run).unit}, {price_basis(run, 'kr_fast')}"
    for name in AMOUNTS:
        yield _Read(name, label(name, language()), millions(run), unit, fixed=True)
    for ratio in run.plan.rules.maaltall:
        yield _Read(ratio.measured, ratio_name(ratio), ratio_format(ratio), ratio.enhet)


def _fan(run: Run, q: _Read) -> Fan:
    def row(which: str) -> tuple[Cell, ...]:
        return cells(run, q.name, run.years, q.reading, q.statistic(which), **seen(run))

    own, middle = Trail("planen", tr("usikker.planen"), row("basis")), Trail(MIDDLE, tr("figure.median"), row(MIDDLE))
    bands = [(n, Band(tr("figure.spread", n=n), row(f"p{low:g}"), row(f"p{high:g}"))) for low, high, n in SPREADS]
    said = _said(run, q, next(b for n, b in bands if n == SHOWN))
    shown = tuple(b for _, b in bands)
    figure = Figure(
        id=f"vifte-{q.name}-{run.variant}",
        title=q.title,
        unit=q.unit,
        years=run.years,
        trails=(own, middle),
        bands=shown,
        adopted=run.plan.head.tid.vedtatt_til,
        pointed=run.plan.shown_year,
        summary=said.text,
        run=identity(run),
    )
    return Fan(q.name, path_name(run), figure, _table(run, figure), said)


def _said(run: Run, q: _Read, band: Band) -> Sentence:
    """The band in the year that the plan shows and in the last year."""
    year, last = run.plan.shown_year, run.years[-1]
    at = run.years.index(year)
    ends = (band.low[at], band.high[at], band.low[-1], band.high[-1])
    words = dict(zip(("low", "high", "low_slutt", "high_slutt"), (c.words for c in ends), strict=True))
    text = tr("usikker.vifte", sti=path_name(run), navn=q.title, aar=year, slutt=last, unit=q.unit, n=SHOWN, **words)
    return Sentence(text, ends)


def _table(run: Run, figure: Figure) -> Table:
    """The figure as a table: one row a year."""
    heads = [Column(tr("col.year"), "stub"), *(Column(t.label, wraps=True) for t in figure.trails)]
    heads += [Column(tr(f"usikker.kol.{end}", n=b.label), wraps=True) for b in figure.bands for end in ("fra", "til")]
    lines = [t.cells for t in figure.trails] + [edge for b in figure.bands for edge in (b.low, b.high)]
    rows = (Row((Cell(text=str(y)), *(line[i] for line in lines)), id=str(y)) for i, y in enumerate(figure.years))
    title = f"{figure.title} ({figure.unit})"
    return Table(id=figure.id, title=title, columns=tuple(heads), rows=tuple(rows), notes=(drawn_note(run),), run=identity(run))
