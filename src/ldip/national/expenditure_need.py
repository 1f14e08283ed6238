"""The need index from sector or criterion indices by the cost key of a year (docs/method/inntekter.md)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ldip.engine.graph import Array
from ldip.operations.need_index import weighed
from ldip.parameters.income_system import cost_key


def columns_of(year: int) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Columns a file may have: all of them, the sectors, and the criteria. Errors: ModelError without a key for the year."""
    key = cost_key(year)
    sectors, criteria = tuple(key.sectors), tuple(key.total_weights())
    return ("behovsindeks", *sectors, *criteria), sectors, criteria


def total_index(year: int, indices: Mapping[str, Array], by_sector: bool) -> Array:
    """Total need index, (kommune,), from indices by sector or criterion. Errors: ModelError without a key for the year."""
    key = cost_key(year)
    weights = key.sectors if by_sector else key.total_weights()
    return weighed(np.array([weights[n] for n in weights]), np.stack([indices[n] for n in weights]))
