"""Cells, tables and figures: frozen, built once from one run, and printed with the same digits by every renderer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from ldip.publish.digits import EXACT, Format

NOTHING: Final = "–"  # printed where there is no number
Tone = Literal["", "nådd", "over gulv", "brutt", "uten mål"]
RowKind = Literal["line", "sum", "adopted"]
Identity = tuple[tuple[str, str], ...]  # what identifies the run, in order


@dataclass(frozen=True)
class Cell:
    """A number with its address and what a reader needs to trust it, or words.

    `value` is what the address fetches, in the engine's unit; it is None for words, for a hidden number and where there is none.
    `sign` is the sign it is printed with. `settled` is what is printed, in units of the last digit, where the number is rounded
    together with its neighbours so that they add up."""

    value: float | None = None
    text: str = ""
    format: Format = EXACT
    sign: int = 1
    settled: int | None = None
    address: str = ""
    year: int | None = None
    unit: str = ""
    prices: str = ""
    origin: str = ""
    anslag: bool = False
    note: str = ""
    hidden: bool = False
    tone: Tone = ""

    @property
    def signed(self) -> float | None:
        """The number with the sign it is printed with, in the engine's unit."""
        return None if self.value is None else self.value * self.sign

    @property
    def figure(self) -> Decimal | None:
        """The number as it is printed, in the reading unit; None where there is none."""
        if self.settled is not None:
            return Decimal(self.settled).scaleb(-(self.format.decimals or 0))
        return None if self.signed is None else self.format.rounded(self.signed)

    @property
    def words(self) -> str:
        """The printed text: the number's digits, a dash for a hidden one, or the words."""
        figure = self.figure
        if figure is not None:
            return self.format.words(figure)
        return NOTHING if self.hidden else self.text


@dataclass(frozen=True)
class Column:
    """A column: its heading, and the source, year and unit of its numbers.

    `stub` holds the words a row is known by, `words` other words, `number` numbers. `wraps`: its heading may be broken."""

    label: str = ""
    kind: Literal["stub", "words", "number"] = "number"
    wraps: bool = False
    source: str = ""
    year: int | None = None
    adopted: bool = False
    unit: str = ""
    prices: str = ""


@dataclass(frozen=True)
class Row:
    """A row: one cell a column. `id` is what it is of, where that has a name."""

    cells: tuple[Cell, ...]
    kind: RowKind = "line"
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of cells with its notes and the run it is of."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    run: Identity = ()


@dataclass(frozen=True)
class Trail:
    """A quantity over the years of a figure: a line, a level to be held against the lines, or one part of a stack."""

    id: str
    label: str
    cells: tuple[Cell, ...]
    mark: Literal["line", "level", "part"] = "line"


@dataclass(frozen=True)
class Band:
    """A spread over the years, from the lower cells to the upper."""

    label: str
    low: tuple[Cell, ...]
    high: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure over years: lines, with levels, upon a stack of parts or in a fan of bands. `unit` is unit and price basis.

    `adopted` is the last adopted year, `pointed` a year in which the first line's number is printed; `summary` is read where the
    figure cannot be seen."""

    id: str
    title: str
    unit: str
    years: tuple[int, ...]
    trails: tuple[Trail, ...]
    bands: tuple[Band, ...] = ()
    adopted: int | None = None
    pointed: int | None = None
    summary: str = ""
    source: str = ""
    run: Identity = ()


@dataclass(frozen=True)
class Sentence:
    """A sentence, with the cells whose digits it prints."""

    text: str
    cells: tuple[Cell, ...] = ()
