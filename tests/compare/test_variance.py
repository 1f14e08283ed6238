"""Shares of variance of models with a known answer: correlated, many factors, paths and elements."""

from __future__ import annotations

import numpy as np
import pytest

from ldip.compare.scores import features, levels, richest
from ldip.compare.variance import fits, variance_shares

DRAWS = 4000
RNG = np.random.default_rng(7)
Z = RNG.standard_normal((DRAWS, 4))


def linear_shares(weights: list[float], cov: np.ndarray, noise: float) -> np.ndarray:
    """Shapley effects of a linear normal model from the formula over all orders."""
    from itertools import permutations

    w, k = np.array(weights), len(weights)
    total = w @ cov @ w + noise
    with_y = cov @ w

    def explained(chosen: tuple[int, ...]) -> float:
        at = list(chosen)
        return float(with_y[at] @ np.linalg.solve(cov[np.ix_(at, at)], with_y[at])) if at else 0.0

    found = np.zeros(k)
    orders = list(permutations(range(k)))
    for order in orders:
        for i, one in enumerate(order):
            found[one] += explained(order[: i + 1]) - explained(order[:i])
    return np.asarray(found / len(orders) / total)


def test_shares_of_correlated_factors_are_the_shapley_effects() -> None:
    a = Z[:, 0]
    b = 0.6 * a + 0.8 * Z[:, 1]
    c = Z[:, 2]
    cov = np.array([[1.0, 0.6, 0.0], [0.6, 1.0, 0.0], [0.0, 0.0, 1.0]])
    expected = linear_shares([2.0, 1.0, 1.5], cov, 1.0)
    found = variance_shares({"a": a[:, None], "b": b[:, None], "c": c[:, None]}, 2.0 * a + b + 1.5 * c + Z[:, 3])
    assert found is not None and found.exact
    assert [found.shares[n] for n in "abc"] == pytest.approx(expected, abs=0.02)
    assert sum(found.shares.values()) + found.unexplained == pytest.approx(1.0, abs=1e-12)
    assert list(found.shares) == sorted(found.shares, key=lambda n: -found.shares[n])


def test_a_factor_without_effect_shares_only_through_its_twin() -> None:
    a, c = Z[:, 0], Z[:, 2]
    found = variance_shares({"a": a[:, None], "lik": (0.999 * a + 0.0447 * Z[:, 1])[:, None], "c": c[:, None]}, a)
    assert found is not None
    assert found.shares["lik"] == pytest.approx(0.5, abs=0.02) and found.shares["c"] < 0.005 and found.unexplained < 5e-3


def test_orders_are_sampled_beyond_ten_factors() -> None:
    x = np.random.default_rng(3).standard_normal((2000, 16))
    weights = np.arange(1.0, 17.0)
    found = variance_shares({f"f{i}": x[:, i : i + 1] for i in range(16)}, x @ weights)
    assert found is not None and not found.exact
    expected = weights**2 / (weights**2).sum()
    assert [found.shares[f"f{i}"] for i in range(16)] == pytest.approx(expected, abs=0.03)
    assert found.unexplained < 1e-3


def test_what_is_not_linear_is_told_as_unexplained() -> None:
    a, b = Z[:, 0], Z[:, 1]
    found = variance_shares({"a": a[:, None], "b": b[:, None]}, a + a * b)  # half of the variance is the product
    assert found is not None
    assert found.shares["a"] == pytest.approx(0.5, abs=0.04) and found.unexplained == pytest.approx(0.5, abs=0.04)


def test_no_shares_of_what_does_not_vary_or_of_few_draws() -> None:
    assert variance_shares({"a": Z[:, :1]}, np.full(DRAWS, 3.0)) is None
    assert variance_shares({}, Z[:, 0]) is None
    assert variance_shares({"a": Z[:50, :1].repeat(40, axis=1)}, Z[:50, 0]) is None and not fits(40, 50)


def test_a_path_counts_by_when_it_comes_and_an_element_by_itself() -> None:
    """An outcome that only the last years and one project of four move: the mean path alone explains little."""
    rng = np.random.default_rng(5)
    path, own = rng.standard_normal((12, 1500)), rng.standard_normal((1500, 4))
    values = {"rente": path, "kostnad": np.broadcast_to(own, (12, 1500, 4))}
    outcome = path[-4:].sum(axis=0) + 2.0 * own[:, 3]
    coarse = variance_shares(features(values, 1, 0), outcome)
    fine = variance_shares(richest(values, lambda width: fits(width, 1500)), outcome)
    assert coarse is not None and fine is not None
    assert coarse.unexplained > 0.5 and fine.unexplained < 0.25
    assert fine.shares["kostnad"] == pytest.approx(0.5, abs=0.05)
    assert richest(values, lambda width: False).keys() == {"rente", "kostnad"}
    projected = np.arange(12) >= 2
    assert levels(values, projected)["kostnad"] == pytest.approx(own.mean(axis=1))
    assert "still" not in levels({"still": np.ones((12, 1500))}, projected)
