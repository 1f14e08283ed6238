"""Need and places of the services as people read them: one judgement for page, strip, document and command line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.locales import tr
from ldip.plan.deadlines import lead_time
from ldip.plan.elements import element_name
from ldip.plan.plausible.dates import first_open_year
from ldip.publish.content.verdict import Tag
from ldip.publish.digits import grouped
from ldip.publish.protect import is_hidden
from ldip.simulation.places import Places, ServicePlaces, before_threshold, placed, service_places, steps_of
from ldip.simulation.run import Run

FEW: Final = 10.0  # free places: little to spare
TOLD: Final = 3  # zones in a sentence; the others are counted


@dataclass(frozen=True)
class PartRow:
    """A zone, or the whole municipality (`zone` empty): numbers by plan year; coverage is a share, None where none are needed."""

    zone: str
    name: str
    need: tuple[float, ...]
    places: tuple[float, ...]
    lacking: tuple[float, ...]
    coverage: tuple[float | None, ...]
    first: int | None
    last: int | None
    peak: int | None
    worst: float
    decide: int | None
    late: bool
    words: str


@dataclass(frozen=True)
class StepRow:
    """A change of places: year, how many, and the project or building with the event that makes it."""

    year: int
    places: float
    text: str
    zone: str


@dataclass(frozen=True)
class Wanted:
    """A new project as the gap would have it: zone, year of opening and places."""

    zone: str
    year: int
    places: int


@dataclass(frozen=True)
class ServiceRow:
    """A service: its sentences, the tag that repeats them, the whole and the zones, and what moves its places.

    `old` is the need by the principle before the plan's own change of it, empty where there is none; `definition` what the
    coverage is measured on; `free` the fewest free places of any judged part by year, negative where they are lacking."""

    id: str
    name: str
    said: tuple[str, ...]
    tag: Tag
    decision: Tag | None
    whole: PartRow
    zones: tuple[PartRow, ...]
    free: tuple[float, ...]
    outside: float
    steps: tuple[StepRow, ...]
    old: tuple[float, ...]
    definition: str
    lead: float
    earliest: int
    short: int
    wanted: Wanted | None
    anslag: bool


@dataclass(frozen=True)
class PlacesTable:
    """Every service with places, the one that lacks most first; `hidden` names those left out of public output."""

    years: tuple[int, ...]
    open_from: int
    services: tuple[ServiceRow, ...]
    hidden: tuple[str, ...]


def shown_services(run: Run, internal: bool) -> tuple[str, ...]:
    """The services with places that may be shown."""
    return tuple(i for i in placed(run.plan) if internal or not _hidden(run, i))


def short_services(run: Run, internal: bool) -> tuple[str, ...]:
    """Those of them that lack places in a zone or in the whole, in any year."""
    return tuple(i for i in shown_services(run, internal) if service_places(run, i).short)


def places_table(run: Run, internal: bool = False) -> PlacesTable:
    """The services of a run; public unless `internal`."""
    shown = shown_services(run, internal)
    rows = sorted((service_row(run, i) for i in shown), key=lambda r: -_rank(r))
    hidden = tuple(run.plan.services[i].navn for i in placed(run.plan) if i not in shown)
    return PlacesTable(run.years, first_open_year(run.plan), tuple(rows), hidden)


def _hidden(run: Run, service: str) -> bool:
    return is_hidden(run, "plassmangel", run.years[0], {"tjeneste": service})


def _rank(row: ServiceRow) -> float:
    return max(p.worst for p in row.zones or (row.whole,))


def service_row(run: Run, service: str) -> ServiceRow:
    """One service with places."""
    found, said = service_places(run, service), run.plan.services[service]
    old = before_threshold(run.plan).get(service)
    return ServiceRow(
        id=service,
        name=said.navn,
        said=tuple(sentences(run, found)),
        tag=_tag(run, found),
        decision=_decision(run, found),
        whole=_part(run, found.whole),
        zones=tuple(_part(run, z) for z in found.zones),
        free=_numbers(np.minimum.reduce([p.places - p.need for p in found.judged])),
        outside=found.outside,
        steps=tuple(StepRow(s.year, s.places, _step(run, s.name, s.kind, s.places), s.zone) for s in steps_of(run, service)),
        old=() if old is None else _numbers(old),
        definition=said.dekning.tekst if said.dekning is not None else "",
        lead=lead_time(said),
        earliest=found.earliest,
        short=len(found.short),
        wanted=_wanted(run, found),
        anslag=any(run.is_rough(n, run.years[0], service) for n in ("plassbehov", "kapasitet_ub")),
    )


def _part(run: Run, p: Places) -> PartRow:
    return PartRow(
        zone=p.zone,
        name=element_name(run.plan, "sone", p.zone) if p.zone else tr("plasser.hele"),
        need=_numbers(p.need),
        places=_numbers(p.places),
        lacking=_numbers(p.lacking),
        coverage=tuple(None if math.isnan(v) else float(v) for v in p.coverage),
        first=p.first,
        last=p.last,
        peak=p.peak,
        worst=p.worst,
        decide=p.decide,
        late=p.late,
        words=when_lacking(p, run.years[-1]),
    )


def _numbers(values: Array) -> tuple[float, ...]:
    return tuple(float(v) for v in values)


def when_lacking(p: Places, end: int) -> str:
    """When a part lacks places, in words; empty where it does not."""
    if p.first is None:
        return ""
    if p.first == p.last:
        return tr("plasser.i", year=p.first)
    return tr("plasser.fra", first=p.first) if p.last == end else tr("plasser.fra_til", first=p.first, last=p.last)


def _wanted(run: Run, found: ServicePlaces) -> Wanted | None:
    if not found.short or found.short[0].first is None:
        return None
    worst = found.short[0]
    year = min(max(worst.first or found.earliest, found.earliest), run.years[-1])
    return Wanted(worst.zone, year, math.ceil(worst.worst))


def sentences(run: Run, found: ServicePlaces) -> list[str]:
    """The verdict on a service: where and when it lacks places and the decision, or that it has enough."""
    name, end = run.plan.services[found.whole.service].navn, run.years[-1]
    if not found.short:
        return [tr("plasser.nok", navn=name, year=end)]
    told = [_lack(run, p, end, n == 0) for n, p in enumerate(found.short[:TOLD]) if p.zone]
    if told:
        more = len(found.short) - len(told)
        rest = [tr("plasser.soner_til", n=more)] if more else []
        texts = [tr("plasser.mangler.soner", navn=name, deler=_joined([*told, *rest]))]
        if all(found.whole.places >= found.whole.need):
            texts.append(tr("plasser.annen_sone"))
    else:
        p = found.short[0]
        key = "plasser.mangler.ett_aar" if p.first == p.last else "plasser.mangler.hel"
        texts = [tr(key, navn=name, naar=when_lacking(p, end), n=grouped(p.worst), topp=p.peak)]
    due, decision = first_due(found), _decision(run, found)
    if due is None or decision is None:
        return texts
    late = tr("plasser.for_sent.tidligst", tekst=decision.text, frist=due.decide, year=found.earliest)
    return [*texts, late if due.late else f"{decision.text}."]


def _lack(run: Run, p: Places, end: int, first: bool) -> str:
    key = "plasser.i_sone.foerst" if first else "plasser.i_sone"
    return tr(key, n=grouped(p.worst), sone=element_name(run.plan, "sone", p.zone), naar=when_lacking(p, end))


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else tr("plasser.og", deler=", ".join(parts[:-1]), siste=parts[-1])


def _tag(run: Run, found: ServicePlaces) -> Tag:
    """The status of a service in few words."""
    if found.zones and found.short and found.short[0].zone:
        return Tag("brudd", tr("plasser.merke.soner", n=len(found.short), of=len(found.zones)))
    if found.short:
        return Tag("brudd", tr("plasser.merke.mangler", naar=when_lacking(found.short[0], run.years[-1])))
    few = any(p.worst > -FEW for p in found.judged)
    return Tag("obs", tr("plasser.merke.slakk")) if few else Tag("ok", tr("plasser.merke.nok"))


def first_due(found: ServicePlaces) -> Places | None:
    """The part whose decision comes first; None where none is lacking."""
    due = (p for p in found.short if p.decide is not None)
    return min(due, key=lambda p: (p.decide or 0, -p.worst), default=None)


def _decision(run: Run, found: ServicePlaces) -> Tag | None:
    """The decision that comes first: passed, due this year, or later."""
    p = first_due(found)
    if p is None:
        return None
    where = tr("plasser.i_sonen", sone=element_name(run.plan, "sone", p.zone)) if p.zone else ""
    if p.late:
        return Tag("brudd", tr("plasser.for_sent", sone=where, year=p.first))
    key = "plasser.vedtak.naa" if p.decide == first_open_year(run.plan) else "plasser.vedtak"
    return Tag("obs", tr(key, year=p.decide, sone=where))


def _step(run: Run, name: str, kind: str, places: float) -> str:
    """A step's label: the signed places and what makes them."""
    amount = f"+{grouped(places)}" if places > 0 else grouped(places)
    return tr("plasser.trinn", n=amount, navn=name, hva=tr(f"plasser.trinn.{kind}"))
