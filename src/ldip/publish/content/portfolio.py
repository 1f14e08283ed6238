"""Projects as a board shows them: when each is built, the years it can be moved to, and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ldip.plan.document import Plan
from ldip.plan.elements import element_name
from ldip.plan.moves import window
from ldip.publish.protect import shielded
from ldip.simulation.run import Run

State = Literal["", "ny", "endret"]


@dataclass(frozen=True)
class Wait:
    """A project that another waits for, before it starts or before it opens."""

    project: str
    before: str


@dataclass(frozen=True)
class ProjectFacts:
    """More of a project, for the list: zone, class of asset, grants as a share of the cost, what it replaces, and its source.

    Of a shielded project class and source are empty, and the grant is None."""

    zone: str
    zone_name: str
    asset_class: str
    grant: float | None
    replaces: tuple[str, ...]
    source: str
    rough: bool


@dataclass(frozen=True)
class ProjectRow:
    """A project: words, cost in kroner of its own price level (None when shielded), years of building, and how far it moves.

    `earliest` and `latest` are values of utsettes_aar. `state`: whether a draft has added the project, or changed it."""

    id: str
    name: str
    kind: str
    service: str
    service_name: str
    sector: str
    phase: str
    cost: float | None
    prices: str
    first: int
    last: int
    moved: int
    earliest: int
    latest: int
    finished: int | None
    opens: str
    places: float
    early: bool
    settled: bool
    in_use: bool
    hidden: bool
    waits: tuple[Wait, ...]
    state: State
    facts: ProjectFacts


def project_rows(run: Run, internal: bool = False, before: Plan | None = None) -> list[ProjectRow]:
    """Every project and frame of the plan, held against the plan `before` a draft; public unless `internal`."""
    return [_row(run, i, internal, before) for i in run.plan.projects]


def _facts(run: Run, name: str, hidden: bool) -> ProjectFacts:
    p = run.plan.projects[name]
    zone = p.kapasitet.sone or "" if p.kapasitet else ""
    return ProjectFacts(
        zone=zone,
        zone_name=element_name(run.plan, "sone", zone) if zone else "",
        asset_class="" if hidden else p.anleggsklasse,
        grant=None if hidden else p.finansiering.tilskudd_andel,
        replaces=tuple(p.erstatter),
        source="" if hidden else p.kilde,
        rough=p.anslag,
    )


def _state(run: Run, name: str, before: Plan | None) -> State:
    if before is None:
        return ""
    was = before.projects.get(name)
    return "ny" if was is None else "" if was == run.plan.projects[name] else "endret"


def _row(run: Run, name: str, internal: bool, before: Plan | None) -> ProjectRow:
    p, years = run.plan.projects[name], run.years
    hidden = not internal and shielded(run, name)
    spent = [int(y) for y in p.framdrift]
    first, last = min(spent), max(spent)
    frame, moved = p.type == "ramme", p.utsettes_aar
    earliest, latest = window(run.plan, name)
    service = run.plan.services.get(p.tjeneste or "")
    return ProjectRow(
        id=name,
        name=p.navn,
        kind=p.type,
        service=p.tjeneste or "",
        service_name=service.navn if service else "",
        sector=p.sektor,
        phase=p.fase,
        cost=None if hidden else p.kostnad.kroner,
        prices=p.kostnad.priser,
        first=years[0] if frame else first + moved,
        last=years[-1] if frame else last + moved,
        moved=moved,
        earliest=earliest,
        latest=latest,
        finished=None if p.ferdig is None else p.ferdig + moved,
        opens="{}-{:02}".format(*p.opening) if p.kapasitet else "",
        places=p.kapasitet.plasser if p.kapasitet else 0.0,
        early=p.early,
        settled=p.settled,
        in_use=p.in_use,
        hidden=hidden,
        waits=tuple(Wait(w.prosjekt, w.foer) for w in p.forutsetter),
        state=_state(run, name, before),
        facts=_facts(run, name, hidden),
    )
