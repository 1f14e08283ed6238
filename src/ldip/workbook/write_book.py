"""The whole plan as a workbook: a sheet of instructions, a sheet for each grid, the codes, and the plan it was made from.

No cell is a formula. Keys are locked without a password; codes have lists to choose from; what is empty, out of range or does
not add up is coloured.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ldip.locales import tr
from ldip.plan.edits import Contents
from ldip.tabular.formulas import FORMULA
from ldip.workbook.cells import shown
from ldip.workbook.checks import add_checks
from ldip.workbook.grids import grids_of
from ldip.workbook.layout import (
    CARRIER,
    CODES,
    FIRST_ROW,
    HEAD_ROW,
    HELP_ROW,
    ID_ROW,
    KEY_ROW,
    MARK,
    VERSION,
    carried,
    digest_of,
    free_rows,
    sheet_names,
)
from ldip.workbook.plan_data import PlanData, data_of
from ldip.workbook.table_grids import codes_of
from ldip.workbook.terms import HELD, Cell, Column, Field, Grid, Row
from ldip.workbook.words import note_of, range_words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MADE: Final = dt.datetime(2000, 1, 1)  # a fixed time: the same plan gives the same workbook
ALLOWED: Final = ("sort", "autofilter", "format_columns", "format_rows", "format_cells", "insert_rows", "delete_rows")
WIDEST: Final = 45


def workbook_of(contents: Contents) -> bytes:
    """The plan as a workbook (xlsx). Errors: PlanError for a file that cannot be read."""
    import xlsxwriter

    data = data_of(contents)
    grids = grids_of(data)
    names = sheet_names(grids)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": _plan_name(data), "created": MADE})
    looks, codes = _Looks(book), codes_of(data)
    kept = {n: raw for n, raw in contents.items() if n in data.documents or n in data.reading.schemas}
    start = book.add_worksheet(tr("excel.start"))
    for grid in grids:
        _sheet(book.add_worksheet(names[grid.id]), grid, looks, codes)
    _codes(book.add_worksheet(CODES), codes)
    _carrier(book.add_worksheet(CARRIER), kept)
    _start(start, data, digest_of(kept), [(g, names[g.id]) for g in grids], looks)
    book.close()
    return out.getvalue()


class _Looks:
    """The formats of cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book, self._known = book, dict[tuple[tuple[str, Any], ...], Any]()

    def of(self, **properties: Any) -> Any:
        """The format with some properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format(properties)
        return self._known[key]

    @property
    def locked(self) -> Any:
        """A key or a text that is not to be changed."""
        return self.of(num_format="@", bg_color="#EDEDED", font_color="#444444")

    def value(self, field: Field, text: str = "") -> Any:
        """A cell to fill in."""
        if field.kind in ("tall", "heltall"):
            return self.of(locked=False, num_format="General", border=1, border_color="#BFBFBF")
        pattern = "yyyy-mm-dd" if field.kind == "dato" else "@"
        risky = {"quote_prefix": True} if text.startswith(FORMULA) else {}
        return self.of(locked=False, num_format=pattern, border=1, border_color="#BFBFBF", **risky)


def _sheet(sheet: Worksheet, grid: Grid, looks: _Looks, codes: Mapping[str, Mapping[str, str]]) -> None:
    sheet.write_string(ID_ROW, 0, grid.id, looks.of(bold=True, num_format="@"))
    sheet.write_string(ID_ROW, 1, grid.title, looks.of(bold=True, font_size=14))
    sheet.write_string(HELP_ROW, 0, grid.help, looks.of(italic=True))
    for c, column in enumerate(grid.columns):
        sheet.write_string(KEY_ROW, c, column.key, looks.of(font_color="#808080", font_size=8, num_format="@"))
        sheet.write_string(HEAD_ROW, c, column.label, looks.of(bold=True, bottom=1, text_wrap=True, valign="top", num_format="@"))
        if note := note_of(column):
            sheet.write_comment(HEAD_ROW, c, note, {"x_scale": 2})
    for r, row in enumerate(grid.rows, start=FIRST_ROW):
        for c, column in enumerate(grid.columns):
            _cell(sheet, (r, c), column, row, looks)
    for r in free_rows(grid):
        for c, column in enumerate(grid.columns):
            if column.role != "hjelp":
                sheet.write_blank(r, c, None, looks.value(column.field if column.role == "verdi" else Field()))
    add_checks(sheet, grid, {name: len(found) for name, found in codes.items()}, looks.of)
    for c, column in enumerate(grid.columns):
        sheet.set_column(c, c, _width(grid, column))
    last = max(free_rows(grid).start - 1, FIRST_ROW)
    sheet.autofilter(HEAD_ROW, 0, last, len(grid.columns) - 1)
    sheet.freeze_panes(FIRST_ROW, _frozen(grid))
    sheet.protect("", dict.fromkeys(ALLOWED, True))
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _frozen(grid: Grid) -> int:
    """Columns that stay in sight: the keys, and the name beside them."""
    return len(grid.keys) + (1 if grid.form in ("noekler", "poster") and len(grid.keys) < 3 else 0)


def _cell(sheet: Worksheet, at: tuple[int, int], column: Column, row: Row, looks: _Looks) -> None:
    if column.role == "noekkel":
        sheet.write_string(*at, row.key[at[1]], looks.locked)
        return
    cell = row.cells.get(column.key)
    if column.role == "hjelp" or cell is None:
        text = range_words(row) if column.key == "gyldig" else row.texts.get(column.key, "")
        if text:
            sheet.write_string(*at, text[: WIDEST * 6], looks.locked)
        else:
            sheet.write_blank(*at, None, looks.locked)
        return
    _value(sheet, at, cell, looks)


def _value(sheet: Worksheet, at: tuple[int, int], cell: Cell, looks: _Looks) -> None:
    value = shown(cell.value)
    if value is None:
        sheet.write_blank(*at, None, looks.value(cell.field))
    elif value == HELD:
        sheet.write_string(*at, HELD, looks.of(num_format="@", italic=True, font_color="#808080"))
    elif isinstance(value, dt.date):
        sheet.write_datetime(*at, dt.datetime(value.year, value.month, value.day), looks.value(cell.field))
    elif isinstance(value, str):
        sheet.write_string(*at, value, looks.value(cell.field, value))
    else:
        sheet.write_number(*at, value, looks.value(cell.field))


def _width(grid: Grid, column: Column) -> float:
    """Width of a column in characters, by what is in it."""
    if column.role == "verdi" and column.field.kind in ("tall", "heltall", "ja_nei"):
        return max(9.0, min(len(column.label) + 2, 14))
    place = grid.columns.index(column)
    texts: Iterable[str] = (
        row.key[place] if column.role == "noekkel" else row.texts.get(column.key, "") or _text(row.cells.get(column.key))
        for row in grid.rows[:200]
    )
    return float(min(max((len(t) for t in (*texts, column.label[:18])), default=8) + 2, WIDEST))


def _text(cell: Cell | None) -> str:
    return "" if cell is None else str(shown(cell.value) or "")[:WIDEST]


def _codes(sheet: Worksheet, codes: Mapping[str, Mapping[str, str]]) -> None:
    """Two columns for each list of codes: the code and its name. Lists to choose from point to it."""
    for c, (name, found) in enumerate(codes.items()):
        sheet.write_string(0, 2 * c, name)
        for r, (code, said) in enumerate(found.items(), start=1):
            sheet.write_string(r, 2 * c, code)
            sheet.write_string(r, 2 * c + 1, said)
    sheet.hide()
    sheet.protect("")


def _carrier(sheet: Worksheet, contents: Mapping[str, bytes]) -> None:
    """The plan that the workbook is made from: it shows which cells have been changed."""
    for r, text in enumerate((MARK, VERSION, digest_of(contents), *carried(contents))):
        sheet.write_string(r, 0, text)
    sheet.very_hidden()
    sheet.protect("")


def _start(sheet: Worksheet, data: PlanData, digest: str, listed: Sequence[tuple[Grid, str]], looks: _Looks) -> None:
    bold = looks.of(bold=True)
    sheet.write_string(0, 0, _plan_name(data), looks.of(bold=True, font_size=16))
    sheet.write_string(1, 0, tr("excel.versjon", digest=digest[:12]))
    for r, key in enumerate(("excel.slik.1", "excel.slik.2", "excel.slik.3", "excel.slik.4", "excel.slik.5"), start=3):
        sheet.write_string(r, 0, tr(key), looks.of(text_wrap=True, valign="top"))
    sheet.write_string(9, 0, tr("excel.arkene"), bold)
    sheet.write_string(9, 1, tr("excel.fil"), bold)
    for r, (grid, name) in enumerate(listed, start=10):
        sheet.write_url(r, 0, f"internal:'{name}'!A1", looks.of(font_color="blue", underline=1), name)
        sheet.write_string(r, 1, grid.id)
    sheet.set_column(0, 0, 90)
    sheet.set_column(1, 1, 30)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.activate()


def _plan_name(data: PlanData) -> str:
    head = data.documents["plan.toml"]
    town = head.get("kommune", {})
    parts = [town.get("navn") if isinstance(town, Mapping) else None, head.get("navn")]
    return " – ".join(str(p) for p in parts if p)[:200]
