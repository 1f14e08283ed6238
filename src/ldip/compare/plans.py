"""Two plans compared: every input that differs, with its place, and the results that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ldip.compare.changed_input import Common, InputChange
from ldip.compare.changed_rows import row_changes
from ldip.compare.changes import document_changes
from ldip.plan.document import Plan
from ldip.simulation.run import Run
from ldip.simulation.simulate import HEADLINES, simulate
from ldip.statements.prices import PRICES, price_index

KRONE: Final = 0.5
SMALL: Final = 1e-9
EARLIER: Final = 15  # years before the price year in which amounts may be stated
KEPT: Final = (*HEADLINES, *PRICES)


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
    before, after = simulate(a, keep=KEPT), simulate(b, keep=KEPT)
    return Bridge(before, after, tuple(input_changes(a, b, price_levels(after))), tuple(_results(before, after)))


def input_changes(a: Plan, b: Plan, levels: Mapping[str, float] | None = None) -> Iterator[InputChange]:
    """Inputs that differ in effect, file by file: an input that only one plan states is held against what the other runs with.

    A changed source alone is no change. Paths by year are held against each other in the years that both plans have. Amounts in
    fixed prices of two years are compared in those of the second plan where `levels` (by price basis) has them."""
    years = tuple(y for y in b.years if y in a.years) or tuple(b.years)
    bases = (f"{a.head.tid.prisnivaa}-kroner", f"{b.head.tid.prisnivaa}-kroner")
    common = Common(years, bases, levels or {})
    yield from document_changes(a, b, common)
    yield from row_changes(a, b, common)


def price_levels(run: Run) -> Mapping[str, float]:
    """Price levels of the years around a run by price basis, 1 in its price year: the run's own deflator, and the known one."""
    head = run.plan.head.tid
    index, growth = ({y: run.value(n, y) for y in run.years} for n in PRICES)
    years = range(head.prisnivaa - EARLIER, run.years[-1] + 1)
    found = {y: price_index(y, head.prisnivaa, head.kunnskapsdato, index, growth) for y in years}
    return {f"{y}-kroner": level for y, level in found.items() if level is not None}


def _results(before: Run, after: Run) -> Iterator[ResultChange]:
    ratios = [r.measured for r in before.plan.rules.maaltall if r.measured in {x.measured for x in after.plan.rules.maaltall}]
    for name in dict.fromkeys((*HEADLINES, *ratios)):
        if before.axes(name) or before.unit(name) != after.unit(name):
            continue
        for year in (y for y in before.years if y in after.years):
            x, y, unit = before.value(name, year), after.value(name, year), after.unit(name)
            if abs(x - y) > (KRONE if unit.startswith("kr") else SMALL):
                yield ResultChange(name, year, x, y, unit)
