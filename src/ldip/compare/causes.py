"""Two plans as causes of a change: which cause groups differ, new knowledge apart from new figures, and a case for a coalition.

The knowledge date decides shipped parameters in every group, so it is a cause of its own: each plan is also bound as it would be
with the other's knowledge, and a coalition takes its groups from the versions with one knowledge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ldip.binding.bind import axes_of
from ldip.errors import LdipError, ModelError
from ldip.model.cause_groups import CAUSES, GROUPS, KNOWLEDGE, METHOD
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.simulation.align import Aligned, union_axes
from ldip.simulation.bound_plans import align_plans, same_steps
from ldip.simulation.cases import RULES, Case
from ldip.simulation.shapley import Values

BEFORE, AFTER, BEFORE_NEW, AFTER_OLD = range(4)  # the plans, and each with the other's knowledge
SPREAD: Final = "usikkerhet"  # moves draws alone
# Super-groups of the Owen value, used where more causes changed than the Shapley value takes.
UNIONS: Final = (
    ("befolkning", "tjenester"),
    ("inntektssystem", "makro", KNOWLEDGE),
    ("investeringsvolum", "investeringstid"),
    ("tiltak", "effektivisering"),
    ("prinsipper", "finans", "foretak"),
    ("vedtatt", "aapningsbalanse", SPREAD),
)


@dataclass(frozen=True, eq=False)
class Causes:
    """The plans of a change with their versions by knowledge, and the causes that changed, in the stated order.

    `knowledge_first`: the plans cannot be bound under each other's knowledge, so new knowledge comes before other causes."""

    plans: tuple[Plan, ...]
    changed: tuple[str, ...]
    knowledge_first: bool = False

    @property
    def dropped(self) -> tuple[str, ...]:
        """Causes that did not change."""
        return tuple(c for c in CAUSES if c not in (*self.changed, METHOD))

    def case(self, coalition: Collection[str], draw: int = 0, variant: str = "") -> Case:
        """The row that takes a coalition's causes from the second plan and the rest from the first."""
        new = KNOWLEDGE in coalition
        old, other = (BEFORE_NEW, AFTER) if new else (BEFORE, AFTER_OLD)
        if len(self.plans) == 2:
            old, other = BEFORE, AFTER
        elif self.knowledge_first and not new and set(coalition):
            raise ModelError("med ny kunnskap først er ingen annen årsak uten den")
        picked = tuple((g, other if g in coalition else old) for g in GROUPS)
        return Case(draw=draw, variant=variant, groups=tuple((g, p) for g, p in picked if p != BEFORE))


def causes_of(a: Plan, b: Plan, names: Collection[str], order: Iterable[str] = (), drawn: bool = False) -> Causes:
    """The causes that differ between two plans when `names` are kept. `order` comes first in the stated order.

    Errors: ModelError for an unknown cause in `order`."""
    first = tuple(dict.fromkeys(order))
    if unknown := [c for c in first if c not in CAUSES]:
        raise ModelError(f"ukjent årsak {unknown[0]!r}; {nearest(unknown[0], CAUSES)}")
    plans, knowledge_first = _versions(a, b)
    aligned = align_plans(plans, union_axes([axes_of(p) for p in plans]))[0]
    found = set(_differing(plans, aligned, knowledge_first))
    if len(same_steps([a, b], tuple(names))) > 1:
        found.add(RULES)
    found.discard(SPREAD)
    if drawn and a.uncertainty != b.uncertainty:
        found.add(SPREAD)
    if len(plans) > 2 and KNOWLEDGE not in found:
        plans, knowledge_first = plans[:2], False
    stated = ((KNOWLEDGE,) if knowledge_first else ()) + first + CAUSES
    return Causes(plans, tuple(c for c in dict.fromkeys(stated) if c in found), knowledge_first)


def _versions(a: Plan, b: Plan) -> tuple[tuple[Plan, ...], bool]:
    """The plans, each with the other's knowledge where that differs, and whether the second cannot be bound with the first's."""
    old, new = a.head.tid.kunnskapsdato, b.head.tid.kunnskapsdato
    if old == new:
        return (a, b), False
    plans = (a, b, _known_at(a, b), _known_at(b, a))
    try:
        align_plans(plans, union_axes([axes_of(p) for p in plans]))
    except LdipError:
        return (a, b, plans[BEFORE_NEW]), True
    return plans, False


def _known_at(plan: Plan, other: Plan) -> Plan:
    """A plan with another's knowledge date."""
    span = plan.head.tid.model_copy(update={"kunnskapsdato": other.head.tid.kunnskapsdato})
    return replace(plan, single={**plan.single, "plan.toml": plan.head.model_copy(update={"tid": span})})


def _differing(plans: tuple[Plan, ...], aligned: Aligned, knowledge_first: bool) -> Iterator[str]:
    """Causes whose inputs, openings or lines differ. New figures are compared under the same knowledge."""
    pairs = {2: [(BEFORE, AFTER)], 3: [(BEFORE_NEW, AFTER)], 4: [(BEFORE, AFTER_OLD), (BEFORE_NEW, AFTER)]}[len(plans)]
    yield from (g for one, other in pairs for g in groups_between(aligned, one, other))
    same_plan = [(BEFORE, BEFORE_NEW)] if knowledge_first else [(BEFORE, BEFORE_NEW), (AFTER_OLD, AFTER)]
    if len(plans) > 2 and any(next(groups_between(aligned, *pair), None) for pair in same_plan):
        yield KNOWLEDGE


def groups_between(aligned: Aligned, one: int, other: int) -> Iterator[str]:
    """Cause groups whose inputs, openings or lines differ between two aligned plans; with another first year, all balances do."""
    moved = aligned.first_years[one] != aligned.first_years[other]
    for name, values in (*aligned.values.items(), *aligned.openings.items()):
        group = aligned.declared[name].group
        opens_apart = moved and name in aligned.openings and values[one].size > 0
        if group in GROUPS and (opens_apart or not _alike(aligned, name, values, one, other)):
            yield group
    parts = (aligned.masks, aligned.amounts, *aligned.more)
    if any(not np.array_equal(v[one], v[other]) for part in parts for v in part.values()):
        yield "vedtatt"


def _alike(aligned: Aligned, name: str, by_plan: Values, one: int, other: int) -> bool:
    """Whether two plans have the same input, amounts in fixed prices at one price level."""
    x, y = by_plan[one], by_plan[other]
    if name not in aligned.rebased:
        return bool(np.array_equal(x, y))
    return bool(np.allclose(x / aligned.levels[one], y / aligned.levels[other], rtol=1e-12, atol=0.0))
