"""Causes of an outcome over the draws of a run: shares of its variance by factor, the conditions in which the plan fails, and
where the factors are in one draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ldip.compare.conditions import Conditions, Flags, conditions
from ldip.compare.drawn import factor_draws, factor_levels
from ldip.compare.drawn_rules import drawn_rules, firsts
from ldip.compare.scores import Deviation, deviations, richest
from ldip.compare.tornado import NEED
from ldip.compare.variance import VarianceShares, fits, variance_shares
from ldip.engine.graph import Array
from ldip.errors import ModelError
from ldip.plan.messages import nearest
from ldip.simulation.lasting import Lasting
from ldip.simulation.run import Run
from ldip.uncertainty.summary import many_enough

ALL: Final = "alle"


def shares_of(run: Run, name: str = NEED, year: int | None = None) -> VarianceShares | None:
    """Shares of the variance of the lasting need, or of a quantity in a year; None where it does not vary or the draws are few.

    Errors: ModelError for a quantity that was not kept, or no year."""
    if not many_enough(run.draws):
        return None
    values = richest(factor_draws(run), lambda width: fits(width, run.draws))
    return variance_shares(values, _outcome(run, name, year))


def failing(run: Run, rule: str = NEED) -> Flags:
    """The draws in which the plan fails, (draw,): its own lasting need is not enough, a måltall is broken in a year it is judged,
    or (`alle`) any of them is.

    Errors: ModelError for an unknown rule."""
    if rule == NEED:
        return np.asarray(run.needs > (run.lasting.amount or 0.0) + 1.0)
    broken = {r.ratio.measured: ~r.always for r in firsts(drawn_rules(run))}
    if rule == ALL:
        return np.asarray(np.stack(list(broken.values())).any(axis=0)) if broken else np.zeros(run.draws, dtype=bool)
    if rule not in broken:
        raise ModelError(f"ukjent regel {rule!r}; {nearest(rule, [NEED, ALL, *broken])}")
    return broken[rule]


def conditions_of(run: Run, rule: str = NEED) -> Conditions:
    """The conditions in which the plan fails. Errors: ModelError for an unknown rule."""
    scores = factor_levels(run) if many_enough(run.draws) else {}
    return conditions(scores, failing(run, rule) if run.draws else np.zeros(0, dtype=bool))


@dataclass(frozen=True)
class DrawCauses:
    """A draw: its own lasting need with its demands, and each factor beside the other draws."""

    draw: int
    need: Lasting
    factors: tuple[Deviation, ...]


def causes_of(run: Run, draw: int) -> DrawCauses:
    """The causes behind a draw (1 is the first). Errors: ModelError for an unknown draw."""
    return DrawCauses(draw, run.lasting_of(draw), deviations(factor_levels(run), draw - 1))


def _outcome(run: Run, name: str, year: int | None) -> Array:
    if name == NEED:
        return run.needs
    if name not in run.uncertain or run.axes(name):
        raise ModelError(f"{name} er ikke tatt vare på for trekningene; nevn den i keep")
    if year is None:
        raise ModelError(f"oppgi hvilket år {name} skal forklares i")
    return np.asarray(run.uncertain[name][run.year_index(year)])
