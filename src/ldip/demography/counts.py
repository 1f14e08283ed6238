"""Exact Poisson counts from uniforms, for tests and small runs; large runs use the normal (docs/method/demografi.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array

FACTORIALS = np.cumprod(np.concatenate([[1.0], np.arange(1.0, 16.0)]))


def log_factorial(n: Array) -> Array:
    """ln n! for whole n ≥ 0: exact products to 15, then Stirling's series (error below 1e-11)."""
    m = np.maximum(n, 1.0)
    series = m * np.log(m) - m + 0.5 * np.log(2.0 * np.pi * m) + 1.0 / (12.0 * m) - 1.0 / (360.0 * m**3) + 1.0 / (1260.0 * m**5)
    small = np.log(FACTORIALS[np.minimum(n, 15.0).astype(np.int64)])
    return np.where(n <= 15.0, small, series)


def poisson(u: Array, mean: Array) -> Array:
    """Poisson counts from uniforms of the same shape: probability is assigned from the mode outwards.

    An inversion in another order than from zero (Kemp 1981); exact in distribution, few steps for any mean.
    """
    u = u.ravel().copy()
    flat = np.broadcast_to(mean, u.shape if mean.ndim == 1 else mean.shape).ravel()
    up = np.floor(flat)
    down = up.copy()
    with np.errstate(divide="ignore"):
        p_up = np.exp(np.where(up > 0.0, up * np.log(np.maximum(flat, 1e-300)), 0.0) - flat - log_factorial(up))
    p_down = p_up.copy()
    result = up.copy()
    active = np.flatnonzero(u > p_up)
    u = u - p_up
    while active.size:
        up[active] += 1.0
        p_up[active] *= flat[active] / up[active]
        took = u[active] <= p_up[active]
        result[active[took]] = up[active[took]]
        u[active] -= p_up[active]
        active = active[~took]
        p_down[active] *= down[active] / np.maximum(flat[active], 1e-300)
        down[active] -= 1.0
        took = (u[active] <= p_down[active]) & (down[active] >= 0.0)
        result[active[took]] = down[active[took]]
        u[active] -= p_down[active]
        active = active[~took]
        spent = (p_up[active] < 1e-18) & (p_down[active] < 1e-18)
        result[active[spent]] = up[active[spent]]
        active = active[~spent]
    return result.reshape(mean.shape)
