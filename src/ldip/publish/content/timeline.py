"""The investment plan beside its projects: the delivery limit, the needs without a project, and the cost of a year's wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ldip.compare.delivery import Delivery, delivery
from ldip.compare.one_year_later import Later, one_year_later
from ldip.locales import tr
from ldip.locales.written import spans
from ldip.plan.elements import element_name
from ldip.plan.shield import shield_of
from ldip.publish.content.fetched import decimals, prices
from ldip.publish.content.funding import Funding, funding
from ldip.publish.digits import grouped
from ldip.publish.protect import is_hidden
from ldip.simulation.gaps import Gap, Kind, gaps
from ldip.simulation.places import service_places
from ldip.simulation.run import Run


@dataclass(frozen=True)
class LimitRow:
    """The delivery limit: kroner in the plan's prices and by year in running kroner, years above it, and the words about it."""

    basis: str
    year: int
    fixed: float
    current: tuple[float, ...]
    above: tuple[int, ...]
    source: str
    text: str
    exceeded: str


@dataclass(frozen=True)
class GapRow:
    """A need without a project: where, how many places, when, and kroner in the plan's prices (None without a price)."""

    id: str
    kind: Kind
    service: str
    service_name: str
    zone: str
    zone_name: str
    places: float
    first: int
    last: int
    amount: float | None
    yearly: tuple[float, ...]


@dataclass(frozen=True)
class Timeline:
    """Content of the board beside the projects. `hidden` are services whose places are too few to be shown."""

    limit: LimitRow | None
    gaps: tuple[GapRow, ...]
    hidden: tuple[str, ...]
    funding: Funding


@dataclass(frozen=True)
class LaterRow:
    """A project a year later: the change of the need in kroner, and places of its service lacking; None where it has no places,
    or they are too few to be shown. `short` is the first year that lacks places, where it is too late to decide on more."""

    id: str
    name: str
    service: str
    service_name: str
    start: int
    need: float
    places: float | None
    first: int | None
    short: int | None
    follows: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class WaitedProjects:
    """The projects that can be put off, the greatest effect first. `hidden`: amounts of a project are shielded, none is shown."""

    decimals: int
    prices: int
    hidden: bool
    rows: tuple[LaterRow, ...]


def timeline(run: Run, internal: bool = False) -> Timeline:
    """The delivery limit and the needs without a project; public unless `internal`."""
    found, limit = gaps(run), delivery(run)
    closed = () if internal else tuple(g for g in found if g.service and _too_few(run, g))
    shown = [g for g in found if not any(g.service == c.service for c in closed)]
    hidden = tuple(dict.fromkeys(run.plan.services[g.service].navn for g in closed))
    return Timeline(None if limit is None else _limit(run, limit), tuple(_gap(run, g) for g in shown), hidden, funding(run))


def _too_few(run: Run, gap: Gap) -> bool:
    name, at = "plassmangel", {"tjeneste": gap.service}
    if gap.zone:
        name, at = "plassmangel_sone", {**at, "sone": gap.zone}
    return any(is_hidden(run, name, y, at) for y in range(gap.first, gap.last + 1))


def _limit(run: Run, found: Delivery) -> LimitRow:
    words = {"v": _billions(found.amount), "year": found.year, "prices": prices(run)}
    above = tr(f"tidslinje.over.{found.basis}", most=_billions(found.peak), years=spans(found.above, short=True), **words)
    return LimitRow(
        basis=found.basis,
        year=found.year,
        fixed=found.amount,
        current=tuple(found.current.tolist()),
        above=found.above,
        source=found.source,
        text=tr(f"tidslinje.grense.{found.basis}", **words),
        exceeded=above if found.above else "",
    )


def _billions(kroner: float) -> str:
    """A large amount in milliarder, a smaller one in millions."""
    if kroner < 1e9:
        return tr("tidslinje.mill", v=grouped(kroner / 1e6))
    return tr("tidslinje.mrd", v=grouped(kroner / 1e9, 1))


def _gap(run: Run, found: Gap) -> GapRow:
    service = run.plan.services.get(found.service)
    return GapRow(
        id="-".join(("mangler", found.kind, found.service, found.zone)).strip("-"),
        kind=found.kind,
        service=found.service,
        service_name=service.navn if service else "",
        zone=found.zone,
        zone_name=element_name(run.plan, "sone", found.zone) if found.zone else "",
        places=found.places,
        first=found.first,
        last=found.last,
        amount=found.amount,
        yearly=found.yearly,
    )


def waited_projects(run: Run, internal: bool = False) -> WaitedProjects:
    """Cost of putting each project off for a year; without rows where that would reveal a shielded amount."""
    hidden = not internal and bool(shield_of(run.plan).hidden)
    rows = () if hidden else tuple(_later(run, r, internal) for r in one_year_later(run.plan))
    return WaitedProjects(decimals(run), prices(run), hidden, rows)


def _later(run: Run, found: Later, internal: bool) -> LaterRow:
    project = run.plan.projects[found.id]
    service = run.plan.services.get(project.tjeneste or "")
    closed = service is not None and not internal and _closed(run, project.tjeneste or "")
    told = project.kapasitet is not None and service is not None and not closed
    missed = _missed(run, found.id) if told else None
    return LaterRow(
        id=found.id,
        name=project.navn,
        service=project.tjeneste or "",
        service_name=service.navn if service else "",
        start=found.start,
        need=found.need,
        places=found.places if told else None,
        first=found.first if told else None,
        short=missed,
        follows=tuple(run.plan.projects[i].navn for i in found.follows),
        text=" ".join(_words(found, missed)) if told else "",
    )


def _closed(run: Run, service: str) -> bool:
    return any(is_hidden(run, "plassmangel", y, {"tjeneste": service}) for y in run.years)


def _missed(run: Run, name: str) -> int | None:
    """The first year the project's zone or service lacks places, where the year to decide on more has passed."""
    project = run.plan.projects[name]
    zone = (project.kapasitet.sone or "") if project.kapasitet is not None else ""
    parts = service_places(run, project.tjeneste or "").short
    return next((p.first for p in parts if p.late and p.zone in ("", zone)), None)


def _words(found: Later, missed: int | None) -> Iterator[str]:
    """Sentences on the places after a year's wait."""
    if missed is not None:
        yield tr("tidslinje.for_sent", year=missed)
    if found.first is not None:
        yield tr("tidslinje.uten_plass", n=grouped(found.places), year=found.first)
    elif missed is None:
        yield tr("tidslinje.ingen_uten")
