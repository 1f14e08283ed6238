"""The form of a measure: rows of tiltak.csv, one for each year in which its level changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, get_args

from ldip.forms.asked import Asked
from ldip.forms.common import ask_service, earliest_open, usual
from ldip.forms.terms import Choice, Cure, Made, Proposal, Spec, Values
from ldip.forms.written import cell, id_of, new_row
from ldip.locales import tr
from ldip.locales.written import first_of
from ldip.plan.csvfile import delimiter_of
from ldip.plan.document import Plan
from ldip.plan.edits import DropRow, Edit, SetCell
from ldip.plan.measures import FILE, PROPOSED, rules_of
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE

SAVES: Final = "sparer"
COSTS: Final = "oeker"
LASTING: Final = "varig"
ONCE: Final = "engangs"
UNIT: Final = "mill. kr"


def files(name: str) -> tuple[str, ...]:
    """The files a measure is written in."""
    return (FILE,)


def rows_of(plan: Plan, name: str) -> list[tuple[int, t.MeasureRow]]:
    """The rows of a measure with their lines, oldest first."""
    return sorted(((n, r) for n, r in plan.table(FILE, t.MeasureRow).numbered() if r.id == name), key=lambda x: x[1].aar)


def load(plan: Plan, name: str) -> Values | None:
    """The stored values of a measure; its profile is what it gives by year."""
    found = [r for _, r in rows_of(plan, name)]
    if not found:
        return None
    last = found[-1]
    levels = {r.aar: r.kroner / SCALE[UNIT] for r in found}
    most = max(levels.values(), key=abs)
    return {
        "navn": last.navn,
        "tjeneste": last.tjeneste,
        "sektor": last.sektor,
        "retning": SAVES if most <= 0.0 else COSTS,
        "beloep": abs(most),
        "fra": found[0].aar,
        "full": next(y for y, v in levels.items() if v == most),
        "varighet": last.type,
        "profil": levels,
        "innarbeidet": last.innarbeidet,
        "ansvarlig": last.ansvarlig,
        "status": last.status,
        "kilde": last.kilde,
        "anslag": last.anslag,
    }


def draw(a: Asked) -> Made:
    """The fields, and the rows they give."""
    name = a.text(Spec("navn", required=True))
    service = ask_service(a)
    sector = a.text(Spec("sektor", rare=True, clearable=True), Proposal(*_sector(a, service)))
    by_year = _effect(a)
    a.yes(Spec("innarbeidet", "vilkaar"), Proposal(False, tr("skjema.tiltak.innarbeidet")))
    a.text(Spec("ansvarlig", "vilkaar", clearable=True), Proposal(*_owner(a, service)))
    status = [Choice(s, tr(f"skjema.status.{s or 'uten'}")) for s in get_args(t.Status)]
    a.choice(Spec("status", "vilkaar"), status, _status(a))
    a.source(sector or _service_name(a, service))
    notes = tuple(_overlap(a, service, by_year))
    edits = _edits(a, name, by_year) if name and service else ()
    return Made(tuple(edits), _places(), notes)


def _effect(a: Asked) -> dict[int, float]:
    """The change in net spending by year, in millions: minus saves."""
    directions = (Choice(SAVES, tr("skjema.tiltak.sparer")), Choice(COSTS, tr("skjema.tiltak.oeker")))
    sign = -1.0 if a.choice(Spec("retning"), directions, Proposal(SAVES, tr("skjema.tiltak.retning"))) == SAVES else 1.0
    amount = a.number(
        Spec("beloep", unit="mill.", prices=a.short_prices, low=0.0, high=1e6), Proposal(0.0, tr("skjema.tiltak.uten_beloep"))
    )
    kinds = [Choice(k, tr(f"skjema.varighet.{k}")) for k in get_args(t.MeasureRow.model_fields["type"].annotation)]
    lasting = a.choice(Spec("varighet", "naar"), kinds, Proposal(LASTING, tr("skjema.tiltak.varig"))) != ONCE
    low, high = _bounds(a)
    start = a.year(Spec("fra", "naar", low=low, high=high), Proposal(earliest_open(a.plan), tr("skjema.tiltak.fra")))
    full = a.year(Spec("full", "naar", low=low, high=high), _full(a, start)) if lasting else start
    if full < start:
        a.wrong("full", tr("skjema.tiltak.full_foer", aar=start), _use("full", start))
        full = start
    a.touches["aar"] = str(full)
    steps = range(start, full + 1)
    proposal = {y: round(sign * amount * (i + 1) / len(steps), 3) for i, y in enumerate(steps)}
    over = a.new or a.differs("retning", "beloep", "varighet", "fra", "full")
    return a.yearly(Spec("profil", "naar", unit="mill.", prices=a.short_prices, rare=True), proposal, over=over)


def _bounds(a: Asked) -> tuple[float, float]:
    """The first and last year a measure can start in: those of the plan, and earlier ones that are stored."""
    stored = [float(y) for y in (a.stored.get("fra"), a.stored.get("full")) if isinstance(y, int)]
    return min(float(a.plan.years[0]), *stored) if stored else float(a.plan.years[0]), float(a.plan.years[-1])


def _full(a: Asked, start: int) -> Proposal:
    """The year of full effect: the first year of a new measure, as long after the start as before of a moved one."""
    before, then = a.stored.get("fra"), a.stored.get("full")
    if isinstance(before, int) and isinstance(then, int):
        return Proposal(start + then - before, "", before != start)
    return Proposal(start, tr("skjema.tiltak.full"))


def _use(name: str, year: int) -> Cure:
    """The cure of a year: another one."""
    return Cure(tr("skjema.bruk", verdi=year), {name: str(year)})


def _status(a: Asked) -> Proposal:
    """Proposed where the plan counts proposals, else none, so that the measure is in effect."""
    counts = PROPOSED in rules_of(a.plan).acting
    return Proposal(PROPOSED if counts else "", tr("skjema.tiltak.status"))


def _alike(a: Asked, service: str) -> list[t.MeasureRow]:
    """The rows of other measures of a service."""
    return [r for r in a.plan.table(FILE, t.MeasureRow).rows if r.tjeneste == service and r.id != a.given.id]


def _sector(a: Asked, service: str) -> tuple[str, str]:
    """The sector of the service's other measures or projects, with the reason."""
    if found := usual(r.sektor for r in _alike(a, service) if r.sektor):
        return found, tr("skjema.tiltak.som_andre")
    if found := usual(p.sektor for p in a.plan.projects.values() if p.tjeneste == service):
        return found, tr("skjema.tiltak.som_prosjekter")
    return _service_name(a, service), tr("skjema.tiltak.som_tjenesten")


def _owner(a: Asked, service: str) -> tuple[str, str]:
    """The owner of the service's other measures, with the reason."""
    found = usual(r.ansvarlig for r in _alike(a, service) if r.ansvarlig)
    return (found, tr("skjema.tiltak.som_andre")) if found else ("", "")


def _service_name(a: Asked, service: str) -> str:
    return a.plan.services[service].navn if service in a.plan.services else a.plan.head.kommune.navn


def _overlap(a: Asked, service: str, by_year: Mapping[int, float]) -> Iterator[str]:
    """Other measures of the same service that go the same way: reported, never subtracted."""
    saves = sum(by_year.values()) < 0.0
    others = dict.fromkeys(r.navn for r in _alike(a, service) if (r.kroner < 0.0) == saves and r.kroner)
    if others and service and any(by_year.values()):
        yield tr("skjema.tiltak.overlapp", navn=first_of([f"«{n}»" for n in others], 3))
    if a.values["status"] and a.values["status"] not in rules_of(a.plan).acting:
        yield tr("skjema.tiltak.virker_ikke")


def _places() -> dict[tuple[str, str], str]:
    named = {c: c for c in ("navn", "tjeneste", "sektor", "beloep", "innarbeidet", "ansvarlig", "status", "kilde", "anslag")}
    return {(FILE, c): n for c, n in {**named, "type": "varighet", "aar": "fra", "id": "navn", "enhet": "beloep"}.items()}


def _edits(a: Asked, name: str, by_year: Mapping[int, float]) -> Iterator[Edit]:
    """A row for each year: new ones, and for a stored measure the cells that differ and the rows that are gone."""
    raw = a.plan.contents.get(FILE)
    comma = delimiter_of(raw, FILE) == ";"
    stored = rows_of(a.plan, a.given.id) if a.given.id else []
    key = a.given.id or id_of(name, {r.id for r in a.plan.table(FILE, t.MeasureRow).rows}, "tiltak")
    lines = {r.aar: (line, r) for line, r in stored}
    about = {c: a.values[c] for c in ("navn", "tjeneste", "sektor", "innarbeidet", "status", "ansvarlig", "kilde", "anslag")}
    about["type"] = a.values["varighet"]
    for year, amount in by_year.items():
        wanted: dict[str, str | float | bool | None] = {c: v for c, v in about.items() if not isinstance(v, dict)}
        if year not in lines:
            wanted |= {"id": key, "aar": str(year), "beloep": amount, "enhet": UNIT, "priser": a.prices}
            yield new_row(FILE, raw, _said(wanted))
            continue
        line, row = lines[year]
        wanted = {c: v for c, v in wanted.items() if a.differs("varighet" if c == "type" else c)}
        if a.differs("profil"):
            wanted["beloep"] = round(amount * SCALE[UNIT] / SCALE[row.enhet], 6)
        for column, value in wanted.items():
            if value != getattr(row, column) and value is not None:
                yield SetCell(fil=FILE, rad=line, kolonne=column, verdi=cell(value, comma))
    for year in sorted(lines.keys() - by_year.keys(), reverse=True):
        yield DropRow(fil=FILE, rad=lines[year][0])


def _said(cells: Mapping[str, str | float | bool | None]) -> dict[str, str | float | bool | None]:
    """The cells of a new row; those that say nothing beyond the default are left out."""
    return {c: v for c, v in cells.items() if not (c == "innarbeidet" and v is False)}
