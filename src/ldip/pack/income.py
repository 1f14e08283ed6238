"""Settlement of the income system 2025 by municipality, and the index of need."""

from __future__ import annotations

from functools import cache
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.pack import nation, people
from ldip.pack.figures import Figure, by_municipality, tables
from ldip.pack.municipalities import municipality
from ldip.pack.need import need_index as need_index

SETTLED: Final = 2025
FILE: Final = "inntekt.csv"
SECTORS: Final = "sektorindeks.csv"
SETTLEMENT: Final = "KDD, løpende inntektsutjevning 2025, sluttavregning"
BOOKED: Final = "SSB tabell 12137, A800, 2025 (CC BY 4.0)"
BUDGETED: Final = "Grønt hefte 2025, tabell 2-k"


def _settled(number: str, column: str, unit: str, source: str, scale: float = 1.0) -> Figure:
    name = municipality(number).number
    value = float(by_municipality(FILE)[name][column]) * scale
    return Figure(value, unit, f"{source}, {name}", tables()[FILE].dato)


def tax_per_inhabitant(number: str) -> Figure:
    """Tax on income and wealth 2025 before equalisation, kr per inhabitant 1 January."""
    return _settled(number, "skatt_per_innbygger", "kr per innbygger", SETTLEMENT)


def tax_share(number: str) -> Figure:
    """Tax per inhabitant 2025 as share of the country's, 1.0 when the same."""
    return _settled(number, "skatt_andel_av_landet", "andel av landet", SETTLEMENT)


def equalisation(number: str) -> Figure:
    """Net income equalisation 2025, kr per inhabitant; negative where the municipality pays."""
    return _settled(number, "inntektsutjevning_per_innbygger", "kr per innbygger", SETTLEMENT)


def block_grant(number: str) -> Figure:
    """Block grant 2025 as booked, kr: after income equalisation; Oslo's with its county part."""
    return _settled(number, "rammetilskudd_1000kr", "kr", BOOKED, 1000.0)


def expenditure_equalisation(number: str) -> Figure:
    """Expenditure equalisation 2025 with corrections (utgiftsutjamning m.m.), kr; negative where the municipality pays."""
    return _settled(number, "utgiftsutjevning_1000kr", "kr", BUDGETED, 1000.0)


def inhabitants(number: str, year: int = SETTLED) -> Figure:
    """Inhabitants 1 January of a year that the pack has. Errors: SourceError for another year."""
    found = people.stocks(number)
    if year not in found.years:
        hint = f"velg et år fra {found.years[0]} til {found.years[-1]}"
        raise SourceError([Problem("datapakken", "folketall", "har ikke folketallet i året", str(year), hint)])
    value = float(found.cells[0, found.years.index(year)].sum())
    return Figure(value, "personer", f"SSB tabell 07459, {number}, 1. januar {year} (CC BY 4.0)", tables()[people.FILE].dato)


def sector_indices(number: str) -> dict[str, Figure]:
    """Sector indices of need 2026 by sector, for the 35 municipalities that the pack has; empty for the rest."""
    name = municipality(number).number
    row = by_municipality(SECTORS).get(name, {})
    source = f"{tables()[SECTORS].kilde}, {name}"
    known = tables()[SECTORS].dato
    # The source's author worked them out of the ministry's criteria; only the total is official.
    return {s: Figure(float(v), "indeks", source, known, anslag=True) for s, v in row.items() if s != "kommunenr"}


@cache
def series(name: str) -> dict[int, Figure]:
    """A national series by year; see `ldip.pack.nation.series`."""
    return nation.series(name)
