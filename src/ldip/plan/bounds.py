"""The limits of everything that is read from outside, and a scan that holds files to them before any parser sees the bytes.

Each limit is far above what the largest municipality needs (the shipped examples have at most 160 kB in 75 files and 640
rows in a file), and low enough that the slowest parser behind it answers within about a second. The scans are one pass over
the bytes, linear in their number. They agree with the parsers up to the first mistake in a file, at which the parsers stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar

from ldip.errors import Problem

T = TypeVar("T")

# A plan.
PLAN_FILES: Final = 2000  # a project or a service is a file
PLAN_BYTES: Final = 32 * 2**20  # unpacked
PLAN_ROWS: Final = 200_000  # rows of all csv files: a read row takes about a kilobyte of memory
FOLDER_FILES: Final = 200  # documents of a kind: each is an element of the model's arrays, by year and draw
FOLDERS_FILES: Final[Mapping[str, int]] = {
    "prosjekter": 500,
    "selvkost": 50,
    "grep": 100,
    "foretak": 50,
    "stress": 50,
    "endringsforslag": 50,
    "scenario": 20,  # each is a row of one batch
}
NOTE_BYTES: Final = 4 * 2**20  # notes and other files that no parser reads
# A TOML file: tomlkit, which keeps the layout, is the slow reader, by the square of some of these.
TOML_BYTES: Final = 256 * 2**10
TOML_LINES: Final = 5000
TOML_KEYS: Final = 5000  # equals signs
TOML_VALUES: Final = 20_000  # commas and opened brackets
TOML_DEPTH: Final = 20  # brackets within one another, and parts of one key
TOML_DOTS: Final = 300  # dots in keys and headings of tables, all together
TOML_ITEMS: Final = 500  # of one list or table: funds, loans by type, ages; most are an axis of the model's arrays
TOML_TEXT: Final = 50_000  # bytes of one text
TOML_WORD: Final = 200  # bytes of a bare key or a number; longer numbers than 4300 digits stop Python
# A csv file.
CSV_BYTES: Final = 16 * 2**20
CSV_COLUMNS: Final = 200
CSV_LINE: Final = 20_000  # bytes; Python's csv stops at a cell of 131 072
CSV_CELLS: Final = 2_000_000
CSV_ROWS: Final = 150_000  # people by zone, year, sex and age: fifty zones in fourteen years
TABLES_ROWS: Final[Mapping[str, int]] = {  # tables of things, whose rows are held against those of other tables
    "rammer.csv": 2000,
    "laan.csv": 1000,
    "anlegg.csv": 1000,
    "bygg.csv": 1000,
    "bygghendelser.csv": 5000,
    "sambruk.csv": 5000,
    "behovsliste.csv": 10_000,
    "tiltak.csv": 5000,
    "vedtatt.csv": 10_000,
    "kontroll.csv": 10_000,
    "regnskap.csv": 10_000,
    "kostra.csv": 50_000,  # every municipality, ten years, a dozen figures
    "boligprogram.csv": 10_000,
}
ZONES: Final = 100  # arrays of people are zones by sex and age by year by draw; Oslo has fifteen districts
# Caches of what is read: by estimated bytes, since a few of the largest plans would fill the memory.
CACHED_BYTES: Final = 256 * 2**20
ROW_BYTES: Final = 800  # a read row
TOML_TIMES: Final = 30  # bytes of a read document, for each of the file
# JSON and what is shown.
JSON_DEPTH: Final = 20
JSON_BODY_DEPTH: Final = JSON_DEPTH + 10  # a value is inside an edit, a draft and a question
JSON_BODY_COMMAS: Final = 50_000  # a thousand new rows of forty cells; each can be a mistake of its own
JSON_NODES: Final = 5000  # values in one value of an edit
MOST_PROBLEMS: Final = 100  # of one file or one check
SHOWN_PROBLEMS: Final = 1000  # of one answer

# Only single characters repeat without backtracking: Python before 3.11.5 fails where a group does (python/cpython#106052).
_TOKEN: Final = re.compile(
    rb'(?P<text>"""[^"\\]*+(?:(?:\\.?|"(?!""))[^"\\]*+)*(?:"{3,5}|\Z)|'
    rb"'''[^']*+(?:'(?!'')[^']*+)*(?:'{3,5}|\Z)|"
    rb'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*"?|'
    rb"'[^'\n]*+'?)"
    rb"|(?P<comment>#[^\n]*+)|(?P<line>\n)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<equals>=)|(?P<comma>,)|(?P<dot>\.)"
    rb"|(?P<word>[^\s\"'#\[\]{}=,.]++)",
    re.DOTALL,
)


@dataclass
class _Counted:
    """Counts of a scan of a TOML file so far."""

    line: int = 1
    depth: int = 0
    dots: int = 0  # in the key or number being read
    keys: int = 0
    values: int = 0
    key_dots: int = 0
    heading: bool = False
    valued: bool = False  # an equals sign has been met since the last line that began outside brackets

    def wrong(self, kind: str | None, length: int) -> tuple[str, int] | None:
        """Count a token. Returns what is exceeded, and its limit."""
        if kind == "dot":
            self.dots += 1
            return ("nivåer i hverandre", TOML_DEPTH) if self.dots >= TOML_DEPTH else None
        if kind in ("text", "word"):
            most = TOML_TEXT if kind == "text" else TOML_WORD
            return (f"byte i {'én tekst' if kind == 'text' else 'én nøkkel eller ett tall'}", most) if length > most else None
        if kind in ("equals", "close"):
            self.key_dots += self.dots if kind == "equals" or self.heading else 0
        self.dots = 0
        found = self._bracket(kind) if kind in ("open", "close") else self._mark(kind)
        return found or (("punktum i nøkler", TOML_DOTS) if self.key_dots > TOML_DOTS else None)

    def _bracket(self, kind: str) -> tuple[str, int] | None:
        if kind == "close":
            self.depth = max(self.depth - 1, 0)
            self.heading = self.heading and self.depth > 0
            return None
        self.heading = self.heading or (self.depth == 0 and not self.valued)
        self.depth, self.values = self.depth + 1, self.values + 1
        if self.values > TOML_VALUES:
            return "verdier i lister", TOML_VALUES
        return ("nivåer i hverandre", TOML_DEPTH) if self.depth > TOML_DEPTH else None

    def _mark(self, kind: str | None) -> tuple[str, int] | None:
        if kind == "equals":
            self.keys, self.valued = self.keys + 1, True
            return ("nøkler", TOML_KEYS) if self.keys > TOML_KEYS else None
        if kind == "comma":
            self.values += 1
            return ("verdier i lister", TOML_VALUES) if self.values > TOML_VALUES else None
        if kind == "line":
            self.valued = self.valued and self.depth > 0
        return None


def toml_problem(raw: bytes, file: str) -> Problem | None:
    """The limit that a TOML file exceeds, with the line; None for a file within the limits."""
    if len(raw) > TOML_BYTES:
        return _large(file, "byte", TOML_BYTES, len(raw))
    if (lines := raw.count(b"\n") + 1) > TOML_LINES:
        return _large(file, "linjer", TOML_LINES, lines)
    counted, seen = _Counted(), 0
    for found in _TOKEN.finditer(raw):
        wrong = counted.wrong(found.lastgroup, found.end() - found.start())
        if wrong is not None:
            seen = raw.count(b"\n", 0, found.start()) + 1
            return Problem(file, "", f"flere enn {wrong[1]} {wrong[0]}", "", "del filen, eller rett linjen", seen, 1)
    return None


def csv_problem(raw: bytes, file: str, rows: int = 0) -> Problem | None:
    """The limit that a csv file exceeds; None for a file within the limits. `rows` replaces the file's own limit."""
    most = rows or row_limit(file)
    if len(raw) > CSV_BYTES:
        return _large(file, "byte", CSV_BYTES, len(raw))
    if (lines := row_count(raw)) > most:
        return _large(file, "linjer", most, lines)
    delimiter, cells = b"", 0
    for number, line in enumerate(raw.splitlines(), 1):
        if len(line) > CSV_LINE:
            return Problem(
                file, "", f"linjen er lengre enn {CSV_LINE} byte", "", "korte ned teksten, eller lukk anførselstegnet", number
            )
        if not delimiter and line.strip() and not line.startswith(b"#"):
            delimiter = b";" if b";" in line else b","
        found = line.count(delimiter) + 1 if delimiter else 0
        cells += found
        if found > CSV_COLUMNS and not line.startswith(b"#"):
            return Problem(
                file,
                "",
                f"linjen har flere enn {CSV_COLUMNS} celler",
                str(found),
                "fjern kolonner som planen ikke bruker",
                number,
            )
    return _large(file, "celler", CSV_CELLS, cells) if cells > CSV_CELLS else None


def row_limit(file: str) -> int:
    """The most lines of a csv file of a plan: tables of things have fewer than files of people."""
    return TABLES_ROWS.get(file, CSV_ROWS)


def row_count(raw: bytes) -> int:
    """The number of lines of a file: \\n, \\r and \\r\\n end one."""
    return raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n") + (not raw.endswith((b"\n", b"\r")))


def plan_problems(sizes: Mapping[str, int]) -> list[Problem]:
    """Files too many or too large together or alone, by size in bytes of each path; known before a file is read."""
    found: list[Problem] = []
    if len(sizes) > PLAN_FILES:
        found.append(_large("plan.toml", "filer i planen", PLAN_FILES, len(sizes)))
    if (total := sum(sizes.values())) > PLAN_BYTES:
        found.append(_large("plan.toml", "byte i planen", PLAN_BYTES, total))
    inside: dict[str, int] = {}
    for name, size in sizes.items():
        folder, _, rest = name.partition("/")
        if rest.endswith(".toml"):
            inside[folder] = inside.get(folder, 0) + 1
        if size > file_limit(name) and len(found) < MOST_PROBLEMS:
            found.append(_large(name, "byte", file_limit(name), size))
    counted = ((n, FOLDERS_FILES.get(n, FOLDER_FILES), count) for n, count in inside.items())
    return found + [_large(f"{name}/", "filer", most, count) for name, most, count in counted if count > most]


def rows_problem(contents: Mapping[str, bytes], names: Iterable[str]) -> Problem | None:
    """The problem of csv files of a plan that have too many rows together."""
    total = sum(row_count(contents[n]) for n in names)
    return _large("plan.toml", "rader i planens csv-filer", PLAN_ROWS, total) if total > PLAN_ROWS else None


def memory_of(contents: Mapping[str, bytes]) -> int:
    """Estimated bytes of the files of a plan once they are read."""
    return sum(len(raw) + parsed_bytes(name, raw) for name, raw in contents.items())


def parsed_bytes(name: str, raw: bytes) -> int:
    """Estimated bytes of a file once it is read."""
    return row_count(raw) * ROW_BYTES if name.endswith(".csv") else len(raw) * TOML_TIMES if name.endswith(".toml") else 0


def file_limit(name: str) -> int:
    """The most bytes of a file, by what reads it."""
    return TOML_BYTES if name.endswith(".toml") else CSV_BYTES if name.endswith(".csv") else NOTE_BYTES


def first(found: Iterable[T], most: int = MOST_PROBLEMS) -> Iterator[T]:
    """The first of something, so that a mistake on every one of many rows costs no more than some."""
    return islice(found, most)


def capped(problems: Iterable[Problem], most: int = SHOWN_PROBLEMS) -> list[Problem]:
    """The first problems, and a last one with the number of the rest."""
    every = list(problems)
    if len(every) <= most:
        return every
    more = f"og {len(every) - most} feil til i planen"
    return [*every[:most], Problem(every[most].file, "", more, "", "rett feilene over, og sjekk på nytt")]


def value_problem(value: Any) -> str:
    """The limit that a value from outside exceeds in depth, size or number of digits; empty for none."""
    level, count = [value], 0
    for _ in range(JSON_DEPTH):
        count += len(level)
        if any(isinstance(v, int) and not -(2**63) <= v < 2**63 for v in level):
            return "tallet har for mange sifre"
        level = [v for held in level for v in _inside(held)]
        if count + len(level) > JSON_NODES:
            return f"flere enn {JSON_NODES} verdier"
        if not level:
            return ""
    return f"flere enn {JSON_DEPTH} nivåer i hverandre"


def _inside(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()


def _large(file: str, what: str, most: int, found: int) -> Problem:
    return Problem(file, "", f"flere enn {most} {what}", str(found), "del opp eller ta bort det planen ikke bruker")
