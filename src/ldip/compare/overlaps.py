"""Overlaps of layers that are laid together: the same factor in the same years, the same field, or the same rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from ldip.plan.document import Plan
from ldip.plan.schema.stress import Layer
from ldip.simulation.shocks import Shock, sizes_of
from ldip.simulation.stresses import shocks_of

Kind = Literal["faktor", "felt", "regel"]


@dataclass(frozen=True)
class Laid:
    """A layer with the name of the stress or scenario that it is part of."""

    owner: str
    layer: Layer


@dataclass(frozen=True)
class Overlap:
    """Two layers that change the same thing: shocks of a factor are put together, of a field or by a rule the last one holds.

    `what` is the factor, the file and key, or the rule; `years` are the first and last year of both, for a factor."""

    first: str
    second: str
    kind: Kind
    what: str
    years: tuple[int, int] | None = None


def overlaps_of(plan: Plan, laid: Sequence[Laid]) -> tuple[Overlap, ...]:
    """Every overlap of two layers, in the order in which they are laid."""
    found = [o for a, b in combinations(laid, 2) for o in (*_factors(plan, a, b), *_fields(a, b), *_rules(a, b))]
    return tuple(dict.fromkeys(found))


def _factors(plan: Plan, a: Laid, b: Laid) -> Iterator[Overlap]:
    for one in shocks_of(plan, a.layer.stoet):
        for other in shocks_of(plan, b.layer.stoet):
            same = one.factor == other.factor and (one.element == other.element or not (one.element and other.element))
            if same and (years := sorted(_years(plan, one) & _years(plan, other))):
                yield Overlap(a.owner, b.owner, "faktor", one.factor, (years[0], years[-1]))


def _years(plan: Plan, s: Shock) -> set[int]:
    return {y for y, v in zip(plan.years, sizes_of(s, plan.years, plan.first_projected), strict=True) if v}


def _fields(a: Laid, b: Laid) -> Iterator[Overlap]:
    for one in a.layer.endringer:
        for other in b.layer.endringer:
            if one.fil != other.fil or one.rader or other.rader:  # rows are added, and so never in the way of each other
                continue
            short, long = sorted((one.noekkel, other.noekkel), key=len)
            if not short or long == short or long.startswith(f"{short}."):
                yield Overlap(a.owner, b.owner, "felt", f"{one.fil}: {long}".removesuffix(": "))


def _rules(a: Laid, b: Laid) -> Iterator[Overlap]:
    both = {c.hva for c in a.layer.planendring} & {c.hva for c in b.layer.planendring}
    yield from (Overlap(a.owner, b.owner, "regel", rule) for rule in sorted(both))
