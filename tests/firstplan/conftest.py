"""A small invented municipality for the parts of a first plan."""

from __future__ import annotations

import numpy as np
import pytest

from ldip.estimates.derivation import Derivation
from ldip.firstplan.town import Town
from ldip.parameters.demography import AGES


@pytest.fixture
def place() -> Town:
    """3 800 inhabitants who neither grow nor shrink, with income a little under the nation's."""
    years = tuple(range(2016, 2027))
    ages = np.interp(np.arange(AGES), [0, 60, 75, 90, AGES - 1], [22.0, 25.0, 18.0, 5.0, 0.0])
    stocks = np.broadcast_to(np.round(ages), (len(years), 2, AGES)).copy()

    def leaf(name: str, value: float, unit: str) -> Derivation:
        return Derivation(name, value, unit, "Prøve")

    return Town(
        number="0000",
        name="Prøveby",
        county="Prøvefylke",
        first_year=2026,
        years=years,
        stocks=stocks,
        stocks_source="Prøve",
        need=leaf("behovsindeks", 1.05, "indeks"),
        tax_share=leaf("skatt i prosent av landet", 0.88, "andel"),
        tax=leaf("skatt per innbygger", 37_197.0, "kr"),
        equalisation=leaf("inntektsutjevning per innbygger", 3_100.0, "kr"),
        grant=leaf("bokført rammetilskudd", 165e6, "kr"),
        need_equalisation=leaf("utgiftsutjevning", 14e6, "kr"),
        pack="2026-11",
    )
