"""Uprisede behov: the need when what the plan leaves out is priced, and the parts of places, renewal and backlog in it.

The rows are every set of the three, and the parts are Shapley shares of the difference (docs/method/uprisede-behov.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.plan.memo import remembered
from ldip.plan.schema.files import ServiceFile
from ldip.simulation import shapley
from ldip.simulation.cases import Case, Index
from ldip.simulation.inputs import PRICED
from ldip.simulation.lasting import Lasting, lasting, trial_of
from ldip.simulation.run import Run
from ldip.simulation.run_cases import Results, needs, run_cases

Years = NDArray[np.bool_]
HALF: Final = 0.5  # places; fewer are none, as in mangelaar
FLOWS: Final = ("uprisede_investeringer", "uprisede_vedlikehold", "uprisede_fordelt")  # all that a row may price
PLACES: Final = ("plassmangel", "varig_plassmangel", "ledig_kapasitet", "uprisede_plasser_ub", "leide_plasser")


@dataclass(frozen=True)
class Shortage:
    """Places that a service lacks in projected years: `most` in the year `peak`, from `first`, and `lasting` in the last year.

    The priced run has `built` in the last year and rents at most `rented`, in the year `rented_in`. `unmet` is the most that it
    neither builds nor rents, in the year `unmet_in`: a shortage that passes, or one before the lead time is over; `late` is what
    it lacks so in the last year. `priced`: the service has a price of a place."""

    lasting: float
    most: float
    first: int
    peak: int
    built: float
    rented: float
    rented_in: int
    late: float
    unmet: float
    unmet_in: int
    priced: bool


@dataclass(frozen=True)
class Part:
    """Addition of one kind of unpriced need, kr_fast; `stated` is false where the plan lacks what it takes to price it."""

    id: str
    amount: float
    stated: bool = True


@dataclass(frozen=True)
class Unpriced:
    """The lasting need of the plan (`base`) and with what it leaves out (`priced`), with their roots and binding demands.

    `shortages` are the services that lack places in a projected year; `idle` are idle places in `year`, the last of the plan.
    `parts` sum to the difference; there are none where one of the two has no amount. `first`: `priced` is the plan's headline."""

    year: int
    shortages: Mapping[str, Shortage]
    idle: Mapping[str, float]
    base: Lasting
    priced: Lasting
    parts: tuple[Part, ...]
    first: bool

    @property
    def amount(self) -> float | None:
        """The need with what the plan leaves out, kr_fast; None without projected years."""
        return self.priced.amount

    @property
    def places(self) -> dict[str, float]:
        """Lasting shortage that is priced, by service."""
        return {i: s.lasting for i, s in self.shortages.items() if s.priced and s.lasting >= HALF}

    @property
    def lacking(self) -> tuple[str, ...]:
        """Services that lack places and have no price for them."""
        return tuple(i for i, s in self.shortages.items() if not s.priced)

    @property
    def passing(self) -> dict[str, Shortage]:
        """Priced services that lack places for a time that are not in the amount."""
        return {i: s for i, s in self.shortages.items() if s.priced and s.unmet >= HALF}


@remembered
def unpriced(run: Run) -> Unpriced:
    """Unpriced need of the base case: the lasting need of the plan, and with every set of what it leaves out priced."""
    rows = shapley.subsets(PRICED)
    found = run_cases(run.results.cases.only(Index.of([Case(priced=names) for names in rows])), (*PLACES, *FLOWS))
    inputs = run.bound.inputs(run.results.kinds[0].picks)
    priced = run.lasting
    if any(not np.array_equal(found.series(n, 0), found.series(n, -1)) for n in FLOWS):
        priced = lasting(trial_of(run.catalogue, inputs, priced=PRICED))
    projected = inputs.values["framskrevet_aar"][:, 0] > 0.0
    last = found.series("ledig_kapasitet")[-1]
    return Unpriced(
        year=run.years[-1],
        shortages=_shortages(run, found, projected),
        idle={i: float(n) for i, n in zip(run.ids("tjeneste"), last, strict=True) if n >= HALF},
        base=run.lasting,
        priced=priced,
        parts=_parts(run, found, run.lasting.amount, priced.amount),
        first=run.plan.rules.mangel_prises,
    )


def _parts(run: Run, found: Results, base: float | None, priced: float | None) -> tuple[Part, ...]:
    """Shapley shares of the difference; none where one of the two has no amount. Sets that price the same have the same need."""
    if base is None or priced is None:
        return ()
    rows = found.cases.index.kinds
    flows = [b"".join(found.series(n, at).tobytes() for n in FLOWS) for at in range(len(rows))]
    known = {flows[-1]: priced, flows[0]: base}
    lacking = {flow: row for flow, row in zip(flows, rows, strict=True) if flow not in known}
    known |= zip(lacking, needs(found.cases.only(Index.of(lacking.values()))).tolist(), strict=True) if lacking else ()
    shares = shapley.shares(np.array([known[flow] for flow in flows]))
    stated = {"etterslep": run.plan.investment.vedlikehold is not None}
    return tuple(Part(n, float(v), stated.get(n, True)) for n, v in zip(PRICED, shares, strict=True))


def _shortages(run: Run, found: Results, projected: Years) -> dict[str, Shortage]:
    missing, lasting, _, built, rented = (found.series(n, -1)[projected] for n in PLACES)
    unmet, years = missing - built - rented, np.array(run.years)[projected]
    wanted: dict[str, Shortage] = {}
    for at, service in enumerate(run.ids("tjeneste")):
        lacks = missing[:, at]
        if not len(lacks) or lacks.max() < HALF:
            continue
        most, left, hired = (int(np.argmax(v)) for v in (lacks, unmet[:, at], rented[:, at]))
        wanted[service] = Shortage(
            lasting=float(lasting[-1, at]),
            most=float(lacks[most]),
            first=int(years[np.argmax(lacks >= HALF)]),
            peak=int(years[most]),
            built=float(built[-1, at]),
            rented=float(rented[hired, at]),
            rented_in=int(years[hired]),
            late=float(unmet[-1, at]),
            unmet=float(unmet[left, at]),
            unmet_in=int(years[left]),
            priced=_priced(run.plan.services[service]),
        )
    return wanted


def _priced(service: ServiceFile) -> bool:
    return service.plasser is not None and service.plasser.pris is not None and service.plasser.pris.stated
