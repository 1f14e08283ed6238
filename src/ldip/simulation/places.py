"""Need and places of a service, whole and zone by zone: what is lacking, from when, and when more must be decided.

All numbers are the engine's; page, strip, verdict and command line read this one judgement (docs/method/tjenester.md#soner)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.plan.deadlines import decide_by, lead_time, soonest, too_late
from ldip.plan.document import Plan
from ldip.plan.memo import remembered
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import ServiceFile, folder_of
from ldip.simulation.cases import Case, Cases
from ldip.simulation.run import Run
from ldip.simulation.run_cases import run_cases

HALF: Final = 0.5  # places; fewer are none, as in mangelaar
JUDGED: Final = (  # what a run keeps so that the judgement costs no second run
    *("plassbehov", "kapasitet_ub", "plassmangel", "plassdekning"),
    *("plassbehov_sone", "plasser_sone", "plassmangel_sone", "plassdekning_sone"),
)
EVENTS: Final = "bygghendelser.csv"


@dataclass(frozen=True, eq=False)
class Places:
    """Places of a service in a zone, or in the whole municipality (`zone` is then empty); arrays are (year,).

    `coverage` is places as a share of the need, nan where nobody needs one. `first` is the first year with half a place lacking,
    `peak` the year that lacks most, and `decide` the last year to decide on more; None where none are lacking. `late`: that year
    has passed."""

    service: str
    zone: str
    need: Array
    places: Array
    lacking: Array
    coverage: Array
    first: int | None
    last: int | None
    peak: int | None
    decide: int | None
    late: bool

    @property
    def worst(self) -> float:
        """The most places lacking in any year; where none are, minus the fewest that are free."""
        return float(self.lacking.max()) if self.first is not None else -float((self.places - self.need).min())


@dataclass(frozen=True, eq=False)
class ServicePlaces:
    """A service judged. `zones` is empty where its places have none; `outside` are the places of no zone in the last year.

    `earliest` is the first year that places decided on now can open, by the service's lead time."""

    whole: Places
    zones: tuple[Places, ...]
    outside: float
    earliest: int

    @property
    def judged(self) -> tuple[Places, ...]:
        """The parts that are judged: the zones, or the whole where there are none."""
        return self.zones or (self.whole,)

    @property
    def short(self) -> tuple[Places, ...]:
        """The parts that lack places, those with the greatest lack first; the whole where only it does."""
        found = sorted((p for p in self.judged if p.first is not None), key=lambda p: -p.worst)
        return tuple(found) or ((self.whole,) if self.whole.first is not None else ())


def placed(plan: Plan) -> tuple[str, ...]:
    """The services that have places."""
    return tuple(sorted(i for i, s in plan.services.items() if s.plasser is not None))


def judged(run: Run) -> dict[str, ServicePlaces]:
    """Every service with places."""
    return {i: service_places(run, i) for i in placed(run.plan)}


def service_places(run: Run, service: str) -> ServicePlaces:
    """One service with places. Errors: KeyError for a service the plan does not have."""
    at, lead = run.ids("tjeneste").index(service), lead_time(run.plan.services[service])
    need, places, lacking = (run.series(n)[:, at] for n in ("plassbehov", "kapasitet_ub", "plassmangel"))
    whole = _judged(run, service, "", (need, places, lacking), lead)
    zones = tuple(_zones(run, service, at, lead))
    outside = float(places[-1] - sum(z.places[-1] for z in zones)) if zones else 0.0
    return ServicePlaces(whole, zones, outside, soonest(run.plan, lead))


def _zones(run: Run, service: str, at: int, lead: float) -> Iterator[Places]:
    """The zones of a service whose buildings have zones, where there are two or more of them."""
    ids = run.ids("sone")
    zoned = any(r.sone for r in run.plan.table("bygg.csv", t.BuildingRow).rows if r.tjeneste == service)
    if len(ids) < 2 or not zoned:
        return
    found = [run.series(n)[:, at] for n in ("plassbehov_sone", "plasser_sone", "plassmangel_sone")]
    for z, zone in enumerate(ids):
        need, places, lacking = (series[:, z] for series in found)
        yield _judged(run, service, zone, (need, places, lacking), lead)


def _judged(run: Run, service: str, zone: str, series: tuple[Array, Array, Array], lead: float) -> Places:
    need, places, lacking = series
    short = [y for y, n in zip(run.years, lacking, strict=True) if n >= HALF]
    first = short[0] if short else None
    decide = None if first is None else decide_by(first, lead)
    wanted = need > 0.0
    coverage = np.where(wanted, places / np.where(wanted, need, 1.0), np.nan)
    return Places(
        service,
        zone,
        need,
        places,
        lacking,
        coverage,
        first,
        short[-1] if short else None,
        None if first is None else run.years[int(np.argmax(lacking))],
        decide,
        too_late(run.plan, decide),
    )


@dataclass(frozen=True)
class Step:
    """A change of a service's places from the year before: the building or project that makes it, and where.

    `kind` is `prosjekt`, an event of bygghendelser.csv, `erstattet` (a project replaces the building), `aapner` or `stenger`."""

    year: int
    places: float
    name: str
    kind: str
    zone: str


def steps_of(run: Run, service: str) -> tuple[Step, ...]:
    """Changes of a service's places after the first plan year, in order of year and size."""
    found = [*_of_projects(run, service), *_of_buildings(run, service)]
    return tuple(sorted(found, key=lambda s: (s.year, -abs(s.places), s.name)))


def _of_projects(run: Run, service: str) -> Iterator[Step]:
    at, ids = run.ids("tjeneste").index(service), run.ids("prosjekt")
    open_, size, own = (run.series(n) for n in ("prosjekt_aapent_brukt", "prosjekt_plasser", "prosjekt_i_tjeneste"))
    for k, i in enumerate(ids):
        project = run.plan.projects[i]
        zone = (project.kapasitet.sone or "") if project.kapasitet else ""
        yield from _moves(run, open_[:, k] * size[:, k] * own[:, at, k], project.navn, zone, lambda _y, _n: "prosjekt")


def _of_buildings(run: Run, service: str) -> Iterator[Step]:
    at, ids = run.ids("tjeneste").index(service), run.ids("bygg")
    use, own, shared, opened = (run.series(n) for n in ("bygg_plasser", "bygg_i_tjeneste", "sambruksplasser", "bygg_aapent"))
    rows = {r.id: r for r in run.plan.table("bygg.csv", t.BuildingRow).rows}
    for k, i in enumerate(ids):
        places = use[:, k] * own[:, at, k] + opened[:, k] * shared[:, at, k]
        yield from _moves(run, places, rows[i].navn, rows[i].sone, lambda y, n, b=i: _kind(run.plan, b, y, n))


def _moves(run: Run, places: Array, name: str, zone: str, kind: object) -> Iterator[Step]:
    """The years in which places change by half a place or more."""
    for year, change in zip(run.years[1:], np.diff(places), strict=True):
        if abs(change) >= HALF:
            assert callable(kind)
            yield Step(year, float(change), name, kind(year, change), zone)


def _kind(plan: Plan, building: str, year: int, change: float) -> str:
    """Kind of a change of a building in a year: an event that starts, or has ended the year before, or it opens or closes."""
    events = [e for e in plan.table(EVENTS, t.BuildingEventRow).rows if e.bygg == building and year in (e.fra, e.til + 1)]
    if events:
        return events[0].hendelse if events[0].fra == year else f"{events[0].hendelse}_slutt"
    if change < 0.0 and any(building in p.erstatter for p in plan.projects.values() if p.in_use):
        return "erstattet"
    return "aapner" if change > 0.0 else "stenger"


@remembered
def before_threshold(plan: Plan) -> dict[str, Array]:
    """The need for places by the old principle, (year,), of services whose age of entry the plan changes (`terskel`)."""
    moved = [i for i in placed(plan) if plan.services[i].terskel is not None]
    if not moved:
        return {}
    folder = folder_of(ServiceFile)
    as_before = {i: s.model_copy(update={"terskel": None}) if i in moved else s for i, s in plan.services.items()}
    old = replace(plan, folders={**plan.folders, folder: as_before})
    cases = Cases.of([old], [Case()])
    series = run_cases(cases, ["plassbehov"]).series("plassbehov")
    return {i: np.asarray(series[:, cases.ids["tjeneste"].index(i)]) for i in moved}
