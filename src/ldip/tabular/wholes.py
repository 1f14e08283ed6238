"""A whole above or below its parts: a row that equals the sum of the rows beside it in every year, whatever it is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST_ROWS: Final = 5_000
MOST_PARTS: Final = 200
LEAST: Final = 100.0  # a smaller figure is the sum of its neighbours by chance


def wholes(rows: Sequence[Sequence[float | None]]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Rows of figures by year that equal the sum of two or more rows right after them, or right before: (row, its parts).

    For readers that add up rows: a service area and its services, a building programme and its projects. Rows with a figure
    below 100 are left out, and so are tables of one year or of more than 5 000 rows."""
    if not 2 < len(rows) <= MOST_ROWS or len(rows[0]) < 2:
        return ()
    figures = np.array([[0.0 if v is None else v for v in row] for row in rows])
    sums = np.vstack([np.zeros(figures.shape[1]), np.cumsum(figures, axis=0)])
    found = []
    for row in range(len(figures)):
        if np.abs(figures[row]).min() < LEAST:
            continue
        after = np.arange(row + 3, min(row + 1 + MOST_PARTS, len(figures)) + 1)
        before = np.arange(row - 2, max(row - MOST_PARTS, 0) - 1, -1)
        parts = _fits(figures[row], sums[after] - sums[row + 1], [range(row + 1, end) for end in after])
        parts = parts or _fits(figures[row], sums[row] - sums[before], [range(start, row) for start in before])
        if parts and sum(bool(figures[i].any()) for i in parts) > 1:
            found.append((row, parts))
    return tuple(found)


def _fits(wanted: NDArray[np.float64], totals: NDArray[np.float64], parts: Sequence[range]) -> tuple[int, ...]:
    if not len(parts):
        return ()
    close = np.all(np.abs(totals - wanted) <= 1e-9 * np.abs(wanted) + 1e-6, axis=1)
    return tuple(parts[int(np.argmax(close))]) if close.any() else ()
