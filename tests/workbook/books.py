"""Workbooks of plans opened, changed and saved again, as people and programs do."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from ldip.firstplan.build import build
from ldip.plan.folder import read_all
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import Raw, Sheet
from ldip.workbook.grids import grids_of
from ldip.workbook.layout import FIRST_ROW, sheet_names
from ldip.workbook.plan_data import data_of
from ldip.workbook.taking import taken_from, taken_in
from ldip.workbook.terms import Cell, Column, Grid, Row, Taken
from ldip.workbook.write_book import workbook_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@cache
def plan(name: str) -> dict[str, bytes]:
    """An example, or a municipality's first plan by its number."""
    return {n: t.encode() for n, t in build(name).items()} if name.isdigit() else read_all(EXAMPLES / name)


@cache
def book(name: str) -> bytes:
    return workbook_of(plan(name))


@cache
def grids(name: str) -> tuple[Grid, ...]:
    return grids_of(data_of(plan(name)))


def saved(raw: bytes, change: Callable[[Any], None] = lambda b: None) -> bytes:
    """A workbook opened, changed and saved by another program."""
    opened, out = openpyxl.load_workbook(io.BytesIO(raw)), io.BytesIO()
    change(opened)
    opened.save(out)
    return out.getvalue()


@dataclass(frozen=True, eq=False)
class At:
    """A cell of a workbook and the plan's value in it."""

    sheet: str
    line: int
    column: int
    grid: Grid
    row: Row
    head: Column
    cell: Cell

    @property
    def where(self) -> str:
        return f"ark {self.sheet}, celle {openpyxl.utils.get_column_letter(self.column)}{self.line}"

    def put(self, opened: Any, value: Any) -> None:
        opened[self.sheet].cell(self.line, self.column).value = value


def cells(name: str) -> list[At]:
    """Every cell with a place in the plan."""
    names = sheet_names(grids(name))
    return [
        At(names[g.id], FIRST_ROW + 1 + r, c + 1, g, row, head, row.cells[head.key])
        for g in grids(name)
        for r, row in enumerate(g.rows)
        for c, head in enumerate(g.columns)
        if head.key in row.cells
    ]


def at(name: str, file: str, key: str, line: int = 0) -> At:
    """The cell of a key (dotted), or of a column in a line of a csv file."""
    return next(a for a in cells(name) if a.row.file == file and a.row.line == line and ".".join(map(str, a.cell.path)) == key)


def free(name: str, sheet_id: str) -> tuple[str, int, dict[str, int]]:
    """A sheet, its first free row, and its columns by key."""
    grid = next(g for g in grids(name) if g.id == sheet_id)
    columns = {c.key: i for i, c in enumerate(grid.columns, start=1)}
    return sheet_names(grids(name))[sheet_id], FIRST_ROW + 1 + len(grid.rows), columns


@cache
def read(name: str) -> tuple[Sheet, ...]:
    return read_sheets("bok.xlsx", book(name))


class Paper:
    """A sheet as read, that can be changed as an open workbook can; saves a test the writing and reading of a file."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self.title = sheet, sheet.name
        self._rows = {line: list(cells) for line, cells in sheet.rows}

    def cell(self, line: int, column: int) -> Ref:
        return Ref(self._rows.setdefault(line, []), column - 1)

    def lines(self, first: int, last: int) -> list[list[Raw]]:
        return [self._rows.get(n, []) for n in range(first, last + 1)]

    def put_lines(self, first: int, lines: list[list[Raw]]) -> None:
        self._rows |= dict(enumerate(lines, start=first))

    def insert_rows(self, count: int) -> None:
        self._rows = {n + count: cells for n, cells in self._rows.items()}

    def delete_cols(self, column: int) -> None:
        for cells in self._rows.values():
            del cells[column - 1 : column]

    def sheet(self) -> Sheet:
        rows = tuple((n, tuple(cells)) for n, cells in sorted(self._rows.items()) if any(c != "" for c in cells))
        return replace(self._sheet, name=self.title, rows=rows)


class Ref:
    """A cell of a row."""

    def __init__(self, row: list[Raw], at: int) -> None:
        self._row, self._at = row, at

    @property
    def value(self) -> Any:
        return self._row[self._at] if self._at < len(self._row) else ""

    @value.setter
    def value(self, value: Any) -> None:
        self._row += [""] * (self._at + 1 - len(self._row))
        self._row[self._at] = "" if value is None else float(value) if isinstance(value, int) else value


class Papers:
    """The sheets of a workbook by name."""

    def __init__(self, sheets: tuple[Sheet, ...]) -> None:
        self._papers = {s.name: Paper(s) for s in sheets}

    def __getitem__(self, name: str) -> Paper:
        return self._papers[name]

    def remove(self, paper: Paper) -> None:
        self._papers = {n: p for n, p in self._papers.items() if p is not paper}

    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(p.sheet() for p in self._papers.values())


def changed(name: str, change: Callable[[Any], None], now: dict[str, bytes] | None = None) -> Taken:
    """What a changed workbook of a plan does to it, or to a later version of it."""
    opened = Papers(read(name))
    change(opened)
    return taken_from(plan(name) if now is None else now, "bok.xlsx", opened.sheets())


def changed_file(name: str, change: Callable[[Any], None]) -> Taken:
    """As `changed`, through a file that another program saves."""
    return taken_in(plan(name), "bok.xlsx", saved(book(name), change))
