"""Måltall over many rows: the levels they are held to, where they miss one, and the years they are judged in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ldip.binding.rules import phases
from ldip.engine.graph import Array
from ldip.plan.document import Plan
from ldip.plan.schema.files import Ratio
from ldip.simulation.inputs import PLAIN
from ldip.statements.adopted import level_name, target_of
from ldip.statements.status import TOLERANCE

Flags = NDArray[np.bool_]  # (year, row)


def has_level(ratio: Ratio) -> bool:
    """Whether a måltall has a target, floor or cap."""
    return ratio.has_low or ratio.has("tak")


def misses(ratio: Ratio, level: str, values: Mapping[str, Array]) -> Flags:
    """Flags of where a måltall is below its target or floor, or above its cap, (year, row); `values` are (year, row) by name.

    A deviation below the tolerance counts as met (statements/status.py)."""
    got = values[ratio.measured]
    slack = TOLERANCE * np.maximum(1.0, np.abs(got))
    limit = values[level_name(ratio, level)] if level in ratio.follows_state else float(getattr(target_of(ratio), level))
    return np.asarray(got > limit + slack if level == "tak" else got < limit - slack)


def judged_years(plan: Plan, ratio: Ratio, variant: str) -> tuple[int, ...]:
    """The years a måltall is judged in: the projected ones, and with new saving those whose window is within the years of the
    whole saving, at least the last. One that holds for a single year is judged in it."""
    found, only, years = phases(plan), target_of(ratio).only, tuple(plan.years)
    if only is not None or found.start is None or found.full is None or found.end is None:
        return tuple(y for y in years if only in (None, y))
    first = found.start if variant == PLAIN else min(found.full + ratio.snitt - 1, found.end)
    return tuple(y for y in years if first <= y <= found.end)
