"""Rows of a sheet in a workbook, as text cells with row numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ldip.errors import Problem, SourceError

WORKBOOKS: Final = (".xlsx", ".xls", ".xlsb", ".ods")
MOST_ROWS: Final = 1_000_000


def is_workbook(path: Path) -> bool:
    """Whether the file name has a workbook suffix."""
    return path.suffix.lower() in WORKBOOKS


def sheet_rows(path: Path, sheet: str = "") -> Iterator[tuple[int, list[str]]]:
    """Non-empty rows of the named sheet, or of the first. Errors: SourceError listing the sheets of the file."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        if sheet and sheet not in book.sheet_names:
            hint = f"arkene heter {', '.join(book.sheet_names)}"
            raise SourceError([Problem(str(path), "ark", "arket finnes ikke", sheet, hint)])
        found = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
        rows = found.to_python(nrows=MOST_ROWS, skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, IndexError) as error:
        raise SourceError([Problem(str(path), "", "regnearket kan ikke leses", "", str(error))]) from error
    for line, cells in enumerate(rows, start=1):
        if any(str(c).strip() for c in cells):
            yield line, [str(int(c)) if isinstance(c, float) and c.is_integer() else str(c) for c in cells]
