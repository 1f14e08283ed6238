"""Rows of a sheet in a workbook, as text cells with row numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ldip.errors import Problem, SourceError, unreadable
from ldip.tabular.files import too_large

WORKBOOKS: Final = (".xlsx", ".xls", ".xlsb", ".ods")
MOST_BYTES: Final = 64 * 2**20  # of the file itself; what it unpacks to is limited by the memory of its reader
MOST_CELLS: Final = 5_000_000  # from the first cell to the last; a national table by age and year has three millions
WAIT_S: Final = 120
READER: Final = Path(__file__).with_name("sheet_reader.py")
REFUSED: Final = 1


def is_workbook(path: Path) -> bool:
    """Whether the file name has a workbook suffix."""
    return path.suffix.lower() in WORKBOOKS


def sheet_rows(path: Path, sheet: str = "") -> Iterator[tuple[int, list[str]]]:
    """Non-empty rows of the named sheet, or of the first.

    Errors: SourceError listing the sheets of the file, or saying that it cannot be read within the limits."""
    if not path.is_file():
        raise unreadable(path)
    if path.stat().st_size > MOST_BYTES:
        raise too_large(path, "byte", MOST_BYTES)
    asked = [sys.executable, "-I", str(READER), str(path.resolve()), sheet, str(MOST_CELLS)]
    try:
        done = subprocess.run(asked, capture_output=True, timeout=WAIT_S, check=False, stdin=subprocess.DEVNULL)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise _heavy(path) from error
    if done.returncode == REFUSED and done.stdout:
        what, hint = json.loads(done.stdout)
        raise SourceError([Problem(str(path), "ark" if sheet else "", what, sheet, hint)])
    if done.returncode:
        raise _heavy(path)
    for line in done.stdout.splitlines():
        number, cells = json.loads(line)
        yield number, cells


def _heavy(path: Path) -> SourceError:
    hint = "lagre arket som csv, eller fjern tomme rader, kolonner og andre ark"
    return SourceError([Problem(str(path), "", "regnearket krever mer minne eller tid enn tillatt", "", hint)])
