"""Grids and cubes as the bytes of a file: csv, xlsx, ods, JSON-stat and px."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
import zipfile
from html import escape

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ldip.tabular.headings import text_of
from tests.tabular.content import Content
from tests.tabular.layout import Defect, Grid, Number

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1")
DELIMITERS = {";": "semikolon", ",": "komma", "\t": "tabulator", "|": "loddrett strek"}


def as_csv(r: random.Random, grid: Grid) -> tuple[bytes, dict[str, str]]:
    """A text file, and the answers on its form."""
    delimiter = r.choice((";", ";", ";", ",", "\t", "|"))
    out = io.StringIO()
    if r.random() < 0.1:
        out.write(f"sep={delimiter}\r\n")
    width = max(len(row) for row in grid.rows)
    padded = r.random() < 0.5
    quoting = r.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=r.choice(("\r\n", "\n")))
    for row in grid.rows:
        cells = [_typed(c) for c in row] + [""] * (width - len(row) if padded else 0)
        writer.writerow(cells)
    text = out.getvalue()
    fits = [e for e in ENCODINGS if _encodes(text, e)]
    encoding = r.choice(fits)
    name = {"cp1252": "windows-1252", "latin-1": "windows-1252"}.get(encoding, encoding)
    return text.encode(encoding), {"skilletegn": DELIMITERS[delimiter], "tegnsett": name}


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _typed(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Defect | Number):
        return cell.text if isinstance(cell, Defect) else repr(cell.value)
    return text_of(cell) if isinstance(cell, float | dt.date) else str(cell)


def as_xlsx(grid: Grid) -> bytes:
    """A workbook."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    if "om" in grid.others:
        book.add_worksheet("Om").write_string(0, 0, "om")
    for name in ("Tall", *(["Gammel"] if "lik" in grid.others else [])):
        _fill(book, book.add_worksheet(name), grid)
    book.close()
    return out.getvalue()


def _fill(book: Workbook, sheet: Worksheet, grid: Grid) -> None:
    date = book.add_format({"num_format": "dd.mm.yyyy"})
    percent = book.add_format({"num_format": "0.0%"})
    covered: set[tuple[int, int]] = set()  # by merged cells, other than the first of them
    for top, left, bottom, right in grid.merged:
        sheet.merge_range(top, left, bottom, right, "")
        covered |= {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)} - {(top, left)}
    for i, row in enumerate(grid.rows):
        for j, cell in enumerate(row):
            if cell is None or cell == "" or (i, j) in covered:
                continue
            if isinstance(cell, Number):
                sheet.write_number(i, j, cell.value, percent if cell.percent else None)
            elif isinstance(cell, float):
                sheet.write_number(i, j, cell)
            elif isinstance(cell, dt.date):
                sheet.write_datetime(i, j, cell, date)
            elif isinstance(cell, Defect) and cell.formula:
                sheet.write_formula(i, j, cell.text, None, "")
            elif isinstance(cell, Defect):
                sheet.write_formula(i, j, "=1/0", None, cell.text)
            else:
                sheet.write_string(i, j, str(cell))
    for j in grid.hidden_columns:
        sheet.set_column(j, j, None, None, {"hidden": True})
    for i in grid.hidden:
        sheet.set_row(i, None, None, {"hidden": True})


def as_ods(grid: Grid) -> bytes:
    """An OpenDocument sheet, without merged cells, error values or formulas."""
    rows = []
    for i, row in enumerate(grid.rows):
        cells = []
        for cell in row:
            if cell is None or cell == "":
                cells.append("<table:table-cell/>")
            elif isinstance(cell, Number | float):
                value = cell.value if isinstance(cell, Number) else cell
                cells.append(
                    f'<table:table-cell office:value-type="float" office:value="{value!r}"><text:p>{value}</text:p></table:table-cell>'
                )
            elif isinstance(cell, dt.date):
                cells.append(
                    f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"><text:p>{cell}</text:p></table:table-cell>'
                )
            else:
                cells.append(
                    f'<table:table-cell office:value-type="string"><text:p>{escape(_typed(cell))}</text:p></table:table-cell>'
                )
        hidden = ' table:visibility="collapse"' if i in grid.hidden else ""
        rows.append(f"<table:table-row{hidden}>{''.join(cells) or '<table:table-cell/>'}</table:table-row>")
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Tall">{"".join(rows)}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", kind)
        file.writestr("META-INF/manifest.xml", manifest)
        file.writestr("content.xml", content)
    return out.getvalue()


def _cube(content: Content) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """Dimensions of a long table: key, label, role, categories."""
    years = list(dict.fromkeys(x[2] for x in content.labels))
    regions = [(x, content.names.get(x, f"Kommune {x}")) for x in dict.fromkeys(x[0] for x in content.labels)]
    sexes = [("2", "Kvinner"), ("1", "Menn")]
    return [
        ("Region", "region", "geo", regions),
        ("Kjonn", "kjønn", "", sexes),
        ("Tid", "år", "time", [(y, y) for y in years]),
    ]


def as_jsonstat(r: random.Random, content: Content) -> bytes:
    """A cube in JSON-stat 2, or 1."""
    dimensions = _cube(content)
    values = [row[0] for row in content.figures]
    described = {
        key: {"label": label, "category": {"index": {c: i for i, (c, _) in enumerate(cats)}, "label": dict(cats)}}
        for key, label, _, cats in dimensions
    }
    ids, size = [d[0] for d in dimensions], [len(d[3]) for d in dimensions]
    role = {"geo": ["Region"], "time": ["Tid"]}
    held: object = values
    if r.random() < 0.3:
        held = {str(i): v for i, v in enumerate(values) if v is not None}
    if r.random() < 0.5:
        data: object = {
            "version": "2.0",
            "class": "dataset",
            "id": ids,
            "size": size,
            "role": role,
            "dimension": described,
            "value": held,
        }
    else:
        data = {"dataset": {"dimension": {**described, "id": ids, "size": size, "role": role}, "value": held}}
    return json.dumps(data).encode()


def as_px(r: random.Random, content: Content) -> bytes:
    """A cube in the PC-Axis format."""
    dimensions = _cube(content)
    lines = [
        'CHARSET="ANSI";',
        'AXIS-VERSION="2010";',
        'LANGUAGE="no";',
        'TITLE="Tall, etter region, kjønn og år";',
        'UNITS="kr";',
    ]
    lines += [f"DECIMALS={content.style.decimals};", 'STUB="region","kjønn";', 'HEADING="år";', 'TIMEVAL("år")=TLIST(A1);']
    for _, label, _, cats in dimensions:
        lines.append(f'VALUES("{label}")=' + ",".join(f'"{t}"' for _, t in cats) + ";")
        if label != "kjønn":
            lines.append(f'CODES("{label}")=' + ",".join(f'"{c}"' for c, _ in cats) + ";")
    values = [row[0] for row in content.figures]
    width = len(dimensions[2][3])
    lines.append("DATA=")
    for at in range(0, len(values), width):
        lines.append(" ".join('".."' if v is None else repr(v) for v in values[at : at + width]))
    return ("\r\n".join(lines) + ";\r\n").encode("cp1252")
