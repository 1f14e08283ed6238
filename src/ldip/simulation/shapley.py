"""Splitting a total effect on overlapping causes: in a stated order, and by Shapley or Owen shares. All sum exactly.

A coalition is a set of causes, numbered by its bits: cause i is in coalition k when bit i of k is set.
Source: Shapley 1953, «A value for n-person games»; Owen 1977, «Values of games with a priori unions».
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
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


def owen_coalitions(unions: Sequence[Sequence[int]]) -> list[int]:
    """The coalitions that Owen shares need: whole unions, beside any part of one. `unions` hold the causes' numbers."""
    return sorted({outer | inner for own in unions for outer, _ in _whole(unions, own) for inner, _ in _parts(own)})


def owen_shares(unions: Sequence[Sequence[int]], values: Mapping[int, Values]) -> Values:
    """Owen share of each cause, (n, …), from the values of the coalitions of `owen_coalitions`.

    The Shapley value between the unions, and within each between its causes; with one cause in each, Shapley's own."""
    first = next(iter(values.values()))
    out = np.zeros((sum(len(u) for u in unions), *first.shape))
    for own in unions:
        for i in own:
            rest = [k for k in own if k != i]
            for outer, between in _whole(unions, own):
                for inner, within in _parts(rest):
                    step = values[outer | inner | 1 << i] - values[outer | inner]
                    out[i] += _weight(between, len(unions)) * _weight(within, len(own)) * step
    return out


def _whole(unions: Sequence[Sequence[int]], own: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Coalitions of whole unions other than one's own, with the number of unions."""
    others = [sum(1 << i for i in u) for u in unions if u is not own]
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            yield sum(chosen), size


def _parts(causes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Every subset of causes as a coalition, with its size."""
    for size in range(len(causes) + 1):
        for chosen in combinations(causes, size):
            yield sum(1 << i for i in chosen), size


def _weight(size: int, of: int) -> float:
    """Share of the orders of `of` players in which a player comes just after `size` given ones."""
    return factorial(size) * factorial(of - size - 1) / factorial(of)
