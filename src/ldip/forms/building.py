"""The form of a building at the start of the plan: a row of bygg.csv."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from ldip.digits import is_digits
from ldip.forms.asked import Asked
from ldip.forms.common import BUILDINGS, ask_service, ask_zone, buildings, middle, usual
from ldip.forms.project_proposals import Alike
from ldip.forms.terms import Choice, Made, Proposal, Spec, Value, Values
from ldip.forms.written import cell, id_of, new_row
from ldip.locales import tr
from ldip.plan.csvfile import delimiter_of
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, SetCell
from ldip.plan.schema import tables as t
from ldip.plan.schema.projects import PlaceKind

# The column of each field.
COLUMNS: Final = {
    "navn": "navn",
    "tjeneste": "tjeneste",
    "sone": "sone",
    "plasser": "plasser",
    "plasstype": "plasstype",
    "fra": "aapner",
    "til": "stenger",
    "areal": "areal_m2",
    "drift_per_m2": "drift_per_m2",
    "kilde": "kilde",
    "anslag": "anslag",
}


def files(name: str) -> tuple[str, ...]:
    """The file of buildings."""
    return (BUILDINGS,)


def row_of(plan: Plan, name: str) -> tuple[int, t.BuildingRow] | None:
    """A building with its line."""
    return next(((n, r) for n, r in plan.table(BUILDINGS, t.BuildingRow).numbered() if r.id == name), None)


def load(plan: Plan, name: str) -> Values | None:
    """The stored values of a building."""
    found = row_of(plan, name)
    return None if found is None else {field: getattr(found[1], column) for field, column in COLUMNS.items()}


def draw(a: Asked) -> Made:
    """The fields, and the row they give."""
    name = a.text(Spec("navn", required=True))
    service = ask_service(a)
    ask_zone(a, service)
    held = [b for b in buildings(a.plan, service) if b.id != a.given.id]
    places = a.number(Spec("plasser", unit="plasser", low=0.0, high=1e5), _places(held))
    kinds = [Choice(k, tr(f"skjema.plasstype.{k or 'uten'}")) for k in get_args(PlaceKind)]
    a.choice(Spec("plasstype", rare=True), kinds, Proposal(usual(b.plasstype for b in held) or "", tr("skjema.bygg.som_andre")))
    _month(a, "fra", tr("skjema.bygg.alltid"))
    _month(a, "til", tr("skjema.bygg.aldri"))
    _running(a, held, places, service)
    a.source(a.plan.services[service].navn if service in a.plan.services else a.plan.head.kommune.navn)
    places_of = {(BUILDINGS, column): field for field, column in COLUMNS.items()} | {(BUILDINGS, "id"): "navn"}
    return Made(tuple(_edits(a)) if name and service else (), places_of)


def _places(held: list[t.BuildingRow]) -> Proposal:
    """The middle of the service's buildings."""
    known = [b.plasser for b in held if b.plasser > 0.0]
    return Proposal(middle(known), tr("skjema.bygg.plasser")) if known else Proposal(0.0, tr("skjema.bygg.uten_plasser"))


def _month(a: Asked, name: str, reason: str) -> None:
    """A year, or a year and month; empty for never, or for always."""
    said = a.text(Spec(name, "naar", clearable=True), Proposal("", reason))
    if said and not _is_month(said):
        a.wrong(name, tr("skjema.bygg.maaned", verdi=said[:20]))


def _is_month(text: str) -> bool:
    year, _, month = text.partition("-")
    return len(year) == 4 and is_digits(year) and (not month or (len(month) == 2 and is_digits(month) and 1 <= int(month) <= 12))


def _running(a: Asked, held: list[t.BuildingRow], places: float, service: str) -> None:
    """Area and its yearly cost: as the service's other buildings; where they have none, it is in the frames already."""
    each = [b.areal_m2 / b.plasser for b in held if b.areal_m2 and b.plasser]
    area = Proposal(float(round(middle(each) * places)), tr("skjema.bygg.som_andre")) if each else _framed()
    cost = usual(b.drift_per_m2 for b in held if b.drift_per_m2)
    whole = a.number(Spec("areal", "etter", "m²", low=0.0, high=1e7, rare=True), area)
    price = Alike.of(a.plan, service, "").price
    known = price.fdv_per_m2.kroner if price and price.fdv_per_m2 else 0.0
    reason = tr("skjema.bygg.fdv", n=round(known)) if known else tr("skjema.bygg.i_rammen")
    proposal = Proposal(cost, tr("skjema.bygg.som_andre")) if cost and whole else Proposal(0.0, reason)
    a.number(Spec("drift_per_m2", "etter", "kr per m²", a.short_prices, low=0.0, high=1e5, rare=True), proposal)


def _framed() -> Proposal:
    return Proposal(0.0, tr("skjema.bygg.i_rammen"))


def _edits(a: Asked) -> Iterator[Edit]:
    """A new row, or the cells that differ."""
    raw = a.plan.contents.get(BUILDINGS)
    values = {column: _plain(a.values[field]) for field, column in COLUMNS.items() if field in a.values}
    found = row_of(a.plan, a.given.id) if a.given.id else None
    if found is None:
        taken = {r.id for r in a.plan.table(BUILDINGS, t.BuildingRow).rows}
        yield new_row(BUILDINGS, raw, {"id": id_of(str(a.values["navn"]), taken, "bygg"), **values})
        return
    comma = delimiter_of(raw, BUILDINGS) == ";"
    for field, column in COLUMNS.items():
        if field in a.values and a.differs(field):
            yield SetCell(fil=BUILDINGS, rad=found[0], kolonne=column, verdi=cell(values[column], comma))


def _plain(value: Value) -> str | float | bool:
    return "" if isinstance(value, dict) else value
