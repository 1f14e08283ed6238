"""Reading values of a plan by the names of their fields, for the checks of plausibility."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ldip.plan.csvfile import row_of
from ldip.plan.document import Plan
from ldip.plan.schema import files as f
from ldip.plan.schema.fields import SHARE, Share, Strict, UnitCost, YearVector
from ldip.plan.schema.tables import TABLES


@dataclass(frozen=True)
class Given:
    """A number of a plan with its place: per cent for shares, kroner for amounts. `year` is 0 for a value of all years, and
    `fraction` is set where the file states a share as a fraction."""

    file: str
    key: str
    value: float
    line: int = 0
    row: str = ""
    year: int = 0
    fraction: bool = False

    @property
    def place(self) -> str:
        """The place as an acceptance names it: a row by its identifying cells, never by its line."""
        return f"{self.file}: {self.row or self.key}"


def given(plan: Plan, field: str) -> Iterator[Given]:
    """The values of a field `file:key` or `folder/*:key`; none where the plan has not got it. Errors: NotReadError."""
    file, _, key = field.partition(":")
    if file.endswith(".csv"):
        yield from _column(plan, file, key)
        return
    for name, document in _documents(plan, file):
        yield from _values(name, key.split("."), document, ())


def _documents(plan: Plan, file: str) -> Iterator[tuple[str, Strict]]:
    folder, _, each = file.partition("/")
    if each:
        yield from ((f.file_in(folder, i), d) for i, d in plan.folders.get(folder, {}).items())
    elif (document := plan.document(file)) is not None:
        yield file, document


def _column(plan: Plan, file: str, key: str) -> Iterator[Given]:
    for line, row in plan.table(file, TABLES[file]).numbered():
        yield Given(file, key, float(getattr(row, key)), line, row_of(file, row))


def _values(file: str, keys: list[str], value: Any, path: tuple[str, ...]) -> Iterator[Given]:
    if value is None:
        return
    if not keys:
        yield from _leaf(file, ".".join(path), value)
    elif keys[0] == "*":
        inside = value.items() if isinstance(value, Mapping) else enumerate(value)
        for name, each in inside:
            yield from _values(file, keys[1:], each, (*path, str(name)))
    else:
        yield from _values(file, keys[1:], getattr(value, keys[0]), (*path, keys[0]))


def _leaf(file: str, key: str, value: Any) -> Iterator[Given]:
    if isinstance(value, YearVector):
        yield from vector_values(file, key, value)
    elif isinstance(value, UnitCost):
        yield Given(file, f"{key}.beloep", value.kroner)
    else:
        yield Given(file, key, float(value))


def vector_values(file: str, key: str, vector: YearVector) -> Iterator[Given]:
    """Each given value of a vector: per cent of a share, kroner of an amount."""
    factor = vector.factor / (SHARE["prosent"] if isinstance(vector, Share) else 1.0)
    fraction = isinstance(vector, Share) and vector.enhet == "andel"
    if vector.verdi is not None:
        yield Given(file, f"{key}.verdi", vector.verdi * factor, fraction=fraction)
    for year, value in vector.by_year.items():
        yield Given(file, f"{key}.verdier.{year}", value * factor, year=year, fraction=fraction)
