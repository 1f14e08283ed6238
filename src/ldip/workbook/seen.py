"""Changes made in a workbook: cells changed, rows added and rows removed, each with its place in the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ldip.errors import Problem
from ldip.workbook.terms import Keys

MOST_WRONG: Final = 2000  # a column moved by one row gives a problem for each cell
MOST_FORMULAS: Final = 20  # named one by one


@dataclass(frozen=True)
class Touch:
    """A changed cell: its place in the workbook and the plan, and both values. `line` is that of a csv row."""

    where: str
    file: str
    path: Keys
    before: Any
    after: Any
    line: int = 0


@dataclass(frozen=True)
class Added:
    """A new row: the values by path within it, each with its place. `path` is that of the list it joins as an `item`, or of the
    table whose keys it sets."""

    where: str
    file: str
    path: Keys
    values: Mapping[Keys, Any]
    places: Mapping[Keys, str]
    item: bool = False


@dataclass(frozen=True)
class Gone:
    """A removed row: a line of a csv file, an element of a list, or (without a path) a file."""

    where: str
    file: str
    path: Keys
    name: str
    line: int = 0


@dataclass
class Seen:
    """Everything that the sheets of a workbook differ from the plan it was made from. `places` has the cell of every value."""

    touches: list[Touch] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    places: dict[tuple[str, int, str], str] = field(default_factory=dict)  # by file, csv line (0 in TOML) and path
    sheets: dict[str, str] = field(default_factory=dict)  # name of the sheet by the id of its grid
    formulas: list[str] = field(default_factory=list)  # cells whose stored result is read, each with what it is read as

    @property
    def every(self) -> list[Touch | Added | Gone]:
        """Every change."""
        return [*self.touches, *self.added, *self.gone]

    def wrong(self, where: str, key: str, message: str, value: str = "", hint: str = "") -> None:
        """Add a problem of a cell; beyond the limit they are no longer counted."""
        if len(self.problems) < MOST_WRONG:
            self.problems.append(Problem(where, key, message, value[:60], hint))

    def formulas_told(self) -> list[str]:
        """The formulas as people read them, the count of the rest last."""
        more = len(self.formulas) - MOST_FORMULAS
        rest = [f"og {more} til: formler, lest som verdien som er lagret i boken"] if more > 0 else []
        return [*self.formulas[:MOST_FORMULAS], *rest]
