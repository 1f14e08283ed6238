"""Files that a user points at: bounded before they are parsed, and a mistake in any of them is located and no traceback."""

from __future__ import annotations

import gzip
import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ldip.errors import LdipError, SourceError
from ldip.sources import kostra
from ldip.sources.codes import read_codes
from ldip.sources.indicators import read_indicators
from ldip.sources.ledger_map import read_mapping
from ldip.sources.municipal import read_municipal
from ldip.sources.records import read_records
from ldip.sources.stocks import read_stocks
from ldip.tabular import files, workbooks
from ldip.tabular.files import MOST_PROBLEMS, json_of, read_bytes, unzipped
from ldip.tabular.sheets import read_sheets

READERS: dict[str, Callable[[Path], Any]] = {
    "koder": read_codes,
    "noekkeltall": read_indicators,
    "kart": read_mapping,
    "kommuner": lambda p: read_municipal(p, ("innbyggere",)),
    "personer": read_records,
    "folketall": read_stocks,
    "kostra": lambda p: kostra.read(p).sound,
}
CELLS = '<row r="1"><c r="A1"><v>1</v></c></row>'


def test_a_file_is_as_large_as_allowed_and_no_larger(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"x" * 1000)
    assert len(read_bytes(path, 1000)) == 1000
    with pytest.raises(SourceError, match="flere enn 999 byte"):
        read_bytes(path, 999)
    packed = gzip.compress(b"x" * 500) + gzip.compress(b"y" * 500)
    assert unzipped(path, packed, 1000) == b"x" * 500 + b"y" * 500
    for raw, most in ((packed, 999), (packed[:-9], 1000), (b"\x1f\x8b" + b"x" * 20, 1000)):
        with pytest.raises(SourceError):
            unzipped(path, raw, most)
    os.mkfifo(tmp_path / "roer")
    for place in (tmp_path / "roer", tmp_path, tmp_path / "ingen", Path("/dev/zero"), tmp_path / "a\0b"):
        with pytest.raises(SourceError, match="kan ikke leses"):
            read_bytes(place)


def test_rows_and_columns_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SOURCE_ROWS", 3)
    monkeypatch.setattr(files, "SOURCE_COLUMNS", 2)
    assert len(read_sheets("x", b"a;b\n" * 3)[0].rows) == 3
    for text in ("a;b\n" * 4, "a;b;c\n"):
        with pytest.raises(SourceError, match="flere enn"):
            read_sheets("x", text.encode())


def test_rows_that_are_none_are_located() -> None:
    with pytest.raises(SourceError, match="x:2: en celle er for lang"):
        read_sheets("x", b"a\n" + b'"' + b"x" * 131_073)
    assert read_sheets("x", b"a;b\n" + b"x" * 131_072 + b";1\n")[0].rows[1][1][0] == "x" * 131_072


@pytest.mark.parametrize("text", ["[" * 100_000, "1" * 5000, "{", '"\\x"', ""])
def test_json_that_is_none_is_located(text: str) -> None:
    with pytest.raises(SourceError, match=r"^x:"):
        json_of("x", text)


def _dataset(**more: Any) -> dict[str, Any]:
    one = {"category": {"index": {"0": 0}, "label": {"0": "0 år"}}}
    year = {"category": {"index": {"2024": 0}, "label": {"2024": "2024"}}}
    base = {"class": "dataset", "id": ["Alder", "Tid"], "size": [1, 1], "value": [3], "dimension": {"Alder": one, "Tid": year}}
    return {**base, **more}


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": [f"d{i}" for i in range(12)], "size": [1000] * 12, "value": {}, "dimension": {f"d{i}": {"category": {"index": list(range(1000))}} for i in range(12)}},
        {"id": 1}, {"id": [[1]]}, {"id": ["Alder", "Alder", "Tid"]}, {"size": 1}, {"size": ["x", 1]}, {"value": 1}, {"value": "x"},
        {"value": [True]}, {"value": ["1"]}, {"value": [1e400]}, {"value": [10**400]}, {"value": [float("nan")]}, {"value": [[]]},
        {"dimension": []}, {"dimension": {"Alder": 1, "Tid": 2}}, {"dimension": {"Alder": {"category": {"index": 3}}}},
        {"dimension": {"Alder": {"category": {"index": {"0": "a", "1": 2}}}, "Tid": {}}},
    ],
)  # fmt: skip
def test_a_data_set_of_another_shape_is_told(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """A sparse set can state any number of cells without holding them."""
    path = tmp_path / "x.json"
    path.write_text(json.dumps(_dataset()), encoding="utf-8")
    assert read_records(path).records
    path.write_text(json.dumps(_dataset(**wrong)), encoding="utf-8")
    for reader in (read_records, read_indicators):
        with pytest.raises(SourceError):
            reader(path)


def test_the_same_mistake_on_every_row_is_told_some_times(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("kommunenr;sex;age;2024\n" + "0301;x;1;1\n" * 50_000, encoding="utf-8")
    with pytest.raises(SourceError) as told:
        read_stocks(path)
    assert len(told.value.problems) == MOST_PROBLEMS + 1
    assert f"og {50_000 - MOST_PROBLEMS} til" in {p.message for p in told.value.problems}


def _workbook(path: Path, rows: str, padding: int = 0) -> Path:
    """A workbook of one sheet with these rows."""
    kind = "http://schemas.openxmlformats.org"
    named = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = f'<Override PartName="/xl/workbook.xml" ContentType="{named}.sheet.main+xml"/>'
    types = f'<Types xmlns="{kind}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    relation = f'<Relationships xmlns="{kind}/package/2006/relationships"><Relationship Id="r" Type="{kind}/officeDocument/2006/relationships/'
    book = f'<workbook xmlns="{kind}/spreadsheetml/2006/main" xmlns:r="{kind}/officeDocument/2006/relationships"><sheets>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", f'{relation}officeDocument" Target="xl/workbook.xml"/></Relationships>')
        archive.writestr("xl/_rels/workbook.xml.rels", f'{relation}worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        archive.writestr("xl/workbook.xml", f'{book}<sheet name="Ark" sheetId="1" r:id="r"/></sheets></workbook>')
        sheet = f'<worksheet xmlns="{kind}/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", sheet + " " * padding)
    return path


def test_a_sheet_is_as_large_as_allowed_and_no_larger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_CELLS", 5000)
    last = 100
    small = _workbook(tmp_path / "a.xlsx", CELLS + f'<row r="{last}"><c r="AX{last}"><v>2</v></c></row>')
    rows = read_sheets(small.name, small.read_bytes())[0].rows
    assert [line for line, _ in rows] == [1, last] and rows[0][1][0] == 1 and rows[1][1][-1] == 2
    large = _workbook(tmp_path / "b.xlsx", CELLS + f'<row r="{last + 1}"><c r="AX{last + 1}"><v>2</v></c></row>')
    with pytest.raises(SourceError, match="flere enn 5000 celler"):
        read_sheets(large.name, large.read_bytes())


def test_a_sheet_that_asks_for_all_memory_ends_its_reader_only(tmp_path: Path) -> None:
    """A kilobyte that states the last cell of a sheet asks for 400 GB."""
    bomb = _workbook(tmp_path / "bombe.xlsx", CELLS + '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    assert bomb.stat().st_size < 2000
    with pytest.raises(SourceError, match="krever mer minne|flere enn 5000000 celler"):
        read_sheets(bomb.name, bomb.read_bytes())
    for name, raw in (
        ("x.xlsx", b"PK"),
        ("x.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        ("x.ods", b""),
        ("x.xlsb", b"PK\3\4xl/" * 9),
    ):
        with pytest.raises(SourceError):
            read_sheets(name, raw)


@pytest.mark.parametrize("kind", READERS)
def test_any_bytes_give_located_errors_only(kind: str, tmp_path: Path) -> None:
    rng, path = random.Random(9), tmp_path / "x.csv"
    good = b"kommunenr;sex;age;2024;knr;innbyggere\n0301;k;1;3;0301;7\n" + json.dumps(_dataset()).encode()
    for _ in range(60):
        at = rng.randrange(len(good))
        raw = good[:at] + bytes(rng.randrange(256) for _ in range(rng.randint(0, 40))) + good[at + rng.randint(0, 30) :]
        path.write_bytes(rng.choice([raw, raw[:at], b'"' * at, raw.replace(b";", b"\r"), raw[57:], b"\x1f\x8b" + raw]))
        try:
            READERS[kind](path)
        except LdipError as error:
            assert str(error)
