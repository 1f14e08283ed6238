"""Columns of municipal tables against what is usual of the same municipalities in the data pack: the unit, and single rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.errors import Problem
from ldip.pack.figures import by_municipality
from ldip.pack.municipalities import all_municipalities

Values = NDArray[np.float64]
INDEX: Final = "behovsindeks"
PEOPLE: Final = ("innbyggere", "innbyggere_juli")
TAX: Final = "skatt_kr"
OTHER_UNIT: Final = 30.0  # times the usual, at which a whole column cannot be in the unit it is read in
ODD: Final = 3.0  # times the usual, at which one row is remarked
MOST_ROWS: Final = 3
SEVERAL: Final = 3
FACTORS: Final = {100.0: "prosent", 0.01: "hundredeler", 0.001: "1000 kr", 1e-6: "mill. kr", 1000.0: "kr ganger 1000"}


def unusual(file: str, ids: Sequence[str], columns: Mapping[str, Values]) -> tuple[list[Problem], list[str]]:
    """Columns in another unit than they are read in, as problems, and rows far from the usual, in words."""
    problems: list[Problem] = []
    told: list[str] = []
    for name, values in _compared(columns).items():
        ratios = [float(v) / u for v, i in zip(values, ids, strict=True) if (u := _usual(name, i))]
        typical = median(ratios) if ratios else 1.0
        low, high = _span(name)
        sure = name not in PEOPLE or len(ratios) >= SEVERAL  # one municipality may be tried with any population
        if sure and (typical >= OTHER_UNIT or 0.0 < typical <= 1.0 / OTHER_UNIT):
            factor = min(FACTORS, key=lambda f: abs(np.log(f / typical)))
            what = f"kolonnen ser ut til å være i en annen enhet ({FACTORS[factor]})"
            hint = f"vanlig er {_shown(low)} til {_shown(high)} {_unit(name)}; rett kolonnen"
            problems.append(Problem(file, name, what, _shown(float(np.median(values))), hint))
            continue
        odd = [(i, float(v)) for v, i in zip(values, ids, strict=True) if (u := _usual(name, i)) and not 1 / ODD < v / u < ODD]
        told += [
            f"{name}: {i} har {_shown(v)} {_unit(name)}; vanlig er om lag {_shown(_usual(name, i))}" for i, v in odd[:MOST_ROWS]
        ]
        if len(odd) > MOST_ROWS:
            told.append(f"{name}: {len(odd) - MOST_ROWS} kommuner til er langt fra det vanlige")
    return problems, told


def _compared(columns: Mapping[str, Values]) -> dict[str, Values]:
    """The columns with something usual: need index, inhabitants, tax per inhabitant and indices by sector."""
    found = {n: v for n, v in columns.items() if n in (INDEX, *PEOPLE) or n in _sector_names()}
    if TAX in columns and "innbyggere" in columns:
        found[TAX] = columns[TAX] / np.maximum(columns["innbyggere"], 1.0)
    return found


@cache
def _of(name: str) -> Mapping[str, float]:
    """The usual figure of a column by municipality, of the pack's newest year."""
    if name in PEOPLE:
        return {m.number: float(m.inhabitants) for m in all_municipalities()}
    if name == TAX:
        return {n: float(r["skatt_per_innbygger"]) for n, r in by_municipality("inntekt.csv").items()}
    file, column = ("behovsindeks.csv", "2026") if name == INDEX else ("sektorindeks.csv", name)
    return {n: float(r[column]) for n, r in by_municipality(file).items() if r[column]}


@cache
def _sector_names() -> frozenset[str]:
    first = next(iter(by_municipality("sektorindeks.csv").values()))
    return frozenset(first) - {"kommunenr"}


def _usual(name: str, number: str) -> float:
    """The usual figure of a municipality; the middle of all for a number the pack lacks, except of inhabitants."""
    return _of(name).get(number) or (0.0 if name in PEOPLE else median(_of(name).values()))


def _span(name: str) -> tuple[float, float]:
    return min(_of(name).values()), max(_of(name).values())


def _unit(name: str) -> str:
    return "kr per innbygger" if name == TAX else "innbyggere" if name in PEOPLE else "(landet er 1)"


def _shown(value: float) -> str:
    digits = f"{value:,.0f}".replace(",", " ") if abs(value) >= 1000 else f"{value:.4g}"
    return digits.replace(".", ",")
