"""Status of a måltall against target, floor and cap: by year, first year broken, margin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Status = Literal["nådd", "over gulv", "brutt", "uten mål"]
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Target:
    """Levels in the ratio's own unit; `only` limits the rule to one year."""

    maal: float | None = None
    gulv: float | None = None
    tak: float | None = None
    only: int | None = None


def status_in(value: float, target: Target) -> Status:
    """Status of one value; a deviation below the tolerance counts as met."""
    slack = TOLERANCE * max(1.0, abs(value))
    if target.tak is not None and value > target.tak + slack:
        return "brutt"
    if target.maal is not None and value >= target.maal - slack:
        return "nådd"
    floor = target.gulv if target.gulv is not None else target.maal
    if floor is not None:
        if value < floor - slack:
            return "brutt"
        return "over gulv" if target.maal is not None else "nådd"
    return "nådd" if target.tak is not None else "uten mål"


def statuses(years: Sequence[int], values: Sequence[float], targets: Target | Sequence[Target]) -> tuple[Status, ...]:
    """Status by year against levels that are the same in all years, or against those of each year; years outside the rule have
    no target."""
    each = [targets] * len(years) if isinstance(targets, Target) else targets
    return tuple(
        "uten mål" if target.only is not None and y != target.only else status_in(v, target)
        for y, v, target in zip(years, values, each, strict=True)
    )


def first_broken(years: Sequence[int], found: Sequence[Status]) -> int | None:
    """The first year the rule is broken, None when it holds."""
    return next((y for y, s in zip(years, found, strict=True) if s == "brutt"), None)
