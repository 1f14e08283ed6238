"""Shapes and sums of arrays whose second axis is the batch: the numpy helpers of the runner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
S = TypeVar("S")
FEW, SMALL = 6, 1 << 16  # elements: up to here one call is faster than a loop


def sum_over(value: Array, position: int) -> Array:
    """Sum over one axis, element by element in order, so that the bits never depend on the batch size."""
    n = value.shape[position]
    if n == 0:
        return np.zeros((*value.shape[:position], *value.shape[position + 1 :]))
    if n > FEW and value.size <= SMALL:  # the same additions in the same order, in one call
        return np.asarray(np.take(np.add.accumulate(value, axis=position), n - 1, axis=position))
    slices: Array = value if position == 0 else np.swapaxes(value, 0, position)
    result: Array = slices[0]
    for one in slices[1:]:
        result = result + one
    return result if position <= 1 else np.moveaxis(result, position - 1, 0)


def any_element(mask: Mask) -> Mask:
    """Years and rows, (year, batch), in which a mask over (year, batch, *axes) holds for any element."""
    return np.asarray(mask.any(axis=tuple(range(2, mask.ndim))))


def segments(versions: tuple[S | None, ...]) -> list[tuple[int, int, S]]:
    """(first, end, version) of each run of years with the same version."""
    if versions[0] is not None and versions.count(versions[0]) == len(versions):
        return [(0, len(versions), versions[0])]
    found: list[tuple[int, int, S]] = []
    for t, s in enumerate(versions):
        assert s is not None
        if found and found[-1][2] is s:
            found[-1] = (found[-1][0], t + 1, s)
        else:
            found.append((t, t + 1, s))
    return found


def as_rows(value: Array, rows: int) -> Array:
    """(year, batch, *axes) → (year·batch, *axes), repeating shared values."""
    if value.shape[1] != rows:
        value = np.broadcast_to(value, (value.shape[0], rows, *value.shape[2:]))
    return value.reshape(value.shape[0] * rows, *value.shape[2:])


def taking(places: Sequence[int]) -> Callable[[list[S]], Sequence[S]]:
    """A function that takes the values at some places of a list."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[k] for k in places]


def same_rows(parts: Sequence[Array], axis: int = 1) -> list[Array]:
    """Give all parts the same number of rows; `axis` is the batch axis."""
    rows = max(p.shape[axis] for p in parts)
    shape = [list(p.shape) for p in parts]
    for s in shape:
        s[axis] = rows
    return [p if p.shape[axis] == rows else np.broadcast_to(p, s) for p, s in zip(parts, shape, strict=True)]
