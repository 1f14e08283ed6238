"""Reads the sheets of a workbook in a process of its own, and writes them as JSON lines. Run as a script by `workbooks`.

The format lets a workbook of a few kilobytes ask for any amount of memory: a cell far down and to the right, repeated cells, or
a bomb in the zip. The process has a limit of memory and time, so such a file ends it and not the program.

A sheet is one line of an object with its properties, then a line of [number, cells] for each row that is not empty. A cell is a
text, a number, {"d": date} or {"f": what, "t": text} for one without a value of its own.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import warnings
from typing import Any

MEMORY, SECONDS = 2 * 2**30, 60
MOST_BYTES = 256 * 2**20  # of what is written: many cells may share one long text
TOO_LARGE = "arket har flere enn {n} celler"
OOXML = (".xlsx", ".xlsm")
MOST_SHEETS = 500
HIDDEN = ("collapse", "filter")  # of ods
MOST_FORMULAS = 100_000  # of a sheet that are listed; a plan's sheets have fewer cells
MOST_ADDED = 1_000_000  # cells up to faults beyond those with values
ADDED = [0]
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def main(path: str, kind: str, sheet: str, most: int) -> int:
    """Write the named sheet, or every sheet where there is none of that name. Returns 0, or 1 with the reason alone."""
    _limit()
    warnings.simplefilter("ignore")  # openpyxl warns of parts that it leaves out
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        metadata = [m for m in book.sheets_metadata if m.typ == python_calamine.SheetTypeEnum.WorkSheet]
        chosen = [m for m in metadata if m.name == sheet] or metadata
        marks = _Marks(path) if kind in OOXML else _OdsMarks(path) if kind == ".ods" else None
        lines: list[bytes] = []
        cells = 0
        for m in chosen[:MOST_SHEETS]:
            found = book.get_sheet_by_name(m.name)
            row, column = found.end or (-1, -1)
            cells += (row + 1) * (column + 1)
            if cells > most:
                return _refuse(TOO_LARGE.format(n=most), "slett tomme rader og kolonner, eller lagre uttrekket som csv")
            rows = found.to_python(skip_empty_area=False)
            properties: dict[str, Any] = {"name": m.name, "hidden": m.visible != python_calamine.SheetVisibleEnum.Visible}
            properties["merged"] = [[a + 1, b, c + 1, d] for (a, b), (c, d) in found.merged_cell_ranges or ()]
            if marks is not None:
                properties |= marks.put(m.name, rows)
                del properties["formulas"][MOST_FORMULAS:]
            lines.append(_line(properties))
            lines += [_line([n, [_cell(c) for c in r]]) for n, r in enumerate(rows, start=1) if any(c != "" for c in r)]
    except python_calamine.PasswordError:
        return _refuse("regnearket har passord", "fjern passordet, og lagre på nytt")
    except Exception as error:  # a broken workbook raises nearly anything
        return _refuse("regnearket kan ikke leses", f"åpne det og lagre det på nytt ({str(error)[:80]})")
    if sum(map(len, lines)) > MOST_BYTES:
        return _refuse("arket har for mye tekst", "slett ark og kolonner som ikke trengs, eller lagre uttrekket som csv")
    sys.stdout.buffer.writelines(lines)
    return 0


class _Marks:
    """Of an xlsx workbook, what values alone do not have: errors, formulas without a result, hidden rows, numbers' formats."""

    def __init__(self, path: str) -> None:
        from openpyxl.reader.excel import ExcelReader
        from openpyxl.styles.numbers import is_date_format
        from openpyxl.styles.stylesheet import apply_stylesheet
        from openpyxl.utils.datetime import from_excel

        reader: Any = ExcelReader(path, read_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_workbook()  # not drawings, pivots and texts: they are large, and often such that openpyxl cannot read them
        apply_stylesheet(reader.archive, reader.wb)
        self.archive = reader.archive
        self.parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
        book = reader.wb
        self.epoch = book.epoch
        self.unsaved = bool(book.calculation and book.calculation.fullCalcOnLoad)  # written by a program that calculates nothing
        formats = [_format(book, style) for style in book._cell_styles]
        self.percent = {i for i, f in enumerate(formats) if "%" in _QUOTED.sub("", f)}
        self.dates = {i for i, f in enumerate(formats) if is_date_format(f)}
        self.date_of = from_excel

    def put(self, name: str, rows: list[list[Any]]) -> dict[str, Any]:
        """Put faults and dates into the rows. Returns the hidden rows and columns, the cells shown as per cent, and formulas."""
        from openpyxl.xml.functions import iterparse

        found: dict[str, Any] = {"hidden_rows": [], "hidden_columns": [], "percent": [], "formulas": []}
        line = 0
        if not self._is_marked(name):
            return found
        with self.archive.open(self.parts[name]) as source:
            for _, element in iterparse(source):
                tag = element.tag.replace(STRICT, NS)
                if tag == f"{NS}row":
                    line = int(element.get("r") or line + 1)
                    found["hidden_rows"] += [line] if element.get("hidden") in ("1", "true") else []
                    self._row(line, element, rows, found)
                    element.clear()
                elif tag == f"{NS}col" and element.get("hidden") in ("1", "true"):
                    last = min(int(element.get("max")), max((len(r) for r in rows), default=0))
                    found["hidden_columns"] += range(int(element.get("min")) - 1, last)
        return found

    def _is_marked(self, name: str) -> bool:
        """Whether the part of a sheet has anything to put: most large extracts have plain values, and save half the time."""
        styles = b"|".join(str(i).encode() for i in sorted(self.percent | self.dates))
        sought = rb"<(?:\w+:)?f[\s/>]|\st=[\"']e[\"']|hidden=" + (rb"|\ss=[\"'](?:%b)[\"']" % styles if styles else b"")
        pattern, kept = re.compile(sought), b""
        with self.archive.open(self.parts[name]) as source:
            while part := source.read(2**20):
                if b"<!DOCTYPE" in kept + part:
                    raise ValueError("DOCTYPE")  # its entities are read in one way by one library and not by the other
                if pattern.search(kept + part):
                    return True
                kept = part[-40:]
        return False

    def _row(self, line: int, element: Any, rows: list[list[Any]], found: dict[str, Any]) -> None:
        column = -1
        row = rows[line - 1] if line <= len(rows) else []
        for cell in element:
            place = cell.get("r")
            column = _column(place) if place else column + 1
            kind, style = cell.get("t", "n"), int(cell.get("s") or 0)
            parts = {part.tag.rpartition("}")[2]: part for part in cell}
            stored = parts["v"].text if "v" in parts else None
            if kind == "e":
                _put(rows, line, column, {"f": "feilverdi", "t": stored or "#VALUE!"})
            elif "f" in parts and self._uncalculated(kind, "v" in parts, stored):
                _put(rows, line, column, {"f": "uberegnet", "t": f"={parts['f'].text or ''}"[:80]})
            else:
                found["formulas"] += _reach(parts["f"], line, column) if "f" in parts else ()
                if kind == "n" and stored and column < len(row):
                    found["percent"] += [(line, column)] if style in self.percent else []
                    if style in self.dates and isinstance(row[column], float):
                        row[column] = self._date(row[column])

    def _uncalculated(self, kind: str, has: bool, stored: str | None) -> bool:
        if kind == "str":  # a formula that gives an empty text stores just that
            return not has
        return not stored or (self.unsaved and kind == "n" and float(stored) == 0)

    def _date(self, number: float) -> Any:
        try:
            return self.date_of(number, self.epoch)
        except (ValueError, OverflowError):
            return {"f": "feilverdi", "t": "dato utenfor kalenderen"}


class _OdsMarks:
    """Of an ods workbook, what values alone do not have; its one part holds every sheet, and is read once for each."""

    def __init__(self, path: str) -> None:
        self.path = path

    def put(self, name: str, rows: list[list[Any]]) -> dict[str, Any]:
        """Put faults into the rows. Returns the hidden rows and columns, merged ranges, cells shown as per cent, and formulas."""
        import zipfile

        from openpyxl.xml.functions import iterparse

        found: dict[str, Any] = {"hidden_rows": [], "hidden_columns": [], "merged": [], "percent": [], "formulas": []}
        table, line, column = None, 1, 0
        with zipfile.ZipFile(self.path) as archive, archive.open("content.xml") as source:
            for event, element in iterparse(source, ("start", "end")):
                tag = element.tag.rpartition("}")[2]
                if tag == "table" and event == "start":
                    table, line, column = _ods(element, "name"), 1, 0
                if event == "start" or table != name:
                    continue
                if tag == "table-column":
                    count = _repeated(element, "number-columns-repeated", max((len(r) for r in rows), default=0) - column)
                    found["hidden_columns"] += range(column, column + count) if _ods(element, "visibility") in HIDDEN else ()
                    column += count
                elif tag == "table-row":
                    count = _repeated(element, "number-rows-repeated", len(rows) - line + 1)
                    for number in range(line, line + count):
                        found["hidden_rows"] += [number] if _ods(element, "visibility") in HIDDEN else []
                        self._row(number, element, rows, found)
                    line += count
                    element.clear()
        return found

    def _row(self, line: int, element: Any, rows: list[list[Any]], found: dict[str, Any]) -> None:
        column, width = 0, len(rows[line - 1]) if line <= len(rows) else 0
        for cell in element:
            count = _repeated(cell, "number-columns-repeated", width - column)
            wide, high = (int(_ods(cell, f"number-{side}-spanned") or 1) for side in ("columns", "rows"))
            if wide * high > 1:
                found["merged"].append([line, column, line + high - 1, column + wide - 1])
            fault = _ods_fault(cell)
            for at in range(column, column + count):
                if fault:
                    _put(rows, line, at, fault)
                    continue
                found["formulas"] += [(line, at)] if _ods(cell, "formula") else ()
                found["percent"] += [(line, at)] if _ods(cell, "value-type") == "percentage" else []
            column += count


def _put(rows: list[list[Any]], line: int, column: int, fault: dict[str, str]) -> None:
    """Put a fault into a cell; it can be beyond the cells that have values."""
    row = rows[line - 1] if line <= len(rows) else []
    ADDED[0] += max(line - len(rows), 0) + max(column + 1 - len(row), 0)
    if ADDED[0] > MOST_ADDED:
        raise ValueError("formler langt utenfor tabellen")
    rows.extend([] for _ in range(line - len(rows)))
    row = rows[line - 1]
    row.extend("" for _ in range(column + 1 - len(row)))
    row[column] = fault


def _ods(element: Any, name: str) -> str:
    """An attribute of an element, whatever its name space; the type of LibreOffice's extension apart."""
    found = (str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name and "calcext" not in k)
    return next(found, "")


def _ods_fault(cell: Any) -> dict[str, str] | None:
    shown = "".join(cell.itertext()).strip()
    is_error = any(k.endswith("}value-type") and v == "error" for k, v in cell.attrib.items())
    if is_error or (_ods(cell, "formula") and (shown.startswith(("#", "Err:")))):
        return {"f": "feilverdi", "t": shown or "#VALUE!"}
    if _ods(cell, "formula") and not _ods(cell, "value-type"):
        return {"f": "uberegnet", "t": _ods(cell, "formula")[:80]}
    return None


def _repeated(element: Any, name: str, most: int) -> int:
    return max(min(int(_ods(element, name) or 1), most), 1)


def _format(book: Any, style: Any) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    number: int = style.numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(number, "General")
    own = number - BUILTIN_FORMATS_MAX_SIZE
    return str(book._number_formats[own]) if own < len(book._number_formats) else "General"


def _reach(formula: Any, line: int, column: int) -> list[tuple[int, int]]:
    """The cells that a formula fills: its own, or the range of an array."""
    last = formula.get("ref", "").partition(":")[2] if formula.get("t") == "array" else ""
    below, right = (int(re.sub("[^0-9]", "", last)), _column(last)) if last else (line, column)
    below, right = min(below, line + 999), min(right, column + 99)
    return [(r, c) for r in range(line, below + 1) for c in range(column, right + 1)]


def _column(place: str) -> int:
    from openpyxl.utils import column_index_from_string

    return column_index_from_string(place.rstrip("0123456789").upper()) - 1


def _cell(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "SANN" if cell else "USANN"
    if isinstance(cell, dt.date):
        return {"d": (cell.date() if isinstance(cell, dt.datetime) and cell.time() == dt.time() else cell).isoformat()}
    if isinstance(cell, str | float | dict):
        return cell
    return float(cell) if isinstance(cell, int) else str(cell)


def _line(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode(errors="replace") + b"\n"


def _refuse(what: str, hint: str) -> int:
    sys.stdout.buffer.write(_line([what, hint]))
    return 1


def _limit() -> None:
    """Limits of memory and time, where the system has them."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS has no limit of address space
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
