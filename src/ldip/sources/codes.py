"""Municipality numbers by date: the number a municipality had, and the successors of an old number (SSB Klass 131)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError
from ldip.pack.figures import records, tables
from ldip.sources.stocks import read_text
from ldip.tabular.files import Mistakes, csv_rows

TABLE: Final = "kommunenummer.csv"
OPEN: Final = 9999  # the last year of a number in use


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
    rows = list(csv_rows(path, read_text(path), ","))
    rest = [""] * len(rows[0]) if rows else []  # a row that is too short
    reader = (dict(zip(rows[0], [*row, *rest], strict=False)) for row in rows[1:] if row)
    problems = Mistakes()
    found: list[Former] = []
    for line, row in enumerate(reader, start=2):
        try:
            found.append(_former(row))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            hint = "kolonnene er kommunenr_2024, kommunenr_original, weighting, first_year og last_year"
            problems.append(Problem(str(path), "", "linjen kan ikke leses", str(error), hint, line))
    if problems:
        raise SourceError(problems.told())
    return CodeHistory(tuple(found), path.name)


def _former(row: Mapping[str, str]) -> Former:
    first, last = row["first_year"].strip(), row["last_year"].strip()
    if not (is_digits(first) and is_digits(last)):
        raise ValueError(f"ukjente år: {first[:20]}, {last[:20]}")
    weight = float(row["weighting"])
    if not 0.0 < weight <= 1.0:
        raise ValueError(f"ukjent andel: {weight}")
    return Former(row["kommunenr_2024"], row["kommunenr_original"], int(first), int(last), weight)
