"""National demographic tables as arrays: mortality, fertility, moving patterns, uncertainty (demografi.toml)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ldip.parameters.shipped import shipped

Array = NDArray[np.float64]
AGES: Final = 106


def span(first: int, last: int) -> Array:
    """Flags: 1 for the ages from first to last, both included, else 0. (AGES,)"""
    ages = np.arange(AGES)
    return ((ages >= first) & (ages <= last)).astype(np.float64)


def shipped_demography() -> dict[str, Any]:
    """The parsed file."""
    return shipped("demografi")


def source(table: str) -> str:
    """The source of a table."""
    return str(shipped_demography()[table]["kilde"])


def by_age(start: list[int], values: list[float]) -> Array:
    """Values of age bands expanded to single ages, (AGES,)."""
    index = np.searchsorted(np.array(start), np.arange(AGES), side="right") - 1
    result: Array = np.array(values, dtype=np.float64)[index]
    return result
