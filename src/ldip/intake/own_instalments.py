"""The factor on remaining terms of loans that gives the instalments of the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.finance.loans import annuity_instalment
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.simulation.simulate import simulate

LONGEST: Final = 50.0  # years; an instalment below debt / 50 is a year without one, no measure of the term
SHORTEST: Final = 2.0
LEAST, MOST = 0.1, 10.0  # factors that are tried
STEPS: Final = 60  # halvings, to far below the tenth of a year that a term is written with


def stretch_of(plan: Plan, rows: Sequence[t.LoanRow], parts: Sequence[float], paid: float) -> float | None:
    """The factor on the terms of loans with balances `parts` whose first instalments add up to `paid` kroner.

    Serial loans pay the balance over the term; annuities what the plan's own rate of the first year leaves. None without
    instalments in the accounts, or where no term within the limits gives them."""
    owing = [(r, kroner) for r, kroner in zip(rows, parts, strict=True) if r.type != "avdragsfritt" and kroner > 0.0]
    if paid <= 0.0 or not owing:
        return None
    balances, terms = np.array([k for _, k in owing]), np.array([r.restloepetid for r, _ in owing])
    level = np.array([r.type == "annuitet" for r, _ in owing])
    rates = _rates(plan, [r.id for r, _ in owing]) if level.any() else np.zeros(len(owing))

    def instalments(factor: float) -> float:
        years = np.clip(terms * factor, SHORTEST, LONGEST)
        return float(np.where(level, annuity_instalment(balances, rates, years), balances / years).sum())

    low, high = LEAST, MOST
    if not instalments(high) <= paid <= instalments(low):
        return None
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if instalments(middle) > paid else (low, middle)
    return 0.5 * (low + high)


def _rates(plan: Plan, loans: Sequence[str]) -> Array:
    """The first year's rates of loans, as the plan has them."""
    run = simulate(plan, keep=("laanerente",))
    rates = dict(zip(run.ids("laan"), run.series("laanerente")[0].tolist(), strict=True))
    return np.array([rates[name] for name in loans])
