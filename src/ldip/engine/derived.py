"""Steps derived from declared ones: residuals of totals with plan lines, and formulas without inputs that a zero makes unread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ldip.engine.graph import AVVIK, Array, Step

Versions = tuple[Step | None, ...]


def residuals(name: str, versions: Versions, carried: bool) -> dict[str, Versions]:
    """The residual of a total, and the balance that carries it to next year where the plan carries it on."""
    formulas = dict.fromkeys(s for s in versions if s)  # one residual a formula, so that its years stack
    residual = {s: _residual(s, carried) for s in formulas}
    found: dict[str, Versions] = {AVVIK + name: tuple(residual[s] if s else None for s in versions)}
    if carried:
        kept = {s: _kept_residual(s) for s in formulas}
        found[f"{AVVIK}{name}_ub"] = tuple(kept[s] if s else None for s in versions)
    return found


def _residual(s: Step, carried: bool) -> Step:
    """The part that closes the gap between an adopted line and the modelled total.

    Without a line it is zero, or last year's residual where the plan carries it on.
    """
    return Step(
        name=AVVIK + s.name,
        fn=s.fn,
        inputs=s.inputs,
        unit=s.unit,
        source=f"vedtatt linje minus modellert {s.name}",
        axes=s.axes,
        kind="avvik",
        signs=s.signs,
        labels=(s.name, f"{AVVIK}{s.name}_ib") if carried else (s.name,),
    )


def _kept_residual(s: Step) -> Step:
    name = AVVIK + s.name

    def fn(avvik: Array) -> Array:
        return avvik

    return Step(name=name + "_ub", fn=fn, inputs=(name,), unit=s.unit, source=f"årets {name}", axes=s.axes)


def without_unread(s: Step, zero: frozenset[str], axes: Mapping[str, int]) -> Step:
    """The step without the inputs that it does not read because their switch (`only_with`) is zero everywhere.

    `axes` is the number of axes of each input after the batch; the formula gets a zero of that rank in its place.
    """
    unread = {n for switch, names in s.only_with.items() if switch in zero for n in names}
    if not unread:
        return s
    zeros = {n: np.zeros((1,) * (1 + axes[n])) for n in unread}
    read = tuple(n for n in s.inputs if n not in unread)

    def fn(*values: Array) -> Array:
        given = {**zeros, **dict(zip(read, values, strict=True))}
        return s.fn(*(given[n] for n in s.inputs))

    return replace(s, fn=fn, inputs=read, only_with={})
