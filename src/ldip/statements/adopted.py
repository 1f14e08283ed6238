"""Derived from an adopted måltall: levels in the engine's unit, margin in kroner, mean over years."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import numpy as np

from ldip.engine.graph import Array, Step
from ldip.plan.schema.fields import READING
from ldip.plan.schema.files import Ratio
from ldip.plan.schema.ratios import DERIVED, DISTANCE, LEVELS, MEAN, SHORT
from ldip.statements.entities import in_group
from ldip.statements.ratios import fraction, parsed
from ldip.statements.status import Target


def names_of(ratio: Ratio) -> tuple[str, ...]:
    """The names a måltall reserves: its own, and all that may be derived from it."""
    return ratio.id, *(ratio.id + end for end in DERIVED)


def level_name(ratio: Ratio, level: str) -> str:
    """Name of the quantity that `measured` is held against: the level, or its mean where it follows the state over years."""
    mean = MEAN if ratio.snitt > 1 and level in ratio.follows_state else ""
    return f"{ratio.id}_{level}{mean}"


def levels_read(ratio: Ratio) -> tuple[str, ...]:
    """Names of the quantities that hold its levels that follow the state, and of its distance to them."""
    found = tuple(level_name(ratio, n) for n in ratio.follows_state)
    return (*found, ratio.id + DISTANCE) if found else ()


def target_of(ratio: Ratio) -> Target:
    """A måltall's levels in the engine's unit."""
    scale = READING[ratio.enhet]
    maal, gulv, tak = (None if v is None else v * scale for v in (ratio.maal, ratio.gulv, ratio.tak))
    return Target(maal, gulv, tak, ratio.siste_aar if ratio.gjelder == "siste_aar" else None)


def targets_of(ratio: Ratio, years: Sequence[int], value: Callable[[str, int], float]) -> list[Target]:
    """Its levels by year in the engine's unit; `value` reads a quantity in a year, for the levels that follow the state."""
    fixed, own = target_of(ratio), {n: level_name(ratio, n) for n in ratio.follows_state}
    found: list[Target] = []
    for year in years:
        now: dict[str, Any] = {n: value(name, year) for n, name in own.items()}
        found.append(replace(fixed, **now))
    return found


def expression_of(ratio: Ratio, known: Collection[str]) -> str:
    """The expression on the accounts the måltall is for: names of kommunekassen, samlet or konsern."""
    return own_text(ratio, ratio.uttrykk, known)


def level_text(ratio: Ratio, level: str, known: Collection[str]) -> str | None:
    """A level in the engine's unit as an expression; None where the måltall does not have it."""
    number, text = getattr(ratio, level), getattr(ratio, f"{level}_uttrykk")
    if text is not None:
        return own_text(ratio, text, known)
    return None if number is None else repr(number * READING[ratio.enhet])


def own_text(ratio: Ratio, text: str, known: Collection[str]) -> str:
    """An expression with the måltall's settings in it, on the accounts it is for."""
    if ratio.regnskapsenhet == "kommunekasse" and not ratio.innstillinger:
        return text
    return ast.unparse(_Own(ratio, known).visit(parsed(text)))


class _Own(ast.NodeTransformer):
    """Replaces settings by their numbers and names of kommunekassen's lines by those of another account."""

    def __init__(self, ratio: Ratio, known: Collection[str]) -> None:
        self.ratio, self.known = ratio, known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A setting or a quantity."""
        if node.id in self.ratio.innstillinger:
            return ast.Constant(self.ratio.innstillinger[node.id])
        unit = self.ratio.regnskapsenhet
        return node if unit == "kommunekasse" else ast.Name(in_group(node.id, unit, self.known))


def margin_expression(ratio: Ratio, units: Mapping[str, str]) -> str | None:
    """The year's kroner to spare before the floor (or the target where no floor is set) or the cap is reached.

    Numerator less level times denominator. None without a level, for a mean over years, or when the numerator is not
    in kroner.
    """
    low, cap = level_text(ratio, "gulv" if ratio.has("gulv") else "maal", units), level_text(ratio, "tak", units)
    over, under = fraction(expression_of(ratio, units))
    named = {units[n.id] for n in ast.walk(parsed(over)) if isinstance(n, ast.Name) and n.id in units}
    if ratio.snitt > 1 or named != {"kr"} or (low is None and cap is None):
        return None
    per = f" * ({under})" if under else ""
    low, cap = (f"({x})" if x and not _number(x) else x for x in (low, cap))
    parts = [] if low is None else [f"({over}) - {low}{per}"]
    parts += [] if cap is None else [f"{cap}{per} - ({over})"]
    return parts[0] if len(parts) == 1 else f"min({', '.join(parts)})"


def _number(text: str) -> bool:
    return isinstance(parsed(text), ast.Constant)


def level_steps(ratio: Ratio, unit: str, expression: Callable[[str, str], Step]) -> Iterator[Step]:
    """The levels by year (`…_maal`, `…_gulv`, `…_tak`), means of those that follow the state where the rule is on a mean, the
    year's signed shortfall against the target (the floor where there is none) and the cap (`…_brist`, above zero is short),
    and where a level follows the state the distance to the level that breaks the rule (`…_avstand`, below zero is broken).

    `expression` compiles a text to a step of that name."""
    had = [n for n in LEVELS if ratio.has(n)]
    for n in had:
        name = f"{ratio.id}_{n}"
        yield expression(name, getattr(ratio, f"{n}_uttrykk")) if n in ratio.follows_state else _constant(ratio, n, unit)
        if level_name(ratio, n) != name:
            yield mean_step(ratio, unit, name)
    low = [f"{ratio.id}_{n}" for n in ("maal", "gulv") if n in had][:1]
    cap = [f"{ratio.id}_tak"] if "tak" in had else []
    if low or cap:
        yield _short(ratio.id + SHORT, unit, ratio, ratio.id, low, cap)
    if ratio.follows_state:
        floor = [level_name(ratio, n) for n in ("gulv", "maal") if n in had][:1]
        cap = [level_name(ratio, n) for n in ("tak",) if n in had]
        yield _short(ratio.id + DISTANCE, unit, ratio, ratio.measured, floor, cap, sign=-1.0)


def _constant(ratio: Ratio, level: str, unit: str) -> Step:
    """A level that is the same in every year, in the shape of the måltall."""
    number = getattr(ratio, level) * READING[ratio.enhet]

    def fn(measured: Array) -> Array:
        return np.full(measured.shape, number)

    fn.__dict__["formula"] = repr(number)
    return Step(name=f"{ratio.id}_{level}", fn=fn, inputs=(ratio.id,), unit=unit, source=ratio.kilde)


def _short(name: str, unit: str, ratio: Ratio, measured: str, low: Sequence[str], cap: Sequence[str], sign: float = 1.0) -> Step:
    """Signed shortfall: what the measure lacks to the low level or has above the cap, the larger of them, times `sign`."""

    def fn(value: Array, *levels: Array) -> Array:
        short = [level - value for level in levels[: len(low)]] + [value - level for level in levels[len(low) :]]
        return reduce(np.maximum, short) * sign

    parts = [f"{n} − {measured}" for n in low] + [f"{measured} − {n}" for n in cap]
    fn.__dict__["formula"] = ("−" if sign < 0 else "") + (parts[0] if len(parts) == 1 else f"størst av ({', '.join(parts)})")
    return Step(name=name, fn=fn, inputs=(measured, *low, *cap), unit=unit, source=ratio.kilde)


def mean_step(ratio: Ratio, unit: str, of: str = "") -> Step:
    """The simple mean of the last `snitt` years of the måltall, or of its level `of`; fewer at the start of the plan, where
    earlier years are not known."""
    of = of or ratio.id

    def mean(values: Array) -> Array:
        found = np.empty(values.shape)
        for t in range(len(values)):
            years = range(max(0, t + 1 - ratio.snitt), t + 1)
            found[t] = reduce(np.add, (values[u] for u in years)) / len(years)
        return found

    mean.__dict__["formula"] = f"snitt av de siste {ratio.snitt} årene av {of}"
    source = f"{ratio.kilde}; snitt av {ratio.snitt} år"
    return Step(name=of + MEAN, fn=mean, inputs=(of,), unit=unit, source=source, whole=True)
