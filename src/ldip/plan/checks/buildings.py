"""Checks of buildings and their events, shared use, need lists, projects' links, drift.toml and self-cost areas."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from ldip.errors import Problem
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t

RETURN_WITHIN = 5  # years within which a self-cost fund closes (selvkostforskriften § 8)


def _unknown(file: str, key: str, value: str, known: list[str], what: str, line: int = 0) -> Iterator[Problem]:
    if value not in known:
        yield Problem(file, key, what, value, nearest(value, known), line)


def _buildings(plan: Plan) -> Iterator[Problem]:
    table = plan.table("bygg.csv", t.BuildingRow)
    for line, r in zip(table.lines, table.rows, strict=True):
        if r.aapner and r.stenger and r.stenger <= r.aapner:
            yield Problem("bygg.csv", "stenger", "er ikke etter aapner", r.stenger, "rett en av datoene", line)
        if r.drift_per_m2 and not r.areal_m2:
            yield Problem("bygg.csv", "areal_m2", "mangler når drift_per_m2 er oppgitt", r.id, "oppgi arealet", line)


def _events(plan: Plan) -> Iterator[Problem]:
    file, table = "bygghendelser.csv", plan.table("bygghendelser.csv", t.BuildingEventRow)
    buildings = {r.id: r for r in plan.table("bygg.csv", t.BuildingRow).rows}
    base = f"{plan.head.tid.prisnivaa}-kroner"
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for line, e in zip(table.lines, table.rows, strict=True):
        yield from _unknown(file, "bygg", e.bygg, list(buildings), "ukjent bygg", line)
        if e.til < e.fra:
            yield Problem(file, "til", "er før fra", str(e.til), "bytt om årene", line)
        if e.priser != base:
            yield Problem(file, "priser", "feil prisnivå her", e.priser, f"bruk {base}", line)
        if e.hendelse == "leie" and e.beloep <= 0.0:
            yield Problem(file, "beloep", "mangler for en leieavtale", f"{e.beloep:g}", "oppgi årlig leie", line)
        if e.hendelse == "midlertidig" and e.plasser is None:
            yield Problem(file, "plasser", "mangler for midlertidige plasser", "", "oppgi antall plasser", line)
        if e.bygg in buildings and e.hendelse in ("rehabilitering", "utleid") and (e.plasser or 0.0) > buildings[e.bygg].plasser:
            yield Problem(file, "plasser", "er flere enn bygget har", f"{e.plasser:g}", "rett antallet", line)
        if e.avlastning:
            yield from _unknown(file, "avlastning", e.avlastning, list(buildings), "ukjent bygg", line)
            if any(e.fra <= last and first <= e.til for first, last in taken[e.avlastning]):
                hint = "avlastningsbygget tar én rehabilitering om gangen; flytt årene"
                yield Problem(file, "avlastning", "bygget er alt i bruk som avlastning", e.avlastning, hint, line)
            taken[e.avlastning].append((e.fra, e.til))


def _shared(plan: Plan) -> Iterator[Problem]:
    file, table = "sambruk.csv", plan.table("sambruk.csv", t.SharedUseRow)
    area = {r.id: r.areal_m2 for r in plan.table("bygg.csv", t.BuildingRow).rows}
    used: Counter[tuple[str, str]] = Counter()
    for line, r in zip(table.lines, table.rows, strict=True):
        yield from _unknown(file, "bygg", r.bygg, list(area), "ukjent bygg", line)
        yield from _unknown(file, "tjeneste", r.tjeneste, sorted(plan.services), "ukjent tjeneste", line)
        before = used[r.bygg, r.blokk]
        used[r.bygg, r.blokk] += r.m2  # type: ignore[assignment]  # a Counter may hold floats
        room = area.get(r.bygg, 0.0)
        if r.bygg in area and before <= room < used[r.bygg, r.blokk]:
            text = f"bruken i blokken {r.blokk} er {used[r.bygg, r.blokk]:g} m², bygget har {room:g}"
            yield Problem(file, "m2", text, f"{r.m2:g}", "flytt bruk til en annen blokk eller et annet bygg", line)


def _need_list(plan: Plan) -> Iterator[Problem]:
    file, table = "behovsliste.csv", plan.table("behovsliste.csv", t.NeedListRow)
    for line, r in zip(table.lines, table.rows, strict=True):
        yield from _unknown(file, "tjeneste", r.tjeneste, sorted(plan.services), "ukjent tjeneste", line)
        if r.tjeneste in plan.services:
            known = [n.id for n in plan.services[r.tjeneste].nivaaer]
            yield from _unknown(file, "nivaa", r.nivaa, known, "ukjent nivå i tjenesten", line)
        if r.aar not in plan.years:
            hint = f"planårene er {plan.years[0]}–{plan.years[-1]}"
            yield Problem(file, "aar", "ligger utenfor planårene", str(r.aar), hint, line)


def _staff(plan: Plan) -> Iterator[Problem]:
    """The same staff is stated once: by users or by hours; a level of need has an id of its own."""
    for name, s in plan.services.items():
        file = f"tjenester/{name}.toml"
        if s.timer is not None and s.aarsverk_per_bruker:
            hint = "fjern aarsverk_per_bruker, eller fjern timer"
            yield Problem(file, "timer", "årsverkene er oppgitt to ganger", f"{s.aarsverk_per_bruker:g} per bruker", hint)
        seen: set[str] = set()
        for i, n in enumerate(s.nivaaer):
            if n.id in seen:
                yield Problem(file, f"nivaaer.{i}.id", "står to ganger", n.id, "gi nivået en egen id")
            seen.add(n.id)
        if s.forebygging is not None:
            known = sorted({r.id for r in plan.table("tiltak.csv", t.MeasureRow).rows if r.type == "varig"})
            yield from _unknown(file, "forebygging.tiltak", s.forebygging.tiltak, known, "ukjent varig tiltak")
        if s.privat is not None and min(s.privat.kommunal_andel.given) <= 0.0:
            hint = "kostnadsgrunnlaget er kommunens egne; oppgi en andel over null"
            yield Problem(file, "privat.kommunal_andel", "må være over null", "", hint)


def _links(plan: Plan) -> Iterator[Problem]:
    buildings = [r.id for r in plan.table("bygg.csv", t.BuildingRow).rows]
    groups: Counter[str] = Counter()
    for name, p in plan.projects.items():
        file = f"prosjekter/{name}.toml"
        for building in p.erstatter:
            yield from _unknown(file, "erstatter", building, buildings, "ukjent bygg")
        if p.erstatter and p.kapasitet is None:
            yield Problem(file, "kapasitet", "mangler når prosjektet erstatter bygg", "", "oppgi når det nye åpner")
        if p.selvkost is not None:
            yield from _unknown(file, "selvkost", p.selvkost, sorted(plan.fees), "ukjent selvkostområde")
        if p.nettpris_per_km is not None and (p.selvkost is None or p.nettpris_per_km.kroner <= 0.0):
            yield Problem(file, "nettpris_per_km", "krever et selvkostområde og en pris over null", "", "oppgi selvkost og pris")
        if p.alternativ is not None:
            groups[p.alternativ.gruppe] += p.alternativ.valgt
        yield from _prerequisites(plan, name, p)
        if p.finansiering.tilskudd_andel + p.finansiering.utbyggerbidrag_andel > 1.0:
            key = "finansiering.utbyggerbidrag_andel"
            yield Problem(file, key, "tilskudd og utbyggerbidrag er mer enn hele utgiften", "", "senk en av andelene")
    for group, chosen in groups.items():
        if chosen != 1:
            file = next(f"prosjekter/{n}.toml" for n, p in plan.projects.items() if p.alternativ and p.alternativ.gruppe == group)
            text = f"nøyaktig ett alternativ i gruppen {group} skal være valgt"
            yield Problem(file, "alternativ.valgt", text, f"{chosen} valgt", "sett valgt = true på ett av dem")


def _prerequisites(plan: Plan, name: str, p: f.ProjectFile) -> Iterator[Problem]:
    if not p.in_use:
        return
    file = f"prosjekter/{name}.toml"
    start = min((int(y) for y in p.framdrift if y.isdigit()), default=0) + p.utsettes_aar
    for i, need in enumerate(p.forutsetter):
        other = plan.projects.get(need.prosjekt)
        key = f"forutsetter.{i}.prosjekt"
        if other is None or other is p:
            known = sorted(n for n in plan.projects if n != name)
            yield Problem(file, key, "ukjent prosjekt", need.prosjekt, nearest(need.prosjekt, known))
        elif not other.in_use:
            hint = "velg det, eller fjern forutsetningen"
            yield Problem(file, key, "forutsetningen er et alternativ som ikke er valgt", need.prosjekt, hint)
        else:
            by = start if need.foer == "start" else p.opening[0]
            done = (other.ferdig or 0) + other.utsettes_aar
            if done > by or (need.foer == "start" and done == by):
                text = f"er ikke ferdig før prosjektet {'starter' if need.foer == 'start' else 'åpner'} i {by}"
                yield Problem(
                    file, key, text, f"{need.prosjekt}: ferdig {done}", "utsett prosjektet eller framskynd forutsetningen"
                )


def _operations(plan: Plan) -> Iterator[Problem]:
    ops, services, file = plan.operations, sorted(plan.services), "drift.toml"
    if ops.effektivisering:
        for name in ops.effektivisering.unntak:
            yield from _unknown(file, "effektivisering.unntak", name, services, "ukjent tjeneste")
    if ops.loenns_og_prisreserve:
        for name in ops.loenns_og_prisreserve.noekkel:
            yield from _unknown(file, f"loenns_og_prisreserve.noekkel.{name}", name, services, "ukjent tjeneste")
    if ops.internhusleie:
        yield from _unknown(file, "internhusleie.utleier", ops.internhusleie.utleier, services, "ukjent tjeneste")
    if ops.ressurskrevende:
        yield from _unknown(file, "ressurskrevende.tjeneste", ops.ressurskrevende.tjeneste, services, "ukjent tjeneste")
        years = (plan.head.tid.foerste_aar - 1, plan.head.tid.foerste_aar)
        if ops.ressurskrevende.aar not in years:
            hint = f"bruk {years[0]} eller {years[1]}"
            yield Problem(file, "ressurskrevende.aar", "må være første planår eller året før", str(ops.ressurskrevende.aar), hint)


def _fees(plan: Plan) -> Iterator[Problem]:
    for name, s in plan.fees.items():
        file = f"selvkost/{name}.toml"
        given = s.gebyrinntekt.by_year if s.gebyrinntekt else {}
        if s.gebyrinntekt is not None and not given:
            hint = "oppgi verdier = { år = beløp } for de vedtatte årene"
            yield Problem(file, "gebyrinntekt.verdi", "gebyret kan ikke oppgis for alle år", f"{s.gebyrinntekt.verdi}", hint)
        last = max(given, default=plan.years[0] - 1)
        if not last < s.fond_lukkes <= last + RETURN_WITHIN:
            hint = f"velg et år fra {last + 1} til {last + RETURN_WITHIN}"
            text = "fondet skal tilbakeføres innen fem år (selvkostforskriften § 8)"
            yield Problem(file, "fond_lukkes", text, str(s.fond_lukkes), hint)
        if sorted(given) != list(range(plan.years[0], plan.years[0] + len(given))):
            yield Problem(file, "gebyrinntekt.verdier", "årene må følge hverandre fra første planår", "", "rett årene")


def span_keys(s: f.ServiceFile) -> Mapping[str, list[tuple[int, int]]]:
    """Age spans of a service by key, for the check that they are the right way round."""
    return {
        "rett": [(r.fra_alder, r.til_alder) for r in s.rett],
        "vekter": [(w.fra_alder, w.til_alder) for w in s.vekter],
        "arealnorm": [(a.fra_alder, a.til_alder) for a in s.arealnorm],
        "pedagognormer": [(n.fra_alder, n.til_alder) for n in s.pedagognormer],
        "timer.rater": [(h.fra_alder, h.til_alder) for h in (s.timer.rater if s.timer else [])],
    }


CHECKS: Final = (_buildings, _events, _shared, _need_list, _staff, _links, _operations, _fees)
