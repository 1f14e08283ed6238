"""Checks of population files and age groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.parameters.ages import groupings
from ldip.parameters.demography import AGES
from ldip.plan.checks.common import CELLS, unknown
from ldip.plan.document import Plan, Table
from ldip.plan.schema import tables as t

FILE = "befolkning.toml"
FULL = ("folketall", "flytting", "utflytting", "innflytting", "kommuneflytting", "folketall_kommunen")


def _stock(plan: Plan) -> Iterator[Problem]:
    for key in FULL:
        table = plan.referenced(key, t.REFERENCED[key])
        seen: dict[tuple[str, str, int], int] = {}
        for line, row in table.numbered():
            assert isinstance(row, t.Cell)
            cell = (row.sone, row.kjoenn, row.alder)
            if cell in seen:
                hint = f"samme celle står på linje {seen[cell]}"
                yield Problem(table.file, "alder", "kjønn og alder står to ganger", f"{cell[1]} {cell[2]}", hint, line)
            seen[cell] = line
        for zone in sorted({c[0] for c in seen}):
            gaps = [(k, a) for k, a in CELLS if (zone, k, a) not in seen]
            if gaps and table.file not in plan.partial:
                hint = f"legg til raden {gaps[0][0]};{gaps[0][1]} (og {len(gaps) - 1} til)"
                yield Problem(table.file, "alder", "mangler kjønn og alder", f"{gaps[0][0]} {gaps[0][1]}", hint)


def _groups(plan: Plan) -> Iterator[Problem]:
    p, groups = plan.population, plan.age_groups
    whole = [g.id for g in groupings().values() if not g.partial]
    if p.aldersgruppering is not None and (p.aldersgrupper or p.aldersgruppering not in whole):
        hint = f"velg en av {', '.join(whole)}, eller bare aldersgrupper"
        yield Problem(FILE, "aldersgruppering", "kan ikke brukes her", p.aldersgruppering, hint)
        return
    covered = [0] * AGES
    for group in groups:
        for age in range(group.fra, group.til + 1):
            covered[age] += 1
    if wrong := [a for a, n in enumerate(covered) if n != 1]:
        what = "står i to grupper" if covered[wrong[0]] > 1 else "mangler i gruppene"
        yield Problem(FILE, "aldersgrupper", f"alderen {what}", str(wrong[0]), "la gruppene dekke 0–105 år én gang")


def _projection(plan: Plan) -> Iterator[Problem]:
    p = plan.population
    ids = [f.id for f in p.framskrivinger]
    yield from unknown(FILE, "framskriving_i_bruk", p.framskriving_i_bruk, ["egen", *ids], "ukjent framskriving")
    for i, name in enumerate(ids):
        if name == "egen" or name in ids[:i]:
            yield Problem(FILE, f"framskrivinger.{i}.id", "navnet er i bruk", name, "velg en annen id")
    for file in dict.fromkeys(f.fil for f in p.framskrivinger):
        table = plan.table(file, t.ProjectionRow)
        if file not in plan.partial:
            yield from _rows(plan, table)


def _rows(plan: Plan, table: Table[t.ProjectionRow]) -> Iterator[Problem]:
    """One form for the whole file: every age group, or every sex and single age, for each year."""
    known = [g.id for g in plan.age_groups]
    single = bool(table.rows) and table.rows[0].alder is not None
    years: dict[int, list[object]] = {}
    for line, row in table.numbered():
        whole_cell = row.alder is not None and row.kjoenn != ""
        if whole_cell != single or (row.aldersgruppe != "") == single:
            hint = "oppgi aldersgruppe i alle rader, eller kjoenn og alder i alle rader"
            yield Problem(table.file, "aldersgruppe", "raden har en annen form enn filen", row.aldersgruppe, hint, line)
            return
        if not single:
            yield from unknown(table.file, "aldersgruppe", row.aldersgruppe, known, "ukjent aldersgruppe", line)
        years.setdefault(row.aar, []).append((row.kjoenn, row.alder) if single else row.aldersgruppe)
    wanted: list[object] = [*CELLS] if single else [*known]
    for year, found in sorted(years.items()):
        if missing := [g for g in wanted if g not in found]:
            what = f"gruppen mangler i {year}" if not single else f"kjønn og alder mangler i {year}"
            yield Problem(table.file, "alder" if single else "aldersgruppe", what, _said(missing[0]), "legg til raden")
        if twice := [g for g in dict.fromkeys(found) if found.count(g) > 1]:
            yield Problem(table.file, "personer", f"cellen står to ganger i {year}", _said(twice[0]), "behold én av radene")
    later = [y for y in sorted(years) if y > plan.population.dato.year]
    if not later:
        yield Problem(table.file, "aar", "ingen år etter folketallets dato", "", "importer en nyere framskriving")
    elif single and later != list(range(plan.population.dato.year + 1, later[-1] + 1)):
        hint = "legg til årene som mangler"
        yield Problem(table.file, "aar", "årene henger ikke sammen fra folketallets dato", str(later[0]), hint)


def _said(cell: object) -> str:
    return " ".join(str(c) for c in cell) if isinstance(cell, tuple) else str(cell)


def _date(plan: Plan) -> Iterator[Problem]:
    date, first = plan.population.dato, plan.head.tid.foerste_aar
    if (date.month, date.day) != (1, 1):
        yield Problem(FILE, "dato", "folketallet må gjelde 1. januar", str(date), f"bruk {date.year}-01-01")
    if date.year > first or (
        date.year < first and plan.population.framskriving_i_bruk == "egen" and not plan.population.historie
    ):
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
    for line, row in fertility.numbered():
        if row.til_alder < row.fra_alder:
            hint = "bytt om fra_alder og til_alder"
            yield Problem(fertility.file, "til_alder", "er lavere enn fra_alder", str(row.til_alder), hint, line)
    if fertility.rows and sum(r.prosent for r in fertility.rows) <= 0.0:
        yield Problem(fertility.file, "prosent", "summerer til null", "", "fordelingen skal summere til om lag 100")


def _pinned(plan: Plan) -> Iterator[Problem]:
    years = [p.aar for p in plan.population.laast_totalt]
    if years != sorted(set(years)):
        yield Problem(FILE, "laast_totalt", "årene må stå i stigende rekkefølge", str(years), "sorter årene")


CHECKS: Final = (_stock, _groups, _projection, _date, _pinned, _rates)
