"""«Hva betyr mest»: the tornado of the lasting need or a måltall, and the shares of the variance, as content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ldip.compare.draw_causes import shares_of
from ldip.compare.tornado import NEED, OUTER, Bar, Tornado
from ldip.errors import ModelError
from ldip.locales import tr
from ldip.plan.messages import nearest
from ldip.publish.content.cells import Cell, Column, Row, Sentence, Table
from ldip.publish.content.drawn_words import drawn_note, share_cell, too_few
from ldip.publish.content.factor_words import end_text, factor_name
from ldip.publish.content.fetched import identity, millions, price_basis
from ldip.publish.content.ratios import ratio_format, ratio_short_name
from ldip.publish.digits import Format
from ldip.simulation.run import Run

NAMED: Final = 2  # factors that the sentence names


@dataclass(frozen=True)
class TornadoRow:
    """A factor alone: its ends in words, and the change of the outcome at each."""

    factor: str
    name: str
    low: str
    high: str
    at_low: Cell
    at_high: Cell


@dataclass(frozen=True)
class TornadoShown:
    """The bars of one outcome, the longest first. `unit` is the unit of the changes."""

    outcome: str
    title: str
    unit: str
    year: int | None
    rows: tuple[TornadoRow, ...]
    said: tuple[Sentence, ...]
    table: Table


def tornado_content(run: Run, found: Tornado, name: str = NEED, year: int | None = None) -> TornadoShown:
    """The tornado of the lasting need, or of a måltall in a year. Errors: ModelError for an unknown måltall or year."""
    title, unit, reading = _outcome(run, name, year)
    engine = "kr_fast" if name == NEED else run.unit(name)
    rows = tuple(_row(b, reading, engine) for b in found.bars(name, year))
    return TornadoShown(name, title, unit, year, rows, _said(rows, title, unit), _table(run, rows, title, unit))


def _outcome(run: Run, name: str, year: int | None) -> tuple[str, str, Format]:
    if name == NEED:
        return tr("usikker.tornado.behov"), f"{millions(run).unit}, {price_basis(run, 'kr_fast')}", millions(run)
    ratio = next((r for r in run.plan.rules.maaltall if r.measured == name), None)
    if ratio is None:
        raise ModelError(f"ukjent måltall {name!r}; {nearest(name, [NEED, *(r.measured for r in run.plan.rules.maaltall)])}")
    unit = tr("usikker.poeng") if ratio.enhet == "prosent" else ratio.enhet
    return tr("usikker.tornado.maaltall", navn=ratio_short_name(ratio), aar=year), unit, ratio_format(ratio)


def _row(bar: Bar, reading: Format, unit: str) -> TornadoRow:
    low, high = (Cell(v, format=reading, unit=unit) for v in (bar.at_low, bar.at_high))
    below, above = (end_text(bar.factor, v, side, OUTER[0]) for v, side in ((bar.low, "lav"), (bar.high, "hoey")))
    return TornadoRow(bar.factor, factor_name(bar.factor), below, above, low, high)


def _said(rows: tuple[TornadoRow, ...], title: str, unit: str) -> tuple[Sentence, ...]:
    """The factors that mean most, and the change at the ends of the first."""
    if not rows:
        return (Sentence(tr("usikker.tornado.ingen")),)
    first, named = rows[0], [r.name for r in rows[:NAMED]]
    most = tr("usikker.tornado.mest" if len(named) > 1 else "usikker.tornado.mest.1", tittel=title, a=named[0], b=named[-1])
    words = {
        "unit": unit,
        "navn": first.name,
        "lav": first.low,
        "hoey": first.high,
        "v_lav": first.at_low.words,
        "v_hoey": first.at_high.words,
    }
    return (Sentence(most), Sentence(tr("usikker.tornado.ender", **words), (first.at_low, first.at_high)))


def _table(run: Run, rows: tuple[TornadoRow, ...], title: str, unit: str) -> Table:
    words = [Column(tr(f"usikker.kol.{k}"), "words", wraps=True) for k in ("lav", "hoey")]
    numbers = [Column(tr(f"usikker.kol.ved_{k}"), wraps=True) for k in ("lav", "hoey")]
    heads = (Column(tr("usikker.kol.faktor"), "stub", wraps=True), words[0], numbers[0], words[1], numbers[1])
    lines = (Row((Cell(text=r.name), Cell(text=r.low), r.at_low, Cell(text=r.high), r.at_high), id=r.factor) for r in rows)
    return Table(
        id="tornado",
        title=f"{tr('usikker.tornado.tittel')}: {title} ({unit})",
        columns=heads,
        rows=tuple(lines),
        notes=(tr("usikker.tornado.note"),),
        run=identity(run),
    )


@dataclass(frozen=True)
class SharesShown:
    """Shares of the variance by factor, the largest first, and what they do not explain; only a sentence where there are none."""

    outcome: str
    rows: tuple[tuple[str, str, Cell], ...]  # factor, its name, its share
    unexplained: Cell
    said: tuple[Sentence, ...]
    table: Table | None


def shares_content(run: Run, name: str = NEED, year: int | None = None) -> SharesShown:
    """Shares of the variance of the lasting need, or of a måltall in a year. Errors: ModelError for an unknown one."""
    if few := too_few(run):
        return SharesShown(name, (), Cell(), (few,), None)
    title, _, _ = _outcome(run, name, year)
    found = shares_of(run, name, year)
    if found is None:
        return SharesShown(name, (), Cell(), (Sentence(tr("usikker.andel.ingen", tittel=title)),), None)
    rows = tuple((f, factor_name(f), share_cell(v)) for f, v in found.shares.items())
    rest = share_cell(found.unexplained)
    first = rows[0]
    said = Sentence(tr("usikker.andel", tittel=title, navn=first[1], p=first[2].words, rest=rest.words), (first[2], rest))
    lines = [Row((Cell(text=n), c), id=f) for f, n, c in rows] + [Row((Cell(text=tr("usikker.andel.rest")), rest), "sum", "rest")]
    table = Table(
        id="andeler",
        title=tr("usikker.andel.tittel", tittel=title),
        columns=(Column(tr("usikker.kol.faktor"), "stub", wraps=True), Column(tr("usikker.kol.andel"))),
        rows=tuple(lines),
        notes=(tr("usikker.andel.note"), drawn_note(run)),
        run=identity(run),
    )
    return SharesShown(name, rows, rest, (said,), table)
