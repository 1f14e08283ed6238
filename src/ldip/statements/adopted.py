"""Derived from an adopted måltall: levels in the engine's unit, margin in kroner, mean over years."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from functools import reduce

import numpy as np

from ldip.engine.graph import Array, Step
from ldip.plan.schema.fields import READING
from ldip.plan.schema.files import Ratio
from ldip.statements.entities import in_group
from ldip.statements.ratios import fraction, parsed
from ldip.statements.status import Target

MARGIN = "_margin"
MEAN = "_snitt"


def names_of(ratio: Ratio) -> tuple[str, str, str]:
    """The names a måltall reserves: its own, its margin's and its mean's, also where it has no margin or mean."""
    return ratio.id, ratio.id + MARGIN, ratio.id + MEAN


def target_of(ratio: Ratio) -> Target:
    """A måltall's levels in the engine's unit."""
    scale = READING[ratio.enhet]
    maal, gulv, tak = (None if v is None else v * scale for v in (ratio.maal, ratio.gulv, ratio.tak))
    return Target(maal, gulv, tak, ratio.siste_aar if ratio.gjelder == "siste_aar" else None)


def expression_of(ratio: Ratio, known: Collection[str]) -> str:
    """The expression on the accounts the måltall is for: names of kommunekassen, samlet or konsern."""
    if ratio.regnskapsenhet == "kommunekasse":
        return ratio.uttrykk
    tree = parsed(ratio.uttrykk)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = in_group(node.id, ratio.regnskapsenhet, known)
    return ast.unparse(tree)


def margin_expression(ratio: Ratio, units: Mapping[str, str]) -> str | None:
    """The year's kroner to spare before the floor (or the target where no floor is set) or the cap is reached.

    Numerator less level times denominator. None without a level, for a mean over years, or when the numerator is not
    in kroner.
    """
    target = target_of(ratio)
    low = target.maal if target.gulv is None else target.gulv
    over, under = fraction(expression_of(ratio, units))
    named = {units[n.id] for n in ast.walk(parsed(over)) if isinstance(n, ast.Name) and n.id in units}
    if ratio.snitt > 1 or named != {"kr"} or (low is None and target.tak is None):
        return None
    per = f" * ({under})" if under else ""
    parts = [] if low is None else [f"({over}) - {low!r}{per}"]
    parts += [] if target.tak is None else [f"{target.tak!r}{per} - ({over})"]
    return parts[0] if len(parts) == 1 else f"min({', '.join(parts)})"


def mean_step(ratio: Ratio, unit: str) -> Step:
    """The simple mean of the last `snitt` years; fewer at the start of the plan, where earlier years are not known."""

    def mean(values: Array) -> Array:
        found = np.empty(values.shape)
        for t in range(len(values)):
            years = range(max(0, t + 1 - ratio.snitt), t + 1)
            found[t] = reduce(np.add, (values[u] for u in years)) / len(years)
        return found

    mean.__dict__["formula"] = f"snitt av de siste {ratio.snitt} årene av {ratio.id}"
    source = f"{ratio.kilde}; snitt av {ratio.snitt} år"
    return Step(name=ratio.id + MEAN, fn=mean, inputs=(ratio.id,), unit=unit, source=source, whole=True)
