"""Numbers of a table of the workbook, decided by column: those stored as numbers, and text in the marks of its column."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ldip.errors import Problem, SourceError
from ldip.tabular.marks import NumberColumn, settle
from ldip.tabular.numbers import HINTS, NOT_A_NUMBER, parse
from ldip.tabular.terms import Answers, Fault, UnclearError
from ldip.tabular.values import Bad, number
from ldip.workbook.own_grid import Grid

Cell = tuple[int, int]
PERCENT = Bad("er en prosent, ikke et tall i tabellens enhet", "rett cellen i regnearket")


def amounts_of(
    grid: Grid, rows: Sequence[int], columns: Mapping[int, str], answers: Answers, free: Collection[int] = (), rates: bool = False
) -> dict[Cell, float]:
    """Numbers by cell of some columns, by index with their headings; cells of the rows `free` may hold anything. With `rates`, a
    number shown as per cent is given as one.

    Errors: SourceError with every cell that is no number, UnclearError where a text may be two numbers."""
    bound = [r for r in rows if r not in free]
    known = {c: NumberColumn(c, name, [grid.at(r, c) for r in bound], zero_dash=True) for c, name in columns.items()}
    _settle(grid, bound, list(known.values()), answers)
    found: dict[Cell, float] = {}
    problems: list[Problem] = []
    for c, column in known.items():
        for r in rows:
            value = _value(grid, (r, c), column, rates)
            if isinstance(value, float):
                found[(r, c)] = value
            elif value is not None and r not in free:
                raw = grid.at(r, c)
                problems.append(grid.problem((r, c), value.what, raw[:60] if isinstance(raw, str) else str(raw), value.hint))
    if problems:
        raise SourceError(problems)
    return found


def _settle(grid: Grid, rows: Sequence[int], columns: Sequence[NumberColumn], answers: Answers) -> None:
    """Errors: UnclearError for texts of two meanings, SourceError for a column that no mark fits."""

    def place(column: NumberColumn, text: str, what: str, hint: str) -> Problem:
        return grid.problem((rows[column.cells.index(text)], column.column), what, text[:60], hint)

    unclear = settle(grid.sheet.file, columns, answers, place, apart=True)
    if unclear.questions:
        raise UnclearError(unclear.problems, unclear.questions)
    if unclear.problems:
        raise SourceError(unclear.problems)


def _value(grid: Grid, cell: Cell, column: NumberColumn, rates: bool) -> float | Bad | None:
    """The number of a cell, or what is wrong with it; None for an empty one."""
    raw = grid.at(*cell)
    if isinstance(raw, Fault):
        return None  # refused with the other faults
    value = number(raw, column)
    if isinstance(raw, float) and isinstance(value, float) and rates and grid.is_percent(*cell):
        return value * 100.0
    if not isinstance(raw, str) or isinstance(value, Bad):
        return value
    parsed = parse(raw)
    if value is None:
        return None if parsed.missing or parsed.dash else Bad(NOT_A_NUMBER, HINTS[NOT_A_NUMBER])
    return PERCENT if parsed.percent and not rates else value
