"""Counter-based numbers: moments, independence of rows, exact Poisson."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ldip.demography.counter import normal, row_keys, uniforms
from ldip.demography.counts import log_factorial, poisson

ROWS = np.arange(1.0, 401.0)


def test_normals_have_the_moments_and_tails_of_a_normal() -> None:
    z = normal(uniforms(row_keys(np.full(400, 7.0), ROWS, np.full(400, 2030.0)), 1000))
    n = z.size
    assert abs(z.mean()) < 4 / math.sqrt(n)
    assert abs(z.var() - 1.0) < 4 * math.sqrt(2 / n)
    for limit in (0.5, 1.0, 1.96, 3.0, 3.8):
        expected = math.erfc(limit / math.sqrt(2))
        assert abs((np.abs(z) > limit).mean() - expected) < 4 * math.sqrt(expected / n)


def test_the_inverse_is_exact_in_the_centre_and_both_tails() -> None:
    u = np.array([1e-300, 1e-20, 1e-9, 0.02, 0.3, 0.5, 0.7, 0.98, 1 - 1e-9])
    back = np.array([0.5 * math.erfc(-x / math.sqrt(2)) for x in normal(u)])
    assert np.allclose(back, u, rtol=1e-9)


def test_a_row_is_the_same_alone_and_in_any_batch() -> None:
    keys = row_keys(np.full(400, 3.0), ROWS, np.full(400, 2031.0))
    whole = uniforms(keys, 50)
    assert np.array_equal(whole[[5]], uniforms(keys[[5]], 50))
    assert np.array_equal(whole[::-1], uniforms(keys[::-1], 50))
    assert len(np.unique(whole)) == whole.size


@pytest.mark.parametrize("changed", ["seed", "draw", "year"])
def test_every_part_of_the_key_counts(changed: str) -> None:
    parts = {"seed": np.array([1.0]), "draw": np.array([1.0]), "year": np.array([2026.0])}
    before = row_keys(*parts.values())
    parts[changed] = parts[changed] + 1.0
    assert row_keys(*parts.values()) != before


@pytest.mark.parametrize("mean", [0.0, 0.03, 0.9, 4.2, 37.5, 900.0])
def test_poisson_follows_its_probabilities(mean: float) -> None:
    u = uniforms(row_keys(np.full(400, 11.0), ROWS, np.full(400, 2026.0)), 500)
    counts = poisson(u, np.full(u.shape, mean))
    n = counts.size
    assert abs(counts.mean() - mean) <= 4 * math.sqrt(mean / n)
    assert abs(counts.var() - mean) <= 5 * math.sqrt((mean + 2 * mean**2) / n) + 1e-12
    for k in range(max(0, int(mean) - 3), int(mean) + 4):
        p = math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) if mean else float(k == 0)
        assert abs((counts == k).mean() - p) <= 4.5 * math.sqrt(p / n) + 1e-12


def test_poisson_ends_at_the_edge_of_the_unit_interval() -> None:
    u = np.array([1.0 - 2.0**-54, 1.0 - 2.0**-53, 0.5])
    found = poisson(u, np.array([5.0, 5.0, 0.0]))
    assert np.isfinite(found).all() and found[2] == 0.0


def test_log_factorial_to_eleven_digits() -> None:
    n = np.array([0.0, 1.0, 2.0, 9.0, 15.0, 16.0, 40.0, 3000.0])
    assert np.allclose(log_factorial(n), [math.lgamma(v + 1) for v in n], rtol=1e-11, atol=1e-11)
