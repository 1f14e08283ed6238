"""Summaries of draws with a known answer: percentiles, tails, first years broken, standard errors."""

from __future__ import annotations

import numpy as np
import pytest

from ldip.uncertainty.chances import chance, first_broken
from ldip.uncertainty.summary import ENOUGH, expected_shortfall, many_enough, share_at_most, spread_of, standard_error


def test_a_spread_is_of_real_draws() -> None:
    values = np.random.default_rng(2).permutation(1000).astype(float)
    found = spread_of(values, 299.0)
    assert [p.percent for p in found.percentiles] == list(ENOUGH)
    assert [p.value for p in found.percentiles] == [499.0, 799.0, 899.0, 949.0]
    assert all(values[p.draw - 1] == p.value for p in found.percentiles)
    assert found.base_share == 0.3 and found.beyond == np.arange(950, 1000).mean() and found.draws == 1000
    with pytest.raises(ValueError, match="minst én"):
        spread_of(np.empty(0), 0.0)


def test_the_tail_is_never_empty() -> None:
    assert expected_shortfall(np.array([1.0, 5.0])) == 5.0 and expected_shortfall(np.array([3.0])) == 3.0
    assert expected_shortfall(np.arange(100.0), 80.0) == np.arange(80, 100).mean()


def test_the_tail_of_normal_draws_is_the_formula() -> None:
    """E[z | z > 1.645] = φ(1.645)/0.05 = 2.063."""
    assert expected_shortfall(np.random.default_rng(1).standard_normal(200_000)) == pytest.approx(2.063, abs=0.01)


def test_first_years_are_a_distribution() -> None:
    held = np.array([[True, True, False, True], [True, False, True, True], [False, True, False, True]])
    assert first_broken(held).tolist() == [0.25, 0.25, 0.25, 0.25]
    assert chance(held).yearly == (0.75, 0.75, 0.5) and chance(held).every == 0.25


def test_shares_have_a_standard_error_and_a_least_number_of_draws() -> None:
    assert standard_error(0.5, 100) == pytest.approx(0.05) and standard_error(1.0, 10) == 0.0
    assert many_enough(100) and not many_enough(99)
    assert share_at_most(np.array([1.0, 2.0, 3.0]), 2.0) == pytest.approx(2 / 3)
