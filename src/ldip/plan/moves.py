"""Moving a project in time: how far it may go, and the plan with it later."""

from __future__ import annotations

from dataclasses import replace

from ldip.plan.document import Plan
from ldip.plan.schema.files import ProjectFile, folder_of
from ldip.plan.schema.projects import MOVES


def first_spent(project: ProjectFile) -> int:
    """The first year the project is given money, before any delay."""
    return min(int(y) for y in project.framdrift)


def begins(project: ProjectFile) -> int:
    """The first year of spending, with the project's delay."""
    return first_spent(project) + project.utsettes_aar


def window(plan: Plan, name: str) -> tuple[int, int]:
    """Least and greatest `utsettes_aar` of a project; its own at both ends for a frame or a contract."""
    p = plan.projects[name]
    moved, first, years = p.utsettes_aar, first_spent(p), plan.years
    if p.type == "ramme" or p.settled:
        return moved, moved
    return max(min(moved, years[0] - first), MOVES[0]), max(moved, min(years[-1] - first, MOVES[1]))


def delayed(plan: Plan, name: str, years: int) -> tuple[Plan, tuple[str, ...]]:
    """The plan with a project so many years later, and the projects that had to follow since they wait for it."""
    found = {name: plan.projects[name].utsettes_aar + years}
    while late := [i for i, p in plan.projects.items() if i not in found and p.in_use and _too_early(plan, i, found)]:
        found |= {i: plan.projects[i].utsettes_aar + years for i in late}
    moved = {i: plan.projects[i].model_copy(update={"utsettes_aar": n}) for i, n in found.items()}
    folder = folder_of(ProjectFile)
    later = replace(plan, folders={**plan.folders, folder: {**plan.folders[folder], **moved}})
    return later, tuple(i for i in found if i != name)


def _too_early(plan: Plan, name: str, moved: dict[str, int]) -> bool:
    """Whether a project starts or opens before one it waits for is finished, with some of them moved."""
    p = plan.projects[name]
    for need in p.forutsetter:
        other = plan.projects.get(need.prosjekt)
        if other is None or need.prosjekt not in moved:
            continue
        done = (other.ferdig or 0) + moved[need.prosjekt]
        by = begins(p) if need.foer == "start" else p.opening[0]
        if done > by or (need.foer == "start" and done == by):
            return True
    return False
