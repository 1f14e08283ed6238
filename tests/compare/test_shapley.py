"""Shares of a whole: exact sums, symmetry, idle causes, and the textbook game."""

from __future__ import annotations

import numpy as np
import pytest

from ldip.simulation.shapley import alone, coalitions, in_order, shares


def test_coalitions_are_all_subsets() -> None:
    found = coalitions(3)
    assert found.shape == (8, 3) and len({tuple(r) for r in found}) == 8
    assert list(found[5]) == [True, False, True]


def test_both_ways_sum_to_the_whole() -> None:
    values = np.random.default_rng(1).normal(size=(64, 4))
    for way in (shares, in_order):
        assert np.allclose(way(values).sum(axis=0), values[-1] - values[0], atol=1e-12)


def test_an_idle_cause_gets_nothing_and_twins_get_the_same() -> None:
    """Causes 0 and 1 are worth 10 only together, cause 2 nothing."""
    values = np.array([10.0 if k & 3 == 3 else 0.0 for k in range(8)])
    assert np.allclose(shares(values), [5.0, 5.0, 0.0])
    assert np.allclose(in_order(values), [0.0, 10.0, 0.0])
    assert np.allclose(alone(values), [0.0, 0.0, 0.0])


def test_the_glove_game() -> None:
    """Shapley 1953: one left glove (0), two right gloves (1, 2); a pair is worth 1. Shares 4/6, 1/6, 1/6."""
    values = np.array([float(bool(k & 1) and bool(k & 6)) for k in range(8)])
    assert np.allclose(shares(values), [4 / 6, 1 / 6, 1 / 6])


def test_additive_effects_are_their_own_shares() -> None:
    effect = np.array([3.0, -2.0, 7.0])
    values = coalitions(3) @ effect
    for way in (shares, in_order, alone):
        assert np.allclose(way(values), effect)


def test_no_causes_and_too_many() -> None:
    assert shares(np.array([1.0])).shape == (0,) and alone(np.array([[1.0, 2.0]])).shape == (0, 2)
    with pytest.raises(ValueError, match="høyst 10"):
        coalitions(11)
