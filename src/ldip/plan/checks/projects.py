"""Checks of projects: cost and progress, links to buildings and each other, and the posts of investment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final, get_args

from ldip.digits import is_digits
from ldip.errors import Problem
from ldip.parameters import read as parameters
from ldip.plan.checks.common import dated, unknown
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import CURRENT, DatedCost


def _projects(plan: Plan) -> Iterator[Problem]:
    classes = parameters.names("avskrivning")
    for name, p in plan.projects.items():
        file = f.file_of(f.ProjectFile, name)
        yield from unknown(file, "anleggsklasse", p.anleggsklasse, classes, "ukjent anleggsklasse")
        if wrong := [y for y in p.framdrift if not (is_digits(y) and len(y) == 4)]:
            yield Problem(file, "framdrift", "nøklene må være årstall", wrong[0], "skriv for eksempel { 2026 = 0.4 }")
            continue
        spread = sum(p.framdrift.values())
        if p.type == "prosjekt" and abs(spread - 1.0) > 1e-6:
            yield Problem(file, "framdrift", "summerer ikke til 1", f"{spread:g}", "fordel hele utgiften på årene")
        if p.type == "prosjekt" and p.ferdig is None:
            yield Problem(file, "ferdig", "mangler for et prosjekt", "", "oppgi året prosjektet er ferdig")
        if p.type == "ramme" and p.videre is None and str(plan.years[-1]) not in p.framdrift:
            yield Problem(
                file, "videre", "mangler for en ramme som ikke når siste planår", "", 'sett videre = "siste" eller "null"'
            )
        if p.ferdig is not None and p.framdrift and p.ferdig < max(int(y) for y in p.framdrift):
            yield Problem(file, "ferdig", "ligger før siste år med utgift", str(p.ferdig), "flytt ferdig eller framdrift")
        if (p.kapasitet or p.drift) and p.tjeneste is None:
            yield Problem(file, "tjeneste", "mangler når prosjektet har kapasitet eller drift", "", "oppgi tjenesten")


def _price_years(plan: Plan) -> Iterator[Problem]:
    """Amounts with a price year of their own, which are converted by the known deflator."""
    for file, document in plan.documents.items():
        for key, node in dated(document):
            if isinstance(node, DatedCost):
                yield from _price_year(plan, file, key, node.priser)


def _price_year(plan: Plan, file: str, key: str, prices: str) -> Iterator[Problem]:
    base = plan.head.tid.prisnivaa
    if prices == CURRENT:
        yield Problem(file, f"{key}.priser", "prosjektkostnad oppgis i faste priser", prices, f'bruk "{base}-kroner"')
        return
    year = int(prices[:4])
    known = {v.gjelder_fra for v in parameters.known_history("pris", "deflator", plan.head.tid.kunnskapsdato)}
    if year != base and (year > base or year not in known or base not in known):
        hint = f'bruk "{base}-kroner" eller et tidligere år med kjent deflator'
        yield Problem(file, f"{key}.priser", "prisnivået kan ikke regnes om", prices, hint)


def _links(plan: Plan) -> Iterator[Problem]:
    buildings = [r.id for r in plan.table("bygg.csv", t.BuildingRow).rows]
    groups: Counter[str] = Counter()
    for name, p in plan.projects.items():
        file = f.file_of(f.ProjectFile, name)
        for building in p.erstatter:
            yield from unknown(file, "erstatter", building, buildings, "ukjent bygg")
        if p.erstatter and p.kapasitet is None:
            yield Problem(file, "kapasitet", "mangler når prosjektet erstatter bygg", "", "oppgi når det nye åpner")
        if p.selvkost is not None:
            yield from unknown(file, "selvkost", p.selvkost, sorted(plan.fees), "ukjent selvkostområde")
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
            file = next(
                f.file_of(f.ProjectFile, n) for n, p in plan.projects.items() if p.alternativ and p.alternativ.gruppe == group
            )
            text = f"nøyaktig ett alternativ i gruppen {group} skal være valgt"
            yield Problem(file, "alternativ.valgt", text, f"{chosen} valgt", "sett valgt = true på ett av dem")


def _prerequisites(plan: Plan, name: str, p: f.ProjectFile) -> Iterator[Problem]:
    if not p.in_use:
        return
    file = f.file_of(f.ProjectFile, name)
    start = min((int(y) for y in p.framdrift if is_digits(y)), default=0) + p.utsettes_aar
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


def _posts(plan: Plan) -> Iterator[Problem]:
    given, none = set(plan.investment.poster), set(plan.investment.ingen)
    for name in get_args(f.PostName):
        if (name in given) == (name in none) and not (name in f.OPTIONAL_POSTS and name not in given):
            what = "er oppgitt to ganger" if name in given else "mangler"
            hint = "oppgi posten under poster, eller før den opp i ingen = [ … ]"
            yield Problem("investeringer.toml", f"poster.{name}", what, "", hint)


CHECKS: Final = (_projects, _price_years, _links, _posts)
