"""A cause of a split by its parts: group → file → project, measure or key, summing exactly to the cause.

The parts of the second plan are put into the first, where the other causes are as before and where they are as after, and a part
is the mean of both. With two causes the parts sum to the cause; with more, what is left is its interplay with the other causes.
Up to six parts share by Shapley, more in the order of the files (docs/method/aarsaker.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from ldip.binding.bind import axes_of
from ldip.compare.causes import groups_between
from ldip.compare.measured import measured
from ldip.compare.parts import Part, parts_of, with_parts
from ldip.compare.split import Split
from ldip.errors import LdipError, ModelError
from ldip.model.cause_groups import GROUPS
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.simulation import shapley
from ldip.simulation.align import union_axes
from ldip.simulation.bound_plans import align_plans
from ldip.simulation.cases import Case, Cases, Index
from ldip.simulation.shapley import Values

FEW: Final = 6  # parts that share by Shapley; more go in order
MOST: Final = 60  # parts; a cause with more is shown by file
UNBOUND: Final = (LdipError, KeyError, ValueError, IndexError)  # of a plan that holds together only whole


Way = Literal["shapley", "rekkefoelge", "hel"]


@dataclass(frozen=True, eq=False)
class Drilled:
    """A cause by part: `values` (part, measure) and `interplay` (measure,) sum to `total`, the cause's Shapley share.

    `way` is «shapley» or «rekkefoelge», and «hel» where the cause cannot be taken apart: then there are no parts, and it is all
    interplay."""

    cause: str
    parts: tuple[Part, ...]
    values: Values
    interplay: Values
    total: Values
    way: Way


def drill(a: Plan, b: Plan, split: Split, cause: str) -> Drilled:
    """A cause of a split of plans `a` and `b` by its parts, the measures and prices of the split.

    Errors: ModelError for a cause that did not change."""
    if cause not in split.causes:
        raise ModelError(f"{cause} endret seg ikke; {nearest(cause, split.causes)}")
    total = split.shapley[split.causes.index(cause)]
    try:
        parts, plans, way = _versions(a, b, cause)
    except UNBOUND:
        parts, plans, way = (), (), "hel"
    if not parts:
        return Drilled(cause, (), np.zeros((0, len(total))), total, total, "hel")
    found = np.mean([_shares(cases, split, (a, b), way, len(parts)) for cases in _contexts(plans, (a, b), split, cause)], axis=0)
    return Drilled(cause, parts, found, np.asarray(total - found.sum(axis=0)), total, way)


def _versions(a: Plan, b: Plan, cause: str) -> tuple[tuple[Part, ...], tuple[Plan, ...], Way]:
    """The parts that move the cause, and the plans with each coalition of them, or with ever more of them.

    Parts are put into the first plan. Plans of different years or knowledge have one frame, the second's: there the parts of the
    first are put, and what only the frames make different is interplay."""
    if cause not in GROUPS:
        return (), (), "hel"
    alike = list(a.years) == list(b.years) and a.head.tid.kunnskapsdato == b.head.tid.kunnskapsdato

    def having(chosen: Sequence[Part]) -> Plan:
        return with_parts(a, b, chosen) if alike else with_parts(b, a, [p for p in parts if p not in chosen])

    parts = parts_of(a, b, cause)
    if len(parts) > MOST:
        parts = tuple(dict.fromkeys(Part(p.file) for p in parts))
    plans = [a, *(having([p]) for p in parts)] if alike else [b, *(with_parts(b, a, [p]) for p in parts)]
    aligned = align_plans(plans, union_axes([axes_of(p) for p in plans]))[0]
    parts = tuple(p for i, p in enumerate(parts, start=1) if cause in set(groups_between(aligned, 0, i)))
    if len(parts) <= FEW:
        return parts, tuple(having(s) for s in shapley.subsets(parts)), "shapley"
    return parts, tuple(having(parts[:k]) for k in range(len(parts) + 1)), "rekkefoelge"


def _contexts(plans: Sequence[Plan], ends: tuple[Plan, Plan], split: Split, cause: str) -> list[Cases]:
    """Rows that take the cause from each plan, with the other causes as before and as after."""
    others = tuple(g for g in GROUPS if g != cause)
    first, last = len(plans), len(plans) + 1
    before = [Case(first, draw=split.draw, groups=((cause, i),)) for i in range(first)]
    after = [Case(first, draw=split.draw, groups=((cause, i), *((g, last) for g in others))) for i in range(first)]
    every = (*plans, *ends)
    if len(split.causes) == 1:
        return [Cases.of(every, Index.of(before))]
    return [Cases.of(every, Index.of(before)), Cases.of(every, Index.of(after))]


def _shares(cases: Cases, split: Split, ends: tuple[Plan, Plan], way: str, count: int) -> Values:
    """Each part's share of the cause in one context, (part, measure)."""
    values = measured(cases, split.measures, ends, split.price_year).values
    return shapley.shares(values) if way == "shapley" else np.diff(values, axis=0).reshape(count, -1)
