"""Closing balances of the year before the plan: the model's own formulas applied to the opening balances.

A line of § 5-7 or § 5-8 is a balance or computed from balances, so the same step gives the last accounts' figure. A line
that depends on later years (leases) has no such figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ldip.engine.arrays import sum_over
from ldip.engine.graph import Array, Step
from ldip.engine.schedule import Catalogue, opening_of

BALANCES = ("5-7", "5-8")


def opening_value(name: str, steps: Catalogue, openings: Mapping[str, Array], first_year: Mapping[str, Array]) -> Array | None:
    """A `_ub` or `_ib` at the opening, (1, *axes); None where it depends on flows of a year. `first_year` holds the inputs."""
    if not name.endswith(("_ub", "_ib")):
        return first_year.get(name)
    opened = f"{name[:-3]}_ib"
    if opened in openings:
        return openings[opened]
    formula = opening_of(opened) if opening_of(opened) in steps.steps else name
    if formula not in steps.steps:
        return None
    step = steps.steps[formula][0]
    parts = [opening_value(i, steps, openings, first_year) for i in step.inputs]
    given = [p for p in parts if p is not None]
    if step.whole or len(given) < len(parts):
        return None
    return _total(step, given, steps) if step.kind == "sum" else step(*given)


def _total(step: Step, parts: Sequence[Array], steps: Catalogue) -> Array:
    """A declared sum; parts with more axes are summed over them."""
    result: Array | None = None
    for name, part, sign in zip(step.inputs, parts, step.signs, strict=True):
        axes = steps.axes_of(name)
        value = part
        for position in reversed([i for i, axis in enumerate(axes) if axis not in step.axes]):
            value = sum_over(value, position + 1)
        result = sign * value if result is None else result + sign * value
    assert result is not None
    return result
