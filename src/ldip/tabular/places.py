"""Places in a sheet: names of columns and cells, and problems located there."""

from __future__ import annotations

from ldip.errors import Problem
from ldip.tabular.headings import text_of
from ldip.tabular.terms import Raw, Sheet


def column_name(sheet: Sheet, column: int) -> str:
    """The letters of a workbook's column, or a text file's column number from 1."""
    return letters(column) if sheet.cells else str(column + 1)


def letters(column: int) -> str:
    """The letters of a column, from 0."""
    found, rest = "", column + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        found = chr(ord("A") + last) + found
    return found


def cell_name(sheet: Sheet, line: int, column: int) -> str:
    """A cell's name (B3), or the line and column of a text file."""
    return f"{column_name(sheet, column)}{line}" if sheet.cells else f"linje {line}, kolonne {column + 1}"


def cell_problem(sheet: Sheet, line: int, column: int, heading: str, what: str, value: Raw, hint: str) -> Problem:
    """A problem at a cell. The key is sheet and cell in a workbook, otherwise the heading."""
    key = f"{sheet.name}!{cell_name(sheet, line, column)}" if sheet.cells else heading
    message = f"{what} (kolonnen «{heading}»)" if sheet.cells and heading else what
    return Problem(sheet.file, key, message, text_of(value)[:60], hint, line, column + 1)
