"""Every sourced figure of a plan with its place, value, source and whether it is an estimate: what `vis anslag` lists.

A table by year, an amount or a pointed-to csv file is one figure, and so is a row of a csv table that has its own source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from ldip.plan.csvfile import is_number, row_of
from ldip.plan.document import Plan, Table
from ldip.plan.inputs import Cell, Keys, cells_in
from ldip.plan.locate import position
from ldip.plan.memo import remembered
from ldip.plan.plausible.caution import short
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Strict
from ldip.plan.schema.files import LeverFile

NUMBERS: Final = ("vektor", "tall")
POINTER: Final = "fil"


@dataclass(frozen=True)
class Figure:
    """A figure: file, key (or the row's name), path of keys (empty for a row), line (0 when unknown), value as written, unit,
    source text and whether it is an estimate."""

    file: str
    key: str
    path: Keys
    line: int
    value: str
    unit: str
    source: str
    anslag: bool


def figures_of(plan: Plan) -> tuple[Figure, ...]:
    """The sourced figures of a plan, TOML files first, each kind in the order of file names."""
    documents = plan.documents
    inside = (f for n in sorted(documents) if not isinstance(documents[n], LeverFile) for f in _of_document(plan, n))
    rows = (f for n in sorted(t.TABLES) if n in plan.tables for f in _of_table(plan.tables[n]))
    return (*inside, *rows)


def _of_document(plan: Plan, file: str) -> Iterator[Figure]:
    text = plan.text(file)
    for cell in _cells(file, plan.documents[file]):
        pointer = cell.path[-1] == POINTER and bool(cell.source)
        if not (pointer or (cell.kind in NUMBERS and cell.source)):
            continue
        path = cell.path[:-1] if pointer or cell.path[-1] == "beloep" else cell.path
        key = ".".join(str(k) for k in path)
        yield Figure(file, key, path, position(text, path)[0], _value(cell), cell.unit, cell.source, cell.anslag)


@remembered
def _by_file(document: Strict) -> dict[str, list[Cell]]:
    """The inputs of a document by its file, filled by `_cells`: an edit of a plan leaves its other documents as they are."""
    return {}


def _cells(file: str, document: Strict) -> list[Cell]:
    known = _by_file(document)
    if file not in known:
        known[file] = cells_in(file, document)
    return known[file]


def _value(cell: Cell) -> str:
    """The value as a reader writes it; the first year and the number of years of a table by year."""
    if cell.values:
        first = min(cell.values)
        return f"{first}: {short(cell.values[first])}" + (" …" if len(cell.values) > 1 else "")
    return short(cell.value) if isinstance(cell.value, float | int) else str(cell.value or "")


def _of_table(table: Table[t.Row]) -> Iterator[Figure]:
    for line, row in table.numbered():
        source, rough = getattr(row, "kilde", None), getattr(row, "anslag", None)
        if source is None or rough is None:
            continue
        column = _first_number(type(row))
        value = getattr(row, column) if column else None
        unit = str(getattr(row, "enhet", ""))
        yield Figure(table.file, row_of(table.file, row), (), line, "" if value is None else short(value), unit, source, rough)


@cache
def _first_number(model: type[t.Row]) -> str:
    """The column with the main number of a row: the amount, or the first that is a decimal number."""
    names = (n for n, f in model.model_fields.items() if is_number(f.annotation) and f.annotation is not int)
    return "beloep" if "beloep" in model.model_fields else next(names, "")
