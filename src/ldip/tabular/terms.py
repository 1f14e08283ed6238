"""Types of the intake: sheets as read from a file, the table a reader wants, and the questions of an unclear file.

Bytes become sheets (`sheets`, whatever the format), and sheets become one typed table (`typed`). A reader declares its
columns as a `Shape`, gets a `Table`, and never parses a cell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from ldip.errors import Problem, SourceError

Role = Literal["", "geo", "time", "metric"]
Kind = Literal["tekst", "kode", "tall", "aar"]
Unit = Literal["", "antall", "kr", "1000 kr", "mill. kr"]
NONE_KNOWN: Final = frozenset({"", ".", "..", ":", "…"})  # Statistikkbanken's and people's ways to say that there is no figure


@dataclass(frozen=True)
class Fault:
    """A cell without a value of its own: an error value (#N/A), or a formula without a stored result."""

    what: Literal["feilverdi", "uberegnet"]
    text: str


Raw = str | float | dt.date | Fault  # text as typed, a number or date that the file stores as one; "" is an empty cell


@dataclass(frozen=True)
class Sheet:
    """A sheet unchanged: non-empty rows with their numbers in the file (from 1).

    `merged` are (first row, first column, last row, last column), columns from 0. `roles` are those a cube's dimensions have, by
    column: a dimension is two columns, its codes under its name and its texts under its name + " (tekst)". With `cells`, places
    are named as cells (B3), otherwise as lines. `percent` are the cells (row number, column from 0) that show their number as per
    cent: 0.25 is shown as 25 %. `formulas` are the cells whose value is the stored result of a formula (xlsx, xlsm and ods; the
    first 100 000 of a sheet).
    """

    file: str
    name: str
    rows: tuple[tuple[int, tuple[Raw, ...]], ...]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    roles: Mapping[int, Role] = field(default_factory=dict)
    cells: bool = False
    hidden: bool = False
    told: tuple[str, ...] = ()
    percent: frozenset[tuple[int, int]] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Wanted:
    """A column that a reader wants. `names` are headings it goes under (compared without case, spaces and accents of form).

    `role` finds it in a cube before its names do. A code of fewer digits than the shortest of `digits` gets its lost zeros back,
    and that is reported. `dash` declares a dash alone: zero (accounts), or no figure (Statistikkbanken). With a `unit`, figures
    that the file states in another unit are refused, and so is per cent. With `counted` the figures of a date are those of
    1 January: 31 December is the next year, and other days are refused.
    """

    name: str
    names: tuple[str, ...]
    kind: Kind
    required: bool = True
    role: Role = ""
    digits: tuple[int, ...] = ()
    dash: Literal["null", "mangler"] = "mangler"
    unit: Unit = ""
    counted: bool = False


@dataclass(frozen=True)
class Shape:
    """The table a reader wants. With `wide`, headings that name a year are its value columns (of that kind), one a year.

    A shape with both `wide` and a required year column accepts either layout: with years in the headings, the year and number
    columns are not required. Rows that match a pattern of `leave_out` (fnmatch, any cell) are skipped and counted; so are
    footnotes under the table.
    """

    columns: tuple[Wanted, ...]
    wide: Wanted | None = None
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class WideColumn:
    """A value column of a wide table: its year, the rest of its heading, and its values by row (None: no figure)."""

    year: int
    label: str
    values: tuple[float | None, ...]
    column: int


# The user's choices by question: ark, tegnsett, skilletegn, desimal, desimal.<heading>, kolonne.<name>, velg.<heading>.
Answers = Mapping[str, str]
NO_ANSWERS: Final[Answers] = MappingProxyType({})


@dataclass(frozen=True)
class Table:
    """A typed table: columns by the reader's names, all of one length. Texts and codes are str, numbers and years float or None.

    A code column `x` has the rest of its cells in `x_tekst` («0301 Oslo»), a text column of a cube its codes in `x_kode`.
    `lines` are the rows' numbers in the file. `told` lists what a user must notice in the reading. `percent` are the cells that
    are per cent, by (line, column): "tegn" is a figure written with its sign (12.5), "format" a fraction shown as one (0.125).
    """

    file: str
    sheet: str
    lines: tuple[int, ...]
    columns: Mapping[str, tuple[str | float | None, ...]]
    wide: tuple[WideColumn, ...] = ()
    told: tuple[str, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)  # column index of each wanted column, for naming a cell
    headings: Mapping[str, str] = field(default_factory=dict)  # each wanted column's heading in the file
    percent: Mapping[tuple[int, int], Literal["tegn", "format"]] = field(default_factory=dict)

    def texts(self, name: str) -> tuple[str, ...]:
        """A text or code column; empty texts where the file lacks the column."""
        found = self.columns.get(name)
        return ("",) * len(self.lines) if found is None else tuple("" if v is None else str(v) for v in found)

    def numbers(self, name: str) -> tuple[float | None, ...]:
        """A number column; None where there is no figure or no such column."""
        found = self.columns.get(name)
        return (None,) * len(self.lines) if found is None else tuple(None if v is None else float(v) for v in found)

    def per_cent(self, name: str) -> tuple[float | None, ...]:
        """A number column in per cent: fractions that the workbook shows as per cent are multiplied by 100, others unchanged."""
        return self._per_cent(self.places.get(name, -1), self.numbers(name))

    def wide_per_cent(self, column: WideColumn) -> tuple[float | None, ...]:
        """As `per_cent`, of a value column."""
        return self._per_cent(column.column, column.values)

    def _per_cent(self, column: int, values: tuple[float | None, ...]) -> tuple[float | None, ...]:
        shown = [self.percent.get((line, column)) == "format" for line in self.lines]
        return tuple(round(v * 100.0, 12) if v is not None and s else v for v, s in zip(values, shown, strict=True))


@dataclass(frozen=True)
class Question:
    """A choice that a file leaves open: the key of the answer, the question in words, and the answers there are (key, text)."""

    key: str
    text: str
    choices: tuple[tuple[str, str], ...]


class UnclearError(SourceError):
    """A file that can be read in more than one way: nothing is guessed. `questions` go to the user."""

    def __init__(self, problems: Iterable[Problem], questions: tuple[Question, ...]) -> None:
        super().__init__(problems)
        self.questions = questions
