"""Files that are small and ask for much: each is read or refused in seconds, where a search once took their length squared."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable

import pytest

from ldip.errors import SourceError
from ldip.intake.places import place_of
from ldip.tabular import files, headers, packed, sums
from ldip.tabular.read import read_table
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import Shape, UnclearError, Wanted
from ldip.workbook.own_words import norm
from tests.attack.test_any_table import small_workbook
from tests.attack.test_workbooks import with_part

SECONDS = 20.0  # each took minutes or hours
SHAPE = Shape((Wanted("navn", ("navn",), kind="tekst"), Wanted("beløp", ("beløp",), kind="tall")))
N = 300_000
SHEET = "xl/worksheets/sheet1.xml"


def table(text: str) -> None:
    read_table("x.csv", text.encode(), SHAPE)


def many_sums() -> None:
    table("navn;beløp\n" + "".join(f"sum;{i + 7}\nx{i};3\n" for i in range(20_000)))


@pytest.fixture(autouse=True)
def smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds of work that take a while to reach."""
    for module, name, most in ((headers, "MOST_TRIED", 20_000), (sums, "MOST_TRIED", 200_000), (files, "SOURCE_ROWS", 300_000)):
        monkeypatch.setattr(module, name, most)
    monkeypatch.setattr(packed, "MOST_UNPACKED", 2**24)


SLOW: dict[str, Callable[[], object]] = {
    "tegnsett av én lang linje": lambda: read_sheets("x.csv", b"a" * N + b"\n\xe6;\xf8\n"),
    "px med tomme linjer": lambda: read_sheets("x.px", b"A=1;" + b"\n" * N),
    "px med en tekst i mange deler": lambda: read_sheets("x.px", b'STUB="a";VALUES("a")=' + b'"abc"\n' * N),
    "px med mange variabler": lambda: read_sheets(
        "x.px",
        b"A=1;\nSTUB="
        + b",".join(b'"%d"' % i for i in range(N // 10))
        + b";"
        + b"".join(b'TIMEVAL("a%d")="x";' % i for i in range(N // 10))
        + b"DATA=1;",
    ),
    "sep er et mellomrom": lambda: read_sheets("x.csv", b"sep= \n" + b" " * N + b"x\n"),
    "brede rader": lambda: table("\n".join(";".join(f"k{r}_{i}" for i in range(19_000)) for r in range(40))),
    "mange sumrader": many_sums,
    "mellomrom i en overskrift": lambda: table("navn" + " " * 60_000 + "x;beløp\na;1\n"),
    "stjerner i en overskrift": lambda: table("navn" + "*" * 60_000 + "x;beløp\na;1\n"),
    "mellomrom i et tall": lambda: table("navn;beløp\na;1" + " " * 60_000 + "x\n"),
    "mellomrom i et stedsnavn": lambda: place_of("", "(" + " " * 60_000 + "x"),
    "stjerner i et navn": lambda: norm("*" * 60_000 + "x"),
}


@pytest.mark.parametrize("kind", SLOW)
def test_no_search_takes_the_square_of_a_file(kind: str) -> None:
    began = time.process_time()
    try:
        SLOW[kind]()
    except SourceError as error:
        assert error.problems and all(p.message and p.hint for p in error.problems)
    assert time.process_time() - began < SECONDS


def test_sum_rows_that_are_too_many_to_try_are_a_question() -> None:
    with pytest.raises(UnclearError, match="for mange til å bli kontrollert") as refused:
        many_sums()
    assert refused.value.questions[0].key == "sumrader"


def test_sparse_cubes_are_counted_together() -> None:
    codes = [str(i) for i in range(400)]
    dimension = {"id": ["a", "b"], "size": [400, 400]}
    dimension |= {k: {"category": {"index": codes}} for k in "ab"}
    many = {str(i): {"dimension": dimension, "value": {}} for i in range(2)}
    with pytest.raises(SourceError, match="celler i alt"):
        read_sheets("x.json", json.dumps(many).encode())


def sheet(cells: bytes, before: bytes = b"") -> bytes:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return with_part(small_workbook(), SHEET, before + b"<worksheet %b><sheetData>%b</sheetData></worksheet>" % (space, cells))


def lying(raw: bytes, stated: int) -> bytes:
    """A workbook that states another size of its first sheet than that has unpacked."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = archive.getinfo(SHEET).file_size
    assert raw.count(size.to_bytes(4, "little")) >= 2
    return raw.replace(size.to_bytes(4, "little"), stated.to_bytes(4, "little"))


def twice() -> bytes:
    out = io.BytesIO(small_workbook())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET.upper(), b"<worksheet/>")
    return out.getvalue()


CELL = b'<row r="1"><c r="A1" t="inlineStr"><is><t>%b</t></is></c></row>'
FAR = b"".join(b'<row r="%d"><c r="XFD%d"><f>A1</f></c></row>' % (i, i) for i in range(1, 500))
BOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "for stor utpakket": (lambda: sheet(CELL % (b"<r/>" * (packed.MOST_UNPACKED // 4))), "når det pakkes ut"),
    "sier at den er liten": (lambda: lying(sheet(CELL % (b"a" * 5_000_123)), 70_001), "kan ikke leses"),
    "en celle av megabyte": (lambda: sheet(CELL % (b"a" * 3_000_000)), "mer tekst"),
    "dokumenttype": (lambda: sheet(CELL % b"&a;", b'<!DOCTYPE w [<!ENTITY a "1">]>'), "DOCTYPE"),
    "en del to ganger": (twice, "samme del to ganger"),
    "formler langt utenfor": (lambda: sheet(FAR), "langt utenfor tabellen"),
}


@pytest.mark.parametrize("kind", BOOKS)
def test_a_workbook_that_is_made_to_harm_is_refused_at_once(kind: str) -> None:
    make, words = BOOKS[kind]
    raw = make()
    began = time.monotonic()
    with pytest.raises(SourceError, match=words) as refused:
        read_sheets("bok.xlsx", raw)
    assert time.monotonic() - began < SECONDS
    assert "ldip-" not in str(refused.value) and "/tmp" not in str(refused.value)  # no path of the server
