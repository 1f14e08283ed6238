"""Persons 1 January by municipality, sex and single year of age, 2016 to 2026."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from ldip.pack.figures import tables, text
from ldip.pack.municipalities import all_municipalities, municipality
from ldip.parameters.demography import AGES
from ldip.sources.stocks import SEXES, Stocks

FILE: Final = "folketall.csv.gz"


def source() -> str:
    """Table, date and licence of the population."""
    table = tables()[FILE]
    return f"{table.kilde} ({table.lisens}), {table.dato.isoformat()}"


@cache
def years() -> tuple[int, ...]:
    """The years 1 January that the pack has, oldest first."""
    header = text(FILE).partition("\n")[0].split(",")
    return tuple(int(y) for y in header[3:])


@cache
def stocks(number: str) -> Stocks:
    """Persons of one municipality: cells (1, year, 2, AGES), women first. Errors: SourceError as `municipality` gives it."""
    name = municipality(number).number
    cells = np.zeros((1, len(years()), 2, AGES))
    for line in _lines(name):
        _, sex, age, *persons = line.split(",")
        cells[0, :, SEXES[sex], int(age)] = [float(p) for p in persons]
    cells.setflags(write=False)
    return Stocks((name,), years(), cells)


@cache
def _starts() -> dict[str, int]:
    """First character of the lines of each municipality, which are together and in the order of the numbers."""
    whole, at, found = text(FILE), 0, {}
    for number in sorted(m.number for m in all_municipalities()):
        at = whole.index(f"\n{number},", at)
        found[number] = at + 1
    return found | {"": len(whole)}


def _lines(number: str) -> list[str]:
    starts = _starts()
    order = list(starts)
    return text(FILE)[starts[number] : starts[order[order.index(number) + 1]]].split("\n")[:-1]
