"""Municipality numbers by date: the number a municipality had, and the successors of an old number (SSB Klass 131)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.pack.figures import records, tables
from ldip.tabular.files import Mistakes
from ldip.tabular.read import read_table_file
from ldip.tabular.terms import Shape, Wanted

TABLE: Final = "kommunenummer.csv"
OPEN: Final = 9999  # the last year of a number in use
NUMBERS: Final = ("weighting", "first_year", "last_year")
SHAPE: Final = Shape(
    (
        Wanted("kommunenr_2024", ("kommunenr_2024", "kommunenr"), "kode", digits=(4,)),
        Wanted("kommunenr_original", ("kommunenr_original", "nummer"), "kode", digits=(4,)),
        Wanted("weighting", ("weighting", "andel"), "tall"),
        Wanted("first_year", ("first_year", "fra"), "tall"),  # SSB's first numbers are of 1838
        Wanted("last_year", ("last_year", "til"), "tall"),
    )
)


@dataclass(frozen=True)
class Former:
    """A number with the years it was in use and the share of its population that became the current one."""

    current: str
    number: str
    first: int
    last: int
    weight: float = 1.0


@dataclass(frozen=True)
class CodeHistory:
    """Numbers by date. `kilde` states the source of the history."""

    formers: tuple[Former, ...]
    kilde: str

    def numbers(self, current: str) -> tuple[Former, ...]:
        """Every number a municipality has had, oldest first; its own number alone when the history lacks it."""
        found = sorted((f for f in self.formers if f.current == current), key=lambda f: (f.last, f.number))
        return tuple(found) or (Former(current, current, 0, 9999),)

    def on(self, current: str, year: int) -> tuple[Former, ...]:
        """Numbers in use 1 January of a year, more than one where municipalities have merged since."""
        valid = [f for f in self.numbers(current) if f.first <= year <= f.last]
        old = [f for f in valid if f.number != current]
        return tuple(old or valid)

    def became(self, number: str, year: int) -> tuple[Former, ...]:
        """Current numbers of a number of a year; more than one where it was split."""
        return tuple(f for f in self.formers if f.number == number and f.first <= year <= f.last)

    def all_of(self, number: str) -> tuple[Former, ...]:
        """Successors of a number that is out of use, in any year; none for a number of today."""
        found = tuple(f for f in self.formers if f.number == number)
        return () if any(f.current == number for f in found) else found


@cache
def shipped() -> CodeHistory:
    """Every number in use since 2005, as the data pack has it (SSB Klass 131).

    The source lets a new number begin in the last year of the old one; here it begins when the old one is out of use."""
    rows = records(TABLE)
    ended: dict[str, int] = {}
    for r in rows:
        if r["nummer"] != r["kommunenr"]:
            ended[r["kommunenr"]] = max(ended.get(r["kommunenr"], 0), int(r["til"]))
    last = max(int(r["til"]) for r in rows)
    found = []
    for r in rows:
        today = r["nummer"] == r["kommunenr"]
        first = max(int(r["fra"]), ended.get(r["kommunenr"], 0) + 1) if today else int(r["fra"])
        until = OPEN if int(r["til"]) == last else int(r["til"])
        found.append(Former(r["kommunenr"], r["nummer"], first, until, float(r["andel"])))
    return CodeHistory(tuple(found), tables()[TABLE].kilde)


def read_codes(path: Path) -> CodeHistory:
    """Read a history with columns kommunenr_2024, kommunenr_original, weighting, first_year, last_year.

    Errors: SourceError with every line that cannot be read.
    """
    table = read_table_file(path, SHAPE)
    problems = Mistakes()
    found: list[Former] = []
    columns = (table.texts("kommunenr_2024"), table.texts("kommunenr_original"), *map(table.numbers, NUMBERS))
    for line, current, number, weight, first, last in zip(table.lines, *columns, strict=True):
        if not (current and number) or weight is None or first is None or last is None:
            problems.append(
                Problem(table.file, "", "linjen mangler et tall", f"{current} {number}", "fyll ut alle kolonnene", line)
            )
        elif not 0.0 < weight <= 1.0:
            hint = "andelen er større enn 0 og høyst 1"
            problems.append(Problem(table.file, "weighting", "ukjent andel", f"{weight:g}", hint, line))
        elif not (first.is_integer() and last.is_integer() and 0 <= first <= last <= OPEN):
            problems.append(Problem(table.file, "first_year", "ukjente år", f"{first:g}–{last:g}", "år med fire sifre", line))
        else:
            found.append(Former(current, number, int(first), int(last), weight))
    if problems:
        raise SourceError(problems.told())
    return CodeHistory(tuple(found), path.name)
