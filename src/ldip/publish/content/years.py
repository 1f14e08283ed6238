"""The years of a plan: which of them tables show, tables with a column a year, and the table of one row a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ldip.locales import tr
from ldip.publish.content.cells import Cell, Column, Row, Table
from ldip.publish.content.fetched import cell, identity, millions, over_years, prices
from ldip.publish.numbers import NEED, YEARLY, address
from ldip.simulation.run import Run

HEADS = ("year", "people", "income", "result", "degree", "investment", "loan", "debt", "funds", "need")
NAMES = (
    "innbyggere_ub",
    "sum_driftsinntekter",
    "netto_driftsresultat",
    "netto_driftsresultat_andel",
    "sum_investeringsutgifter",
    "bruk_av_laan",
    "laanegjeld_ub",
    "disposisjonsfond_sum_ub",
)


def shown_years(run: Run) -> list[int]:
    """Adopted years, the first year of the whole saving and the last year; the first five where nothing is adopted."""
    adopted = run.plan.head.tid.vedtatt_til
    first = [y for y in run.years if adopted is not None and y <= adopted] or list(run.years[:4])
    return list(dict.fromkeys([*first[:6], run.plan.shown_year, run.years[-1]]))


def table_over_years(run: Run, name: str, title: str, rows: Iterable[Row], notes: tuple[str, ...] = ()) -> Table:
    """A table with a column for each of the years that tables show."""
    columns = over_years(shown_years(run))
    return Table(id=name, title=title, columns=columns, rows=tuple(rows), notes=notes, run=identity(run))


def years_table(run: Run) -> Table:
    """One row a year in the view of the run; the need year by year in fixed prices, adopted years say so."""
    price_year = prices(run)
    return Table(
        id="aar",
        title=tr("table.years", name=run.plan.head.kommune.navn),
        columns=tuple(Column(tr(f"col.{h}", prices=price_year), wraps=True) for h in HEADS),
        rows=tuple(_row(run, year) for year in run.years),
        notes=(tr("table.note", view=tr(f"ui.variant.{run.variant}"), prices=price_year),),
        run=identity(run),
    )


def _row(run: Run, year: int) -> Row:
    adopted = run.plan.head.tid.vedtatt_til
    known = adopted is not None and year <= adopted
    numbers = [cell(run, address(n, year), millions(run) if run.unit(n) == "kr" else None) for n in NAMES]
    need = cell(run, address(NEED, year, variant=YEARLY), millions(run))
    last = replace(need, value=None, address="", text=tr("adopted")) if known else need
    return Row((Cell(text=str(year)), *numbers, last), "adopted" if known else "line", str(year))
