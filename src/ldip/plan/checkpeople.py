"""Checks of population files and age groups."""

from __future__ import annotations

from collections.abc import Iterator

from ldip.errors import Problem
from ldip.plan import tables as t
from ldip.plan.document import Plan
from ldip.plan.messages import nearest

FILE = "befolkning.toml"


def _stock(plan: Plan) -> Iterator[Problem]:
    for key, model in (("folketall", t.StockRow), ("flytting", t.MigrationRow)):
        table = plan.referenced(key, model)
        seen: dict[tuple[str, str, int], int] = {}
        for line, row in zip(table.lines, table.rows, strict=True):
            cell = (row.sone, row.kjoenn, row.alder)  # type: ignore[attr-defined]
            if cell in seen:
                hint = f"samme celle står på linje {seen[cell]}"
                yield Problem(table.file, "alder", "kjønn og alder står to ganger", f"{cell[1]} {cell[2]}", hint, line)
            seen[cell] = line
        for zone in sorted({c[0] for c in seen}):
            gaps = [(k, a) for k in ("k", "m") for a in range(106) if (zone, k, a) not in seen]
            if gaps and table.file not in plan.partial:
                hint = f"legg til raden {gaps[0][0]};{gaps[0][1]} (og {len(gaps) - 1} til)"
                yield Problem(table.file, "alder", "mangler kjønn og alder", f"{gaps[0][0]} {gaps[0][1]}", hint)


def _groups(plan: Plan) -> Iterator[Problem]:
    groups = plan.population.aldersgrupper
    covered = [0] * 106
    for group in groups:
        for age in range(group.fra, min(group.til, 105) + 1):
            covered[age] += 1
    if wrong := [a for a, n in enumerate(covered) if n != 1]:
        what = "står i to grupper" if covered[wrong[0]] > 1 else "mangler i gruppene"
        yield Problem(FILE, "aldersgrupper", f"alderen {what}", str(wrong[0]), "la gruppene dekke 0–105 år én gang")


def _projection(plan: Plan) -> Iterator[Problem]:
    table = plan.referenced("framskriving", t.ProjectionRow)
    known = [g.id for g in plan.population.aldersgrupper]
    years: dict[int, set[str]] = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        if row.aldersgruppe not in known:
            hint = nearest(row.aldersgruppe, known)
            yield Problem(table.file, "aldersgruppe", "ukjent aldersgruppe", row.aldersgruppe, hint, line)
        years.setdefault(row.aar, set()).add(row.aldersgruppe)
    for year, found in sorted(years.items()):
        if missing := [g for g in known if g not in found]:
            yield Problem(table.file, "aldersgruppe", f"gruppen mangler i {year}", missing[0], "legg til raden")


def _date(plan: Plan) -> Iterator[Problem]:
    date, first = plan.population.dato, plan.head.tid.foerste_aar
    if (date.month, date.day) != (1, 1):
        yield Problem(FILE, "dato", "folketallet må gjelde 1. januar", str(date), f"bruk {date.year}-01-01")
    if date.year > first or (date.year < first and plan.population.framskriving is None):
        hint = f"bruk folketallet 1. januar {first}, eller importer en framskriving som når dit"
        yield Problem(FILE, "dato", "folketallet når ikke fram til første planår", str(date), hint)


def _rates(plan: Plan) -> Iterator[Problem]:
    for key, model in (("folketall", t.StockRow), ("doedelighet", t.MortalityRow), ("fruktbarhet", t.FertilityRow)):
        table = plan.referenced(key, model)
        if not table.rows and table.file not in plan.partial:
            yield Problem(table.file, "", "tabellen har ingen rader", "", "legg inn radene")
    mortality = plan.referenced("doedelighet", t.MortalityRow)
    ages = [r.fra_alder for r in mortality.rows]
    if mortality.file not in plan.partial and ages and (ages[0] != 0 or ages != sorted(set(ages))):
        hint = "begynn med 0 og la alderen stige fra rad til rad"
        yield Problem(mortality.file, "fra_alder", "aldrene står ikke i stigende rekkefølge fra 0", str(ages[0]), hint)
    fertility = plan.referenced("fruktbarhet", t.FertilityRow)
    for line, row in zip(fertility.lines, fertility.rows, strict=True):
        if row.til_alder < row.fra_alder:
            hint = "bytt om fra_alder og til_alder"
            yield Problem(fertility.file, "til_alder", "er lavere enn fra_alder", str(row.til_alder), hint, line)
    if fertility.rows and sum(r.prosent for r in fertility.rows) <= 0.0:
        yield Problem(fertility.file, "prosent", "summerer til null", "", "fordelingen skal summere til om lag 100")


def _spans(plan: Plan) -> Iterator[Problem]:
    for name, service in plan.services.items():
        spans = [("bruksrate", r.fra_alder, r.til_alder) for r in service.bruksrate]
        if service.dekning:
            spans.append(("dekning", service.dekning.fra_alder, service.dekning.til_alder))
        for key, first, last in spans:
            if last < first:
                hint = "bytt om fra_alder og til_alder"
                yield Problem(f"tjenester/{name}.toml", key, "til_alder er lavere enn fra_alder", f"{first}–{last}", hint)


def _pinned(plan: Plan) -> Iterator[Problem]:
    years = [p.aar for p in plan.population.laast_totalt]
    if years != sorted(set(years)):
        yield Problem(FILE, "laast_totalt", "årene må stå i stigende rekkefølge", str(years), "sorter årene")


NEEDS = (FILE,)
CHECKS = (
    (NEEDS, _stock),
    (NEEDS, _groups),
    (NEEDS, _projection),
    (NEEDS, _date),
    (NEEDS, _pinned),
    (NEEDS, _rates),
    ((), _spans),
)
