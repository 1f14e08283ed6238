"""Inputs of a run: arrays by name, opening balances, and a plan's lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ldip.engine.arrays import Mask
from ldip.engine.graph import Array
from ldip.engine.names import CARRIED, HAS_LINE, LINE, NOMINAL, PASSING


@dataclass(frozen=True)
class Lines:
    """Plan lines for one name. Shapes (year, batch or 1, *axes); `mask` is true where there is a line."""

    mask: Mask
    value: Array
    carry: Array | None = None  # share of last year's residual that is carried on; None carries nothing
    nominal: Array | None = None  # 1 where it is carried on without the growth that the total declares
    passing: Array | None = None  # amount in the residual that is not carried on

    def of(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Lines:
        """The lines with each of their arrays changed."""
        return Lines(*(None if a is None else change(a) for a in (self.mask, self.value, *self.more)))  # type: ignore[arg-type]

    def said(self, prefix: str) -> Array | Mask | None:
        """Values that the lines give the name with a prefix; None where they give none."""
        if prefix == LINE:
            return np.where(self.mask, self.value, 0.0)
        return {HAS_LINE: self.mask, CARRIED: self.carry, NOMINAL: self.nominal, PASSING: self.passing}[prefix]

    @property
    def more(self) -> tuple[Array | None, ...]:
        """Values for the years after the lines, in the order of the fields."""
        return self.carry, self.nominal, self.passing


@dataclass(frozen=True)
class Inputs:
    """All inputs of a run. Arrays (year, batch or 1, *axes); openings have no year axis."""

    values: Mapping[str, Array]
    openings: Mapping[str, Array]
    lines: Mapping[str, Lines] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    rows: int = 1
    start: Mask | None = None  # (year, batch): where a row opens
