"""Rounding a form so that it adds up as printed: every line within one unit, every sum the sum of its printed lines.

Method: controlled rounding down the tree of sums. Totals are rounded to the nearest unit where their lines allow it; the
units that are then missing go to the lines closest to rounding the other way. Largest remainder, as in apportionment.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from ldip.statements.forms import FORMS, Form, Line, steps_of

SUM: Final = 10
HALF_KRONE: Final = 0.5
MIRROR: Final = 20
MIRRORED: Final = frozenset({"avskrivninger", "motpost_avskrivninger"})  # readers compare them


def nearest(value: float) -> int:
    """The nearest whole number; halves away from zero."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def adding_up(form: Form, values: Mapping[int, float], printed_before: Mapping[int, int] | None = None) -> dict[int, int]:
    """Whole units by line number from exact values as printed (with sign); lines without a value are left out.

    A sum is made to add up when all its lines have values. `printed_before` are totals that another form prints already."""
    lines = {line.nr: line for line in form.linjer}
    printed = {nr: nearest(v) for nr, v in values.items()} | dict(printed_before or {})
    within = {part for line in form.linjer for part, _ in line.terms()}
    for top in (line for line in form.linjer if line.sum and line.nr not in within):
        _settle(top, lines, values, printed)
    return printed


def sums_hold(form: Form, values: Mapping[int, float]) -> bool:
    """Whether every sum whose lines all have values is the sum of them, within half a krone. `values` are exact, in kroner."""
    known = (line for line in form.linjer if line.sum and line.nr in values and all(nr in values for nr, _ in line.terms()))
    return all(abs(values[line.nr] - sum(sign * values[nr] for nr, sign in line.terms())) <= HALF_KRONE for line in known)


def _settle(line: Line, lines: Mapping[int, Line], values: Mapping[int, float], printed: dict[int, int]) -> None:
    """Make a sum's lines add up to it as printed, then go down."""
    terms = line.terms()
    if line.nr in values and all(nr in values for nr, _ in terms):
        missing = printed[line.nr] - sum(sign * printed[nr] for nr, sign in terms)
        step = 1 if missing > 0 else -1
        moves = sorted((_rank(lines[nr]), _cost(values[nr], printed[nr], step * sign), nr, sign) for nr, sign in terms)
        for _, cost, nr, sign in moves:
            if missing and cost < 1.0:
                printed[nr] += step * sign
                missing -= step
    for nr, _ in terms:
        if lines[nr].sum:
            _settle(lines[nr], lines, values, printed)


def _rank(line: Line) -> int:
    """Order in which lines are adjusted: lines of one form only, shared lines, sums, and last lines that mirror another."""
    return MIRROR if line.steg in MIRRORED else SUM if line.sum else sum(line.steg in steps_of(name) for name in FORMS)


def _cost(exact: float, now: int, move: int) -> float:
    """Distance from the exact value after the move."""
    return abs(now + move - exact)
