"""Ways to close the gap of one service: edits of the plan, each of which serves that service and can be tried alone.

A way is proposed here and counted in cures.py; what does not give the service a place when computed is left out there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import tomlkit

from ldip.compare.whatif import Lever, levers_of
from ldip.plan.csvfile import cell_text, delimiter_of
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, NewFile, NewRow, SetValue
from ldip.plan.elements import element_name
from ldip.plan.plausible.dates import first_open_year
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import FixedCost
from ldip.plan.schema.files import ProjectFile, ServiceFile, file_of
from ldip.plan.schema.projects import MOVES
from ldip.simulation.places import EVENTS, Places, ServicePlaces

LESS_USE: Final = -10.0  # per cent, the lever of use
RIGHTS: Final = frozenset({"grunnskole", "barnehage"})  # sectors whose places are a right by law
HEALTHIER: Final = 0.5  # κ tried where the plan has less
BUILT_OVER: Final = (0.3, 0.4, 0.3)  # share of the cost in the years up to opening
OPENS_IN: Final = "08"
SOURCE: Final = "Tjenestens egen pris per plass (plasser.pris)"


@dataclass(frozen=True)
class Way:
    """One way: what is changed, and words for its name. `zone` is where it gives places, empty for all; `opens` the year."""

    kind: str
    words: Mapping[str, str | float]
    edits: tuple[Edit, ...] = ()
    levers: Mapping[str, float] = field(default_factory=dict)
    grips: tuple[str, ...] = ()
    zone: str = ""
    opens: int | None = None

    @property
    def id(self) -> str:
        """The kind and what it is of, stable from one answer to the next."""
        return "-".join([self.kind, *(str(v) for k, v in self.words.items() if k in ("id", "zone"))])


def ways(plan: Plan, found: ServicePlaces) -> Iterator[Way]:
    """Every way that may give a service places; none where it lacks none."""
    if not found.short:
        return
    service, worst = found.whole.service, found.short[0]
    yield from _alternatives(plan, service)
    yield from _earlier(plan, service, min(p.first or 0 for p in found.short))
    yield from _new_places(plan, found, worst)
    yield from _rented(plan, worst)
    yield from (Way("grep", {"id": i, "name": lever.navn}, grips=(i,)) for i, lever in plan.levers.items())
    yield from _levers(plan, service)
    yield from _reserve(plan, service)


def _alternatives(plan: Plan, service: str) -> Iterator[Way]:
    """Projects that are not chosen, in the place of the one that is."""
    for i, p in plan.projects.items():
        if p.in_use or p.alternativ is None or p.tjeneste != service or p.kapasitet is None:
            continue
        group = p.alternativ.gruppe
        chosen = [k for k, o in plan.projects.items() if o.alternativ and o.alternativ.gruppe == group and o.in_use]
        edits = [_set(i, ["alternativ", "valgt"], True), *(_set(k, ["alternativ", "valgt"], False) for k in chosen)]
        words = {"id": i, "name": p.navn, "other": ", ".join(plan.projects[k].navn for k in chosen)}
        yield Way("alternativ", words, tuple(edits), zone=p.kapasitet.sone or "", opens=p.opening[0])


def _earlier(plan: Plan, service: str, first: int) -> Iterator[Way]:
    """Projects moved so that they open when places are first lacking; at the earliest, they start in the first open year.

    The time from start to opening is the project's own, so a project that has come far can open sooner than a new one."""
    for i, p in plan.projects.items():
        if not p.in_use or p.settled or p.type != "prosjekt" or p.tjeneste != service or p.kapasitet is None:
            continue
        spent = [int(y) for y, share in p.framdrift.items() if share > 0.0]
        start, opens = min(spent) + p.utsettes_aar, p.opening[0]
        years = min(opens - first, start - first_open_year(plan), p.utsettes_aar - MOVES[0])
        if p.kapasitet.plasser > 0.0 and years > 0:
            words: dict[str, str | float] = {"id": i, "name": p.navn, "n": years, "year": opens - years}
            edit = _set(i, ["utsettes_aar"], p.utsettes_aar - years)
            yield Way("tidligere", words, (edit,), zone=p.kapasitet.sone or "", opens=opens - years)


def _new_places(plan: Plan, found: ServicePlaces, worst: Places) -> Iterator[Way]:
    """A new project with the places that the worst zone lacks, at the service's own price of a place."""
    service = plan.services[worst.service]
    price = service.plasser.pris if service.plasser else None
    if price is None or price.bygg_per_plass is None or worst.first is None:
        return
    n, opens = math.ceil(worst.worst), max(worst.first, found.earliest)
    if opens > plan.years[-1]:
        return
    spent = list(range(opens - len(BUILT_OVER) + 1, opens + 1))
    operation = {"m2_netto": n * (price.m2_per_plass or 0.0)}
    project: dict[str, Any] = {
        "navn": f"{n} nye plasser, {service.navn.lower()}{', ' + element_name(plan, 'sone', worst.zone) if worst.zone else ''}",
        "type": "prosjekt",
        "tjeneste": worst.service,
        "sektor": _sector(plan, worst.service),
        "fase": "behov",
        "anleggsklasse": price.anleggsklasse,
        "rentabel": price.rentabel,
        "ferdig": opens,
        "framdrift": {str(y): share for y, share in zip(spent, BUILT_OVER, strict=True)},
        "kilde": SOURCE,
        "anslag": True,
        "kostnad": _times(price.bygg_per_plass, n),
        "finansiering": {"mva_kompensasjon_andel": price.mva_kompensasjon_andel, "tilskudd_andel": price.tilskudd_andel},
        "kapasitet": {**({"sone": worst.zone} if worst.zone else {}), "plasser": n, "aapner": f"{opens}-{OPENS_IN}"},
        "drift": operation | ({} if price.fdv_per_m2 is None else {"fdv_per_m2": _times(price.fdv_per_m2, 1)}),
    }
    name = "-".join(filter(None, ("nye-plasser", worst.service, worst.zone)))
    if name in plan.projects:
        return
    edit = NewFile(fil=file_of(ProjectFile, name), tekst=tomlkit.dumps(project))
    yield Way("nye_plasser", {"id": name, "n": n, "year": opens, "zone": worst.zone}, (edit,), zone=worst.zone, opens=opens)


def _rented(plan: Plan, worst: Places) -> Iterator[Way]:
    """Temporary places at the service's rent, in the years that the worst zone lacks them."""
    service = plan.services[worst.service]
    price = service.plasser.pris if service.plasser else None
    own = [r for r in plan.table("bygg.csv", t.BuildingRow).rows if r.tjeneste == worst.service and r.sone == worst.zone]
    building = next((r for r in own if not r.stenger), None)
    if price is None or price.leie_per_plass is None or building is None or worst.first is None or worst.last is None:
        return
    n, first = math.ceil(worst.worst), max(worst.first, first_open_year(plan))
    if first > worst.last:
        return
    rent = price.leie_per_plass
    row: dict[str, Any] = {
        "bygg": building.id,
        "hendelse": "midlertidig",
        "fra": first,
        "til": worst.last,
        "plasser": n,
        "beloep": rent.beloep * n,
        "enhet": rent.enhet,
        "priser": rent.priser,
        "anslag": True,
        "kilde": SOURCE,
    }
    delimiter = delimiter_of(plan.contents.get(EVENTS), EVENTS)
    edit = NewRow(fil=EVENTS, celler={k: cell_text(v, delimiter) for k, v in row.items()})
    words: dict[str, str | float] = {"id": building.id, "n": n, "first": first, "last": worst.last, "zone": worst.zone}
    yield Way("leie", words, (edit,), zone=worst.zone, opens=first)


def _levers(plan: Plan, service: str) -> Iterator[Way]:
    """Lower use of a service that is no right, and more healthy years."""
    said, known = plan.services[service], {lever.id: lever for lever in levers_of(plan)}
    if not said.klasser and not said.rett and not RIGHTS & {*said.kostra} and (lever := known.get(f"bruksrate.{service}")):
        yield _lever("bruk", lever, LESS_USE)
    if (lever := known.get(f"friske_aar.{service}")) and lever.value < lever.high:
        yield _lever("friske_aar", lever, HEALTHIER if lever.value < HEALTHIER else lever.high)


def _lever(kind: str, lever: Lever, value: float) -> Way:
    return Way(kind, {"id": lever.id, "name": lever.name, "value": value}, levers={lever.id: value})


def _reserve(plan: Plan, service: str) -> Iterator[Way]:
    """The reserve taken into use, where it is one value."""
    places = plan.services[service].plasser
    share = None if places is None else places.reserve.model_dump(exclude_unset=True).get("verdi")
    if share:
        edit = SetValue(fil=file_of(ServiceFile, service), noekkel=["plasser", "reserve", "verdi"], verdi=0)
        yield Way("reserve", {"id": service, "value": places.reserve.at(plan.years[-1]) * 100.0 if places else 0.0}, (edit,))


def _sector(plan: Plan, service: str) -> str:
    """The sector of the service's other projects, else the service's name."""
    own = [p.sektor for p in plan.projects.values() if p.tjeneste == service]
    return own[0] if own else plan.services[service].navn


def _times(cost: FixedCost, n: float) -> dict[str, Any]:
    said = cost.model_dump(exclude_unset=True, mode="json")
    return {**said, "beloep": round(cost.beloep * n, 9)}


def _set(project: str, keys: list[str | int], value: Any) -> SetValue:
    return SetValue(fil=file_of(ProjectFile, project), noekkel=list(keys), verdi=value)
