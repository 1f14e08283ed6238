"""Year vectors of a plan as arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ldip.engine.graph import Array
from ldip.plan.schema.fields import YearVector


def expand(vector: YearVector, years: Sequence[int]) -> Array:
    """Values by year in the engine's unit, (year,); after the last given year the stated rule applies."""
    if vector.verdi is not None:
        return np.full(len(years), vector.verdi * vector.factor)
    return np.array([vector.at(y) for y in years])
