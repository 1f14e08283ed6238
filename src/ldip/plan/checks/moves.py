"""Checks of moves, zones, history, housing programme, groups that do not age and counts' noise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.parameters.demography import tables
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import YearVector
from ldip.plan.schema.files import ProfileBand

FILE = "befolkning.toml"
ZONED: Final = ("flytting", "utflytting", "innflytting", "historie")


def _zones(plan: Plan) -> list[str]:
    return list(dict.fromkeys(r.sone for r in plan.referenced("folketall", t.StockRow).rows))


def _way(plan: Plan) -> Iterator[Problem]:
    """Exactly one way to give the moves."""
    p = plan.population
    gross = (p.utflytting is not None, p.innflytting is not None)
    if gross[0] != gross[1]:
        key = "innflytting" if gross[0] else "utflytting"
        yield Problem(FILE, key, "brutto flytting trenger både inn og ut", "", f"legg til {key}")
    ways = [k for k, has in (("flytting", p.flytting), ("innflytting", p.innflytting)) if has is not None]
    if not ways and not any(gross) and p.historie is None:
        hint = "oppgi flytting, utflytting og innflytting, eller historie"
        yield Problem(FILE, "flytting", "flyttingen mangler", "", hint)
    if len(ways) > 1:
        yield Problem(FILE, "flytting", "flyttingen er gitt på to måter", ", ".join(ways), "behold én av dem")
    if not ways and p.historie is not None and p.flyttetidspunkt != "slutt":
        hint = 'skriv flyttetidspunkt = "slutt"'
        yield Problem(FILE, "flyttetidspunkt", "flytting som rest av folketall gjelder årets slutt", p.flyttetidspunkt, hint)
    known = dt.date.fromisoformat(str(tables()["doedelighet"]["kjent_fra"]))
    uses = p.doedelighetsutvikling == "nasjonal" or p.lokal_fruktbarhetsfaktor == "beregnet"
    if uses and "plan.toml" in plan.single and plan.head.tid.kunnskapsdato < known:
        hint = f'bruk "holdt" og et tall, eller en kunnskapsdato fra {known}'
        value = str(plan.head.tid.kunnskapsdato)
        yield Problem(FILE, "doedelighetsutvikling", "den nasjonale banen var ikke kjent ved kunnskapsdatoen", value, hint)


def _zone_names(plan: Plan) -> Iterator[Problem]:
    known = _zones(plan)
    for key in ZONED:
        table = plan.referenced(key, t.REFERENCED[key])
        for line, row in zip(table.lines, table.rows, strict=True):
            if isinstance(row, t.Cell) and row.sone not in known:
                yield Problem(table.file, "sone", "sonen har ikke folketall", row.sone, nearest(row.sone, known), line)
    if plan.population.kommuneflytting is not None:
        whole = plan.referenced("kommuneflytting", t.MigrationRow)
        if wrong := [r.sone for r in whole.rows if r.sone != "kommunen"]:
            yield Problem(whole.file, "sone", "filen gjelder hele kommunen", wrong[0], "la kolonnen sone stå tom")
        if plan.population.framskriving_i_bruk != "egen":
            hint = "behold kommuneflytting eller framskriving_i_bruk"
            value = plan.population.framskriving_i_bruk
            yield Problem(FILE, "kommuneflytting", "sonene kan ikke følge to baner", value, hint)


def _history(plan: Plan) -> Iterator[Problem]:
    p = plan.population
    if p.historie is None:
        if p.lokal_fruktbarhetsfaktor == "beregnet":
            hint = "legg til historie eller skriv et tall"
            yield Problem(FILE, "lokal_fruktbarhetsfaktor", "trenger folketall for tidligere år", "beregnet", hint)
        return
    table = plan.referenced("historie", t.HistoryRow)
    if table.file in plan.partial:
        return
    found = {(r.aar, r.sone, r.kjoenn, r.alder) for r in table.rows}
    years = range(p.dato.year - p.basisperiode, p.dato.year)
    wanted = ((y, z, k, a) for y in years for z in _zones(plan) for k in ("k", "m") for a in range(106))
    missing = [c for c in wanted if c not in found]
    if missing:
        value = " ".join(str(v) for v in missing[0])
        hint = f"legg til raden (og {len(missing) - 1} til), eller velg basisperiode = 5"
        yield Problem(table.file, "aar", f"historien dekker ikke {p.basisperiode} år", value, hint)
    if len(found) != len(table.rows):
        yield Problem(table.file, "personer", "samme celle står to ganger", "", "fjern doble rader")


def _housing(plan: Plan) -> Iterator[Problem]:
    p, table = plan.population, plan.table("boligprogram.csv", t.ProgrammeRow)
    zones, types = _zones(plan), [d.id for d in p.boligtyper]
    if table.rows and p.bolig is None:
        yield Problem(FILE, "bolig", "boligprogrammet mangler innstillinger", "", "legg til [bolig] i befolkning.toml")
    for line, row in zip(table.lines, table.rows, strict=True):
        yield from _place("boligprogram.csv", row.sone, row.boligtype, zones, types, line)
        if "plan.toml" in plan.single and row.aar < plan.years[0]:
            hint = f"før boliger ferdige før {plan.years[0]} inn i folketallet eller basisbyggingen"
            yield Problem("boligprogram.csv", "aar", "året er før første planår", str(row.aar), hint, line)
    for i, base in enumerate(p.bolig.basisbygging if p.bolig else ()):
        yield from _place(FILE, base.sone, base.boligtype, zones, types, 0, f"bolig.basisbygging.{i}.")
    yield from _bands("boligtyper", [(d.id, d.personer) for d in p.boligtyper])
    yield from _bands("saergrupper", [(g.id, g.profil) for g in p.saergrupper])


def _places(plan: Plan) -> Iterator[Problem]:
    """Zones of buildings and projects: known, and all of a service's places or none."""
    zones, rows = _zones(plan), plan.table("bygg.csv", t.BuildingRow)
    zoned = {r.tjeneste for r in rows.rows if r.sone}
    for line, row in zip(rows.lines, rows.rows, strict=True):
        if row.sone and row.sone not in zones:
            yield Problem("bygg.csv", "sone", "sonen har ikke folketall", row.sone, nearest(row.sone, zones), line)
        if not row.sone and row.tjeneste in zoned:
            hint = "gi alle byggene til tjenesten en sone, eller ingen av dem"
            yield Problem("bygg.csv", "sone", "bygget mangler sone", row.id, hint, line)
    for name, project in plan.projects.items():
        capacity = project.kapasitet
        if capacity is None:
            continue
        file, key = f"prosjekter/{name}.toml", "kapasitet.sone"
        if capacity.sone is not None and capacity.sone not in zones:
            yield Problem(file, key, "sonen har ikke folketall", capacity.sone, nearest(capacity.sone, zones))
        if capacity.sone is None and project.tjeneste in zoned:
            yield Problem(file, key, "prosjektet mangler sone", name, "byggene til tjenesten har soner; gi prosjektet en")


def _bands(key: str, found: list[tuple[str, list[ProfileBand]]]) -> Iterator[Problem]:
    for i, (name, bands) in enumerate(found):
        if name in [n for n, _ in found[:i]]:
            yield Problem(FILE, f"{key}.{i}.id", "id står to ganger", name, "velg en annen id")
        if any(b.til_alder < b.fra_alder for b in bands):
            yield Problem(FILE, f"{key}.{i}", "til_alder er lavere enn fra_alder", name, "bytt om aldrene")


def _place(file: str, zone: str, kind: str, zones: list[str], types: list[str], line: int, key: str = "") -> Iterator[Problem]:
    if zone not in zones:
        yield Problem(file, key + "sone", "sonen har ikke folketall", zone, nearest(zone, zones), line)
    if kind not in types:
        yield Problem(file, key + "boligtype", "ukjent boligtype", kind, nearest(kind, types), line)


def _levels(plan: Plan) -> Iterator[Problem]:
    """Series that only make sense within a range."""
    p = plan.population
    found: list[tuple[str, YearVector | None, float, float]]
    found = [("flyttenivaa", p.flyttenivaa, 0.0, 10.0), ("samlet_fruktbarhetstall", p.samlet_fruktbarhetstall, 0.0, 10.0)]
    if p.bolig is not None:
        found.append(("bolig.ferdigandel", p.bolig.ferdigandel, 0.0, 1.0))
    for key, vector, low, high in found:
        for value in vector.given if vector is not None else ():
            if not low <= value <= high:
                hint = f"bruk et tall fra {low:g} til {high:g}" if key != "bolig.ferdigandel" else "bruk 0–100 prosent"
                yield Problem(FILE, key, "ligger utenfor det mulige", f"{value:g}", hint)


def _special(plan: Plan) -> Iterator[Problem]:
    zones = _zones(plan)
    for i, group in enumerate(plan.population.saergrupper):
        if group.sone not in zones:
            yield Problem(FILE, f"saergrupper.{i}.sone", "sonen har ikke folketall", group.sone, nearest(group.sone, zones))
        if sum(b.personer for b in group.profil) <= 0.0:
            hint = "oppgi minst én alder med personer over null"
            yield Problem(FILE, f"saergrupper.{i}.profil", "profilen summerer til null", group.id, hint)


CHECKS: Final = (_way, _zone_names, _history, _housing, _special, _levels, _places)
