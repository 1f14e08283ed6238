"""Causes of an outcome over the draws of a run: shares of its variance by factor, the conditions in which the plan fails, and
where the factors are in one draw."""

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

    Errors: ModelError for a quantity that was not kept, or no year."""
    if not many_enough(run.draws):
        return None
    values = richest(factor_draws(run), lambda width: fits(width, run.draws))
    return variance_shares(values, _outcome(run, name, year))


def causes_of(a: Plan, b: Plan, names: Collection[str], order: Iterable[str] = (), drawn: bool = False) -> Causes:
    """The causes that differ between two plans when `names` are kept. `order` comes first in the stated order.

    Errors: ModelError for an unknown rule."""
    if rule == NEED:
        return np.asarray(run.needs > (run.lasting.amount or 0.0) + 1.0)
    broken = {r.ratio.measured: ~r.always for r in firsts(drawn_rules(run))}
    if rule == ALL:
        return np.asarray(np.stack(list(broken.values())).any(axis=0)) if broken else np.zeros(run.draws, dtype=bool)
    if rule not in broken:
        raise ModelError(f"ukjent regel {rule!r}; {nearest(rule, [NEED, ALL, *broken])}")
    return broken[rule]


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


def causes_of(run: Run, draw: int) -> DrawCauses:
    """The causes behind a draw (1 is the first). Errors: ModelError for an unknown draw."""
    return DrawCauses(draw, run.lasting_of(draw), deviations(factor_levels(run), draw - 1))


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
