"""Growth of operating income against operating expenditure from the last adopted year on, in fixed prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.simulation.run import Run

INCOME: Final = "sum_driftsinntekter"  # § 5-6 line 9
EXPENSES: Final = "sum_driftsutgifter"  # § 5-6 line 15, before finance
SAME: Final = 0.0005  # of the income: a smaller difference is none


@dataclass(frozen=True, eq=False)
class Growth:
    """Change from the year `base`, kr_fast by plan year, (year,); zero up to the base year. `gap` is expenses less income.

    `peak` is the year after the base in which expenses have grown most beyond income, and `last` the last year of the plan.
    `faster`: expenses have grown more than income in the last year; `even`: neither has, to within SAME of the income."""

    base: int
    years: tuple[int, ...]
    income: Array
    expenses: Array
    peak: int
    last: int
    faster: bool
    even: bool

    @property
    def gap(self) -> Array:
        """Growth of expenses beyond that of income, (year,)."""
        return self.expenses - self.income

    def gap_in(self, year: int) -> float:
        """The gap of a year, kroner."""
        return float(self.gap[self.years.index(year)])


def growth(run: Run) -> Growth | None:
    """Growth of a run from its last adopted year, or its first year; None for a plan with no year after it."""
    adopted = run.plan.head.tid.vedtatt_til
    base = adopted if adopted in run.years else run.years[0]
    at = run.years.index(base)
    if at == len(run.years) - 1:
        return None
    deflator = run.series("deflator_indeks_ub")
    income, expenses = (_since(run.series(n) / deflator, at) for n in (INCOME, EXPENSES))
    gap = expenses - income
    peak = run.years[at + 1 + int(np.argmax(gap[at + 1 :]))]
    limit = SAME * float(run.series(INCOME)[-1] / deflator[-1])
    end = float(gap[-1])
    return Growth(base, run.years, income, expenses, peak, run.years[-1], end > limit, abs(end) <= limit)


def _since(values: Array, at: int) -> Array:
    """The change since the base year; zero before it."""
    changed = values - values[at]
    changed[:at] = 0.0
    return np.asarray(changed, dtype=np.float64)
