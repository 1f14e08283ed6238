"""Shares of an outcome's variance by factor, also where the factors are correlated: Shapley shares of R² over the draws.

Each factor is a block of regressors (its path and its elements). A ridge regression fitted on half of the draws gives, in the
other half, one score for each factor: the part of the outcome that the factor predicts. The share of a factor is the mean
increase in R² when its score is added, over all orders of the factors. For a linear model with normal factors this is the
Shapley effect. What the scores do not predict is the unexplained share: interaction, and what is not linear.

Sources: Lindeman, Merenda and Gold 1980; Owen and Prieur 2017, «On Shapley value for measuring importance of dependent inputs».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.simulation.shapley import MOST, coalitions
from ldip.simulation.shapley import shares as shapley

Array = NDArray[np.float64]
ORDERS: Final = 2048  # orders of the factors, each with its reverse, where there are too many factors for all coalitions
PER_REGRESSOR: Final = 3  # draws for each regressor, with fewer the regression follows chance
RIDGES: Final = (0.001, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)  # penalties for each regressor; generalised cross-validation chooses
TINY: Final = 1e-10


@dataclass(frozen=True)
class VarianceShares:
    """Shares of the variance by factor, the largest first, and the share that they do not explain. They sum to 1.

    `exact` is whether every order of the factors is counted, and not a sample of them."""

    shares: Mapping[str, float]
    unexplained: float
    draws: int
    exact: bool


def variance_shares(features: Mapping[str, Array], outcome: Array) -> VarianceShares | None:
    """Shares by factor of the variance of an outcome (draw,); features (draw, regressor) by factor.

    None where the outcome does not vary, or the draws are too few for the regressors."""
    width = sum(f.shape[1] for f in features.values())
    if width == 0 or float(outcome.std()) <= TINY * max(abs(float(outcome.mean())), 1.0) or not fits(width, len(outcome)):
        return None
    names = list(features)
    scores = _scores([features[n] for n in names], outcome)
    corr = _correlations(np.column_stack((scores, outcome)))
    exact = len(names) <= MOST
    found = _all_orders(corr) if exact else _sampled_orders(corr)
    ranked = sorted(zip(names, found.tolist(), strict=True), key=lambda pair: -pair[1])
    return VarianceShares(dict(ranked), 1.0 - float(found.sum()), len(outcome), exact)


def fits(width: int, draws: int) -> bool:
    """Whether so many draws carry so many regressors."""
    return draws >= PER_REGRESSOR * (width + 1)


def _scores(blocks: list[Array], outcome: Array) -> Array:
    """The prediction by each factor in the half of the draws that its coefficients were not fitted on, (draw, factor)."""
    whole = np.concatenate(blocks, axis=1)
    edges = np.cumsum([0, *(b.shape[1] for b in blocks)])
    out = np.zeros((len(outcome), len(blocks)))
    for fold in range(2):
        held = np.arange(len(outcome)) % 2 == fold
        fitted, target = whole[~held], outcome[~held]
        slopes = _ridge(fitted, target)
        parts = (whole[held] - whole[held].mean(axis=0)) * slopes
        out[held] = np.stack([parts[:, a:b].sum(axis=1) for a, b in pairwise(edges)], axis=1)
    return out


def _ridge(columns: Array, target: Array) -> Array:
    """Coefficients with the penalty that generalised cross-validation chooses, (regressor,)."""
    draws, width = columns.shape
    size = np.maximum(columns.std(axis=0), TINY)
    left, sizes, right = np.linalg.svd((columns - columns.mean(axis=0)) / size, full_matrices=False)
    seen, total = left.T @ (target - target.mean()), float(((target - target.mean()) ** 2).sum())
    best, chosen = np.inf, np.zeros(width)
    for penalty in (r * width for r in RIDGES):
        kept = sizes**2 / (sizes**2 + penalty)
        missed = total - float(((2.0 * kept - kept**2) * seen**2).sum())
        score = missed / (draws - float(kept.sum())) ** 2
        if score < best:
            best, chosen = score, right.T @ (kept / np.maximum(sizes, TINY) * seen)
    return np.asarray(chosen / size)


def _correlations(columns: Array) -> Array:
    """Correlations of columns; a column that does not vary has none with the others."""
    centred = columns - columns.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    scaled = centred / np.where(size > 0.0, size, 1.0)
    found = np.asarray(scaled.T @ scaled)
    np.fill_diagonal(found, 1.0)
    return found


def _all_orders(corr: Array) -> Array:
    """Exact Shapley shares of R², (factor,), from R² of every coalition."""
    inside = coalitions(len(corr) - 1)
    return shapley(np.array([_r_squared(corr, np.flatnonzero(row)) for row in inside]))


def _r_squared(corr: Array, chosen: NDArray[np.int64]) -> float:
    with_outcome = corr[chosen, -1]
    return (
        float(with_outcome @ np.linalg.pinv(corr[np.ix_(chosen, chosen)], hermitian=True) @ with_outcome) if len(chosen) else 0.0
    )


def _sampled_orders(corr: Array) -> Array:
    """Shapley shares of R² over a fixed sample of orders and their reverses, (factor,).

    In a Cholesky factor of the correlations the outcome's row is the root of each factor's increase in R², in that order."""
    count = len(corr) - 1
    rng = np.random.Generator(np.random.Philox(count))
    orders = np.stack([rng.permutation(count) for _ in range(ORDERS // 2)])
    orders = np.concatenate((orders, orders[:, ::-1]))
    places = np.column_stack((orders, np.full(len(orders), count)))
    ridged = corr + TINY * np.eye(count + 1)
    roots = np.linalg.cholesky(ridged[places[:, :, None], places[:, None, :]])
    found = np.zeros(count)
    np.add.at(found, orders, roots[:, -1, :-1] ** 2)
    return np.asarray(found / len(orders))
