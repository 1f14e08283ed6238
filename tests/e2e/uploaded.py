"""The same table of inhabitants as a file of each kind, and as one with a defect in the second row."""

from __future__ import annotations

import json
from typing import Any

import openpyxl

from tests.tabular.test_sheets_workbooks import cell, ods, saved

HEAD = ("region", "kjønn", "alder", "år", "personer")
AGES = 106
PERSONS = 250
Rows = list[tuple[Any, ...]]


def inhabitants(year: int = 2026) -> Rows:
    """Lørenskog by sex and one year of age."""
    return [("3222 Lørenskog", sex, f"{age} år", year, PERSONS) for sex in ("Kvinner", "Menn") for age in range(AGES)]


def spoiled(value: Any, column: int = 4) -> Rows:
    """The table with another value in a column of its second row, which is row 3 of a file."""
    rows = inhabitants()
    rows[1] = (*rows[1][:column], value, *rows[1][column + 1 :])
    return rows


def text(rows: Rows, delimiter: str, encoding: str) -> bytes:
    return "".join(delimiter.join(map(str, r)) + "\r\n" for r in [HEAD, *rows]).encode(encoding)


def workbook(*sheets: Rows) -> bytes:
    book = openpyxl.Workbook()
    for i, rows in enumerate(sheets):
        sheet = book.worksheets[0] if i == 0 else book.create_sheet()
        sheet.title = f"Ark {rows[0][3]}"
        for row in [HEAD, *rows]:
            sheet.append(row)
    return saved(book)


def open_document(rows: Rows) -> bytes:
    body = ""
    for row in [HEAD, *rows]:
        cells = (cell(str(c), "float" if isinstance(c, int) else "string") for c in row)
        body += f"<table:table-row>{''.join(cells)}</table:table-row>"
    return ods(f'<table:table table:name="Folk">{body}</table:table>')


def cube(values: list[int | None]) -> bytes:
    """JSON-stat 2."""
    ages = {f"{a:03d}": f"{a} år" for a in range(AGES)}
    texts = {"Region": {"3222": "Lørenskog"}, "Kjonn": {"2": "Kvinner", "1": "Menn"}, "Alder": ages, "Tid": {"2026": "2026"}}
    labels = {"Region": "region", "Kjonn": "kjønn", "Alder": "alder", "Tid": "år"}
    dimension = {d: {"label": labels[d], "category": {"index": list(c), "label": c}} for d, c in texts.items()}
    sizes = [len(c) for c in texts.values()]
    roles = {"geo": ["Region"], "time": ["Tid"]}
    return json.dumps(
        {"class": "dataset", "id": list(texts), "size": sizes, "role": roles, "dimension": dimension, "value": values}
    ).encode()


def px(values: list[int]) -> bytes:
    """PC-Axis."""
    texts = ",".join(f'"{a} år"' for a in range(AGES))
    codes = ",".join(f'"{a:03d}"' for a in range(AGES))
    head = (
        'CHARSET="ANSI";\nCODEPAGE="iso-8859-1";\nSTUB="region","kjønn";\nHEADING="alder","år";\nVALUES("region")="Lørenskog";\n'
        'CODES("region")="3222";\nVALUES("kjønn")="Kvinner","Menn";\nCODES("kjønn")="2","1";\n'
    )
    rest = f'VALUES("alder")={texts};\nCODES("alder")={codes};\nVALUES("år")="2026";\nTIMEVAL("år")=TLIST(A1),"2026";\nDATA=\n'
    return f"{head}{rest}{' '.join(map(str, values))};\n".encode("latin-1")


ALL = [PERSONS] * (2 * AGES)
RIGHT: dict[str, bytes] = {
    "folk.csv": text(inhabitants(), ";", "cp1252"),
    "folk.txt": text(inhabitants(), "\t", "utf-16"),
    "folk.xlsx": workbook(inhabitants()),
    "folk.xlsm": workbook(inhabitants()),
    "folk.ods": open_document(inhabitants()),
    "folk.json": cube([*ALL]),
    "folk.px": px(ALL),
}
# The file, and what the message says: where, what, the value, and what to do.
WRONG: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "feil.csv": (text(spoiled('"1 år', 2), ";", "cp1252"), ("rad 3", "åpnet og ikke lukket", "lukk anførselstegnet")),
    "feil.txt": (
        text(spoiled("mange"), "\t", "utf-16"),
        ("rad 3", "kolonne 5", "personer", "ikke et tall", "«mange»", "rett cellen"),
    ),
    "feil.xlsx": (workbook(spoiled("#N/A")), ("Ark 2026!E3", "feilverdi", "«#N/A»", "rett formelen")),
    "feil.xlsm": (workbook(spoiled("=100+150")), ("Ark 2026!E3", "ikke beregnet", "«=100+150»", "lagre den")),
    "feil.ods": (open_document(spoiled("#DIV/0!")), ("Folk!E3", "feilverdi", "«#DIV/0!»", "rett formelen")),
    "feil.json": (cube([PERSONS, None, *ALL[2:]]), ("tallet mangler", "3222 kvinner 1 år 2026", "hent tallet")),
    "feil.px": (px(ALL[1:]), ("DATA", "antall tall", "211, ikke 212", "last ned filen på nytt")),
}
TWO_SHEETS = workbook(inhabitants(), inhabitants(2025))
