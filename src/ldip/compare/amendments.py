"""Amendments carried on a plan: the resulting plan, the balance by year, and the lines that fall away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ldip.binding.reading import Trial, tried_changes
from ldip.errors import PlanError
from ldip.plan.amendments import Amendment, Fallen, balance, budget_years, lay_amendments, standing, unbalanced
from ldip.plan.document import Plan
from ldip.simulation.run import Run
from ldip.statements.prices import PRICES


@dataclass(frozen=True)
class Carried:
    """A plan with carried lines: the trial (the plan itself where none is carried), the lines in effect, those that fall away,
    the sum by budget year in running kroner, and the years that lack money."""

    trial: Trial
    lines: tuple[Amendment, ...]
    fallen: tuple[Fallen, ...]
    sums: Mapping[int, float]
    lacking: Mapping[int, float]


def price_levels_of(run: Run) -> dict[int, float]:
    """Price level of each year of a run, 1 in the price year: measures are deflated by the same index."""
    return dict(zip(run.years, run.series(PRICES[0]).tolist(), strict=True))


def carry(run: Run, wanted: Iterable[str]) -> Carried:
    """The plan of a run with lines carried by id, whatever the order they are named in.

    Errors: PlanError for an unknown line, or with every problem of the resulting plan."""
    plan = run.plan
    lines, fallen = standing(plan, wanted)
    years = budget_years(plan)
    trial = _trial(plan, lines, price_levels_of(run))
    return Carried(trial, lines, fallen, balance(lines, years), unbalanced(lines, years))


def _trial(plan: Plan, lines: tuple[Amendment, ...], levels: Mapping[int, float]) -> Trial:
    if not lines:
        return Trial(plan.contents, plan, ())
    laid = lay_amendments(plan, lines, levels)
    after, problems = tried_changes(plan, laid, ", ".join(a.line.tekst for a in lines))
    if problems:
        raise PlanError(problems)
    return Trial(laid.contents, after, laid.edits)
