"""Two plans compared: every input that differs, with its place, and the results that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ldip.plan.csvfile import row_name, row_of
from ldip.plan.document import Plan, Table
from ldip.plan.locate import position
from ldip.plan.schema.fields import Strict
from ldip.plan.schema.tables import Row
from ldip.simulation.run import Run
from ldip.simulation.simulate import HEADLINES, simulate

KRONE: Final = 0.5
SMALL: Final = 1e-9
NAMED: Final = ("id", "navn", "fil")  # keys that name an element of a list
BESIDE: Final = ("kilde", "anslag", "enhet", "priser")  # never part of a row's name


@dataclass(frozen=True)
class InputChange:
    """An input that differs: file, key, old and new value (None where it is absent), and its line in the file."""

    file: str
    key: str
    before: str | None
    after: str | None
    line: int = 0


@dataclass(frozen=True)
class ResultChange:
    """A result that differs in a year, in the engine's unit."""

    name: str
    year: int
    before: float
    after: float
    unit: str


@dataclass(frozen=True, eq=False)
class Bridge:
    """The difference between two plans: both runs, the inputs that differ and the results that follow."""

    before: Run
    after: Run
    inputs: tuple[InputChange, ...]
    results: tuple[ResultChange, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Years both plans have."""
        return tuple(y for y in self.before.years if y in self.after.years)


def compare_plans(a: Plan, b: Plan) -> Bridge:
    """Compare plan `b` with plan `a`. Both are run in the base case; results are in the engine's units.

    Errors: ModelError when the model itself is wrong.
    """
    before, after = simulate(a), simulate(b)
    return Bridge(before, after, tuple(input_changes(a, b)), tuple(_results(before, after)))


def input_changes(a: Plan, b: Plan) -> Iterator[InputChange]:
    """Inputs that differ, file by file; a file that only one plan has is one change."""
    old, new = a.documents, b.documents
    for file in sorted({*old, *new}):
        if file not in new or file not in old:
            yield InputChange(file, "", "finnes" if file in old else None, "finnes" if file in new else None)
            continue
        before, after = dict(_flat(old[file], ())), dict(_flat(new[file], ()))
        for path in dict.fromkeys((*before, *after)):
            if before.get(path) != after.get(path):
                text = (b if path in after else a).text(file)
                line = position(text, path)[0] if text else 0
                yield InputChange(file, ".".join(map(str, path)), before.get(path), after.get(path), line)
    for file in sorted({*a.tables, *b.tables}):
        yield from _rows(file, a.tables.get(file, Table(file)), b.tables.get(file, Table(file)))


def _flat(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Leaves by path. An element of a list is keyed by its name, or by its number where it has none."""
    if isinstance(value, Strict):
        for name in type(value).model_fields:  # in the order of the schema; the set of given fields has none
            if name in value.model_fields_set:
                yield from _flat(getattr(value, name), (*path, name))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, (*path, str(name)))
    elif isinstance(value, list | tuple):
        for i, inner in enumerate(value):
            yield from _flat(inner, (*path, next((str(n) for k in NAMED if (n := getattr(inner, k, None))), i)))
    elif value is not None:
        yield path, _said(value)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nei"
    return repr(value).removesuffix(".0").replace(".", ",") if isinstance(value, float) else str(value)


def _rows(file: str, a: Table[Row], b: Table[Row]) -> Iterator[InputChange]:
    """Rows by name, column by column."""
    old, new = _by_name(file, a), _by_name(file, b)
    for name in dict.fromkeys((*old, *new)):
        if name not in old or name not in new:
            row, line = (old if name in old else new)[name]
            said = "; ".join(_said(v) for k, v in row.model_dump().items() if k not in BESIDE[:2] and v not in (None, ""))
            yield InputChange(
                file, name, said if name in old else None, said if name in new else None, 0 if name in old else line
            )
            continue
        (before, _), (after, line) = old[name], new[name]
        for column, value in after.model_dump().items():
            if getattr(before, column, None) != value:
                yield InputChange(file, f"{name}: {column}", _said(getattr(before, column, "")), _said(value), line)


def _by_name(file: str, table: Table[Row]) -> dict[str, tuple[Row, int]]:
    found: dict[str, tuple[Row, int]] = {}
    lines = table.lines or (0,) * len(table.rows)
    for row, line in zip(table.rows, lines, strict=True):
        name = row_of(file, row) or row_name(str(getattr(row, c)) for c in _naming(row))
        number = sum(n == name or n.startswith(f"{name} #") for n in found)
        found[f"{name} #{number + 1}" if number else name] = (row, line)
    return found


def _naming(row: Row) -> Sequence[str]:
    """Columns that identify a row, that is, all but amounts."""
    return [n for n, v in row.model_dump().items() if not isinstance(v, float | bool) and n not in BESIDE]


def _results(before: Run, after: Run) -> Iterator[ResultChange]:
    ratios = [r.measured for r in before.plan.rules.maaltall if r.measured in {x.measured for x in after.plan.rules.maaltall}]
    for name in dict.fromkeys((*HEADLINES, *ratios)):
        if before.axes(name) or before.unit(name) != after.unit(name):
            continue
        for year in (y for y in before.years if y in after.years):
            x, y, unit = before.value(name, year), after.value(name, year), after.unit(name)
            if abs(x - y) > (KRONE if unit.startswith("kr") else SMALL):
                yield ResultChange(name, year, x, y, unit)
