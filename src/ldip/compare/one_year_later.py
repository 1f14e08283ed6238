"""Cost of putting each project off for a year: the change of the lasting need, and the places that are then lacking.

All projects that can wait are rows of one batch: the plan, and the plan with one of them a year later each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.plan.deadlines import can_wait
from ldip.plan.document import Plan
from ldip.plan.memo import remembered
from ldip.plan.moves import begins, delayed
from ldip.simulation.cases import Case, Cases
from ldip.simulation.inputs import PRICED
from ldip.simulation.run_cases import run_and_search
from ldip.simulation.unpriced import HALF
from ldip.simulation.work import Work, work_of

LACKING: Final = "plassmangel"


@dataclass(frozen=True)
class Later:
    """A project a year later. `start` is the first year it is built in the plan as it is, and `need` the change of the lasting
    need, kr_fast: positive where waiting costs.

    `places` is the most that the project's service lacks more of in a year, and `first` the first such year; 0 and None where the
    delay makes no difference, and where the project has no places. `follows` are the projects that had to be moved with it."""

    id: str
    start: int
    need: float
    places: float
    first: int | None
    follows: tuple[str, ...]


def work_of_waits(plan: Plan) -> Work:
    """The work of all projects that can wait, a row each."""
    return work_of(plan, sum(can_wait(plan, i) for i in plan.projects))


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
        told = (0.0, None) if at is None else _places(plan, lacks[0][:, at], lacks[k][:, at])
        rows.append(Later(name, begins(plan.projects[name]), float(found[k] - found[0]), *told, follows))
    return tuple(sorted(rows, key=lambda r: (-abs(r.need), -r.places, r.id)))


def _places(plan: Plan, now: Array, later: Array) -> tuple[float, int | None]:
    """The most places more that are lacking, and the first year of it."""
    more = later - now
    if more.max() < HALF:
        return 0.0, None
    return float(more.max()), plan.years[int(np.argmax(more >= HALF))]
