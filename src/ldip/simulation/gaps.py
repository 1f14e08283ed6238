"""Needs without a project, year by year: the places that are not built and the renewal that is not paid for, with their cost.

The places and amounts are those of the run that prices them (simulation/unpriced.py); nothing is added here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ldip.engine.graph import Array
from ldip.plan.memo import remembered
from ldip.simulation.cases import Case, Index
from ldip.simulation.inputs import PRICED
from ldip.simulation.places import ServicePlaces, placed, service_places
from ldip.simulation.run import Run
from ldip.simulation.run_cases import Results, run_cases
from ldip.simulation.unpriced import HALF

KEPT: Final = ("plassinvestering", "uprisede_fornyelse", "uprisede_plasser_ub")
Years = NDArray[np.bool_]
Kind = Literal["plasser", "forbigaaende", "fornyelse"]


@dataclass(frozen=True, eq=False)
class Gap:
    """A need without a project, in the years `first`–`last`.

    `kind`: places that are lacking for good and are priced; places that are lacking for a time, or without a price; renewal.
    `zone` is the one that lacks them, empty for the whole municipality; what is built for a service is shared by what its zones
    lack in the last year. `places` is the most that is lacking, 0 for renewal. `amount` is the cost
    in kr_fast over the years, None without a price; `yearly` are the same kroner by year, empty where they are not in a run."""

    kind: Kind
    service: str
    zone: str
    places: float
    first: int
    last: int
    amount: float | None
    yearly: tuple[float, ...]


@remembered
def gaps(run: Run) -> tuple[Gap, ...]:
    """Every need without a project, by service and zone, renewal last."""
    found = run_cases(run.results.cases.only(Index.of([Case(priced=PRICED)])), KEPT)
    projected = run.bound.inputs(run.results.kinds[0].picks).values["framskrevet_aar"][:, 0] > 0.0
    deflator = run.series("deflator_indeks_ub")
    services, judged = run.ids("tjeneste"), placed(run.plan)
    places = (g for at, i in enumerate(services) if i in judged for g in _of_service(run, found, projected, (at, i)))
    return (*places, *_renewal(run, found.series("uprisede_fornyelse") / deflator))


def _of_service(run: Run, found: Results, projected: Years, service: tuple[int, str]) -> Iterator[Gap]:
    at, name = service
    built = found.series("uprisede_plasser_ub")[:, at]
    paid = found.series("plassinvestering")[:, at] / run.series("deflator_indeks_ub")
    parts = [(zone, lacks * projected) for zone, lacks in _parts(service_places(run, name))]
    ends = sum(float(lacks[-1]) for _, lacks in parts)
    for zone, lacks in parts:
        share = float(lacks[-1]) / ends if ends > 0.0 else 0.0
        if share * float(built[-1]) >= HALF and paid.any():
            first, last = _ends(run, paid > 0.0)
            cost = share * paid
            yield Gap("plasser", name, zone, share * float(built[-1]), first, last, float(cost.sum()), tuple(cost.tolist()))
        rest = lacks - share * built
        if rest.max(initial=0.0) >= HALF:
            yield _passing(run, name, zone, rest)


def _parts(found: ServicePlaces) -> Iterator[tuple[str, Array]]:
    """Places lacking by year in each part that is judged, and in the whole beyond its zones; the parts sum to the whole."""
    zones = [(p.zone, p.lacking) for p in found.short if p.zone]
    yield from zones
    rest = found.whole.lacking - sum((lacks for _, lacks in zones), np.zeros(len(found.whole.lacking)))
    if rest.max(initial=0.0) >= HALF:
        yield "", rest


def _passing(run: Run, service: str, zone: str, lacks: Array) -> Gap:
    """Places that no run builds, priced by the service's own price of a place."""
    first, last = _ends(run, lacks >= HALF)
    most, price = float(lacks.max()), _price(run, service)
    return Gap("forbigaaende", service, zone, most, first, last, None if price is None else most * price, ())


def _price(run: Run, service: str) -> float | None:
    """Kroner to build a place; None without a price."""
    places = run.plan.services[service].plasser
    cost = None if places is None or places.pris is None else places.pris.bygg_per_plass
    return None if cost is None else cost.kroner


def _renewal(run: Run, paid: Array) -> Iterator[Gap]:
    if paid.any():
        first, last = _ends(run, paid > 0.0)
        yield Gap("fornyelse", "", "", 0.0, first, last, float(paid.sum()), tuple(paid.tolist()))


def _ends(run: Run, marked: Years) -> tuple[int, int]:
    at = np.flatnonzero(marked)
    return run.years[int(at[0])], run.years[int(at[-1])]
