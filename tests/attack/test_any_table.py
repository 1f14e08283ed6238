"""Any bytes as an external table: sheets, or an error with the file and a remedy; never a traceback."""

from __future__ import annotations

import json
import random

import openpyxl
import pytest

from ldip.errors import SourceError
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import Sheet
from tests.tabular.test_sheets_cubes import PX, version_1, version_2
from tests.tabular.test_sheets_workbooks import cell, ods, saved


def small_workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["Konto", "Beløp"], ["010", 1.5], ["020", "#N/A"]):
        book.active.append(row)
    return saved(book)


FILES: dict[str, tuple[bytes, int]] = {  # and the number of trials: a workbook is read by a process of its own
    "csv": ('sep=;\nnavn;beløp\n"Bæ;rum";1,5\n"to\nlinjer";-3\n'.encode(), 300),
    "utf-16": ("navn\tbeløp\nBærum\t1,5\n".encode("utf-16"), 300),
    "px": (PX.encode("latin-1"), 300),
    "JSON-stat 2": (json.dumps(version_2()).encode(), 300),
    "JSON-stat 1": (json.dumps(version_1()).encode(), 300),
    "xlsx": (small_workbook(), 10),
    "ods": (ods(f'<table:table table:name="A"><table:table-row>{cell("1", "float")}</table:table-row></table:table>'), 10),
}


@pytest.mark.parametrize("kind", FILES)
def test_any_bytes_are_sheets_or_a_located_error(kind: str) -> None:
    good, trials = FILES[kind]
    rng = random.Random(kind)
    assert read_sheets("x", good)[0].rows
    for _ in range(trials):
        raw = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            at, more = rng.randrange(len(raw) + 1), bytes(rng.randrange(256) for _ in range(rng.randint(0, 6)))
            raw[at : at + rng.randint(0, 30)] = rng.choice([more, b'"', b"\r", b"\0", b"9" * 40, b"=", b";", b"{", b""])
        try:
            found = read_sheets("x", bytes(raw))
        except SourceError as error:
            assert error.problems and all(p.file == "x" and p.message and p.hint for p in error.problems)
        else:
            assert all(isinstance(s, Sheet) for s in found)
