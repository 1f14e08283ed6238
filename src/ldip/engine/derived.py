"""Steps derived from declared ones: residuals of totals with plan lines, and formulas without inputs that a zero makes unread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ldip.engine.graph import Array, Step
from ldip.engine.names import AVVIK, PASSING

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

    Without a line it is zero, or last year's residual where it is carried on, with the growth that the total declares.
    Parts that the line leaves out are taken from the modelled total first.
    """
    return Step(
        name=AVVIK + s.name,
        fn=s.fn,
        inputs=s.inputs + s.unstated,
        unit=s.unit,
        source=f"vedtatt linje minus modellert {s.name}",
        axes=s.axes,
        kind="avvik",
        signs=s.signs + (-1,) * len(s.unstated),
        labels=(s.name, *_brought_on(s)) if carried else (s.name,),
    )


def _brought_on(s: Step) -> tuple[str, ...]:
    """Inputs of a carried residual beside the plan's lines: last year's, and its growth where one is declared."""
    return (f"{AVVIK}{s.name}_ib", *([s.follows] if s.follows else []))


def _kept_residual(s: Step) -> Step:
    name, passing = AVVIK + s.name, PASSING + s.name

    def fn(avvik: Array, midlertidig: Array) -> Array:
        return avvik - midlertidig

    source = f"årets {name} uten det som er engangs eller trappes ut"
    return Step(name=name + "_ub", fn=fn, inputs=(name, passing), unit=s.unit, source=source, axes=s.axes)


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
