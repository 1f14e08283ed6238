"""Years of a column of cells: numbers, texts and dates."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from ldip.tabular.headings import FIRST_YEAR, LAST_YEAR, date_in
from ldip.tabular.terms import Fault, Raw

OTHER_DAY: Final = "datoen er ikke et årsskifte, og tallene er ikke 1. januar"
OTHER_DAY_HINT: Final = "hent tallene per 1. januar (eller 31. desember året før)"
YEAR: Final = re.compile(r"([0-9]{4})(?:[.,]0+)?")


def year_of(cell: Raw) -> tuple[int, dt.date | None] | None:
    """The year of a cell, and the date it is taken from if it is one; None for what is no year (2026K1, 26)."""
    if isinstance(cell, dt.date):
        return cell.year, dt.date(cell.year, cell.month, cell.day)
    if isinstance(cell, Fault):
        return None
    if isinstance(cell, float):
        return (int(cell), None) if FIRST_YEAR <= cell <= LAST_YEAR and cell == int(cell) else None
    plain = cell.strip()
    if found := YEAR.fullmatch(plain):
        year = int(found[1])
        return (year, None) if FIRST_YEAR <= year <= LAST_YEAR else None
    dated = date_in(plain)
    if dated is None or dated[1] != (0, len(plain)):
        return None
    return dated[0].year, dated[0]


def counted_year(date: dt.date) -> int | None:
    """The year that a day's count is 1 January of: 31 December counts as the day after. None for other days."""
    if (date.month, date.day) == (12, 31):
        return date.year + 1
    return date.year if (date.month, date.day) == (1, 1) else None
