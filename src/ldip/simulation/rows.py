"""Running rows of a batch: the base case of a variant, and the search for variant jevn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ldip.binding.bound import Binding
from ldip.demography.moves import as_rates
from ldip.engine.execute import project
from ldip.engine.graph import Array
from ldip.engine.schedule import Catalogue, Program, compile_program
from ldip.plan.document import Plan
from ldip.simulation.batch import Batch, no_shocks, population_settings, variant_rows
from ldip.uncertainty.draws import FactorPath
from ldip.uncertainty.population import Settings

Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Source:
    """What a run was made from, enough to recompute any row."""

    plan: Plan
    binding: Binding
    batch: Batch
    steps: Catalogue
    factors: tuple[FactorPath, ...]
    seed: int

    @cached_property
    def population(self) -> Settings | None:
        """Uncertainty of the population; None where the plan has none."""
        return population_settings(self.plan, self.seed)

    @property
    def noise(self) -> str:
        """How the counts are uncertain: normal, poisson or ingen."""
        found = self.plan.uncertainty.befolkning
        return found.tellestoey if found else "ingen"

    @cached_property
    def adjustment(self) -> dict[str, Array]:
        """What draws take over from the base case. (year, 1, *axes)

        The year-end adjustment as a factor, and net out-moves given as counts as rates on those
        present, so that a draw with fewer people does not lose more than it has.
        """
        names = ("justering_relativ", "justering_absolutt", "innflytting_bane", "ordinaert_folketall", "overlevende")
        base = base_row(self.steps, self.batch, names, "statisk")
        share = self.batch.values["flyttetid_andel"][:, :, None, None, None]
        present = share * base["ordinaert_folketall"] + (1.0 - share) * base["overlevende"]
        rate, arrivals = as_rates(base["innflytting_bane"], present)
        return {
            "justeringsfaktor": base["justering_relativ"],
            "justeringstillegg": base["justering_absolutt"],
            "folketall_basis": base["ordinaert_folketall"].sum(axis=2),
            "innflytting_bane": arrivals,
            "utflyttingsrate": np.minimum(self.batch.values["utflyttingsrate"] + rate, 1.0),
        }


@lru_cache(maxsize=64)
def program(
    steps: Catalogue,
    years: tuple[int, ...],
    keep: frozenset[str],
    avvik: frozenset[str],
    carried: frozenset[str],
    cut: frozenset[str] = frozenset(),
) -> Program:
    """Compiled order of work, made once for each set of steps, years, kept names and names given from outside."""
    return compile_program(steps, years, keep, avvik=avvik, carried=carried, cut=cut)


def with_lines(steps: Catalogue, batch: Batch) -> frozenset[str]:
    """Totals that have plan lines and so get a residual part."""
    return frozenset(n for n in batch.lines if n in steps.steps and steps.steps[n][0].avvik)


def run_rows(
    steps: Catalogue, batch: Batch, keep: Iterable[str], extra: Mapping[str, Array], rows: int, progress: Progress | None = None
) -> dict[str, Array]:
    """Run rows of a batch: kept names as (year, rows or 1, *axes). Steps among `extra` are given, not computed."""
    carried = frozenset(n for n, lines in batch.lines.items() if lines.carry is not None)
    cut = frozenset(n for n in extra if n in steps.steps)
    compiled = program(steps, batch.years, frozenset(keep), with_lines(steps, batch), carried, cut)
    return project(compiled, batch.inputs(extra, rows), progress)


def base_row(steps: Catalogue, batch: Batch, keep: Iterable[str], variant: str, steady: float = 0.0) -> dict[str, Array]:
    """The base case of one variant, alone in its batch."""
    n = len(batch.years)
    extra = no_shocks(n) | variant_rows([variant], n, [steady])
    return run_rows(steps, batch, keep, extra, max(batch.rows, 1))


def solve_steady(steps: Catalogue, batch: Batch) -> float:
    """Least constant saving in fixed prices that keeps every rule (variant jevn), by bisection on the batch axis.

    Returns kr_fast. Each pass tries 64 levels at once; the answer is within 0.001 krone.
    """
    low, high = 0.0, 1e6
    while not _holds(steps, batch, [high])[0]:
        low, high = high, high * 4.0
        if high > 1e14:
            return high
    if low == 0.0 and _holds(steps, batch, [0.0])[0]:
        return 0.0
    while high - low > 1e-3:
        levels = np.linspace(low, high, 66)[1:-1]
        good = _holds(steps, batch, list(levels))
        first = int(np.argmax(good)) if any(good) else len(levels)
        low, high = (low if first == 0 else float(levels[first - 1])), (high if first == len(levels) else float(levels[first]))
    return high


def _holds(steps: Catalogue, batch: Batch, levels: Sequence[float]) -> list[bool]:
    n = len(batch.years)
    extra = no_shocks(n) | variant_rows(["jevn"] * len(levels), n, levels)
    values = run_rows(steps, batch, ["nytt", "jevn_gjelder"], extra, len(levels))
    need = np.broadcast_to(values["nytt"], (n, len(levels))) * values["jevn_gjelder"]
    return [bool(v) for v in np.atleast_1d(np.all(need <= 1e-6, axis=0))]
