"""A plan under named stresses, one by one and all at once, as rows of one batch beside the base case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ldip.engine.graph import Array
from ldip.errors import ModelError
from ldip.parameters.stress_cases import Stress, stresses
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.simulation.batch import TARGETS, no_shocks, variant_rows
from ldip.simulation.rows import run_rows
from ldip.simulation.run import Run
from ldip.simulation.simulate import HEADLINES, simulate

BASE = "basis"
TOGETHER = "samlet"


@dataclass(frozen=True, eq=False)
class Stressed:
    """Results by row: `basis`, each stress by id, and `samlet` where there are several. values (year, rows) by name."""

    run: Run
    rows: tuple[str, ...]
    values: Mapping[str, Array]

    def value(self, name: str, year: int, row: str) -> float:
        """One number in the engine's unit. Errors: ModelError for a name that was not kept."""
        if name not in self.values:
            raise ModelError(f"{name} er ikke tatt vare på; {nearest(name, sorted(self.values))}")
        return float(self.values[name][self.run.years.index(year), self.rows.index(row)])


def stress(plan: Plan, names: Iterable[str] | None = None, keep: Iterable[str] = HEADLINES) -> Stressed:
    """Run a plan under stresses, all that ship where none are named. Savings follow the plan's own variant.

    Errors: ModelError for an unknown stress."""
    chosen = tuple(dict.fromkeys(stresses() if names is None else names))
    if unknown := [n for n in chosen if n not in stresses()]:
        raise ModelError(f"ukjent stress {unknown[0]!r}; {nearest(unknown[0], list(stresses()))}")
    run = simulate(plan)
    cases: list[tuple[Stress, ...]] = [(), *((stresses()[n],) for n in chosen)]
    rows = (BASE, *chosen)
    if len(chosen) > 1:
        cases.append(tuple(stresses()[n] for n in chosen))
        rows = (*rows, TOGETHER)
    kept = [n for n in dict.fromkeys((*keep, *(r.measured for r in plan.rules.maaltall))) if not run.axes(n)]
    n, variant = len(run.years), [run.variant] * len(rows)
    steady = [run.steady if run.variant == "jevn" else 0.0] * len(rows)
    extra = no_shocks(n) | _shocks(run, cases) | variant_rows(variant, n, steady)
    found = run_rows(run.source.steps, run.source.batch, kept, extra, len(rows))
    return Stressed(run, rows, {name: np.broadcast_to(v, (n, len(rows))) for name, v in found.items()})


def _shocks(run: Run, cases: Sequence[Sequence[Stress]]) -> dict[str, Array]:
    """(year, rows) by the factor's input: from the first projected year, for one year or the rest."""
    projected = run.source.batch.projected[:, 0] > 0.0
    first = int(np.argmax(projected)) if projected.any() else len(projected)
    found: dict[str, Array] = {}
    for row, case in enumerate(cases):
        for s in case:
            target = found.setdefault(TARGETS[s.faktor], np.zeros((len(projected), len(cases))))
            target[first : first + 1 if s.varighet == "ett" else None, row] += s.endring
    return found
