"""Closed lists of units, price bases and axes, from units.toml. Anything outside them fails when a step is declared."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, Final

_LISTS: Final[dict[str, Any]] = tomllib.loads(files("ldip").joinpath("units.toml").read_text(encoding="utf-8"))
NOMINAL_PRICES: Final[frozenset[str]] = frozenset(_LISTS["enheter"]["loepende"])
FIXED_PRICES: Final[frozenset[str]] = frozenset(_LISTS["enheter"]["faste"])
UNITS: Final[frozenset[str]] = NOMINAL_PRICES | FIXED_PRICES | frozenset(_LISTS["enheter"]["andre"])
AXES: Final[frozenset[str]] = frozenset(_LISTS["akser"])


def mixes_price_bases(output: str, inputs: frozenset[str]) -> bool:
    """Whether a formula joins fixed and running prices, and so must be a named deflator step."""
    units = inputs | {output}
    return bool(units & FIXED_PRICES) and bool(units & NOMINAL_PRICES)
