"""Tornado: each uncertain factor alone at a low and a high level, kept from the first projected year; the others in the middle.

The ends are the factor's own: one in ten computed paths has a lower mean over the projected years, and one in ten a higher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from ldip.compare.drawn import factor_levels
from ldip.engine.graph import Array
from ldip.errors import ModelError
from ldip.model.catalogue import FACTORS, factor_of
from ldip.plan.document import Plan
from ldip.plan.memo import remembered
from ldip.plan.messages import nearest
from ldip.simulation.cases import Cases, product
from ldip.simulation.inputs import PLAIN
from ldip.simulation.run import Run
from ldip.simulation.run_cases import needs, run_cases
from ldip.simulation.shocks import Shock
from ldip.simulation.simulate import ratios_of
from ldip.uncertainty.summary import percentiles

OUTER: Final = (10.0, 90.0)
NEED: Final = "varig_behov"
Ends = Mapping[str, tuple[float, float]]  # by factor, how far from the neutral value


@dataclass(frozen=True)
class Bar:
    """A factor at its two ends: the deviations from the neutral value, and the outcome at each less that of the base case."""

    factor: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def span(self) -> float:
        """The larger of the two effects."""
        return max(abs(self.at_low), abs(self.at_high))


@dataclass(frozen=True, eq=False)
class Tornado:
    """Rows 0 (base case), then low and high of each factor: the lasting need (row,), kr_fast, and måltall (year, row) by name."""

    years: tuple[int, ...]
    ends: Ends
    needs: Array
    values: Mapping[str, Array]

    def bars(self, name: str = NEED, year: int | None = None) -> tuple[Bar, ...]:
        """The bars of the lasting need, or of a måltall without new saving in a year; the longest first.

        Errors: ModelError for an unknown måltall or year."""
        outcome = self.needs if name == NEED else self._of(name, year)
        change = outcome - outcome[0]
        found = (
            Bar(f, low, high, float(change[2 * i + 1]), float(change[2 * i + 2]))
            for i, (f, (low, high)) in enumerate(self.ends.items())
        )
        return tuple(sorted(found, key=lambda b: (-b.span, b.factor)))

    def _of(self, name: str, year: int | None) -> Array:
        if name not in self.values:
            raise ModelError(f"tornadoen har ikke {name!r}; {nearest(name, [NEED, *self.values])}")
        if year not in self.years:
            raise ModelError(f"året {year} er ikke i kjøringen ({self.years[0]}–{self.years[-1]})")
        return np.asarray(self.values[name][self.years.index(year)])


@remembered
def tornado(run: Run) -> Tornado:
    """Every factor that the plan of a run draws, at both its ends."""
    return tornado_of(run.plan, ends_of(run))


def ends_of(run: Run) -> dict[str, tuple[float, float]]:
    """Both ends of every drawn factor, from the neutral value. A factor whose ends are equal is left out."""
    found = {}
    for name, scores in factor_levels(run).items():
        low, high = (percentiles(scores, OUTER) - factor_of(FACTORS[name]).neutral).tolist()
        if low < high:
            found[name] = (low, high)
    return found


def tornado_of(plan: Plan, ends: Ends) -> Tornado:
    """Factors at given ends, all in one set of rows."""
    shocks = [(), *((Shock(name, size),) for name, both in ends.items() for size in both)]
    cases = Cases.of([plan], product(variants=(PLAIN,), shocks=shocks))
    names = tuple(dict.fromkeys(n for n in ratios_of(plan) if n in {r.measured for r in plan.rules.maaltall}))
    found = run_cases(cases, names or ("netto_driftsresultat",))
    return Tornado(found.years, dict(ends), needs(cases), found.values)
