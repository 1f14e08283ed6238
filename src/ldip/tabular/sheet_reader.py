"""Reads one sheet of a workbook in a process of its own, and writes its rows as JSON lines. Run as a script by `sheets`.

The format lets a workbook of a few kilobytes ask for any amount of memory: a cell far down and to the right, repeated cells, or
a bomb in the zip. The process has a limit of memory and time, so such a file ends it and not the program.
"""

from __future__ import annotations

import json
import sys
from typing import Any

MEMORY = 2 * 2**30
SECONDS = 60
TOO_LARGE = "arket har flere enn {n} celler"


def main(path: str, sheet: str, most: int) -> int:
    """Write the non-empty rows of the named sheet, or of the first. Returns 0, or 1 with the reason as the only line."""
    _limit()
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        if sheet and sheet not in book.sheet_names:
            return _refuse("arket finnes ikke", f"arkene heter {', '.join(book.sheet_names)}")
        found = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
        row, column = found.end or (-1, -1)
        if (row + 1) * (column + 1) > most:
            return _refuse(TOO_LARGE.format(n=most), "slett tomme rader og kolonner, eller lagre uttrekket som csv")
        rows = found.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, IndexError, MemoryError) as error:
        return _refuse("regnearket kan ikke leses", str(error))
    for line, cells in enumerate(rows, start=1):
        if any(str(c).strip() for c in cells):
            sys.stdout.write(json.dumps([line, [_text(c) for c in cells]]) + "\n")
    return 0


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _refuse(what: str, hint: str) -> int:
    sys.stdout.write(json.dumps([what, hint]) + "\n")
    return 1


def _limit() -> None:
    """Limits of memory and time, where the system has them."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0))
    for kind, most in limits:
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS has no limit of address space
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
