"""Levers applied to a plan: their effect on investment, operations, debt and the need, every coalition in one batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ldip.binding.reading import with_levers
from ldip.errors import PlanError, Problem
from ldip.plan.document import Plan
from ldip.plan.levers import LEVERS, in_stated_order
from ldip.simulation import shapley
from ldip.simulation.cases import Cases, product
from ldip.simulation.inputs import PLAIN
from ldip.simulation.run_cases import run_cases
from ldip.simulation.shapley import Values

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

    `before` and `after` (measure,) are the plan without and with every lever; Shapley shares and ordered effects sum to the
    difference.
    """

    levers: tuple[str, ...]
    before: Values
    after: Values
    alone: Values
    in_order: Values
    shapley: Values


def lever_effects(plan: Plan, levers: Iterable[str] | None = None) -> LeverEffects:
    """Effects of levers in their stated order; when none are named, all of the plan's that are counted together.

    Errors: PlanError for an unknown lever, one that cannot be applied alone or with the others, or too many levers.
    """
    together = (i for i, lever in plan.levers.items() if lever.samlet)
    chosen = in_stated_order(plan, together if levers is None else levers)
    if len(chosen) > shapley.MOST:
        raise PlanError([Problem(f"{LEVERS}/", "", "for mange grep om gangen", f"{len(chosen)}", f"velg høyst {shapley.MOST}")])
    # every coalition without new savings, then every coalition with its own lasting need
    index = product(levers=shapley.subsets(chosen), variants=(PLAIN,)) + product(
        levers=shapley.subsets(chosen), variants=("varig",)
    )
    cases = Cases.of([plan], index, lay=with_levers)
    values = _measures(plan, run_cases(cases, KEEP).values)
    return LeverEffects(chosen, values[0], values[-1], shapley.alone(values), shapley.in_order(values), shapley.shares(values))


def _measures(plan: Plan, r: Mapping[str, Values]) -> Values:
    """Investment summed over the plan, operations in the headline year and debt at the end, before new savings; the need.

    Fixed prices, (coalition, measure). Savings would hide a lever's effect on operations and debt."""
    year, half = list(plan.years).index(plan.shown_year), r["deflator_indeks_ub"].shape[1] // 2
    price = r["deflator_indeks_ub"]
    measures = (
        (r["sum_investeringsutgifter"] / r["byggekostnad_indeks_ub"]).sum(axis=0)[:half],
        (r["driftsutgifter_rammer"][year] / price[year])[:half],
        (r["gjeld_inkl_leie_ub"][-1] / price[-1])[:half],
        r["inndekningsbehov_fast"][year][half:],
    )
    return np.stack(measures, axis=1)
