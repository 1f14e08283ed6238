"""Uncertain project cost: lognormal about the plan's estimate, moved together by the market, nothing in the base case."""

from __future__ import annotations

import numpy as np
import pytest

from ldip import Plan, Run, simulate

PROJECTS = ("sykeheim-2", "barnehage-ny")
SIGMA = (0.40, 0.25)


@pytest.fixture(scope="module")
def many(solvik: Plan) -> Run:
    return simulate(solvik, draws=4000, keep=("kostnadsfaktor", "investeringer_varige"))


def test_spread_and_correlation(many: Run) -> None:
    at = [many.ids("prosjekt").index(p) for p in PROJECTS]
    factors = np.log(many.uncertain["kostnadsfaktor"][0][:, at])
    assert factors.std(axis=0) == pytest.approx(np.array(SIGMA), rel=0.05)
    assert np.abs(factors.mean(axis=0)).max() < 0.02  # the plan's cost is the median
    assert np.corrcoef(factors.T)[0, 1] == pytest.approx(0.4, abs=0.05)
    p85 = np.exp(np.percentile(factors[:, 0], 85))
    assert p85 == pytest.approx(many.value("kostnad_p85", 2026, prosjekt="sykeheim-2") / 165e6, rel=0.05)


def test_the_same_all_years_and_frames_are_certain(many: Run) -> None:
    factors = many.uncertain["kostnadsfaktor"]
    assert (factors == factors[:1]).all()
    assert (factors[:, :, many.ids("prosjekt").index("vann")] == 1.0).all()


def test_the_base_case_has_none_and_investment_widens(many: Run, solvik_run: Run) -> None:
    assert (many.base["kostnadsfaktor"] == 1.0).all()
    assert np.array_equal(many.base["investeringer_varige"][:, 0], solvik_run.series("investeringer_varige"))
    spent = many.uncertain["investeringer_varige"][many.years.index(2033)]
    low, high = np.percentile(spent, [10, 90])
    assert high > 1.6 * low
