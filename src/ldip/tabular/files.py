"""Files that a user points at: plain files of a bounded size, and rows of csv, read without ever taking more than the limits."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from ldip.errors import Problem, SourceError, unreadable

SOURCE_BYTES: Final = 256 * 2**20  # unpacked: a stock file of every municipality in fifty years is a tenth of it
SOURCE_ROWS: Final = 4_000_000
SOURCE_COLUMNS: Final = 20_000
SOURCE_CELLS: Final = 24_000_000  # five columns of the most rows, and some
SOURCE_DEPTH: Final = 20  # levels of JSON
MOST_PROBLEMS: Final = 200  # of one file; the rest are as a rule the same mistake


def read_bytes(path: Path, most: int = SOURCE_BYTES) -> bytes:
    """The bytes of a plain file. Errors: SourceError for one that is larger than `most`, no plain file, or not readable."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for its writer
            raise unreadable(path)
        with path.open("rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise unreadable(path)
            raw = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise unreadable(path) from error
    if len(raw) > most:
        raise too_large(path, "byte", most)
    return raw


def unzipped(path: Path, raw: bytes, most: int = SOURCE_BYTES) -> bytes:
    """The bytes of a gzip file; other bytes unchanged. Errors: SourceError for more than `most`, or a broken file."""
    if raw[:2] != b"\x1f\x8b":
        return raw
    found = bytearray()
    try:
        while raw:
            packed = zlib.decompressobj(wbits=31)
            found += packed.decompress(raw, most + 1 - len(found))
            if len(found) > most:
                raise too_large(path, "byte når den pakkes ut", most)
            if not packed.eof:
                raise unreadable(path)
            raw = packed.unused_data.lstrip(b"\0")
    except zlib.error as error:
        raise unreadable(path) from error
    return bytes(found)


def json_of(path: object, text: str) -> Any:
    """A JSON document. Errors: SourceError with the line where it is not JSON, or a number or a nesting is beyond the limits."""
    import json

    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        what, line = f"ikke gyldig JSON: {error.msg}", error.lineno
    except RecursionError:
        what, line = f"flere enn {SOURCE_DEPTH} nivåer i hverandre", 0
    except ValueError:
        what, line = "et tall har for mange sifre", 0
    raise SourceError([Problem(str(path), "", what, "", "last ned filen på nytt", line)])


class Mistakes(list[Problem]):
    """The first problems of a file, and the number of the rest: one mistake on a million rows is listed some times."""

    more = 0

    def append(self, problem: Problem) -> None:
        """Keep a problem, or count it."""
        if len(self) < MOST_PROBLEMS:
            super().append(problem)
        else:
            self.more += 1

    def extend(self, problems: Iterable[Problem]) -> None:
        """Keep or count each of several."""
        for problem in problems:
            self.append(problem)

    def told(self) -> list[Problem]:
        """The problems, and a last one with the number of the rest."""
        if not self.more:
            return list(self)
        last, hint = self[-1], "rett feilene over, og prøv igjen"
        return [*self, Problem(last.file, "", f"og {self.more} til", "", hint, last.line + 1)]


def too_large(path: object, what: str, most: int) -> SourceError:
    """A file beyond a limit."""
    return SourceError([Problem(str(path), "", f"flere enn {most} {what}", "", "velg et mindre uttrekk, eller del filen")])
