"""A batch: bound inputs of one or several plans with rows for variants, draws and cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.binding.bound import Binding, expand
from ldip.engine.execute import Inputs, Lines
from ldip.engine.graph import Array
from ldip.plan.document import Plan
from ldip.uncertainty.draws import FactorPath
from ldip.uncertainty.population import Settings, default_settings

VARIANTS: Final = ("statisk", "realisert", "jevn")
VARIANT_INPUTS: Final = ("innsparing_realiseres", "variant_statisk", "fondsgulv_fylles", "jevn_innsparing_fast")
TARGETS: Final = {
    "styringsrente": "sjokk_styringsrente",
    "loennsvekst": "sjokk_loennsvekst",
    "ferdigandel": "sjokk_ferdigandel",
    "avkastning": "sjokk_avkastning",
    "frie_inntekter": "sjokk_frie_inntekter",
}


@dataclass(frozen=True)
class Batch:
    """Arrays for a run. `values` (year, rows or 1, *axes); `openings` (rows or 1, *axes)."""

    years: tuple[int, ...]
    ids: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Array]
    openings: Mapping[str, Array]
    lines: Mapping[str, Lines]
    rows: int = 1
    start: NDArray[np.bool_] | None = None
    projected: Array = field(default_factory=lambda: np.zeros((0, 1)))

    def inputs(self, extra: Mapping[str, Array], rows: int) -> Inputs:
        """Inputs for the engine with per-row arrays added, (year, rows)."""
        sizes = {axis: len(ids) for axis, ids in self.ids.items()}
        return Inputs({**self.values, **extra}, self.openings, self.lines, sizes, rows, self.start)


def single(b: Binding) -> Batch:
    """The batch of one plan."""
    return Batch(b.years, b.ids, b.values, b.openings, b.lines, projected=b.values["framskrevet_aar"])


def variant_rows(variants: Sequence[str], n_years: int, steady: Sequence[float] | None = None) -> dict[str, Array]:
    """Inputs that make each row one variant, (year, rows). `steady` is the jevn level by row, kr_fast."""

    def rows(flags: Sequence[float]) -> Array:
        return np.broadcast_to(np.array(flags, dtype=np.float64), (n_years, len(flags)))

    return {
        "innsparing_realiseres": rows([float(v == "realisert") for v in variants]),
        "variant_statisk": rows([float(v == "statisk") for v in variants]),
        "fondsgulv_fylles": rows([float(v != "statisk") for v in variants]),
        "jevn_innsparing_fast": rows(list(steady) if steady is not None else [0.0] * len(variants)),
    }


def no_shocks(n_years: int) -> dict[str, Array]:
    """The base case: every uncertain factor at zero."""
    return {target: np.zeros((n_years, 1)) for target in TARGETS.values()}


def factor_paths(plan: Plan) -> tuple[FactorPath, ...]:
    """The plan's uncertain factors with their yearly spread."""
    found = [
        FactorPath(f.id, TARGETS[f.id], tuple(expand(f.standardavvik, plan.years)), f.varighet) for f in plan.uncertainty.faktor
    ]
    housing = plan.population.bolig
    if housing is not None and housing.ferdigandel_standardavvik > 0.0:
        spread = (housing.ferdigandel_standardavvik,) * len(plan.years)
        found.append(FactorPath("ferdigandel", TARGETS["ferdigandel"], spread, 0.0))
    return tuple(found)


def population_settings(plan: Plan, seed: int) -> Settings | None:
    """The calibrated uncertainty of the population with the plan's own changes; None where the plan has none."""
    found = plan.uncertainty.befolkning
    return None if found is None else default_settings(**found.changes, seed=seed)
