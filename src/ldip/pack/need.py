"""The index of calculated need: published for 355 municipalities, derived from expenditure equalisation for the two others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from ldip.errors import Problem, SourceError
from ldip.pack import people
from ldip.pack.derivation import Derivation
from ldip.pack.figures import by_municipality
from ldip.pack.municipalities import municipality

FILE: Final = "behovsindeks.csv"
YEARS: Final = (2025, 2026)
SMALLEST: Final = 50
NAME: Final = "utgiftsbehovsindeks"
BUDGETED: Final = "Grønt hefte 2025, tabell 2-k"


@dataclass(frozen=True)
class Fit:
    """index = 1 + (uu − constant) / slope over the municipalities with an index, and how far off it is there.

    Errors of the index: median and 90th percentile of all, and 90th percentile of the SMALLEST, whose kind the two are."""

    slope: float
    constant: float
    median: float
    p90: float
    p90_small: float
    highest: float
    count: int


def need_index(number: str, year: int = 2026) -> Derivation:
    """Index of need, the country 1.0: as published, or derived (anslag) for 1151 Utsira and 4629 Modalen.

    Errors: SourceError for a year that the pack lacks."""
    name = municipality(number).number
    if year not in YEARS:
        raise SourceError(
            [Problem("datapakken", "behovsindeks", "har ikke året", str(year), f"velg {YEARS[0]} eller {YEARS[1]}")]
        )
    row = by_municipality(FILE).get(name)
    if row is not None:
        return Derivation(NAME, float(row[str(year)]), "indeks", f"Grønt hefte {year}, tabell A-k, {name}")
    return _derived(name, year)


@cache
def fit(year: int) -> Fit:
    """The line through the municipalities that have both figures, each counted once (least squares).

    The ministry's formula is (index − 1) · national need · inhabitants 1 July plus corrections, so the slope is the national
    need per inhabitant and the constant what corrections take of all."""
    rows = by_municipality(FILE)
    index = np.array([float(r[str(year)]) for r in rows.values()])
    per_head = np.array([equalised(n) for n in rows])
    design = np.stack([index - 1.0, np.ones_like(index)], axis=1)
    slope, constant = np.linalg.lstsq(design, per_head, rcond=None)[0]
    error = np.abs(1.0 + (per_head - constant) / slope - index)
    small = np.argsort([municipality(n).inhabitants for n in rows])[:SMALLEST]
    return Fit(
        slope=float(slope),
        constant=float(constant),
        median=float(np.median(error)),
        p90=float(np.quantile(error, 0.9)),
        p90_small=float(np.quantile(error[small], 0.9)),
        highest=float(index.max()),
        count=len(index),
    )


def equalised(number: str) -> float:
    """Expenditure equalisation 2025, kr per inhabitant 1 July 2024 (the mean of the two stocks around it)."""
    found = people.stocks(number)
    around = [found.years.index(y) for y in (2024, 2025)]
    persons = float(found.cells[0, around].sum()) / 2.0
    return float(by_municipality("inntekt.csv")[number]["utgiftsutjevning_1000kr"]) * 1000.0 / persons


def _derived(number: str, year: int) -> Derivation:
    line, given = fit(year), equalised(number)
    at = f"regnet av {line.count} kommuner med indeks {year} (Grønt hefte {year}, tabell A-k; Grønt hefte 2025, tabell 2-k)"
    return Derivation(
        NAME,
        1.0 + (given - line.constant) / line.slope,
        "indeks",
        f"{at}; formelen er (indeks − 1) · behov per innbygger (NOU 2022: 10 kapittel 9)",
        "1 + (utgiftsutjevning per innbygger − fradrag) / utgiftsbehov per innbygger; avviket i de "
        f"{line.count} er {_shown(line.median)} i median og høyst {_shown(line.p90)} i ni av ti, {_shown(line.p90_small)} i de "
        f"{SMALLEST} minste; ingen av dem har indeks over {_shown(line.highest)}, så linjen er ført videre",
        True,
        (
            Derivation(
                "utgiftsutjevning per innbygger", given, "kr per innbygger 1.7.2024", f"{BUDGETED}, {number}; {people.source()}"
            ),
            Derivation("utgiftsbehov per innbygger", line.slope, "kr per innbygger", at, "stigningen i linjen", True),
            Derivation("fradrag", line.constant, "kr per innbygger", at, "konstanten i linjen", True),
        ),
    )


def _shown(error: float) -> str:
    return f"{error:.3f}".replace(".", ",")
