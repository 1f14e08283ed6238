"""vedtatt.csv: adopted lines, the part of them that is carried on, and the part that passes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from ldip.binding.bound import Binding, Origin
from ldip.engine.graph import Array, divide
from ldip.engine.inputs import Lines
from ldip.model.catalogue import catalogue
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t

Rows = Sequence[t.AdoptedRow]


def bind_adopted(plan: Plan, b: Binding, axes: dict[str, tuple[str, ...]]) -> None:
    """Bind vedtatt.csv: lines (year, 1, *axes) with masks over years and elements; `axes` are those of the named steps."""
    for (name, element), rows in _by_line(plan.table("vedtatt.csv", t.AdoptedRow).rows):
        at = (b.ids[axes[name][0]].index(element),) if axes[name] else ()
        shape = (len(b.years), 1, *(b.sizes[a] for a in axes[name]))
        lines = b.lines.get(name) or _empty(name, shape, plan)
        for year, same in groupby(rows, key=lambda r: r.aar):
            given = sorted(same, key=lambda r: r.years_left > 0)
            _line(lines, b.years.index(year), at, given)
            first = given[0]
            rough = any(r.anslag for r in given)
            b.line_origins[name, year, element] = Origin(first.status, "vedtatt.csv", name, first.kilde, rough)
        b.lines[name] = lines


def _by_line(rows: Rows) -> Iterator[tuple[tuple[str, str], list[t.AdoptedRow]]]:
    """The rows of each line and element, in the order of their years."""
    found: dict[tuple[str, str], list[t.AdoptedRow]] = {}
    for r in rows:
        found.setdefault((r.linje, r.element), []).append(r)
    for key, own in found.items():
        yield key, sorted(own, key=lambda r: r.aar)


def _empty(name: str, shape: tuple[int, ...], plan: Plan) -> Lines:
    """Arrays without lines; those of the years after only where the total is carried on, or a row is marked."""
    rows = [r for r in plan.table("vedtatt.csv", t.AdoptedRow).rows if r.linje == name]
    grows = bool(catalogue().steps[name][0].follows)
    nominal = any(r.videre for r in rows)
    passes = grows and any(r.years_left for r in rows)
    carry = np.full(shape, float(grows)) if grows or nominal else None
    zeros = (np.zeros(shape) if grows and said else None for said in (nominal, passes))
    return Lines(np.zeros(shape, dtype=bool), np.zeros(shape), carry, *zeros)


def _line(lines: Lines, k: int, at: tuple[int, ...], rows: Rows) -> None:
    """Enter the rows of one line, element and year; a lasting row is first."""
    here: tuple[int, ...] = (k, 0, *at)
    after: tuple[slice | int, ...] = (slice(k + 1, None), 0, *at)
    lines.mask[here] = True
    lines.value[here] = sum(r.kroner for r in rows)
    first, *passing = rows
    if lines.carry is not None:
        lines.carry[after] = 1.0 if lines.nominal is not None or first.videre or not first.years_left else 0.0
    if lines.nominal is not None:
        lines.nominal[after] = float(bool(first.videre))
    if first.years_left and lines.carry is not None:
        left = lines.carry[after]
        left[:] = _remaining(first.years_left, len(left))
    since: tuple[slice | int, ...] = (slice(k, None), 0, *at)
    if lines.passing is not None:
        for r in passing:
            own, n = lines.passing[since], r.years_left
            own += _years_left(n, len(own)) / n * r.kroner


def _remaining(n: int, years: int) -> Array:
    """Share of last year's amount that is left when an amount falls by equal parts to nothing after n years. (year,)."""
    left = _years_left(n, years + 1)
    return divide(left[1:], left[:-1], 1.0)


def _years_left(n: int, years: int) -> Array:
    """Parts of n that are left in each year: n, n − 1, … and 0 from year n on. (year,)."""
    left: Array = np.maximum(n - np.arange(float(years)), 0.0)
    return left
