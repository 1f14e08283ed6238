"""Types of a plan's workbook: sheets of cells that each know their place in the plan, and the changes a workbook makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from ldip.errors import Problem
from ldip.plan.edits import Edit

Keys = tuple[str | int, ...]
Kind = Literal["tekst", "tall", "heltall", "ja_nei", "dato", "liste"]
Form = Literal["tabell", "noekler", "poster"]
Role = Literal["noekkel", "verdi", "hjelp"]  # a locked key, a value, or a locked text that is never read
Given = str | float | dt.date  # a cell as read, other than a fault
YES, NO = "ja", "nei"
HELD: Final = "(teksten kan ikke vises i et regneark; rett den i planfilen)"


@dataclass(frozen=True)
class Field:
    """The declared type of a value: its kind, choices, bounds and unit. `of` is the kind of the elements of a list."""

    kind: Kind = "tekst"
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    unit: str = ""
    required: bool = False
    of: Kind = "tekst"
    pattern: str = ""
    refers: str = ""  # name of the list of codes that the value is one of


@dataclass(frozen=True)
class Cell:
    """A value of the plan with its path: keys of a TOML file, or the column of a csv row. None is an absent value."""

    path: Keys
    field: Field
    value: Any = None


@dataclass(frozen=True)
class Column:
    """A column of a sheet. `key` finds it again, whatever its place and heading."""

    key: str
    label: str
    role: Role = "verdi"
    field: Field = Field()


@dataclass(frozen=True)
class Row:
    """A row: its file, its identity (`key`), its cells by column, and its locked texts; `line` is that of a csv row."""

    file: str
    key: tuple[str, ...]
    cells: Mapping[str, Cell]
    texts: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class Grid:
    """A sheet. `id` is in its first cell; `keys` are the columns that identify a row."""

    id: str
    title: str
    help: str
    form: Form
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sums: tuple[tuple[str, ...], ...] = ()  # columns whose sum is to be 1 in every row that has any of them

    @property
    def values(self) -> tuple[Column, ...]:
        """The columns with values."""
        return tuple(c for c in self.columns if c.role == "verdi")


@dataclass(frozen=True)
class Change:
    """A changed value as people read it: the cell of the workbook, the file and key in the plan, and both values."""

    where: str
    file: str
    key: str
    before: str
    after: str


@dataclass(frozen=True)
class Taken:
    """The changes of a workbook: edits for the ordinary path, every problem by its cell, and what a user must notice."""

    changes: tuple[Change, ...] = ()
    edits: tuple[Edit, ...] = ()
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)  # every file after the edits; empty with problems
