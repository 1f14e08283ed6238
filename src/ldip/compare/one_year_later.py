"""Cost of putting each project off for a year: the change of the lasting need, and the places that are then lacking.

All projects that can wait are rows of one batch: the plan, and the plan with one of them a year later each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.plan.document import Plan
from ldip.plan.memo import remembered
from ldip.plan.moves import delayed, first_spent, window
from ldip.plan.plausible.dates import first_open_year
from ldip.simulation.cases import Case, Cases
from ldip.simulation.inputs import PRICED
from ldip.simulation.run_cases import run_and_search
from ldip.simulation.unpriced import HALF

LACKING: Final = "plassmangel"


@dataclass(frozen=True)
class Later:
    """A project a year later. `start` is the first year it is built in the plan as it is, and `need` the change of the lasting
    need, kr_fast: positive where waiting costs.

    `places` is the most that the project's service lacks more of in a year, and `first` the first such year; 0 and None where the
    delay makes no difference, and where the project has no places. `short` is the first year its service lacks places in the plan
    as it is, also if the project were started at once: then it is too late. `follows` are the projects that had to be moved with
    it."""

    id: str
    start: int
    need: float
    places: float
    first: int | None
    short: int | None
    follows: tuple[str, ...]


@remembered
def one_year_later(plan: Plan) -> tuple[Later, ...]:
    """Every project that can be put off, the greatest effect first; empty where the plan has no need to compare.

    Errors: ModelError when the model itself is wrong."""
    names = [i for i in plan.projects if can_wait(plan, i)]
    if not names or plan.first_projected > plan.years[-1]:
        return ()
    made = [delayed(plan, i, 1) for i in names]
    priced = PRICED if plan.rules.mangel_prises else ()
    plans = [plan, *(p for p, _ in made)]
    results, found = run_and_search(Cases.of(plans, [Case(plan=i, priced=priced) for i in range(len(plans))]), (LACKING,))
    services = results.kinds[0].bound.ids["tjeneste"]
    lacks = [results.series(LACKING, case) for case in range(len(plans))]
    rows = []
    for k, (name, (_, follows)) in enumerate(zip(names, made, strict=True), 1):
        service = plan.projects[name].tjeneste
        at = services.index(service) if service in services and plan.projects[name].kapasitet else None
        told = (0.0, None, None) if at is None else _places(plan, name, lacks[0][:, at], lacks[k][:, at])
        rows.append(Later(name, _start(plan, name), float(found[k] - found[0]), *told, follows))
    return tuple(sorted(rows, key=lambda r: (-abs(r.need), -r.places, r.id)))


def can_wait(plan: Plan, name: str) -> bool:
    """Whether a project is in use, not bound by contract, not begun, and has a year left to be put off to."""
    p = plan.projects[name]
    return p.in_use and p.utsettes_aar < window(plan, name)[1] and _start(plan, name) >= first_open_year(plan)


def _start(plan: Plan, name: str) -> int:
    return first_spent(plan.projects[name]) + plan.projects[name].utsettes_aar


def _places(plan: Plan, name: str, now: Array, later: Array) -> tuple[float, int | None, int | None]:
    """The most places more that are lacking, the first year of it, and the first year that no start could have met."""
    more = later - now
    first = plan.years[int(np.argmax(more >= HALF))] if more.max() >= HALF else None
    soonest = plan.projects[name].opening[0] - (_start(plan, name) - first_open_year(plan))
    missed = [y for y, lacking in zip(plan.years, now.tolist(), strict=True) if lacking >= HALF and first_open_year(plan) <= y]
    short = missed[0] if missed and missed[0] < soonest else None
    return float(max(more.max(), 0.0)) if first else 0.0, first, short
