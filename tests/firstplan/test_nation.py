"""Every tenth municipality by number: each first plan checks clean, warns of nothing unsaid, and is near what is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.firstplan import nation
from tests.firstplan.nation import Row

from ldip.estimates import level
from ldip.estimates.finances import DEBT
from ldip.pack import nation as pack
from ldip.parameters.finances import own_figures
from ldip.parameters.plausible import rules
from ldip.parameters.shipped import shipped

STEP = 10


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [nation.measured(number) for number in nation.numbers(STEP)]


def test_there_are_36_of_357_and_none_fails(rows: list[Row]) -> None:
    assert len(nation.numbers()) == 357
    assert len(rows) == 36


def test_no_warning_stands_unsaid(rows: list[Row]) -> None:
    assert {r.knr: r.varsler for r in rows if r.varsler} == {}
    assert any(r.godtatt for r in rows), "det planen godtar, står der med grunn"


def test_the_first_year_is_within_the_nations_good_and_bad_years(rows: list[Row]) -> None:
    known = [f.value for f in pack.by_year(level.RESULT).values()]
    low, _, high = nation.spread(rows, "ndr_foerste")
    assert min(known) <= low <= high <= max(known)
    assert nation.spread(rows, "ndr_foerste")[1] == pytest.approx(100.0 * level.usual_result().value, abs=0.5)


def test_debt_stays_among_the_known_municipalities(rows: list[Row]) -> None:
    """The eight in ten between p10 and p90, first and last year, against all that is open; on-lending is outside the plan's."""
    last = [held[DEBT][max(held[DEBT])] for held in map(own_figures, shipped("finansnivaa")["egne"]["kommune"])]
    for column in ("gjeld_foerste", "gjeld_siste"):
        low, _, high = nation.spread(rows, column)
        assert 0.9 * min(last) <= low <= high <= max(last)


def test_the_last_year_without_measures_is_mostly_plausible(rows: list[Row]) -> None:
    rule = rules()["resultat"]
    low, _, high = nation.spread(rows, "ndr_siste")
    assert rule.low <= low <= high <= rule.high


def test_spending_is_near_the_national_standard(rows: list[Row]) -> None:
    low, middle, high = nation.spread(rows, "nivaafaktor")
    assert middle == pytest.approx(1.0, abs=0.03)
    assert 0.9 < low < high < 1.15


def test_no_headline_is_out_of_proportion(rows: list[Row]) -> None:
    """A tenth of all income is more than any council has been asked to find; most are within a few per cent."""
    assert {r.knr: r.hovedtall_andel for r in rows if abs(r.hovedtall_andel) >= 10.0} == {}
    low, _, high = nation.spread(rows, "hovedtall_andel")
    assert -3.0 < low < high < 5.0


def test_ranks_are_shared_by_ties_and_correlate_as_scipy_does() -> None:
    a = nation._ranks([3.0, 1.0, 1.0, 2.0])
    assert a.tolist() == [4.0, 1.5, 1.5, 3.0]
    b = nation._ranks([30.0, 12.0, 11.0, 20.0])
    assert np.corrcoef(a, b)[0, 1] == pytest.approx(0.9486833)
