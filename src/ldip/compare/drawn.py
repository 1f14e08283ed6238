"""A plan with draws on its two paths: without new saving, and with the base case's lasting saving kept in every draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.compare.scores import levels
from ldip.engine.graph import Array
from ldip.plan.document import Plan
from ldip.plan.memo import remembered
from ldip.simulation.cases import Cases, product
from ldip.simulation.draw_inputs import factor_values
from ldip.simulation.inputs import PLAIN, Progress
from ldip.simulation.needs import LASTING_VIEW
from ldip.simulation.run import Run
from ldip.simulation.run_cases import run_cases
from ldip.simulation.simulate import HEADLINES, ratios_of, run_of
from ldip.uncertainty.summary import Spread, many_enough, spread_of

DRAWS: Final = 1000
KEPT: Final = (*HEADLINES, "deflator_vekst")
DEBT: Final = "laanegjeld_ub"
PRICES: Final = "deflator_indeks_ub"


@dataclass(frozen=True, eq=False)
class Drawn:
    """The draws of a plan: `plain` without new saving, and `saved` with the base case's lasting saving kept in every draw.

    Draw n is the same future in both."""

    plain: Run
    saved: Run


def drawn(plan: Plan, draws: int = DRAWS, seed: int | None = None, progress: Progress | None = None) -> Drawn:
    """Both paths of a plan, in one set of rows so that each population is computed once."""
    cases = Cases.of([plan], product(variants=(PLAIN, LASTING_VIEW), draws=range(draws + 1)), seed=seed)
    found = run_cases(cases, (*KEPT, *ratios_of(plan)), progress=progress)
    plain, saved = (run_of(found.of_rows(cases.index.where(variant=v))) for v in (PLAIN, LASTING_VIEW))
    return Drawn(plain, saved)


def projected_years(run: Run) -> NDArray[np.bool_]:
    """Flags of the years of a run that are projected, (year,)."""
    return np.array([y >= run.plan.first_projected for y in run.years])


@remembered
def factor_draws(run: Run) -> dict[str, Array]:
    """Each factor that the plan draws, (year, draw, *element), in the run's draws; in 1 000 where it has fewer than 100."""
    count = run.draws if many_enough(run.draws) else DRAWS
    return factor_values(run.bound, np.arange(1, count + 1))


@remembered
def factor_levels(run: Run) -> dict[str, Array]:
    """Each drawn factor's mean over the projected years and its elements, (draw,)."""
    return levels(factor_draws(run), projected_years(run))


@remembered
def need_spread(run: Run) -> Spread:
    """The lasting need over the draws, kr_fast: the saving that is enough in 50, 80, 90 and 95 of 100."""
    return spread_of(run.needs, run.lasting.amount or 0.0)


@dataclass(frozen=True)
class DebtSpread:
    """The debt over the draws in fixed prices: each draw at its own highest, and all at the end of the last year.

    `highest` is the place of each draw's highest year, (draw,), and `base_highest` the base case's."""

    peak: Spread
    end: Spread
    highest: NDArray[np.int64]
    base_highest: int

    @property
    def usual(self) -> tuple[int, float]:
        """The place of the year in which the most draws are highest, and the share of the draws that are."""
        counts = np.bincount(self.highest)
        return int(counts.argmax()), float(counts.max() / len(self.highest))


@remembered
def debt_spread(run: Run) -> DebtSpread:
    """The debt at its highest and at the end, kr_fast."""
    fixed = run.uncertain[DEBT] / run.uncertain[PRICES]
    base = run.base[DEBT][:, 0] / run.base[PRICES][:, 0]
    peak = spread_of(fixed.max(axis=0), float(base.max()))
    return DebtSpread(peak, spread_of(fixed[-1], float(base[-1])), fixed.argmax(axis=0), int(base.argmax()))
