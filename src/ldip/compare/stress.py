"""A plan under named stresses, one by one and all at once, as rows of one batch beside the base case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ldip.engine.graph import Array
from ldip.errors import ModelError
from ldip.locales import language, tr
from ldip.parameters.stress_cases import stresses
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.simulation.cases import Cases, product
from ldip.simulation.run import Run
from ldip.simulation.run_cases import run_cases
from ldip.simulation.simulate import HEADLINES, ratios_of, run_of

BASE = "basis"
TOGETHER = "samlet"


@dataclass(frozen=True, eq=False)
class Stressed:
    """Results by row: `basis`, each stress by id, and `samlet` where there are several. values (year, row) by name."""

    run: Run
    rows: tuple[str, ...]
    values: Mapping[str, Array]

    def value(self, name: str, year: int, row: str) -> float:
        """One number in the engine's unit. Errors: ModelError for a name that was not kept."""
        if name not in self.values:
            raise ModelError(f"{name} er ikke tatt vare på; {nearest(name, sorted(self.values))}")
        return float(self.values[name][self.run.years.index(year), self.rows.index(row)])


def stress(plan: Plan, names: Iterable[str] | None = None, keep: Iterable[str] = HEADLINES, *, variant: str = "") -> Stressed:
    """Run a plan under stresses, by default every stress of parameters/stress.toml, seen by a variant of the need.

    The saving of variant varig is set in the base case and does not change under a stress. Errors: ModelError for an
    unknown stress."""
    chosen = tuple(dict.fromkeys(stresses() if names is None else names))
    if unknown := [n for n in chosen if n not in stresses()]:
        raise ModelError(f"ukjent stress {unknown[0]!r}; {nearest(unknown[0], list(stresses()))}")
    together = {TOGETHER: chosen} if len(chosen) > 1 else {}
    rows: dict[str, tuple[str, ...]] = {BASE: (), **{n: (n,) for n in chosen}, **together}
    cases = Cases.of([plan], product(variants=(variant,), shocks=rows.values()))
    found = run_cases(cases, (*HEADLINES, *keep, *ratios_of(plan)))
    run = run_of(found.of_rows(np.zeros(1, dtype=np.int64)))
    wanted = [n for n in dict.fromkeys((*keep, *(r.measured for r in plan.rules.maaltall))) if not run.axes(n)]
    return Stressed(run, tuple(rows), {n: found.values[n] for n in wanted})


def stress_name(row: str) -> str:
    """A stress in the reader's language."""
    if row in (BASE, TOGETHER):
        return tr(f"stress.{row}")
    found = stresses()[row]
    return {"nn": found.nn, "en": found.en}.get(language(), found.navn)
