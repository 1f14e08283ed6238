"""Two plans compared: every input that differs, with its place, and the results that follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ldip.compare.changed_rows import row_changes
from ldip.compare.changes import InputChange, document_changes
from ldip.plan.document import Plan
from ldip.simulation.run import Run
from ldip.simulation.simulate import HEADLINES, simulate

KRONE: Final = 0.5
SMALL: Final = 1e-9


@dataclass(frozen=True)
class ResultChange:
    """A result that differs in a year, in the engine's unit."""

    name: str
    year: int
    before: float
    after: float
    unit: str


@dataclass(frozen=True, eq=False)
class Bridge:
    """The difference between two plans: both runs, the inputs that differ and the results that follow."""

    before: Run
    after: Run
    inputs: tuple[InputChange, ...]
    results: tuple[ResultChange, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Years both plans have."""
        return tuple(y for y in self.before.years if y in self.after.years)


def compare_plans(a: Plan, b: Plan) -> Bridge:
    """Compare plan `b` with plan `a`. Both are run in the base case; results are in the engine's units.

    Errors: ModelError when the model itself is wrong.
    """
    before, after = simulate(a), simulate(b)
    return Bridge(before, after, tuple(input_changes(a, b)), tuple(_results(before, after)))


def input_changes(a: Plan, b: Plan) -> Iterator[InputChange]:
    """Inputs that differ in effect, file by file: an input that only one plan states is held against what the other runs with.

    A changed source alone is no change. Paths by year are held against each other in the years that both plans have."""
    years = tuple(y for y in b.years if y in a.years) or tuple(b.years)
    yield from document_changes(a, b, years)
    yield from row_changes(a, b, years)


def _results(before: Run, after: Run) -> Iterator[ResultChange]:
    ratios = [r.measured for r in before.plan.rules.maaltall if r.measured in {x.measured for x in after.plan.rules.maaltall}]
    for name in dict.fromkeys((*HEADLINES, *ratios)):
        if before.axes(name) or before.unit(name) != after.unit(name):
            continue
        for year in (y for y in before.years if y in after.years):
            x, y, unit = before.value(name, year), after.value(name, year), after.unit(name)
            if abs(x - y) > (KRONE if unit.startswith("kr") else SMALL):
                yield ResultChange(name, year, x, y, unit)
