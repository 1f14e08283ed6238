"""Splitting a total effect on overlapping causes: in a stated order, and by Shapley shares. Both sum exactly.

Source: Shapley 1953, «A value for n-person games».
"""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Values = NDArray[np.float64]
MOST = 10  # causes; 1 024 coalitions


def coalitions(causes: int) -> NDArray[np.bool_]:
    """All subsets, (2ⁿ, n): cause i is in coalition k when bit i of k is set. Errors: ValueError above 10 causes."""
    if causes > MOST:
        raise ValueError(f"høyst {MOST} årsaker om gangen, ikke {causes}")
    return np.asarray((np.arange(2**causes)[:, None] >> np.arange(causes)) & 1, dtype=bool)


def subsets(causes: Sequence[T]) -> list[tuple[T, ...]]:
    """The causes in each coalition, in the order of `coalitions`. Errors: ValueError above 10 causes."""
    return [tuple(c for c, taken in zip(causes, row, strict=True) if taken) for row in coalitions(len(causes))]


def shares(values: Values) -> Values:
    """Shapley share of each cause: (n, …) from the values of every coalition (2ⁿ, …)."""
    causes = int(np.log2(len(values)))
    inside = coalitions(causes)
    size = inside.sum(axis=1)
    out = np.zeros((causes, *values.shape[1:]))
    for i in range(causes):
        for k in np.flatnonzero(~inside[:, i]):
            weight = factorial(int(size[k])) * factorial(causes - int(size[k]) - 1) / factorial(causes)
            out[i] += weight * (values[k + 2**i] - values[k])
    return out


def in_order(values: Values) -> Values:
    """Effect of each cause added to those before it, in the order given: (n, …)."""
    causes = int(np.log2(len(values)))
    steps = [values[2**i - 1] for i in range(causes + 1)]
    return np.diff(np.stack(steps), axis=0)


def alone(values: Values) -> Values:
    """Effect of each cause by itself: (n, …)."""
    causes = int(np.log2(len(values)))
    return np.stack([values[2**i] - values[0] for i in range(causes)]) if causes else np.zeros((0, *values.shape[1:]))
