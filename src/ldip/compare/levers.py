"""Levers laid over a plan: their effect on investment, operations, debt and the need, every coalition in one batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ldip.compare import shapley
from ldip.compare.shapley import Values
from ldip.errors import PlanError, Problem
from ldip.load import with_levers
from ldip.plan.document import Plan
from ldip.several import simulate_several

MEASURES = ("investering", "drift", "gjeld", "behov")
KEEP = (
    "sum_investeringsutgifter",
    "driftsutgifter_rammer",
    "gjeld_inkl_leie_ub",
    "inndekningsbehov_fast",
    "deflator_indeks_ub",
    "byggekostnad_indeks_ub",
)


@dataclass(frozen=True)
class LeverEffects:
    """Effects in kroner of the plan's price year, arrays (lever, measure); measures as in MEASURES.

    `before` and `after` are the plan without and with every lever; the shares and the order sum to the difference.
    """

    levers: tuple[str, ...]
    before: Values
    after: Values
    alone: Values
    in_order: Values
    shapley: Values


def lever_effects(plan: Plan, levers: Iterable[str] | None = None) -> LeverEffects:
    """Effects of levers in their stated order; all of the plan's when none are named.

    Errors: PlanError for an unknown lever or one that cannot be laid over the plan, alone or with the others.
    """
    chosen = in_stated_order(plan, plan.levers if levers is None else levers)
    inside = shapley.coalitions(len(chosen))
    plans = [with_levers(plan, [chosen[i] for i in np.flatnonzero(row)]) for row in inside]
    values = np.array([_measures(p, r) for p, r in zip(plans, simulate_several(plans, KEEP), strict=True)])
    return LeverEffects(chosen, values[0], values[-1], shapley.alone(values), shapley.in_order(values), shapley.shares(values))


def in_stated_order(plan: Plan, levers: Iterable[str]) -> tuple[str, ...]:
    """Levers by their own order. Errors: PlanError for an unknown one or for too many."""
    named = tuple(dict.fromkeys(levers))
    known = ", ".join(sorted(plan.levers)) or "planen har ingen grep"
    unknown = [Problem("grep/", "", "ukjent grep", i, known) for i in named if i not in plan.levers]
    if len(named) > shapley.MOST:
        unknown.append(Problem("grep/", "", "for mange grep om gangen", f"{len(named)}", f"velg høyst {shapley.MOST}"))
    if unknown:
        raise PlanError(unknown)
    return tuple(sorted(named, key=lambda i: (plan.levers[i].rekkefoelge, i)))


def _measures(plan: Plan, r: dict[str, Values]) -> list[float]:
    """Investment summed over the plan, operations and need in the headline year, debt at the end; fixed prices."""
    year = list(plan.years).index(plan.rules.overskriftsaar)
    price = r["deflator_indeks_ub"]
    return [
        float((r["sum_investeringsutgifter"] / r["byggekostnad_indeks_ub"]).sum()),
        float(r["driftsutgifter_rammer"][year] / price[year]),
        float(r["gjeld_inkl_leie_ub"][-1] / price[-1]),
        float(r["inndekningsbehov_fast"][year]),
    ]
