"""Numbers left out of public output: small counts by level of need, and amounts of projects that are not yet tendered.

A count from 1 to 4 is hidden, and where it is the only one in its service and year, the smallest other count too, so that it
cannot be found from the sum. What would give the counts away — staff, weights and cost of the service — is hidden with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from ldip.binding.users import level_id
from ldip.plan.document import NotReadError, Plan
from ldip.plan.plausible.amounts import RULE as COMPARED_AMOUNTS
from ldip.plan.plausible.caution import Caution
from ldip.plan.schema.files import ProjectFile, ServiceFile, file_of, folder_of
from ldip.simulation.run import Run

SMALL: Final = 5.0
COUNTS: Final = "behovsliste.csv"  # the file that holds them
HIDDEN: Final = "–"
TELLING: Final = frozenset({"personer", "aarsverk"})  # units by service that follow the counts
COSTS: Final = frozenset({"demografikostnad", "endring_i_rammen", "endring_fordelt", "tjenestetimer"})
TOTALS: Final = frozenset(  # follow the sum alone
    {"brukere_ub", "listebrukere", "plassbehov", "plassmangel", "varig_plassmangel", "ledig_kapasitet"}
)


def small(count: float) -> bool:
    """Whether a count is too small to be shown: more than none and, rounded, fewer than five."""
    return count > 0.0 and round(count) < SMALL


def hidden_levels(run: Run, service: str, year: int) -> frozenset[str]:
    """Level ids of a service whose counts are hidden in a year."""
    counts = {
        n.id: run.value("behovsliste_ub", year, behovsnivaa=level_id(service, n.id)) for n in run.plan.services[service].nivaaer
    }
    found = {i for i, v in counts.items() if small(v)}
    rest = {i: v for i, v in counts.items() if i not in found and v > 0.0}
    if len(found) == 1 and rest:
        found.add(min(rest, key=lambda i: (rest[i], i)))
    return frozenset(found)


def secret_projects(plan: Plan) -> frozenset[str]:
    """Projects whose amounts the plan itself shields: `skjermet`, and not yet under contract."""
    return frozenset(i for i, p in plan.projects.items() if p.skjermet and not p.settled)


def secret_files(plan: Plan) -> frozenset[str]:
    """The files of those projects."""
    return frozenset(file_of(ProjectFile, i) for i in secret_projects(plan))


def shielded(run: Run, project: str) -> bool:
    """Whether a project's amounts are hidden: shielded by the plan, or the smallest other one beside a single shielded project,
    so that the secret cannot be found from a sum."""
    return project in _hidden_projects(run)


@lru_cache(maxsize=64)
def _hidden_projects(run: Run) -> frozenset[str]:
    found = secret_projects(run.plan)
    groups: list[list[str]] = [[i for i, p in run.plan.projects.items() if p.in_use]]
    groups += [[i for i in groups[0] if run.plan.projects[i].sektor == run.plan.projects[s].sektor] for s in found]
    hidden = set(found)
    for group in groups:
        inside = [i for i in group if i in hidden]
        others = [i for i in group if i not in hidden]
        if len(inside) == 1 and others:
            hidden.add(min(others, key=lambda i: (run.plan.projects[i].kostnad.kroner, i)))
    return frozenset(hidden)


def hidden_values(run: Run, name: str, years: Sequence[int], axes: Mapping[str, str]) -> list[bool]:
    """Which of a quantity's years public output leaves out."""
    at = {a: v for a, v in axes.items() if a != "variant"}
    return [is_hidden(run, name, y, at) for y in years] if at else [False] * len(years)


def _may_be_secret(plan: Plan) -> bool:
    """Whether a project is shielded, or its mark cannot be read."""
    try:
        return bool(secret_projects(plan))
    except NotReadError:
        return True


def shown_cautions(found: Iterable[Caution], plan: Plan, run: Run | None = None) -> tuple[Caution, ...]:
    """The warnings that public output may show: none that compare the amounts of projects where any is shielded, and none of a
    service that tells of counts that are hidden in some year."""
    projects = f"{folder_of(ProjectFile)}/" if _may_be_secret(plan) else ""
    open_ones = (c for c in found if not (projects and c.rule == COMPARED_AMOUNTS and c.file.startswith(projects)))
    return tuple(c for c in open_ones if run is None or not _tells_counts(run, c))


def _tells_counts(run: Run, caution: Caution) -> bool:
    service = next((i for i in run.plan.services if caution.file == file_of(ServiceFile, i)), "")
    name = "kostnadsbrukere_ub" if caution.rule == "enhetskostnad" else "plassmangel"
    return bool(service) and any(is_hidden(run, name, y, {"tjeneste": service}) for y in run.years)


def is_hidden(run: Run, name: str, year: int, axes: Mapping[str, str]) -> bool:
    """Whether public output leaves a number out."""
    if "prosjekt" in axes and run.unit(name) in ("kr", "kr_fast") and shielded(run, axes["prosjekt"]):
        return True
    if "behovsnivaa" in axes:
        service, level = service_of(run, axes["behovsnivaa"])
        return level in hidden_levels(run, service, year)
    service = axes.get("tjeneste", "")
    if not service or not run.plan.services[service].nivaaer:
        return False
    if name in TOTALS:
        return small(run.value("listebrukere", year, tjeneste=service))
    return (run.unit(name) in TELLING or name in COSTS) and bool(hidden_levels(run, service, year))


def service_of(run: Run, level: str) -> tuple[str, str]:
    """Service and own id of an element on the axis of levels."""
    return next((s, n.id) for s, f in run.plan.services.items() for n in f.nivaaer if level_id(s, n.id) == level)
