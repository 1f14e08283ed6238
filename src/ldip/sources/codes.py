"""Municipality numbers by date: the number a municipality had, and the successors of an old number (SSB Klass 131)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError
from ldip.parameters.shipped import shipped as parameter_file
from ldip.sources.files import Mistakes, csv_rows
from ldip.sources.stocks import read_text


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


def shipped() -> CodeHistory:
    """The changes that ship with the program (parameters/kommunenummer.toml)."""
    data = parameter_file("kommunenummer")
    found = [Former(now, row["nummer"], row["fra"], row["til"]) for now, rows in data["kommuner"].items() for row in rows]
    return CodeHistory(tuple(found), str(data["kilde"]))


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
