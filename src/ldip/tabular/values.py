"""Values of a column's cells, each distinct cell read once, and the problems of cells without one."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

from ldip.tabular.codes import Code, code_of
from ldip.tabular.files import Mistakes
from ldip.tabular.headings import text_of
from ldip.tabular.marks import NumberColumn
from ldip.tabular.numbers import ERROR_CELL, ERROR_TEXT, HINTS, MOST_DIGITS, NOT_A_NUMBER, TOO_LONG, parse
from ldip.tabular.places import cell_problem
from ldip.tabular.terms import Fault, Raw, Sheet, Wanted
from ldip.tabular.units import MONEY
from ldip.tabular.years import OTHER_DAY, OTHER_DAY_HINT, counted_year, year_of

T = TypeVar("T", bound=Hashable)
UNCALCULATED = "formelen er ikke beregnet"
FAULT_HINTS = {
    "feilverdi": (ERROR_CELL, HINTS[ERROR_CELL]),
    "uberegnet": (UNCALCULATED, "åpne arbeidsboken i regnearkprogrammet, la den regne ut, og lagre den"),
}
NO_YEAR = "er ikke et år"
DATE_NOT_NUMBER = "cellen er en dato, ikke et tall"


@dataclass
class Reading:
    """Problems and reports of a table under way."""

    sheet: Sheet
    lines: list[int]
    problems: Mistakes = field(default_factory=Mistakes)
    told: list[str] = field(default_factory=list)
    percent: dict[tuple[int, int], Literal["tegn", "format"]] = field(default_factory=dict)

    def wrong(self, row: int, column: int, heading: str, what: str, cell: Raw, hint: str) -> None:
        """Report the cell of a row."""
        self.problems.append(cell_problem(self.sheet, self.lines[row], column, heading, what, cell, hint))


@dataclass(frozen=True)
class Bad:
    """The reason why a cell has no value, and the remedy."""

    what: str
    hint: str


UNKNOWN: Final = Bad(
    "tallet er oppgitt som ukjent, og er ikke null", "fyll inn tallet, eller la cellen stå tom om det ikke er noe"
)
PERCENT: Final = Bad("tallet er i prosent", "hent tallet i kolonnens enhet")


def numbers(reading: Reading, column: NumberColumn) -> list[float | None]:
    """The figures of a column whose decimal mark is settled."""
    signs = {text for text, parsed in column.parsed.items() if parsed.percent}
    if signs:
        reading.percent |= {(reading.lines[i], column.column): "tegn" for i, c in enumerate(column.cells) if c in signs}
    found = _each(reading, column.column, column.heading, column.cells, lambda cell: number(cell, column))
    if column.unit and reading.sheet.percent:
        for i, line in enumerate(reading.lines):
            if (line, column.column) in reading.sheet.percent and found[i] is not None:
                reading.wrong(i, column.column, column.heading, PERCENT.what, column.cells[i], PERCENT.hint)
    return found


def number(cell: Raw, column: NumberColumn) -> float | Bad | None:
    """The figure of a cell by its column; None for an empty one."""
    if isinstance(cell, str):
        parsed = column.parsed.get(cell) or parse(cell)
        if parsed.wrong:
            return Bad(parsed.wrong, HINTS[parsed.wrong])
        if parsed.missing and column.unit in MONEY and cell.strip():
            return UNKNOWN
        if parsed.dash:
            return 0.0 if column.zero_dash else None
        return PERCENT if parsed.percent and column.unit else parsed.under(column.mark)
    if isinstance(cell, Fault):
        return Bad(*FAULT_HINTS[cell.what])
    if isinstance(cell, dt.date):
        return Bad(DATE_NOT_NUMBER, "gi cellen tallformat, og skriv tallet på nytt")
    if not math.isfinite(cell):
        return Bad(NOT_A_NUMBER, HINTS[NOT_A_NUMBER])
    return cell if abs(cell) < 10.0**MOST_DIGITS else Bad(TOO_LONG, HINTS[TOO_LONG])


def texts(reading: Reading, column: int, heading: str, cells: Sequence[Raw]) -> list[str]:
    """Texts, stripped; numbers and dates as people write them."""

    def value(cell: Raw) -> str | Bad:
        if isinstance(cell, Fault):
            return Bad(*FAULT_HINTS[cell.what])
        text = text_of(cell)
        return Bad(ERROR_CELL, HINTS[ERROR_CELL]) if text.startswith("#") and ERROR_TEXT.fullmatch(text) else text

    return [v or "" for v in _each(reading, column, heading, cells, value)]


def codes(reading: Reading, wanted: Wanted, column: int, heading: str, cells: Sequence[Raw]) -> tuple[list[str], list[str]]:
    """Codes, and the texts beside them."""
    restored: set[Raw] = set()

    def value(cell: Raw) -> Code | Bad:
        if isinstance(cell, Fault):
            return Bad(*FAULT_HINTS[cell.what])
        code = code_of(cell, wanted.digits)
        if code.padded:
            restored.add(cell)
        hint = "gi kolonnen tekstformat, og hent kodene på nytt"
        return Bad(code.wrong, hint) if code.wrong else code

    found = _each(reading, column, heading, cells, value)
    if restored:
        shown = ", ".join(sorted(f"{text_of(c)} → {code_of(c, wanted.digits).code}" for c in restored)[:3])
        count = sum(c in restored for c in cells)
        reading.told.append(f"kolonnen «{heading}»: {count} koder har fått tilbake tapte nuller ({shown})")
    return [c.code if c else "" for c in found], [c.text if c else "" for c in found]


def years(reading: Reading, column: int, heading: str, cells: Sequence[Raw], counted: bool) -> list[float | None]:
    """Years; None for an empty cell. With `counted` a date is the year that it is 1 January of."""
    dates: dict[dt.date, None] = {}

    def value(cell: Raw) -> float | Bad | None:
        if isinstance(cell, Fault):
            return Bad(*FAULT_HINTS[cell.what])
        if isinstance(cell, str) and not cell.strip():
            return None
        found = year_of(cell)
        if found is None:
            return Bad(NO_YEAR, "skriv året med fire sifre")
        if found[1]:
            dates[found[1]] = None
            year = counted_year(found[1]) if counted else found[1].year
            return Bad(OTHER_DAY, OTHER_DAY_HINT) if year is None else float(year)
        return float(found[0])

    result = _each(reading, column, heading, cells, value)
    if dates:
        first = next(iter(dates))
        shown = f"{text_of(first)} → {counted_year(first) if counted else first.year}"
        reading.told.append(f"kolonnen «{heading}» har datoer; året er brukt ({shown})")
    return result


def _each(reading: Reading, column: int, heading: str, cells: Sequence[Raw], value: Callable[[Raw], T | Bad]) -> list[T | None]:
    """The value of every cell; a cell without one is a problem at its place."""
    known = {cell: value(cell) for cell in dict.fromkeys(cells)}
    bad = {cell: v for cell, v in known.items() if isinstance(v, Bad)}
    if bad:
        for row, cell in enumerate(cells):
            if cell in bad:
                reading.wrong(row, column, heading, bad[cell].what, cell, bad[cell].hint)
    return [None if isinstance(v := known[cell], Bad) else v for cell in cells]
