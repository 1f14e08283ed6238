"""The lasting need composed: the starting position, and what people, investment, prices, income growth and the end condition add.

The plan is compared with a frozen version of itself, in which each part is neutral from the first projected year: the population
is held, projects do not go on, all prices grow alike and rates are held, free income has no real growth, and no end condition
applies. What the frozen plan needs is the starting position. Every mix of the two is a row of one batch
(docs/method/aarsaker.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.assumptions.macro import deflator_vekst
from ldip.engine.graph import Array
from ldip.engine.schedule import ub_of
from ldip.investments.openings import NEVER
from ldip.model.catalogue import STAGES
from ldip.simulation import shapley
from ldip.simulation.demands import Trial
from ldip.simulation.inputs import ModelInputs, no_shocks, run_rows, variant_inputs
from ldip.simulation.lasting import levels_of
from ldip.simulation.roots import NEAR
from ldip.simulation.run import Run

START: Final = "utgangspunkt"
PARTS: Final = ("demografi", "investeringer", "priser", "inntektsvekst", "sluttkrav")  # in the stated order
PEOPLE: Final = "demography"
NATION: Final = ("landet_alder_juli", "landet_alder_endring")
RATES: Final = ("styringsrente_bane", "nibor_paaslag", "swap_5aar")
PRICES: Final = ("loennsvekst_bane", "prisvekst_bane", "byggekostnadsvekst_bane")


@dataclass(frozen=True)
class Composition:
    """The lasting need by part, kr_fast: `start` and the `parts` (Shapley shares) sum to `amount`; `in_order` are the parts added
    one by one in the order of PARTS. `held` is the year whose state the frozen plan keeps."""

    amount: float
    start: float
    parts: Mapping[str, float]
    in_order: Mapping[str, float]
    held: int


def composition(run: Run) -> Composition | None:
    """The composition of a run's lasting need; None where it has none."""
    bound = run.results.kinds[0].bound
    inputs = bound.inputs(run.results.kinds[0].picks)
    projected = inputs.values["framskrevet_aar"][:, 0] > 0.0
    if run.lasting.amount is None or not projected.any():
        return None
    first = int(np.argmax(projected))
    coalitions = shapley.coalitions(len(PARTS))
    rows, n = len(coalitions), len(inputs.years)
    plain = no_shocks(n, inputs.ids) | variant_inputs(["uten_innsparing"], n)
    people = run_rows(bound.catalogue, inputs, _people_read(), plain, 1)
    extra = dict(plain)
    for place, part in enumerate(PARTS):
        own = {**inputs.values, **people}
        for name, frozen in _frozen(part, inputs, people, first).items():
            extra[name] = _mixed(own[name], frozen, coalitions[:, place])
    found = np.array(levels_of(Trial.of(bound.catalogue, inputs, extra, rows), NEAR))
    shares, order = shapley.shares(found), shapley.in_order(found)
    named, added = (dict(zip(PARTS, (float(v) for v in values), strict=True)) for values in (shares, order))
    return Composition(float(found[-1]), float(found[0]), named, added, run.years[max(first - 1, 0)])


def _mixed(own: Array, frozen: Array, kept: NDArray[np.bool_]) -> Array:
    """The plan's values in rows that keep a part and the frozen ones in the others, (year, row, *axes)."""
    mask = kept.reshape(1, -1, *(1,) * (own.ndim - 2))
    return np.where(mask, own, frozen)


@cache
def _people_read() -> tuple[str, ...]:
    """Values of the population that later stages read; formulas that only open a balance are left to the engine."""
    made = {s.name for name, stage in STAGES if name == PEOPLE for s in stage}
    read = {i for name, stage in STAGES if name != PEOPLE for s in stage for i in s.inputs}
    return tuple(sorted(i for i in read if {i, ub_of(i)} & made and not i.endswith("_aapning")))


def _frozen(part: str, inputs: ModelInputs, people: Mapping[str, Array], first: int) -> dict[str, Array]:
    """The inputs and given values of a part when it is neutral from a year on, (year, 1, *axes)."""
    v = inputs.values
    match part:
        case "demografi":
            held = {n: _held(x, first if n.endswith("_ib") else first - 1, first) for n, x in people.items()}
            return held | {n: _held(v[n], first - 1, first) for n in NATION}
        case "investeringer":
            return _without_projects(v, first)
        case "priser":
            growth = deflator_vekst(v["loennsvekst_bane"], v["prisvekst_bane"], v["deflator_loennsandel"])
            alike = {n: np.concatenate((v[n][:first], growth[first:])) for n in PRICES}
            return alike | {n: _held(v[n], first - 1, first) for n in RATES}
        case "inntektsvekst":
            return {n: _zero(v[n], first) for n in ("realvekst_frie_inntekter", "vekst_dekker_demografi")}
        case _:
            return {"sluttkrav_gjelder": _zero(v["sluttkrav_gjelder"], 0)}


def _held(values: Array, at: int, first: int) -> Array:
    """Values that stay as in year `at` from year `first` on."""
    out = np.array(values)
    out[first:] = out[max(at, 0)]
    return out


def _zero(values: Array, first: int) -> Array:
    out = np.array(values)
    out[first:] = 0.0
    return out


def _without_projects(v: Mapping[str, Array], first: int) -> dict[str, Array]:
    """Nothing is built, sold or opened from the first projected year."""
    before = max(first - 1, 0)
    opened = v["prosjekt_aapent"][before] if first else np.zeros_like(v["prosjekt_aapent"][0])
    out = {n: _zero(v[n], first) for n in ("framdrift", "aapner_i_aar", "prosjektsalg_fast")}
    stays = np.array(v["prosjekt_aapent"])
    stays[first:] = opened
    never = np.where(opened > 0.0, v["prosjekt_aapner_maaned"], NEVER)
    return out | {"prosjekt_aapent": stays, "prosjekt_aapner_maaned": never}
