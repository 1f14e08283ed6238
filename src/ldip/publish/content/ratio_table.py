"""The table of måltall: years, levels, the worst value and when, and status without new saving and with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ldip.locales import tr
from ldip.plan.schema.files import Ratio
from ldip.plan.schema.ratios import MARGIN
from ldip.publish.content.cells import Cell, Column, Row, Table, Tone
from ldip.publish.content.fetched import cell, cells, identity, millions, over_years
from ldip.publish.content.judged import Judged, Ruling, rulings
from ldip.publish.content.ratios import ratio_format, ratio_statuses
from ldip.publish.content.years import shown_years
from ldip.publish.numbers import address
from ldip.simulation.run import Run
from ldip.statements.adopted import target_of

WORDS = ("target", "worst", "when", "before", "after")


def ratio_table(run: Run) -> Table:
    """Måltall with levels, the worst value and when, status without new saving and with it, and kroner to spare."""
    entity, year = tr(f"entity.{run.plan.head.kommune.enhet}"), run.plan.shown_year
    words = (Column(tr(f"table.{w}"), "number" if w == "worst" else "words", wraps=True) for w in WORDS)
    margin = Column(tr("table.margin", year=year), wraps=True, year=year)
    pairs = zip(run.plan.rules.maaltall, rulings(run), strict=True)
    return Table(
        id="maaltall",
        title=tr("table.ratios", entity=entity),
        columns=(*over_years(shown_years(run)), *words, margin),
        rows=tuple(row for ratio, ruling in pairs for row in _rows(run, ratio, ruling)),
        notes=(tr("table.judged"),),
        run=identity(run),
    )


def _rows(run: Run, ratio: Ratio, ruling: Ruling) -> list[Row]:
    """A måltall, and under it its mean where the rule is on the mean."""
    years = shown_years(run)
    statuses = dict(zip(run.years, ratio_statuses(run, ratio), strict=True))
    tones = [statuses[y] for y in years]
    judged = (Cell(text=ruling.target), *_worst(ruling), status_cell(ruling.before), status_cell(ruling.after))
    last = (*judged, _margin(run, ratio))
    name = Cell(text=f"{ruling.name} ({ratio.enhet})")
    if ratio.snitt == 1:
        return [Row((name, *_numbers(run, ratio, ruling.id, tones), *last), id=ruling.id)]
    mean = Cell(text=f"  {tr('ratio.mean', n=ratio.snitt)}")
    own = Row((name, *_numbers(run, ratio, ratio.id, [""] * len(years)), *(Cell() for _ in last)), id=ratio.id)
    return [own, Row((mean, *_numbers(run, ratio, ruling.id, tones), *last), id=ruling.id)]


def _numbers(run: Run, ratio: Ratio, name: str, tones: Sequence[Tone]) -> list[Cell]:
    found = cells(run, name, shown_years(run), ratio_format(ratio))
    return [replace(c, tone=t) for c, t in zip(found, tones, strict=True)]


def _worst(ruling: Ruling) -> tuple[Cell, Cell]:
    return (ruling.before.worst, Cell(text=ruling.before.when)) if ruling.ruled else (Cell(), Cell())


def status_cell(found: Judged | None) -> Cell:
    """The worst status, and the first years it is below; empty where it is not judged."""
    if found is None or found.status == "uten mål":
        return Cell(text=tr("status.uten mål"))
    return Cell(text=status_text(found), tone=found.status)


def status_text(found: Judged) -> str:
    """A status with the first years it is below target or floor."""
    first = found.broken if found.status == "brutt" else found.below
    return tr(f"status.first.{found.status}", when=first) if first else tr(f"status.{found.status}")


def _margin(run: Run, ratio: Ratio) -> Cell:
    year, name, only = run.plan.shown_year, ratio.id + MARGIN, target_of(ratio).only
    if name not in run.catalogue.steps or only not in (None, year):
        return Cell()
    return cell(run, address(name, year), millions(run))
