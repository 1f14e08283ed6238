"""A table as a file somebody opens in a spreadsheet: csv or a workbook, with the run's identity on top.

A text that a spreadsheet would take for a formula is written so that it stays a text (OWASP, CSV injection)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.numbers import comma, header
from ldip.publish.series import Question, Series, series_of
from ldip.publish.statements_data import FormData
from ldip.simulation.run import Run

Cell = str | float | None
Rows = Sequence[Sequence[Cell]]
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def series_rows(run: Run, questions: Sequence[Question], internal: bool) -> list[list[Cell]]:
    """A head, then one row a series: name, element, unit, and every year's number with all its digits; hidden cells are empty."""
    return _by_year([("", s) for q in questions for s in series_of(run, q, internal)])


def side_rows(sides: Iterable[tuple[str, Run]], questions: Sequence[Question]) -> list[list[Cell]]:
    """As `series_rows`, the public numbers of several runs, each row with what its run is called."""
    return _by_year([(said, s) for said, run in sides for q in questions for s in series_of(run, q)])


def _by_year(found: Sequence[tuple[str, Series]]) -> list[list[Cell]]:
    years = sorted({y for _, s in found for y in s.years})
    rows: list[list[Cell]] = [[tr("file.name"), tr("file.element"), tr("file.unit"), *(str(y) for y in years)]]
    for said, s in found:
        at = dict(zip(s.years, s.values, strict=True))
        name = f"{label(s.name, language())} {s.statistic}" if s.drawn else label(s.name, language())
        place = ", ".join([*([said] if said else []), *(f"{a}={v}" for a, v in sorted(s.axes.items()))])
        rows.append([name, place, s.unit, *(at.get(y) for y in years)])
    return rows


def statement_rows(found: FormData) -> list[list[Cell]]:
    """A form's lines as they are printed."""
    head: list[Cell] = ["", found.navn, *(c.etikett for c in found.kolonner)]
    lines: list[list[Cell]] = [[str(line.nr), line.navn, *line.trykt] for line in found.linjer]
    return [head, *lines]


def as_csv(run: Run, title: str, rows: Rows) -> str:
    """UTF-8 text with a byte-order mark, so that spreadsheets read the letters; `;` and decimal comma."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for key, value in {"tittel": title, **header(run)}.items():
        writer.writerow([f"# {key}: {value}"])
    for row in rows:
        writer.writerow(["" if v is None else comma(v) if isinstance(v, float) else plain(v) for v in row])
    return "\ufeff" + out.getvalue()


def plain(text: str) -> str:
    """A text that stays a text in a spreadsheet. Numbers as people read them, and a lone dash, are left as they are."""
    digits = text.lstrip("+-\u2212").replace("\u00a0", "").replace(" ", "").replace(",", "").replace(".", "")
    return f"'{text}" if text.startswith(FORMULA) and not digits.isdigit() and text != "-" else text


def as_xlsx(run: Run, title: str, rows: Rows) -> bytes:
    """A workbook with the table, and a sheet that says where it is from. No cell is a formula."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, about = book.add_worksheet(tr("file.table")), book.add_worksheet(tr("file.about"))
    bold, figures = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    sheet.write_string(0, 0, title, bold)
    for r, row in enumerate(rows, start=2):
        for c, value in enumerate(row):
            if isinstance(value, float):
                sheet.write_number(r, c, value, figures)
            elif value is not None:
                sheet.write_string(r, c, value, bold if r == 2 else None)
    sheet.set_column(0, 0, 40)
    sheet.freeze_panes(3, 1)
    for r, (key, value) in enumerate(header(run).items()):
        about.write_string(r, 0, key, bold)
        about.write_string(r, 1, value)
    about.set_column(0, 1, 30)
    book.close()
    return out.getvalue()
