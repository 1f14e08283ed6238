"""Numbers left out of public output: small counts by level of need, and amounts of projects that are not yet tendered.

A level of need with a count from 1 to 4 in any year is hidden in every year, and where it is the only one in its service, another
too, so that it cannot be found from the sum. What would give the counts away — staff, weights and cost of the service — is hidden
with them. Of a hidden project (plan.shield) everything but what is public is hidden. What a version hides stays hidden in every
draft of it (`hold`), so that no difference between the two tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from ldip.binding.users import level_id
from ldip.model.catalogue import catalogue
from ldip.plan.document import NotReadError, Plan
from ldip.plan.memo import remembered
from ldip.plan.plausible.amounts import RULE as COMPARED_AMOUNTS
from ldip.plan.plausible.caution import Caution
from ldip.plan.schema.files import ProjectFile, ServiceFile, file_of, folder_of
from ldip.plan.shield import alike, secret_projects, shield_of
from ldip.simulation.run import Run
from ldip.uncertainty.factors import drawn_by

SMALL: Final = 5.0
COUNTS: Final = "behovsliste.csv"  # the file that holds them
LEVELS: Final = "nivaaer"  # the key of a service's file that holds them
HIDDEN: Final = "–"
TELLING: Final = frozenset({"personer", "aarsverk"})  # units by service that follow the counts
COSTS: Final = frozenset({"demografikostnad", "endring_i_rammen", "endring_fordelt", "tjenestetimer"})
TOTALS: Final = frozenset(  # follow the sum alone
    {"brukere_ub", "listebrukere", "plassbehov", "plassmangel", "plassdekning", "varig_plassmangel", "ledig_kapasitet"}
)
PUBLIC: Final = frozenset(  # of a hidden project: when and where it opens, and for how many
    {
        *("aapner_i_aar", "prosjekt_aapent", "prosjekt_aapner_maaned", "andel_av_aapningsaaret", "ferdig_aar", "er_ramme"),
        *("aapner_i_aar_brukt", "prosjekt_aapent_brukt", "prosjekt_aapner_maaned_brukt", "ferdig_aar_brukt", "forsinkelse"),
        *("prosjekt_plasser", "prosjekt_i_tjeneste", "prosjekt_i_sone", "prosjekt_institusjon", "prosjekt_erstatter_bygg"),
    }
)


@dataclass(frozen=True)
class Held:
    """Hidden elements: projects, levels of need (ids on their axis), and services whose sum of users is small."""

    projects: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    sums: frozenset[str] = frozenset()

    def with_(self, other: Held) -> Held:
        """Elements that either hides."""
        return Held(self.projects | other.projects, self.levels | other.levels, self.sums | other.sums)


_HELD: Final[WeakKeyDictionary[Run, Callable[[], Run]]] = WeakKeyDictionary()  # of drafts: the run of their version


def small(count: float) -> bool:
    """Whether a count is too small to be shown: more than none and, rounded, fewer than five."""
    return count > 0.0 and round(count) < SMALL


def may_hide(plan: Plan) -> bool:
    """Whether public output of a plan may leave anything out."""
    return bool(secret_projects(plan)) or any(s.nivaaer for s in plan.services.values())


def hold(run: Run, version: Callable[[], Run]) -> None:
    """Let the run of a draft hide what the run of its version hides, which is made when somebody without insight asks."""
    _HELD[run] = version


def hides(run: Run) -> Held:
    """Elements that a run hides, with those of its version."""
    version = _HELD.get(run)
    return _own(run) if version is None else _own(run).with_(hides(version()))


@remembered
def _own(run: Run) -> Held:
    services = [i for i, s in run.plan.services.items() if s.nivaaer]
    levels = frozenset(level_id(i, n) for i in services for n in _levels(run, i))
    at = run.ids("tjeneste")
    users = run.series("listebrukere") if services else None
    sums = frozenset(i for i in services if users is not None and any(small(v) for v in users[:, at.index(i)]))
    return Held(shield_of(run.plan).hidden, levels, sums)


def hidden_levels(run: Run, service: str) -> frozenset[str]:
    """Level ids of a service whose counts are hidden, the same in every year."""
    held = hides(run).levels
    return frozenset(n.id for n in run.plan.services[service].nivaaer if level_id(service, n.id) in held)


def _levels(run: Run, service: str) -> set[str]:
    at, series = run.ids("behovsnivaa"), run.series("behovsliste_ub")
    counts = {n.id: series[:, at.index(level_id(service, n.id))] for n in run.plan.services[service].nivaaer}
    found = {i for i, values in counts.items() if any(small(v) for v in values)}
    rest = {i: values for i, values in counts.items() if i not in found and values.any()}
    if len(found) == 1 and rest:
        alone = counts[next(iter(found))]
        beside = {i: int((values[alone > 0.0] > 0.0).sum()) for i, values in rest.items()}
        found.add(min(rest, key=lambda i: (-beside[i], float(rest[i].sum()), i)))  # one that is there in the same years
    return found


def secret_files(plan: Plan) -> frozenset[str]:
    """The files of the projects that are hidden: the shielded ones, and those that hide them."""
    return frozenset(file_of(ProjectFile, i) for i in shield_of(plan).hidden)


def shielded(run: Run, project: str) -> bool:
    """Whether a project's amounts are hidden: shielded by the plan, or hidden with one that is."""
    return project in hides(run).projects


def sum_shown(run: Run, projects: Collection[str]) -> bool:
    """Whether the sum of some projects may be shown: those hidden together are all in it, or none of them."""
    hidden = {i: alike(run.plan.projects[i]) for i in hides(run).projects if run.plan.projects[i].in_use}
    inside = {kind for i, kind in hidden.items() if i in projects}
    return all(i in projects for i, kind in hidden.items() if kind in inside)


def draws_tell(plan: Plan) -> bool:
    """Whether draws would tell hidden amounts: each project's cost has a shock of its own, so every draw is another sum."""
    return bool(shield_of(plan).counted) and drawn_by(plan, "prosjekt")


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
    """The warnings that public output may show: none that compare the amounts of projects where any is shielded, none of a hidden
    project, and none of a service that tells of counts that are hidden."""
    if _may_be_secret(plan):
        projects, hidden = f"{folder_of(ProjectFile)}/", _hidden_files(plan, run)
        found = (c for c in found if not c.file.startswith(projects) or (c.rule != COMPARED_AMOUNTS and c.file not in hidden))
    return tuple(c for c in found if run is None or not _tells_counts(run, c))


def _hidden_files(plan: Plan, run: Run | None) -> Collection[str]:
    try:
        return {*secret_files(plan), *(file_of(ProjectFile, i) for i in (hides(run).projects if run else ()))}
    except NotReadError:
        return [file_of(ProjectFile, i) for i in plan.projects]


def tells_counts(name: str) -> bool:
    """Whether a quantity by service follows counts of users by level of need."""
    unit = catalogue().unit_of(name) or catalogue().unit_of(f"{name}_ub")
    return name in COSTS or name in TOTALS or f"{name}_ub" in TOTALS or unit in TELLING


def _tells_counts(run: Run, caution: Caution) -> bool:
    service = next((i for i in run.plan.services if caution.file == file_of(ServiceFile, i)), "")
    name = "kostnadsbrukere_ub" if caution.rule == "enhetskostnad" else "plassmangel"
    return bool(service) and is_hidden(run, name, run.years[0], {"tjeneste": service})


def is_hidden(run: Run, name: str, year: int, axes: Mapping[str, str]) -> bool:
    """Whether public output leaves a number out; the same answer for every year."""
    held = hides(run)
    if axes.get("prosjekt") in held.projects and name not in PUBLIC:
        return True
    if "behovsnivaa" in axes:
        return axes["behovsnivaa"] in held.levels
    service = axes.get("tjeneste", "")
    if not service or not run.plan.services[service].nivaaer:
        return False
    if name in TOTALS:
        return service in held.sums
    return (run.unit(name) in TELLING or name in COSTS) and bool(hidden_levels(run, service))
