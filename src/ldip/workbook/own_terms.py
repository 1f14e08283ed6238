"""Types of a municipality's own workbook: its lines as read, the choices of a profile, and the difference from the plan's run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ldip.plan.edits import Edit
from ldip.tabular.terms import Raw

MOST_ROWS: Final = 5_000  # rows of a table of a workbook
MOST_COLUMNS: Final = 500
PREVIEWED: Final = 5
Sure = Literal["sikker", "trolig", "usikker"]


@dataclass(frozen=True)
class Line:
    """A row of the workbook as understood. `values` are by year in kroner or persons and `places` their cells; `extra` are other
    columns that the profile names, raw, with their cells."""

    name: str
    group: str
    row: int
    values: Mapping[int, float]
    places: Mapping[int, str]
    place: str
    extra: Mapping[str, tuple[Raw, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """A table of the workbook: its lines, the rows of sums that were met, and notes for the user."""

    key: str
    sheet: str
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    sums: tuple[str, ...]
    told: tuple[str, ...]
    as_of: int = 0  # the year that a list of loans names in its heading of balances


@dataclass(frozen=True)
class Choice:
    """A choice of a profile: the key of its answer, the question, the value now, the values there are (key, text), how sure the
    suggestion is, and what it rests on."""

    key: str
    text: str
    value: str
    options: tuple[tuple[str, str], ...]
    sure: Sure
    basis: str


@dataclass(frozen=True)
class Preview:
    """The first lines of a table as understood: name in the workbook, its name in the plan, and amounts by year."""

    key: str
    sheet: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    count: int


@dataclass(frozen=True)
class Cause:
    """A part of a difference, in the unit of its line."""

    text: str
    amount: float


@dataclass(frozen=True)
class Difference:
    """A total of the workbook against the plan's run before and after it is taken in. `year` is 0 for a line of all years, and
    None is no figure. `causes` add up to what is left of the difference afterwards."""

    key: str
    line: str
    year: int
    unit: str
    theirs: float | None
    before: float | None
    after: float | None
    causes: tuple[Cause, ...] = ()

    @property
    def left(self) -> float:
        """Ours after less theirs."""
        return (self.after or 0.0) - (self.theirs or 0.0)


@dataclass(frozen=True)
class Made:
    """Edits of one part, and notes."""

    edits: tuple[Edit, ...] = ()
    told: tuple[str, ...] = ()
