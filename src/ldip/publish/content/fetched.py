"""Cells fetched by address from a run, and the properties of the run that every table prints."""

from __future__ import annotations

from collections.abc import Iterable

from ldip.locales import tr
from ldip.publish.content import cells as c
from ldip.publish.digits import MILLIONS, Format, format_of, money_decimals
from ldip.publish.numbers import Number, address, fetch, header
from ldip.simulation.run import Run


def cell(run: Run, where: str, reading: Format | None = None, sign: int = 1) -> c.Cell:
    """The number at an address, read in its usual unit unless another format is given. Errors: ModelError for no such address."""
    return cell_of(run, fetch(run, where), reading, sign)


def cell_of(run: Run, number: Number, reading: Format | None = None, sign: int = 1) -> c.Cell:
    """A fetched number as a cell."""
    return c.Cell(
        value=number.value,
        format=reading or format_of(number.unit),
        sign=sign,
        address=number.address,
        year=number.year,
        unit=number.unit,
        prices=price_basis(run, number.unit),
        origin=number.origin,
        anslag=number.anslag,
        note=number.source,
    )


def cells(
    run: Run, name: str, years: Iterable[int], reading: Format | None = None, statistic: str = "basis", **axes: str
) -> tuple[c.Cell, ...]:
    """A quantity over years."""
    return tuple(cell(run, address(name, y, statistic, **axes), reading) for y in years)


def line(label: str, numbers: Iterable[c.Cell], kind: c.RowKind = "line") -> c.Row:
    """A row of words and numbers."""
    return c.Row((c.Cell(text=label), *numbers), kind)


def over_years(years: Iterable[int]) -> tuple[c.Column, ...]:
    """A column of words and one a year."""
    return (c.Column(kind="stub", wraps=True), *(c.Column(str(y), year=y) for y in years))


def price_basis(run: Run, unit: str) -> str:
    """The price level of a number in words; empty where it is no amount."""
    return {"kr": tr("form.running"), "kr_fast": tr("form.fixed", prices=prices(run))}.get(unit, "")


def prices(run: Run) -> int:
    """The plan's price year."""
    return run.plan.head.tid.prisnivaa


def decimals(run: Run) -> int:
    """Decimals of million kroner that suit the municipality's size."""
    return money_decimals(run.value("sum_driftsinntekter", run.years[0]))


def millions(run: Run) -> Format:
    """The format of amounts."""
    return format_of("kr", MILLIONS, decimals(run))


def money(run: Run, where: str) -> str:
    """An amount at an address in million kroner."""
    return cell(run, where, millions(run)).words


def identity(run: Run) -> c.Identity:
    """The identity of the run."""
    return tuple(header(run).items())
