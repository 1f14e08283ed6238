"""Lines and rows of csv texts, read and written: a quoted cell may hold line breaks, and only \\n, \\r and \\r\\n end a line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ldip.tabular.lines import lines_of

MOST_LINES: Final = 50  # of one row; more is a quotation mark that was never closed
_SEPARATOR: Final = re.compile(r'\ufeff?"?sep=([;,\t])"?\s*', re.IGNORECASE)  # a first line that spreadsheets read
LINE: Final = "\u2028"  # how a line break inside a cell is written where the number of lines must not change
LINES: Final = re.compile(f"\r\n|[\r\n{LINE}]")
UNCLOSED: Final = "anførselstegnet er ikke lukket"


@dataclass(frozen=True)
class Record:
    """A row: number of its first line, number of lines, its cells unchanged, and the fault that makes them unsure."""

    line: int
    height: int
    cells: list[str]
    fault: str = ""

    @property
    def trimmed(self) -> list[str]:
        """The texts of the cells."""
        return [text_of(c) for c in self.cells]

    @property
    def blank(self) -> bool:
        """Whether every cell is empty: a row that is not filled in yet, or one of separators only."""
        return not self.fault and not any(c and not c.isspace() for c in self.cells)


@dataclass(frozen=True)
class CsvText:
    """A csv text: its lines with their endings, delimiter, header, and the rows under it. No header where it is empty."""

    lines: list[str]
    delimiter: str
    header: Record | None
    rows: list[Record]

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return [] if self.header is None else self.header.trimmed

    @property
    def ending(self) -> str:
        """The line ending of the header, for new rows."""
        return "\r\n" if self.header is not None and self.lines[self.header.line - 1].endswith("\r\n") else "\n"

    def by_column(self) -> list[tuple[int, dict[str, str]]]:
        """(line, cells by column) of every row that is not blank, with the cells as text."""
        columns = self.columns
        return [(r.line, dict(zip(columns, r.trimmed, strict=False))) for r in self.rows if not r.blank]

    def end_last_line(self) -> None:
        """Give the last line an ending where it has none, so that a row can follow it."""
        if not self.lines[-1].endswith(("\n", "\r")):
            self.lines[-1] += self.ending

    def raw(self, record: Record) -> str:
        """The row as it is in the text, with its ending."""
        return "".join(self.lines[record.line - 1 : record.line - 1 + record.height])


def parse(text: str) -> CsvText:
    """Rows of a text; blank lines and lines that begin with # between rows are skipped."""
    lines = lines_of(text)
    delimiter, top = _top(lines)
    if top is None:
        return CsvText(lines, delimiter, None, [])
    header = _record(lines, top, delimiter, 0)
    return CsvText(lines, delimiter, header, list(_rows(lines, top + header.height, delimiter, len(header.cells))))


def header_of(text: str) -> tuple[str, list[str]]:
    """Delimiter and columns of a csv text; no columns for an empty one."""
    lines = lines_of(text)
    delimiter, top = _top(lines)
    return delimiter, [] if top is None else _record(lines, top, delimiter, 0).trimmed


def text_of(cell: str) -> str:
    """The text of a cell: without outer spaces, and with every line break as \\n."""
    text = cell.strip()
    return LINES.sub("\n", text) if LINE in text or "\r" in text else text


def one_line(text: str) -> str:
    """A text as a cell on one line; `text_of` gives its line breaks back."""
    return LINES.sub(LINE, text)


def joined(cells: Sequence[str], delimiter: str) -> str:
    """A row of cells as text without an ending; reading it gives the cells back."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(cells)  # cells with these signs are quoted
    line = out.getvalue().removesuffix("\r\n")
    first, between, rest = line.partition(delimiter)
    return f'"{first}"{between}{rest}' if line.startswith("#") else line  # quoted, or the row would be read as a comment


def _top(lines: Sequence[str]) -> tuple[str, int | None]:
    """Delimiter, and index of the header."""
    stated = ""
    for i, line in enumerate(lines):
        if not line.strip() or line.startswith("#"):
            continue
        if not stated and (found := _SEPARATOR.fullmatch(line)):
            stated = found[1]
            continue
        return stated or next((d for d in ";\t" if d in line), ","), i
    return stated or ",", None


def _rows(lines: Sequence[str], at: int, delimiter: str, width: int) -> Iterator[Record]:
    while at < len(lines):
        line = lines[at]
        if not line.startswith("#") and line.strip():
            if '"' in line:
                record = _record(lines, at, delimiter, width)
                yield record
                at += record.height
                continue
            yield Record(at + 1, 1, line.rstrip("\r\n").split(delimiter))
        at += 1


def _record(lines: Sequence[str], at: int, delimiter: str, width: int) -> Record:
    """The row that begins at an index. A line inside quotation marks with as many cells as the header is a row of its own, so
    the quotation mark before it is not closed: the row is then its first line, with that fault."""
    taken = 0

    def fed() -> Iterator[str]:
        nonlocal taken
        for line in lines[at : at + MOST_LINES]:
            if taken and width > 1 and line.count(delimiter) >= width - 1:
                return
            taken += 1
            yield line

    try:
        cells = next(csv.reader(fed(), delimiter=delimiter, strict=True))
        return Record(at + 1, taken, cells)
    except csv.Error as error:
        open_end = taken > 1 or "unexpected end" in str(error)
    line = lines[at].rstrip("\r\n")
    cells = line.split(delimiter) if len(line) > csv.field_size_limit() else next(csv.reader([line], delimiter=delimiter), [])
    return Record(at + 1, 1, cells, UNCLOSED if open_end or line.count('"') % 2 else "")
