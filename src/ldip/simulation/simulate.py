"""simulate(plan): the base case of a plan and its draws, by the one engine. Many plans at once: `simulate_plans`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.parameters import read as parameters
from ldip.plan.document import Plan
from ldip.simulation.batches import kinds_of
from ldip.simulation.cases import Cases, product
from ldip.simulation.demands import held_names
from ldip.simulation.inputs import Progress
from ldip.simulation.run import Run
from ldip.simulation.run_cases import Results, needs, run_cases
from ldip.statements.adopted import levels_read
from ldip.version import VERSION

YEARLY: Final = "aar_for_aar"
__all__ = ["HEADLINES", "range_of_need", "simulate", "simulate_plans"]

HEADLINES: Final = (
    "inndekningsbehov",
    "inndekningsbehov_fast",
    "ukonkretisert_innsparing",
    "netto_driftsresultat",
    "sum_driftsinntekter",
    "sum_driftsutgifter",
    "sum_investeringsutgifter",
    "overfoering_til_investering",
    "bruk_av_laan",
    "laanegjeld_ub",
    "renteutgifter",
    "avdrag_paa_laan",
    "disposisjonsfond_sum_ub",
    "merforbruk_ub",
    "udekket_ub",
    "innbyggere_ub",
    "innbyggere_gruppe_ub",
    "aarsverk_sum",
    "deflator_indeks_ub",
)


def simulate(
    plan: Plan,
    draws: int = 0,
    seed: int | None = None,
    keep: Iterable[str] = HEADLINES,
    *,
    variant: str = "",
    workers: int = 2,
    progress: Progress | None = None,
) -> Run:
    """Run a plan, seen by a variant of the need: row 0 is the base case, rows 1…draws are uncertain.

    Returns a frozen Run; names outside `keep` are recomputed row by row on access. Never raises on
    an unlawful plan: see `Run.problems`. Errors: ModelError when the model itself is wrong.
    """
    if draws or variant:
        cases = Cases.of([plan], product(variants=(variant,), draws=range(draws + 1)), seed=seed)
        names = (*keep, *ratios_of(plan), *(_for_the_search(cases) if draws == 0 else ()))
        return run_of(run_cases(cases, names, workers=workers, progress=progress))
    # The picture under the headline is the need year by year; as a second row of the batch it costs next to nothing.
    cases = Cases.of([plan], product(variants=("", YEARLY)), seed=seed)
    found = run_cases(cases, (*keep, *ratios_of(plan), *_for_the_search(cases)), workers=workers, progress=progress)
    own, yearly = (found.of_rows(np.array([row])) for row in range(2))
    return replace(run_of(own), views={yearly.cases.index.kinds[0].variant: yearly.values})


def _for_the_search(cases: Cases) -> Iterable[str]:
    """Names that the search of the lasting need starts from, so that it does not repeat the run."""
    kind = kinds_of(cases)[0]
    return sorted(held_names(kind.bound.catalogue, kind.bound.inputs(kind.picks)))


def ratios_of(plan: Plan) -> tuple[str, ...]:
    """Names of the plan's own måltall, of the quantities they are measured on, and of levels that follow the state."""
    return tuple(n for r in plan.rules.maaltall for n in dict.fromkeys((r.id, r.measured, *levels_read(r))))


def run_of(results: Results) -> Run:
    """The run of one plan from its rows: the base case, and draws 1, 2, …"""
    plan, draws = results.cases.plans[0], len(results.cases) - 1
    identity = "|".join((plan.content_hash, parameters.content_hash(), VERSION, str(results.cases.seed), str(draws)))
    return Run(results, draws, hashlib.sha256(identity.encode()).hexdigest())


def simulate_plans(plans: Sequence[Plan], keep: Iterable[str] = HEADLINES) -> list[dict[str, Array]]:
    """Base case of several plans by their own variants, on one batch axis. Kept names as (year, *axes), each plan's years."""
    found = run_cases(Cases.of(plans, product(plans=range(len(plans)))), keep)
    return [{n: found.series(n, case) for n in found.values} for case in range(len(plans))]


def with_calibration(plan: Plan, value: float) -> Plan:
    """The plan with another value of its free parameter (per cent a year)."""
    macro = plan.macro
    assert macro.kalibrering_realvekst is not None
    free = macro.kalibrering_realvekst.model_copy(update={"verdi": value})
    changed = macro.model_copy(update={"kalibrering_realvekst": free})
    return replace(plan, single={**plan.single, "forutsetninger.toml": changed})


def range_of_need(plan: Plan) -> tuple[tuple[float, float], ...] | None:
    """(value of the free parameter, lasting need in fixed prices) at both ends of its range; None without one."""
    free = plan.macro.kalibrering_realvekst
    if free is None:
        return None
    ends = (free.fra, free.til)
    cases = Cases.of([with_calibration(plan, v) for v in ends], product(plans=range(len(ends))))
    return tuple((v, float(need)) for v, need in zip(ends, needs(cases), strict=True))
