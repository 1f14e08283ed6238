"""Sum rows of a table held against its lines: each must be the sum of a run of lines beside it, in every column."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from ldip.errors import Problem
from ldip.workbook.own_grid import Grid

MOST_DIGITS: Final = 6  # decimals that count as typed; more are the noise of a computed number
NAMED: Final = 5


@dataclass(frozen=True)
class Row:
    """A row of a table: a heading, a line or a sum. Amounts are by column, in the unit of the table."""

    kind: Literal["overskrift", "linje", "sum"]
    number: int
    name: str
    amounts: Mapping[int, float]


@dataclass(frozen=True)
class Control:
    """Sum rows held against the lines: problems, names of those met, rows that no sum includes, and the last row that is the
    sum of all lines above it (0 for none). The sum of the first group alone is no such row."""

    problems: tuple[Problem, ...]
    met: tuple[str, ...]
    uncovered: frozenset[int]
    total: int


def control_of(grid: Grid, rows: Sequence[Row], columns: Sequence[int]) -> Control:
    """Hold the sum rows of a table against its lines."""
    problems: list[Problem] = []
    met: list[str] = []
    covered: set[int] = set()
    total = 0
    precision = {c: _precision([r.amounts.get(c, 0.0) for r in rows]) for c in columns}
    for i, row in enumerate(rows):
        if row.kind != "sum":
            continue
        runs = list(_runs(rows, i))
        fits = next((run for run in runs if not _wrong(rows, run, row, precision)), None)
        if fits is None:
            problems += _problem(grid, rows, runs, row, precision)
            continue
        met.append(row.name)
        covered |= {rows[k].number for k in fits}
        if fits == _lines(rows, 0, i) and _is_whole(rows[:i]):
            total = row.number
    uncovered = {r.number for r in rows if r.kind == "linje"} - covered
    return Control(tuple(problems), tuple(met), frozenset(uncovered), total)


def _is_whole(before: Sequence[Row]) -> bool:
    """Whether the rows above a sum are more than the first group: they have sums of their own, or no heading over a group."""
    inside = before[next((i for i, r in enumerate(before) if r.kind == "linje"), 0) :]
    headed = any(r.kind == "overskrift" for r in before)
    return any(r.kind == "sum" for r in inside) or not headed


def _runs(rows: Sequence[Row], at: int) -> Iterator[list[int]]:
    """Runs of lines that a sum row may be the sum of: those above it from the nearest edge on, then those below it."""
    edges = [i for i, r in enumerate(rows) if r.kind != "linje"]
    for start in sorted({-1, *(e for e in edges if e < at)}, reverse=True):
        if lines := _lines(rows, start + 1, at):
            yield lines
    for end in sorted({len(rows), *(e for e in edges if e > at)}):
        if lines := _lines(rows, at + 1, end):
            yield lines
    if lines := _lines(rows, 0, len(rows)):
        yield lines


def _lines(rows: Sequence[Row], start: int, end: int) -> list[int]:
    return [k for k in range(start, end) if rows[k].kind == "linje"]


def _wrong(rows: Sequence[Row], run: Sequence[int], row: Row, precision: Mapping[int, float]) -> dict[int, float]:
    """The sum of the lines by column where the sum row has another amount; an empty cell of a sum row is not compared."""
    found: dict[int, float] = {}
    for c, near in precision.items():
        total = math.fsum(rows[k].amounts.get(c, 0.0) for k in run)
        if c in row.amounts and abs(total - row.amounts[c]) > near:
            found[c] = total
    return found


def _precision(values: Sequence[float]) -> float:
    """Half of the last decimal that a column's numbers are typed with, so that a difference of one in it is one."""
    digits = max((_digits(v) for v in values), default=0)
    return 0.5 * 10.0**-digits


def _digits(value: float) -> int:
    exponent = Decimal(repr(round(value, MOST_DIGITS))).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _problem(
    grid: Grid, rows: Sequence[Row], runs: Sequence[list[int]], row: Row, precision: Mapping[int, float]
) -> Iterator[Problem]:
    """The cells where a sum row differs from the lines it is most like."""
    if not runs:
        yield grid.problem((row.number, 0), f"sumraden «{row.name}» har ingen linjer", "", "rett summer eller utelat i profilen")
        return
    best = min(runs, key=lambda run: (len(_wrong(rows, run, row, precision)), _distance(rows, run, row)))
    span = rows[best[0]].number, rows[best[-1]].number
    for c, total in list(_wrong(rows, best, row, precision).items())[:NAMED]:
        cells = f"{grid.place(span[0], c)}:{grid.place(span[1], c)}"
        what = f"sumraden «{row.name}» stemmer ikke: {cells} gir {_shown(total)}"
        hint = "rett tallet eller formelen i regnearket; en rad som ikke hører med i summen, føres opp i utelat"
        yield grid.problem((row.number, c), what, _shown(row.amounts[c]), hint)


def _distance(rows: Sequence[Row], run: Sequence[int], row: Row) -> float:
    return math.fsum(abs(math.fsum(rows[k].amounts.get(c, 0.0) for k in run) - v) for c, v in row.amounts.items())


def _shown(value: float) -> str:
    return f"{value:.{MOST_DIGITS}f}".rstrip("0").rstrip(".").replace(".", ",")
