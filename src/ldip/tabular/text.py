"""Rows of delimited text: csv, txt and tab-separated files. The delimiter is the one that divides the rows evenly."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.tabular import files
from ldip.tabular.terms import NO_ANSWERS, Answers, Fault, Question, Raw, Sheet, UnclearError

QUESTION: Final = "skilletegn"
DELIMITERS: Final = {"semikolon": ";", "komma": ",", "tabulator": "\t", "loddrett strek": "|"}
LOOKED_AT: Final = 400  # rows that decide the delimiter
LARGE: Final = 4 * 2**20  # characters
LEAD: Final = 0.2  # of the rows: how much evener the best delimiter divides them than the second
ERROR: Final = re.compile(
    r"#(N/A|I/T|DIV/0!|REF!|VALUE!|VERDI!|NAME\?|NAVN\?|NUM!|NULL!|SPILL!|OVERFLYT!|CALC!|BEREGN!|GETTING_DATA|HENTER_DATA)"
    r"|Err:[0-9]{3}"
)
_SEP: Final = re.compile(r'"?sep=([^\w\s"]|\t)"?[;,\t|]*\r?\n?', re.IGNORECASE)
_COMMENT: Final = re.compile(r"#[ \t\r\n]|#$")
_DECIMAL: Final = re.compile(r"(?<=[0-9]),(?=[0-9])")


@dataclass(frozen=True)
class Record:
    """A record: the number of its first line in the file, and its cells."""

    line: int
    cells: list[str]


def read_text(file: str, text: str, answers: Answers = NO_ANSWERS) -> Sheet:
    """The sheet of a delimited text. A row has the number of its first line; comments above the table are left out.

    Errors: UnclearError when more than one delimiter divides the rows; SourceError for an open quote, or beyond the limits."""
    body, start, stated = _body(text)
    answered = _answered(file, answers)  # for several files: of those that have it
    delimiter = (answered if answered in body else "") or stated or _delimiter(file, body, start)
    return Sheet(file, "", tuple(_rows(file, records(file, body, delimiter, start))))


def records(file: str, text: str, delimiter: str, first: int = 1) -> Iterator[Record]:
    """The records of a text, the first line of which has the number `first`. Errors: SourceError with the line."""
    lines = io.StringIO(text, newline="" if "\n" not in text else "\n")  # a lone CR ends a row in a file without LF only
    spaced = re.search(rf'{re.escape(delimiter)} {{1,9}}"', text) is not None  # "a", "b": the quote opens the cell all the same
    reader, line = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=spaced), first
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(file, str(error), line) from None
        if reader.line_num > files.SOURCE_ROWS:
            raise files.too_large(file, "rader", files.SOURCE_ROWS)
        if len(cells) > files.SOURCE_COLUMNS:
            raise files.too_large(file, "kolonner", files.SOURCE_COLUMNS)
        yield Record(line, cells)
        line = first + reader.line_num


def value_of(text: str) -> Raw:
    """A cell as typed; a Fault for the text of an error value."""
    stripped = text.strip()
    return Fault("feilverdi", stripped) if stripped[:1] in "#E" and ERROR.fullmatch(stripped) else text


class _Values(dict[str, Raw]):
    """Values by text, each read once: codes and years are repeated by the million."""

    def __missing__(self, text: str) -> Raw:
        self[text] = found = value_of(text)
        return found


def _rows(file: str, found: Iterator[Record]) -> Iterator[tuple[int, tuple[Raw, ...]]]:
    known = _Values()
    begun, count = False, 0
    for record in found:
        if not any(c.strip() for c in record.cells):
            continue
        if not begun and _COMMENT.match(record.cells[0]):
            continue
        begun, count = True, count + len(record.cells)
        if count > files.SOURCE_CELLS:
            raise files.too_large(file, "celler", files.SOURCE_CELLS)
        yield record.line, tuple(map(known.__getitem__, record.cells))


def _body(text: str) -> tuple[str, int, str]:
    """The text without a first line that states the delimiter, the number of its first line, and that delimiter."""
    stated = _SEP.match(text)
    if stated is None or (stated.end() < len(text) and not stated[0].endswith("\n")):
        return text, 1, ""
    return text[stated.end() :], 2, stated[1]


def _answered(file: str, answers: Answers) -> str:
    given = answers.get(QUESTION, "")
    if not given:
        return ""
    found = given if given in DELIMITERS.values() else DELIMITERS.get(given.strip().lower(), "")
    if not found:
        raise SourceError([Problem(file, QUESTION, "er ikke et skilletegn", given[:20], f"velg ett av {', '.join(DELIMITERS)}")])
    return found


def _delimiter(file: str, text: str, first: int) -> str:
    """The delimiter that divides most rows into the same number of cells. Errors: UnclearError when two of them do."""
    text = _beginning(text)
    found = {d: _looked_at(records(file, text, d, first)) for d in DELIMITERS.values() if d in text}
    shares = _shares(found)
    if not shares:
        return next(iter(found), ";")
    order = sorted(shares, key=lambda d: shares[d], reverse=True)
    clear = len(order) == 1 or shares[order[0]] - shares[order[1]] >= LEAD or shares[order[0]] == 1.0 > shares[order[1]]
    if clear or (order[0] != "," and all(d == "," for d in order[1:]) and _only_decimals(text)):
        return order[0]
    if order[0] == "," and _only_decimals(text):
        return order[1]
    raise _unclear(file, {d: found[d] for d in order})


def _beginning(text: str) -> str:
    """The rows of a large text that decide, up to a row end: a copy of all of it for each delimiter takes much memory."""
    if len(text) <= LARGE:
        return text
    end = max(text.rfind("\n", 0, LARGE), text.rfind("\r", 0, LARGE))
    return text[: end + 1 or LARGE]


def _looked_at(found: Iterator[Record]) -> list[Record]:
    """The first rows; those before the error where one cannot be divided: the whole file is refused when it is read."""
    rows: list[Record] = []
    try:
        for record in found:
            if any(c.strip() for c in record.cells) and not _COMMENT.match(record.cells[0]):
                rows.append(record)
            if len(rows) == LOOKED_AT:
                break
    except SourceError:
        pass
    return rows


def _shares(found: dict[str, list[Record]]) -> dict[str, float]:
    """By delimiter: the share of the rows, of those that any of them divides, that have its usual number of cells.

    A delimiter that fails at a quote is judged by the rows before it: its error is raised when it is chosen."""
    divided = {r.line for rows in found.values() for r in rows if len(r.cells) > 1}
    shares = {}
    for delimiter, rows in found.items():
        counts = Counter(len(r.cells) for r in rows if len(r.cells) > 1)
        if counts:
            shares[delimiter] = counts.most_common(1)[0][1] / sum(line <= rows[-1].line for line in divided)
    return shares


def _only_decimals(text: str) -> bool:
    """Whether nearly every comma is between digits, as in the numbers of a file with another delimiter."""
    commas = text.count(",")
    return commas > 0 and len(_DECIMAL.findall(text)) * 10 >= commas * 9


def _unclear(file: str, found: dict[str, list[Record]]) -> UnclearError:
    names = {d: name for name, d in DELIMITERS.items()}
    choices = []
    for delimiter, rows in found.items():
        most = max(rows, key=lambda r: len(r.cells))
        choices.append((names[delimiter], f"{names[delimiter]}: {' | '.join(c.strip() for c in most.cells[:6])[:80]}"))
    line = next(iter(found.values()))[0].line
    hint = f"svar med --svar {QUESTION}={choices[0][0]}"
    problem = Problem(
        file, QUESTION, "flere skilletegn deler radene like godt", " eller ".join(n for n, _ in choices), hint, line
    )
    return UnclearError([problem], (Question(QUESTION, "Hvilket tegn skiller kolonnene?", tuple(choices)),))


def _broken(file: str, error: str, line: int) -> SourceError:
    if "unexpected end" in error:
        what, hint = "et anførselstegn er åpnet og ikke lukket", "lukk anførselstegnet, eller slett det"
    elif "field larger" in error:
        what, hint = "en celle er for lang", "se etter et anførselstegn som ikke er lukket"
    elif "expected after" in error:
        what, hint = "et anførselstegn står inne i en celle med anførselstegn", 'skriv det dobbelt («""»)'
    else:
        what, hint = "linjen kan ikke deles i celler", "se etter et linjeskift inne i en celle"
    return SourceError([Problem(file, "", what, "", hint, line)])
