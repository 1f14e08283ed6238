"""Percentiles over draws: always a real row, so that a percentile can be explained."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def percentile_row(values: NDArray[np.float64], percent: float) -> int:
    """Index of the row that is the percentile (`inverted_cdf`). values (rows,)."""
    order = np.argsort(values, kind="stable")
    position = int(np.ceil(percent / 100.0 * len(values))) - 1
    return int(order[min(max(position, 0), len(values) - 1)])


def percentiles(values: NDArray[np.float64], percents: tuple[float, ...]) -> NDArray[np.float64]:
    """(percent,) real outcomes from values (rows,)."""
    return np.array([values[percentile_row(values, p)] for p in percents])
