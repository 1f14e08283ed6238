"""Checks of buildings, their events and shared use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.plan.checks.common import unknown
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t


def _buildings(plan: Plan) -> Iterator[Problem]:
    table = plan.table("bygg.csv", t.BuildingRow)
    for line, r in table.numbered():
        if r.aapner and r.stenger and r.stenger <= r.aapner:
            yield Problem("bygg.csv", "stenger", "er ikke etter aapner", r.stenger, "rett en av datoene", line)
        if r.drift_per_m2 and not r.areal_m2:
            yield Problem("bygg.csv", "areal_m2", "mangler når drift_per_m2 er oppgitt", r.id, "oppgi arealet", line)


def _events(plan: Plan) -> Iterator[Problem]:
    file, table = "bygghendelser.csv", plan.table("bygghendelser.csv", t.BuildingEventRow)
    buildings = {r.id: r for r in plan.table("bygg.csv", t.BuildingRow).rows}
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for line, e in table.numbered():
        yield from unknown(file, "bygg", e.bygg, list(buildings), "ukjent bygg", line)
        if e.til < e.fra:
            yield Problem(file, "til", "er før fra", str(e.til), "bytt om årene", line)
        if e.hendelse == "leie" and e.beloep <= 0.0:
            yield Problem(file, "beloep", "mangler for en leieavtale", f"{e.beloep:g}", "oppgi årlig leie", line)
        if e.hendelse == "midlertidig" and e.plasser is None:
            yield Problem(file, "plasser", "mangler for midlertidige plasser", "", "oppgi antall plasser", line)
        if e.bygg in buildings and e.hendelse in ("rehabilitering", "utleid") and (e.plasser or 0.0) > buildings[e.bygg].plasser:
            yield Problem(file, "plasser", "er flere enn bygget har", f"{e.plasser:g}", "rett antallet", line)
        if e.avlastning:
            yield from unknown(file, "avlastning", e.avlastning, list(buildings), "ukjent bygg", line)
            if any(e.fra <= last and first <= e.til for first, last in taken[e.avlastning]):
                hint = "avlastningsbygget tar én rehabilitering om gangen; flytt årene"
                yield Problem(file, "avlastning", "bygget er alt i bruk som avlastning", e.avlastning, hint, line)
            taken[e.avlastning].append((e.fra, e.til))


def _shared(plan: Plan) -> Iterator[Problem]:
    file, table = "sambruk.csv", plan.table("sambruk.csv", t.SharedUseRow)
    area = {r.id: r.areal_m2 for r in plan.table("bygg.csv", t.BuildingRow).rows}
    used: dict[tuple[str, str], float] = defaultdict(float)
    for line, r in table.numbered():
        yield from unknown(file, "bygg", r.bygg, list(area), "ukjent bygg", line)
        yield from unknown(file, "tjeneste", r.tjeneste, sorted(plan.services), "ukjent tjeneste", line)
        before = used[r.bygg, r.blokk]
        used[r.bygg, r.blokk] += r.m2
        room = area.get(r.bygg, 0.0)
        if r.bygg in area and before <= room < used[r.bygg, r.blokk]:
            text = f"bruken i blokken {r.blokk} er {used[r.bygg, r.blokk]:g} m², bygget har {room:g}"
            yield Problem(file, "m2", text, f"{r.m2:g}", "flytt bruk til en annen blokk eller et annet bygg", line)


CHECKS: Final = (_buildings, _events, _shared)
