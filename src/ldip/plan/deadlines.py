"""The year something must be decided in, and whether that year has passed: one rule for places, projects and every page."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from ldip.plan.document import Plan
from ldip.plan.moves import begins, window
from ldip.plan.plausible.dates import first_open_year
from ldip.plan.schema.files import ProjectFile, ServiceFile


def decide_by(needed: float, lead: float) -> int:
    """Last year to decide on what is needed in a year, when it takes so many years."""
    return floor(needed - lead)


def too_late(plan: Plan, decide: int | None) -> bool:
    """Whether a year of decision has passed; never where there is nothing to decide."""
    return decide is not None and decide < first_open_year(plan)


def soonest(plan: Plan, lead: float) -> int:
    """The first year that what is decided on now can open."""
    return first_open_year(plan) + ceil(lead)


def lead_time(service: ServiceFile) -> float:
    """Years from a decision to open places; 0 for a service without places."""
    return service.plasser.ledetid_aar if service.plasser is not None else 0.0


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
    return tuple(Due(i, y, too_late(plan, y)) for i, y in sorted(found, key=lambda f: f[1]) if y <= now)


def can_wait(plan: Plan, name: str) -> bool:
    """Whether a project is in use, not bound by contract, not begun, and has a year left to be put off to.

    An early project has not begun, also where its years say so: they are those it was to be built in."""
    p = plan.projects[name]
    return p.in_use and p.utsettes_aar < window(plan, name)[1] and (p.early or begins(p) >= first_open_year(plan))


def _open(project: ProjectFile, now: int) -> bool:
    """Whether something is left to decide: it counts, is no frame and no contract, and is early or has not begun to spend."""
    counts = project.in_use and project.type == "prosjekt" and not project.settled and bool(project.framdrift)
    return counts and (project.early or begins(project) > now)


def _decided_in(plan: Plan, project: ProjectFile) -> int:
    """The year before the first spending; for an early project with places, its service's lead time before they open."""
    latest = decide_by(begins(project), 1.0)
    service = plan.services.get(project.tjeneste or "")
    if service is None or service.plasser is None or not project.early or project.kapasitet is None:
        return latest
    return min(latest, decide_by(project.opening[0], lead_time(service)))
