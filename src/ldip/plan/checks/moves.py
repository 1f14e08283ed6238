"""Checks of moves, their history and levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.parameters.demography import shipped_demography
from ldip.plan.checks.common import CELLS, UNPEOPLED, unknown
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import YearVector

FILE = "befolkning.toml"
ZONED: Final = ("flytting", "utflytting", "innflytting", "historie")


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
    known = dt.date.fromisoformat(str(shipped_demography()["doedelighet"]["kjent_fra"]))
    uses = p.doedelighetsutvikling == "nasjonal" or p.lokal_fruktbarhetsfaktor == "beregnet"
    if uses and "plan.toml" in plan.single and plan.head.tid.kunnskapsdato < known:
        hint = f'bruk "holdt" og et tall, eller en kunnskapsdato fra {known}'
        value = str(plan.head.tid.kunnskapsdato)
        yield Problem(FILE, "doedelighetsutvikling", "den nasjonale banen var ikke kjent ved kunnskapsdatoen", value, hint)


def _zone_names(plan: Plan) -> Iterator[Problem]:
    known = plan.zones
    for key in ZONED:
        table = plan.referenced(key, t.REFERENCED[key])
        for line, row in table.numbered():
            if isinstance(row, t.Cell):
                yield from unknown(table.file, "sone", row.sone, known, UNPEOPLED, line)
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
    wanted = ((y, z, *cell) for y in years for z in plan.zones for cell in CELLS)
    missing = [c for c in wanted if c not in found]
    if missing:
        value = " ".join(str(v) for v in missing[0])
        hint = f"legg til raden (og {len(missing) - 1} til), eller velg basisperiode = 5"
        yield Problem(table.file, "aar", f"historien dekker ikke {p.basisperiode} år", value, hint)
    if len(found) != len(table.rows):
        yield Problem(table.file, "personer", "samme celle står to ganger", "", "fjern doble rader")


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


CHECKS: Final = (_way, _zone_names, _history, _levels)
