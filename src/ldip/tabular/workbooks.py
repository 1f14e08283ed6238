"""Sheets of a workbook (xlsx, xlsm, xls, xlsb, ods), read by a process with limits of memory and time."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ldip.errors import Problem, SourceError
from ldip.tabular.files import too_large
from ldip.tabular.packed import check_packed
from ldip.tabular.terms import Fault, Raw, Sheet
from ldip.tabular.text import value_of

ENDINGS: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
MOST_BYTES: Final = 64 * 2**20  # of the file itself; what it unpacks to is limited too
MOST_CELLS: Final = 5_000_000  # first cell to last, of all sheets; a national table by age and year has three millions
WAIT_S: Final = 120
READER: Final = Path(__file__).with_name("sheet_reader.py")
REFUSED: Final = 1
UNSEEN: Final = "feilverdier, formler og skjulte rader vises ikke i {kind}-filer: lagre som xlsx om arket kan ha slike"


def kind_of(raw: bytes) -> str:
    """The ending that the content of a workbook should have; empty for bytes that are no workbook."""
    if raw.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ".xls"
    if not raw.startswith(b"PK"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ".xlsx" if b"xl/" in raw[:4096] else ""
    if "xl/workbook.bin" in names:
        return ".xlsb"
    if any(n.startswith("xl/") for n in names):
        return ".xlsm" if "xl/vbaProject.bin" in names else ".xlsx"
    return ".ods" if "content.xml" in names and "mimetype" in names else ""


def read_workbook(file: str, raw: bytes, kind: str, sheet: str = "") -> tuple[Sheet, ...]:
    """The sheets of a workbook in their order; only the named one where there is one of that name.

    Errors: SourceError for one that cannot be read, or not within the limits."""
    if len(raw) > MOST_BYTES:
        raise too_large(file, "byte", MOST_BYTES)
    if kind != ".xls":
        check_packed(file, raw)
    with tempfile.TemporaryDirectory(prefix="ldip-") as folder:
        place = Path(folder) / f"bok{kind}"
        place.write_bytes(raw)
        written = _run(file, place, kind, sheet)
    told = (UNSEEN.format(kind=kind[1:]),) if kind in (".xls", ".xlsb") else ()
    return tuple(_sheets(file, written.splitlines(), told))


def _run(file: str, place: Path, kind: str, sheet: str) -> bytes:
    asked = [sys.executable, "-I", str(READER), str(place), kind, sheet.replace("\0", ""), str(MOST_CELLS)]
    try:
        done = subprocess.run(asked, capture_output=True, timeout=WAIT_S, check=False, stdin=subprocess.DEVNULL)
    except (subprocess.TimeoutExpired, ValueError, OSError) as error:
        raise _heavy(file) from error
    if done.returncode == REFUSED and done.stdout:
        what, hint = json.loads(done.stdout)
        raise SourceError([Problem(file, "", what, "", hint)])
    if done.returncode:
        raise _heavy(file)
    return done.stdout


def _sheets(file: str, lines: list[bytes], told: tuple[str, ...]) -> Iterator[Sheet]:
    same: dict[Any, Raw] = {}
    properties: dict[str, Any] = {}
    rows: list[tuple[int, tuple[Raw, ...]]] = []
    for line in lines:
        found = json.loads(line)
        if isinstance(found, list):
            rows.append((found[0], tuple(_raw(c, same) for c in found[1])))
            continue
        if properties:
            yield _sheet(file, properties, rows, told)
        properties, rows = found, []
    if properties:
        yield _sheet(file, properties, rows, told)


def _sheet(file: str, properties: dict[str, Any], rows: list[tuple[int, tuple[Raw, ...]]], told: tuple[str, ...]) -> Sheet:
    return Sheet(
        file,
        properties["name"],
        tuple(rows),
        hidden_rows=frozenset(properties.get("hidden_rows", ())),
        hidden_columns=frozenset(properties.get("hidden_columns", ())),
        merged=tuple((a, b, c, d) for a, b, c, d in properties["merged"]),
        cells=True,
        hidden=properties["hidden"],
        told=told,
        percent=frozenset((row, column) for row, column in properties.get("percent", ())),
        formulas=frozenset((row, column) for row, column in properties.get("formulas", ())),
    )


def _raw(cell: Any, same: dict[Any, Raw]) -> Raw:
    if isinstance(cell, dict):
        if "f" in cell:
            return Fault(cell["f"], cell["t"])
        return dt.datetime.fromisoformat(cell["d"]) if "T" in cell["d"] else dt.date.fromisoformat(cell["d"])
    if isinstance(cell, str):
        return same.setdefault(cell, value_of(cell))
    return float(cell)


def _heavy(file: str) -> SourceError:
    hint = "lagre arket som csv, eller fjern tomme rader, kolonner og andre ark"
    return SourceError([Problem(file, "", "regnearket krever mer minne eller tid enn tillatt", "", hint)])
