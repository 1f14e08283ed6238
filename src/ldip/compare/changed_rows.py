"""Rows of csv files that differ between two plans: one change a row and column, rows of several years as one path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ldip.compare.changed_input import BESIDE, At, Common, InputChange, Side, column_at, repriced, same
from ldip.compare.changes import sized
from ldip.plan.csvfile import ROW_KEYS, is_number, row_name
from ldip.plan.document import Plan, Table
from ldip.plan.inputs import unit_of
from ldip.plan.schema.tables import Row

YEAR: Final = "aar"
MOST_ALONE: Final = 3  # changed paths of a large table that are listed one by one; more are one change a column
ADDED: Final = ("personer", "boliger")  # units whose sum over the rows of a table is a number to read
ASIDE: Final = (*BESIDE, "enhet", "priser", "navn")
NOT_NAMING: Final = (*ASIDE, "status")
ADOPTED: Final = "vedtatt.csv"  # where a year without a row is projected, not nought
LARGE: Final = ("befolkning/", "kontroll.csv", "regnskap.csv", "kostra.csv")  # tables that are not read row by row
Numbered = tuple[int, Row]


def row_changes(a: Plan, b: Plan, common: Common) -> Iterator[InputChange]:
    """Changes in the csv files."""
    for file in sorted({*a.tables, *b.tables}):
        yield from _table(At(file, common), a.tables.get(file), b.tables.get(file))


def _table(at: At, a: Table[Row] | None, b: Table[Row] | None) -> Iterator[InputChange]:
    """The changes of a file; a column of a file with many of them as one."""
    old, new = _by_name(at.file, a), _by_name(at.file, b)
    found = [c for name in dict.fromkeys((*old, *new)) for c in _named_rows(at, name, old.get(name, ()), new.get(name, ()))]
    many = len(found) > MOST_ALONE and at.file.startswith(LARGE)
    yield from _columns(at, old, new) if many else found


def _by_name(file: str, table: Table[Row] | None) -> dict[str, list[Numbered]]:
    """Rows by the cells that identify them, the year left out."""
    found: dict[str, list[Numbered]] = {}
    if table is not None:
        lines = table.lines or (0,) * len(table.rows)
        for row, line in zip(table.rows, lines, strict=True):
            found.setdefault(row_name(_cells(file, row)), []).append((line, row))
    return found


def _cells(file: str, row: Row) -> Iterator[str]:
    """The cells that identify a row; one that may be left out names nothing at its default."""
    fields = type(row).model_fields
    columns = ROW_KEYS.get(file) or [n for n in fields if not isinstance(getattr(row, n), float | bool) and n not in NOT_NAMING]
    return ("" if (v := getattr(row, c)) == fields[c].default else str(v) for c in columns if c != YEAR)


def _named_rows(at: At, name: str, old: Sequence[Numbered], new: Sequence[Numbered]) -> Iterator[InputChange]:
    here = at.inside(name, _title((new or old)[0][1]) or name)
    line = next((n for n, row in new if row not in [r for _, r in old]), 0)
    yearly = YEAR in type((new or old)[0][1]).model_fields
    if yearly:
        found = _paths(here, [r for _, r in old], [r for _, r in new])
    elif len(old) == len(new) == 1:
        found = _columns_of(here, old[0][1], new[0][1])
    elif old and new:
        found = (
            iter(()) if [r for _, r in old] == [r for _, r in new] else iter((here.change("rader", _count(old), _count(new)),))
        )
    else:
        found = iter((here.change("element", _size(old), _size(new)),))
    yield from (replace(c, line=line) for c in found)


def _title(row: Row) -> str:
    return str(getattr(row, "navn", "") or "")


def _count(rows: Sequence[Numbered]) -> Side:
    return _sourced(Side(value=len(rows)), rows[0][1]) if rows else Side(value=0)


def _size(rows: Sequence[Numbered]) -> Side | None:
    return _sourced(sized(rows[0][1]) or Side(), rows[0][1]) if rows else None


def _paths(at: At, old: Sequence[Row], new: Sequence[Row]) -> Iterator[InputChange]:
    """Rows of one name by year: each column of numbers as one path, other columns where they differ."""
    one = (new or old)[0]
    fields = type(one).model_fields
    numbers = [n for n in fields if n != YEAR and is_number(fields[n].annotation) and _stated(n, (*old, *new))]
    for column in numbers:
        before, after = repriced(at, *(_path(at, rows, column, one) for rows in (old, new)))
        found = at.inside(column).change("bane", before, after)
        if found.years:
            yield found
    for column in (n for n in fields if n not in (*numbers, *ASIDE, YEAR)):
        x, y = (dict.fromkeys(getattr(r, column) for r in rows) for rows in (old, new))
        if x and y and [*x] != [*y]:
            yield at.inside(column).change("verdi", _cell(at, column, old[-1]), _cell(at, column, new[-1]))


def _stated(column: str, rows: Sequence[Row]) -> bool:
    """Whether any row has a number in a column."""
    return any(isinstance(getattr(r, column), float) for r in rows)


def _path(at: At, rows: Sequence[Row], column: str, like: Row) -> Side:
    """The values by year; a year without a row has none where it is projected then or the cell may be empty, else nought."""
    optional = type(like).model_fields[column].default is None
    absent = None if at.file == ADOPTED or optional else 0.0
    values: dict[int, float | None] = dict.fromkeys(at.years, absent)
    for row in rows:
        year = int(getattr(row, YEAR))
        if at.file == ADOPTED and year not in values:
            continue  # a year that the other plan does not have
        if (value := getattr(row, column)) is not None:
            values[year] = (values.get(year) or 0.0) + float(value)
    unit = unit_of(at.file, (column,), like)
    side = Side(by_year=values, unit=unit, prices=str(getattr(like, "priser", "")), stated=bool(rows))
    return _sourced(side, rows[-1]) if rows else side


def _columns_of(at: At, old: Row, new: Row) -> Iterator[InputChange]:
    for column in (n for n in type(new).model_fields if n not in (*BESIDE, "priser")):
        before, after = repriced(at, _cell(at, column, old), _cell(at, column, new))
        if not same(before.value, after.value):
            yield at.inside(column).change("verdi", before, after)


def _cell(at: At, column: str, row: Row) -> Side:
    value = getattr(row, column, None)
    shown = value if isinstance(value, float | int | str) else str(value)
    unit = unit_of(at.file, (column,), row) if isinstance(value, float) else ""
    prices = str(getattr(row, "priser", "")) if isinstance(value, float) else ""
    return _sourced(Side(value=None if value is None else shown, unit=unit, prices=prices), row)


def _sourced(side: Side, row: Row) -> Side:
    return replace(side, source=str(getattr(row, "kilde", "")), anslag=bool(getattr(row, "anslag", False)))


def _columns(at: At, old: Mapping[str, list[Numbered]], new: Mapping[str, list[Numbered]]) -> Iterator[InputChange]:
    """A large table: each column of numbers with its sum in both plans, and the number of rows that differ."""
    rows = [[r for found in each.values() for _, r in found] for each in (old, new)]
    one = (rows[1] or rows[0])[0]
    for column in (n for n, f in type(one).model_fields.items() if f.annotation is float and n != YEAR):
        count = sum(_values(old.get(n, ()), column) != _values(new.get(n, ()), column) for n in {*old, *new})
        if count:
            unit = "" if YEAR in type(one).model_fields else _declared(at.file, column)
            before, after = (_total(x, column, unit) for x in rows)
            yield at.inside(column).change("rader", before, after, count)


def _declared(file: str, column: str) -> str:
    found = column_at(file, column)
    return found.about.unit if found is not None else ""


def _total(rows: Sequence[Row], column: str, unit: str) -> Side:
    """The sum of a column of persons or dwellings, else the number of rows."""
    if unit in ADDED:
        return Side(sum(float(getattr(r, column)) for r in rows), unit=unit, stated=bool(rows))
    return Side(len(rows), stated=bool(rows))


def _values(rows: Sequence[Numbered], column: str) -> list[tuple[Any, float]]:
    return [(getattr(r, YEAR, None), getattr(r, column)) for _, r in rows]
