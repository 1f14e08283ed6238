"""Projects as a board shows them: when each is built, the years it can be moved to, and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass

from ldip.plan.schema.projects import MOVES
from ldip.publish.protect import shielded
from ldip.simulation.run import Run


@dataclass(frozen=True)
class Wait:
    """A project that another waits for, before it starts or before it opens."""

    project: str
    before: str


@dataclass(frozen=True)
class ProjectRow:
    """A project: words, cost in kroner of its own price level (None when shielded), years of building, and how far it moves.

    `earliest` and `latest` are values of utsettes_aar."""

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


def project_rows(run: Run, internal: bool = False) -> list[ProjectRow]:
    """Every project and frame of the plan; public unless `internal`."""
    return [_row(run, i, internal) for i in run.plan.projects]


def _row(run: Run, name: str, internal: bool) -> ProjectRow:
    p, years = run.plan.projects[name], run.years
    hidden = not internal and shielded(run, name)
    spent = [int(y) for y in p.framdrift]
    first, last = min(spent), max(spent)
    frame, moved = p.type == "ramme", p.utsettes_aar
    stands = frame or p.settled
    earliest = moved if stands else max(min(moved, years[0] - first), MOVES[0])
    latest = moved if stands else max(moved, min(years[-1] - first, MOVES[1]))
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
    )
