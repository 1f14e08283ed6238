"""A table as csv that somebody opens in a spreadsheet, with the run's identity on top.

A text that a spreadsheet would take for a formula is written so that it stays a text (OWASP, CSV injection)."""

from __future__ import annotations

import csv
import io

from ldip.locales.written import in_file
from ldip.publish.content.cells import Cell, Table
from ldip.tabular.formulas import FORMULA


def as_csv(table: Table) -> str:
    """UTF-8 text with a byte-order mark, so that spreadsheets read the letters; `;` and decimal comma. Hidden is empty."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for key, value in (("tittel", table.title), *table.run):
        writer.writerow([f"# {key}: {value}"])
    writer.writerow([plain(c.label) for c in table.columns])
    with in_file():
        for row in table.rows:
            writer.writerow([_cell(c) for c in row.cells])
    return "\ufeff" + out.getvalue()


def _cell(cell: Cell) -> str:
    if cell.hidden:
        return ""
    return plain(cell.words) if cell.figure is None else cell.words


def plain(text: str) -> str:
    """A text that stays a text in a spreadsheet. Numbers as people read them, and a lone dash, are left as they are."""
    digits = text.lstrip("+-\u2212").replace("\u00a0", "").replace(" ", "").replace(",", "").replace(".", "")
    return f"'{text}" if text.startswith(FORMULA) and not digits.isdigit() and text != "-" else text
