"""Persons by age group and year from the workbook, as a projection of the plan."""

from __future__ import annotations

import math
from typing import Any, Final

from ldip.errors import Problem, SourceError
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, NewFile, SetValue
from ldip.plan.schema.files import AgeGroup
from ldip.workbook.own_names import by_pattern
from ldip.workbook.own_profile import LeftOut, People
from ldip.workbook.own_terms import Block, Line, Made
from ldip.workbook.own_words import OLDEST, ages_in, same

FILE: Final = "befolkning.toml"
Groups = dict[tuple[int, str], float]


def persons_of(plan: Plan, part: People, block: Block, file: str) -> Groups:
    """Persons by year and the plan's age group: the workbook's groups added up.

    Errors: SourceError for rows that are no span of ages, cross the plan's groups, overlap, or leave ages out."""
    problems: list[Problem] = []
    found: dict[tuple[int, str], list[float]] = {}
    covered: dict[int, str] = {}
    for line in block.lines:
        if _left_out(line, part):
            continue
        group = _group(plan, part, line, covered)
        if isinstance(group, tuple):
            problems.append(Problem(file, f"{block.sheet}!{line.place}", group[0], line.name, group[1], line.row))
            continue
        for year, value in line.values.items():
            found.setdefault((year, group.id), []).append(value)
    if not problems and (lack := [g.navn for g in plan.age_groups if not _whole(g, covered)]):
        hint = "ta med alle aldersgruppene, eller endre aldersgruppene i befolkning.toml"
        problems.append(Problem(file, f"{block.sheet}!", "aldre mangler i tabellen", ", ".join(lack), hint))
    if problems:
        raise SourceError(problems)
    return {k: math.fsum(v) for k, v in found.items()}


def _left_out(line: Line, part: People) -> bool:
    return any(same(line.name, n) and v == LeftOut for n, v in part.navn_i_planen.items())


def _group(plan: Plan, part: People, line: Line, covered: dict[int, str]) -> AgeGroup | tuple[str, str]:
    """The plan's group that a row is in whole, or what is wrong and its remedy."""
    groups = plan.age_groups
    if mapped := by_pattern(line, part.navn_i_planen):
        found = next((g for g in groups if g.id == mapped), None)
        if found is None:
            return "aldersgruppen finnes ikke i planen", f"bruk {', '.join(g.id for g in groups)}"
        span = found.fra, found.til
    else:
        ages = ages_in(line.name)
        if ages is None:
            return (
                "navnet er ikke en alder eller aldersgruppe",
                "skriv for eksempel «80 år og eldre», eller før raden opp i utelat eller navn_i_planen i profilen",
            )
        span = ages
        found = next((g for g in groups if g.fra <= span[0] and min(span[1], OLDEST) <= g.til), None)
        if found is None:
            return "gruppen går over flere av planens aldersgrupper", "del den, eller endre aldersgruppene i befolkning.toml"
    ages_here = range(span[0], span[1] + 1)
    if again := next((covered[a] for a in ages_here if a in covered), ""):
        return f"aldrene er også i «{again}»", "før den ene raden opp i utelat"
    covered.update(dict.fromkeys(ages_here, line.name))
    return found


def _whole(group: AgeGroup, covered: dict[int, str]) -> bool:
    """Whether all ages of a group are covered; ages over 89 count as covered by an open group's first age."""
    return all(a in covered for a in range(group.fra, group.til + 1))


def people_edits(plan: Plan, part: People, persons: Groups, source: str) -> Made:
    """Edits: the projection's file, its entry in befolkning.toml, and which projection is in use."""
    path = f"befolkning/{part.id}.csv"
    rows = [
        f"{year};{group};{_number(v)}"
        for (year, group), v in sorted(persons.items(), key=lambda kv: (kv[0][0], _order(plan, kv[0][1])))
    ]
    text = "# Framskriving fra kommunens eget regneark, personer 1. januar.\naar;aldersgruppe;personer\n" + "\n".join(rows) + "\n"
    edits: list[Edit] = [NewFile(fil=path, tekst=text)]
    entry: dict[str, Any] = {"id": part.id, "fil": path, "navn": part.tittel, "kilde": source}
    listed = plan.population.framskrivinger
    at = next((i for i, p in enumerate(listed) if p.id == part.id), None)
    if at is None:
        where: list[str | int] = ["framskrivinger", len(listed)] if listed else ["framskrivinger"]
        edits.append(SetValue(fil=FILE, noekkel=where, verdi=entry if listed else [entry]))
    else:
        edits += [SetValue(fil=FILE, noekkel=["framskrivinger", at, k], verdi=v) for k, v in entry.items()]
        if listed[at].anslag:
            edits.append(SetValue(fil=FILE, noekkel=["framskrivinger", at, "anslag"], verdi=False))
    if part.i_bruk and plan.population.framskriving_i_bruk != part.id:
        edits.append(SetValue(fil=FILE, noekkel=["framskriving_i_bruk"], verdi=part.id))
    told = () if part.i_bruk else (tr("own_workbook.not_used", name=part.tittel, used=plan.population.framskriving_i_bruk),)
    return Made(tuple(edits), told)


def _order(plan: Plan, group: str) -> int:
    return next(i for i, g in enumerate(plan.age_groups) if g.id == group)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value!r}".replace(".", ",")
