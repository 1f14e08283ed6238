"""Checks of the housing programme, groups that do not age, and zones of places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ldip.errors import Problem
from ldip.plan.checks.common import UNPEOPLED, unknown
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import ProfileBand, ProjectFile, file_of

FILE = "befolkning.toml"


def _housing(plan: Plan) -> Iterator[Problem]:
    p, table = plan.population, plan.table("boligprogram.csv", t.ProgrammeRow)
    zones, types = plan.zones, [d.id for d in p.boligtyper]
    if table.rows and p.bolig is None:
        yield Problem(FILE, "bolig", "boligprogrammet mangler innstillinger", "", "legg til [bolig] i befolkning.toml")
    for line, row in table.numbered():
        yield from _place("boligprogram.csv", row.sone, row.boligtype, zones, types, line)
        if "plan.toml" in plan.single and row.aar < plan.years[0]:
            hint = f"før boliger ferdige før {plan.years[0]} inn i folketallet eller basisbyggingen"
            yield Problem("boligprogram.csv", "aar", "året er før første planår", str(row.aar), hint, line)
    for i, base in enumerate(p.bolig.basisbygging if p.bolig else ()):
        yield from _place(FILE, base.sone, base.boligtype, zones, types, 0, f"bolig.basisbygging.{i}.")
    yield from _bands("boligtyper", [(d.id, d.personer) for d in p.boligtyper])
    yield from _bands("saergrupper", [(g.id, g.profil) for g in p.saergrupper])


def _special(plan: Plan) -> Iterator[Problem]:
    zones = plan.zones
    for i, group in enumerate(plan.population.saergrupper):
        yield from unknown(FILE, f"saergrupper.{i}.sone", group.sone, zones, UNPEOPLED)
        if sum(b.personer for b in group.profil) <= 0.0:
            hint = "oppgi minst én alder med personer over null"
            yield Problem(FILE, f"saergrupper.{i}.profil", "profilen summerer til null", group.id, hint)


def _places(plan: Plan) -> Iterator[Problem]:
    """Zones of buildings and projects: known, and all of a service's places or none."""
    zones, rows = plan.zones, plan.table("bygg.csv", t.BuildingRow)
    zoned = {r.tjeneste for r in rows.rows if r.sone}
    for line, row in rows.numbered():
        if row.sone:
            yield from unknown("bygg.csv", "sone", row.sone, zones, UNPEOPLED, line)
        elif row.tjeneste in zoned:
            hint = "gi alle byggene til tjenesten en sone, eller ingen av dem"
            yield Problem("bygg.csv", "sone", "bygget mangler sone", row.id, hint, line)
    for name, project in plan.projects.items():
        capacity = project.kapasitet
        if capacity is None:
            continue
        file, key = file_of(ProjectFile, name), "kapasitet.sone"
        if capacity.sone is not None:
            yield from unknown(file, key, capacity.sone, zones, UNPEOPLED)
        elif project.tjeneste in zoned:
            yield Problem(file, key, "prosjektet mangler sone", name, "byggene til tjenesten har soner; gi prosjektet en")


def _bands(key: str, found: list[tuple[str, list[ProfileBand]]]) -> Iterator[Problem]:
    for i, (name, bands) in enumerate(found):
        if name in [n for n, _ in found[:i]]:
            yield Problem(FILE, f"{key}.{i}.id", "id står to ganger", name, "velg en annen id")
        if any(b.til_alder < b.fra_alder for b in bands):
            yield Problem(FILE, f"{key}.{i}", "til_alder er lavere enn fra_alder", name, "bytt om aldrene")


def _place(
    file: str, zone: str, kind: str, zones: Sequence[str], types: Sequence[str], line: int, key: str = ""
) -> Iterator[Problem]:
    yield from unknown(file, key + "sone", zone, zones, UNPEOPLED, line)
    yield from unknown(file, key + "boligtype", kind, types, "ukjent boligtype", line)


CHECKS: Final = (_housing, _special, _places)
