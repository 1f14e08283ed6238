"""A table as a workbook: the figures as numbers, where each of them is from, and what run they are of."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ldip.locales import tr
from ldip.publish.content.cells import Cell, Row, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

HEAD: Final = 2  # the row of headings, under the title
MOST_SOURCES: Final = 5000  # numbers; a larger table names the quantities in its own rows
WIDEST: Final = 60
SOURCES: Final = ("row", "column", "address", "value", "unit", "prices", "origin", "rough", "source")


def as_xlsx(table: Table, beside: Mapping[str, Table] | None = None) -> bytes:
    """A workbook with the table, the address and source of each number, and what identifies the run. No cell is a formula.

    `beside` are tables in sheets of their own, by name of the sheet."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _table(book, book.add_worksheet(tr("file.table")), table)
    for name, other in (beside or {}).items():
        _table(book, book.add_worksheet(name), other)
    sources = [(row, heading, cell) for row in table.rows for heading, cell in _numbers(table, row)]
    if len(sources) <= MOST_SOURCES:
        _sources(book, book.add_worksheet(tr("file.sources")), sources)
    _about(book, book.add_worksheet(tr("file.about")), table)
    book.close()
    return out.getvalue()


def _table(book: Workbook, sheet: Worksheet, table: Table) -> None:
    bold, formats = book.add_format({"bold": True}), _Formats(book)
    sheet.write_string(0, 0, table.title, bold)
    for c, column in enumerate(table.columns):
        sheet.write_string(HEAD, c, column.label, formats.of("@", bold=True, right=column.kind == "number"))
        if column.kind != "number":
            words = (row.cells[c].words for row in table.rows)
            sheet.set_column(c, c, min(max((len(w) for w in (*words, column.label)), default=0) + 2, WIDEST))
        else:
            sheet.set_column(c, c, max(len(column.label) + 2, 12))
    for r, row in enumerate(table.rows, start=HEAD + 1):
        for c, cell in enumerate(row.cells):
            figure = cell.figure
            if figure is not None:
                sheet.write_number(r, c, float(figure), formats.of(_pattern(cell), bold=row.kind == "sum"))
            elif cell.words and not cell.hidden:
                right = table.columns[c].kind == "number"
                sheet.write_string(r, c, cell.words, formats.of("@", bold=row.kind == "sum", right=right))
    stubs = sum(c.kind == "stub" for c in table.columns)
    sheet.freeze_panes(HEAD + 1, stubs)
    for r, note in enumerate(table.notes, start=HEAD + 2 + len(table.rows)):
        sheet.write_string(r, 0, note)


def _pattern(cell: Cell) -> str:
    """The spreadsheet's pattern of a number; it sets the reader's own separators."""
    decimals = 2 if cell.format.decimals is None else cell.format.decimals
    return "#,##0" + ("." + "0" * decimals if decimals else "")


class _Formats:
    """A workbook's cell formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._known: dict[tuple[str, bool, bool], Any] = {}

    def of(self, pattern: str, bold: bool = False, right: bool = False) -> Any:
        """The format of a pattern of numbers, bold or not, to the right or not."""
        key = (pattern, bold, right)
        if key not in self._known:
            self._known[key] = self._book.add_format(
                {"num_format": pattern, "bold": bold} | ({"align": "right"} if right else {})
            )
        return self._known[key]


def _numbers(table: Table, row: Row) -> Iterator[tuple[str, Cell]]:
    """The numbers of a row that have an address, each with its heading."""
    return ((column.label, cell) for column, cell in zip(table.columns, row.cells, strict=True) if cell.address)


def _sources(book: Workbook, sheet: Worksheet, sources: list[tuple[Row, str, Cell]]) -> None:
    bold = book.add_format({"bold": True})
    for c, head in enumerate(SOURCES):
        sheet.write_string(0, c, tr(f"file.{head}"), bold)
    for r, (row, heading, cell) in enumerate(sources, start=1):
        name = " ".join(c.text for c in row.cells if c.text).strip()
        rough = tr("explain.rough") if cell.anslag else ""
        values = (name, heading, cell.address, cell.value, cell.unit, cell.prices, cell.origin, rough, cell.note)
        for c, value in enumerate(values):
            if isinstance(value, float):
                sheet.write_number(r, c, value)
            elif value:
                sheet.write_string(r, c, value)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(SOURCES) - 1, 18)
    sheet.freeze_panes(1, 0)


def _about(book: Workbook, sheet: Worksheet, table: Table) -> None:
    bold = book.add_format({"bold": True})
    for r, (key, value) in enumerate((("tittel", table.title), *table.run)):
        sheet.write_string(r, 0, key, bold)
        sheet.write_string(r, 1, value)
    sheet.set_column(0, 1, 30)
