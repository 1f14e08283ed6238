"""Workbooks as sheets: faults, dates, per cent, hidden and merged parts, every sheet, and the limits of the reader."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ldip.errors import SourceError
from ldip.tabular import workbooks
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import Fault

SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def saved(book: Any) -> bytes:
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def edited(raw: bytes, part: str, *changes: tuple[str, str]) -> bytes:
    """The workbook with texts of one part replaced."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            for before, after in changes if name == part else ():
                assert before.encode() in text
                text = text.replace(before.encode(), after.encode())
            new.writestr(name, text)
    return held.getvalue()


def ods(body: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    spaces = " ".join(f'xmlns:{k}="{v}"' for k, v in SPACES.items())
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        entry = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}">{entry}</m:manifest>')
        inner = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        archive.writestr("content.xml", f"<office:document-content {spaces}>{inner}</office:document-content>")
    return held.getvalue()


def cell(value: str, kind: str = "string", more: str = "") -> str:
    stored = "" if kind == "string" else f' office:{"date-value" if kind == "date" else "value"}="{value}"'
    return f'<table:table-cell office:value-type="{kind}"{stored}{more}><text:p>{value}</text:p></table:table-cell>'


def formatted(epoch_1904: bool) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "date_1904": epoch_1904})
    sheet = book.add_worksheet("Tall")
    formats = ("0.0 %", '0.0"%"', "yyyy", "[$-414]d. mmmm yyyy", '0 "dager"', "[Red]0")
    style = [book.add_format({"num_format": f}) for f in formats]
    sheet.write_row(0, 0, ["andel", "prosent", "år", "dato", "dager", "rød"])
    for column, value in ((0, 0.25), (1, 25), (4, 5), (5, 6)):
        sheet.write_number(1, column, value, style[column])
    for column, day in ((2, dt.datetime(2026, 1, 1)), (3, dt.datetime(2026, 5, 17))):
        sheet.write_datetime(1, column, day, style[column])
    book.close()
    return held.getvalue()


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_formats_make_dates_and_per_cent_in_both_calendars(epoch_1904: bool) -> None:
    (sheet,) = read_sheets("x.xlsx", formatted(epoch_1904))
    assert sheet.rows[1][1] == (0.25, 25.0, dt.date(2026, 1, 1), dt.date(2026, 5, 17), 5.0, 6.0)
    assert sheet.percent == {(2, 0)} and sheet.cells and not sheet.told
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if epoch_1904 else book.epoch
    book.active.append([dt.date(2026, 2, 28), dt.datetime(2026, 2, 28, 6, 30), True, "tekst", 2, dt.time(12)])
    assert read_sheets("x.xlsm", saved(book))[0].rows[0][1] == (
        dt.date(2026, 2, 28), dt.datetime(2026, 2, 28, 6, 30), "SANN", "tekst", 2.0, "12:00:00",
    )  # fmt: skip


def test_errors_and_formulas_without_a_result_are_no_values() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Konto", "Beløp", "Tekst"])
    for value in ("#N/A", "=1/0", "=2+2", "=3+3", '=""', 0, None, "=4+4"):
        book.active.append([10, value, "x"])
    raw = edited(
        saved(book), "xl/worksheets/sheet1.xml",
        ("<f>1/0</f><v></v>", "<f>1/0</f><v>0</v>"), ("<f>2+2</f><v></v>", "<f>2+2</f><v>4</v>"),
        ('<c r="B6"><f>""</f><v></v>', '<c r="B6" t="str"><f>""</f><v></v>'), ("<f>4+4</f><v></v>", "<f>4+4</f>"),
    )  # fmt: skip
    assert read_sheets("x.xlsx", raw)[0].formulas == {(4, 1), (6, 1)}
    assert b"fullCalcOnLoad" in zipfile.ZipFile(io.BytesIO(raw)).read("xl/workbook.xml")
    found = [c[1] for _, c in read_sheets("x.xlsx", raw)[0].rows[1:]]
    missing = [Fault("uberegnet", f"={f}") for f in ("1/0", "3+3", "4+4")]
    assert found == [Fault("feilverdi", "#N/A"), missing[0], 4.0, missing[1], "", 0.0, "", missing[2]]
    calculated = edited(raw, "xl/workbook.xml", ('fullCalcOnLoad="1"', 'fullCalcOnLoad="0"'))
    assert read_sheets("x.xlsx", calculated)[0].rows[2][1][1] == 0.0


def test_cells_that_formulas_fill_are_known() -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, [1, 2, 3, 4])
    sheet.write_formula("B1", "=A1/2", book.add_format({"num_format": "0 %"}), 0.5)
    sheet.write_formula("B2", '="a"', None, "a")
    sheet.write_array_formula("C2:D3", "{=A1:B2}", None, 1)
    for place in ("D2", "C3", "D3"):
        sheet.write_number(place, 9)
    sheet.write_formula("B4", "=1/0", None, "#DIV/0!")
    book.close()
    (found,) = read_sheets("x.xlsx", held.getvalue())
    assert found.formulas == {(1, 1), (2, 1), (2, 2), (2, 3), (3, 2), (3, 3)} and found.percent == {(1, 1)}


def test_faults_beyond_the_values_are_kept() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Konto", "Beløp"])
    book.active["D5"] = "=1+1"
    assert read_sheets("x.xlsx", saved(book))[0].rows[1:] == ((5, ("", "", "", Fault("uberegnet", "=1+1"))),)
    formula = '<table:table-cell table:formula="of:=1+1"/>'
    rows = f"<table:table-row>{cell('a')}</table:table-row><table:table-row><table:table-cell/>{formula}</table:table-row>"
    (sheet,) = read_sheets("x.ods", ods(f'<table:table table:name="A">{rows}</table:table>'))
    assert sheet.rows[1:] == ((2, ("", Fault("uberegnet", "of:=1+1"))),)


def test_hidden_and_merged_parts_are_known() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Synlig"
    for row in (["topp", None, None, 1], [1, 2, 3, 4], [5, 6, 7, 8]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions.group("D", "XFD", hidden=True)
    book.create_sheet("Skjult").append(["x"])
    book["Skjult"].sheet_state = "veryHidden"
    book.create_sheet("Tom")
    book.create_chartsheet("Diagram")
    raw = saved(book)
    first, second, empty = read_sheets("x.xlsx", raw)
    assert (first.name, second.name, empty.name, empty.rows) == ("Synlig", "Skjult", "Tom", ())
    assert (first.hidden, second.hidden) == (False, True)
    assert first.hidden_rows == {2} and first.hidden_columns == {1, 3} and first.merged == ((1, 0, 1, 2),)
    assert [s.name for s in read_sheets("x.xlsx", raw, {"ark": "Skjult"})] == ["Skjult"]
    assert len(read_sheets("x.xlsx", raw, {"ark": "Ukjent"})) == 3


def test_an_ods_workbook_has_its_faults_too() -> None:
    error = ' table:formula="of:=1/0" calcext:value-type="error"'
    rows = [
        cell("topp", more=' table:number-columns-spanned="2" table:number-rows-spanned="1"')
        + "<table:covered-table-cell/>"
        + cell("c"),
        cell("1", "float") + cell("#DIV/0!", more=error) + cell("0.25", "percentage"),
        '<table:table-cell table:formula="of:=1+1"/>' + cell("2026-01-01", "date") + cell("Err:502"),
        cell("2", "float", ' table:formula="of:=1+1"') + cell("0", "float", ' table:number-columns-repeated="2"'),
    ]
    heads = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    hidden = {3: ' table:visibility="collapse"'}
    body = "".join(f"<table:table-row{hidden.get(i, '')}>{r}</table:table-row>" for i, r in enumerate(rows))
    far = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    raw = ods(
        f'<table:table table:name="A">{heads}{body}{far}</table:table>'
        f'<table:table table:name="B"><table:table-row>{cell("7", "float")}</table:table-row></table:table>'
    )
    first, second = read_sheets("x.ods", raw)
    assert [c for _, c in first.rows] == [
        ("topp", "", "c"),
        (1.0, Fault("feilverdi", "#DIV/0!"), 0.25),
        (Fault("uberegnet", "of:=1+1"), dt.date(2026, 1, 1), Fault("feilverdi", "Err:502")),
        (2.0, 0.0, 0.0),
    ]
    assert first.merged == ((1, 0, 1, 1),) and first.percent == {(2, 2)}
    assert first.hidden_columns == {2} and first.hidden_rows == {4}
    assert first.formulas == {(4, 0)} and not second.formulas
    assert second.rows == ((1, (7.0,)),) and not second.percent


def test_the_content_decides_and_another_name_is_reported() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", 1])
    raw = saved(book)
    assert read_sheets("x.csv", raw)[0].told == ("filen heter .csv, men er xlsx",)
    for name in ("x.xlsx", "x.xlsm", "X.XLSX", "opplasting"):
        assert not read_sheets(name, raw)[0].told
    text = read_sheets("x.xlsx", b"a;b\n1;2\n")[0]
    assert text.told == ("filen heter .xlsx, men er csv",) and text.rows[1] == (2, ("1", "2")) and not text.cells
    assert read_sheets(
        "x.xlsx", ods(f'<table:table table:name="A"><table:table-row>{cell("7", "float")}</table:table-row></table:table>')
    )[0].told == ("filen heter .xlsx, men er ods",)


def test_the_cells_of_all_sheets_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("To")):
        sheet["J10"] = 1
    raw = saved(book)
    monkeypatch.setattr(workbooks, "MOST_CELLS", 200)
    assert [s.rows[0][0] for s in read_sheets("x.xlsx", raw)] == [10, 10]
    monkeypatch.setattr(workbooks, "MOST_CELLS", 199)
    with pytest.raises(SourceError, match=r"^x\.xlsx: arket har flere enn 199 celler"):
        read_sheets("x.xlsx", raw)
    monkeypatch.setattr(workbooks, "MOST_BYTES", len(raw) - 1)
    with pytest.raises(SourceError, match="flere enn .* byte"):
        read_sheets("x.xlsx", raw)


def test_a_workbook_that_cannot_be_read_is_refused_with_a_remedy() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", 1])
    raw = saved(book)
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {c} "{f"&{p};" * 10}">' for p, c in zip("abcdefghi", "bcdefghij", strict=True)
    )
    bomb = edited(raw, "xl/worksheets/sheet1.xml", ("<worksheet ", entities + "]><worksheet "), ("<v>1</v>", "<v>&j;</v>"))
    for broken in (raw[:-300], raw[:900], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, bomb):
        with pytest.raises(SourceError) as found:
            read_sheets("x.xlsx", broken)
        assert found.value.problems[0].file == "x.xlsx" and found.value.problems[0].hint
