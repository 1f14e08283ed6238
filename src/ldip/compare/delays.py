"""Projects to decide on this year, and the cost of a year's delay of each: the lasting need with it one year later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import floor

from ldip.plan.document import Plan
from ldip.plan.plausible.dates import first_open_year
from ldip.plan.schema.files import ProjectFile
from ldip.plan.schema.projects import MOVES
from ldip.simulation.cases import Case, Cases
from ldip.simulation.run import Run
from ldip.simulation.run_cases import needs

FOLDER = "prosjekter"


@dataclass(frozen=True)
class Due:
    """A project that is not under contract, the year it must be decided in, and whether that year has passed."""

    id: str
    year: int
    late: bool


def due_projects(plan: Plan) -> tuple[Due, ...]:
    """Projects to decide in the first year in which something can be decided, in the order of that year."""
    now = first_open_year(plan)
    found = [(i, _decided_in(plan, p)) for i, p in plan.projects.items() if _open(p, now)]
    return tuple(Due(i, y, y < now) for i, y in sorted(found, key=lambda f: f[1]) if y <= now)


def _open(project: ProjectFile, now: int) -> bool:
    """Whether something is left to decide: it counts, is no frame and no contract, and is early or has not begun to spend."""
    counts = project.in_use and project.type == "prosjekt" and not project.settled and bool(project.framdrift)
    return counts and (project.early or first_spent(project) > now)


def first_spent(project: ProjectFile) -> int:
    """The first year of spending after any delay."""
    return min(int(y) for y in project.framdrift) + project.utsettes_aar


def _decided_in(plan: Plan, project: ProjectFile) -> int:
    """The year before the first spending; for an early project with places, its service's lead time before they open."""
    latest = first_spent(project) - 1
    service = plan.services.get(project.tjeneste or "")
    places = service.plasser if service is not None else None
    if places is None or not project.early or project.kapasitet is None:
        return latest
    return min(latest, floor(project.opening[0] - places.ledetid_aar))


def delay_costs(run: Run, projects: Iterable[str]) -> dict[str, float]:
    """The change of the lasting need, kr_fast, when each project alone comes a year later.

    Projects that cannot be moved, and plans without a need, have none."""
    base, plan = run.lasting.amount, run.plan
    moved = {i: _later(plan, i) for i in projects if _may_move(run, plan.projects[i])}
    if base is None or not moved:
        return {}
    found = needs(Cases.of(list(moved.values()), [Case(plan=k) for k in range(len(moved))]))
    return {i: float(v) - base for i, v in zip(moved, found, strict=True)}


def _may_move(run: Run, project: ProjectFile) -> bool:
    return not project.settled and first_spent(project) < run.years[-1] and project.utsettes_aar < MOVES[1]


def _later(plan: Plan, which: str) -> Plan:
    project = plan.projects[which]
    moved = project.model_copy(update={"utsettes_aar": project.utsettes_aar + 1})
    return replace(plan, folders={**plan.folders, FOLDER: {**plan.folders[FOLDER], which: moved}})
