"""Records of a municipality as cells of a plan's files: by zone, sex and single age, or by the plan's age groups."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from ldip.errors import PlanError, Problem
from ldip.locales.written import spans
from ldip.plan.paths import no_device
from ldip.plan.schema.files import AgeGroup
from ldip.sources.records import Record

Cell = tuple[int, str, str, int]  # year, zone, sex, age
Cells = dict[Cell, float]
Zones = Mapping[tuple[str, str], str]  # id of each (region or zone code, its name)
WHOLE: Final = "kommunen"
SINGLE: Final = 2 * 106
LISTED: Final = 5


def slug(text: str) -> str:
    """A text as an id of the plan."""
    plain = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return no_device(re.sub(r"[^a-z0-9]+", "-", plain).strip("-")) or WHOLE


def zone_of(r: Record) -> tuple[str, str]:
    """Code and name of the zone of a record: its own column's, else the region's."""
    return (r.zone, r.zone_label or r.zone) if r.zone or r.zone_label else (r.region, r.label or r.region)


def zone_ids(file: str, records: Sequence[Record]) -> Zones:
    """Ids of the zones by their names. Errors: PlanError where two zones of a year get one id."""
    ids: dict[tuple[str, str], str] = {}
    taken: dict[tuple[int, str], tuple[str, str]] = {}
    for r in records:
        key = zone_of(r)
        ids.setdefault(key, slug(key[1]))
        other = taken.setdefault((r.year, ids[key]), key)
        if other != key:
            what = f"to soner får samme navn i planen: {' '.join(other)} og {' '.join(key)}"
            raise PlanError([Problem(file, "sone", what, ids[key], "gi sonene ulike navn i filen", r.line)])
    return ids


def cells(file: str, records: Sequence[Record], zones: Zones) -> Cells:
    """Persons by year, zone, sex and single age; numbers of merged municipalities and parts without zones are added.

    Errors: PlanError with cells that are given twice, and years that lack some."""
    wrong = [r for r in records if not r.sex or (r.first != r.last)]
    if wrong:
        hint = "velg begge kjønn hver for seg og ettårig alder ved uttrekket"
        raise PlanError([Problem(file, "", "tallene er ikke etter kjønn og ettårig alder", wrong[0].who(), hint, wrong[0].line)])
    refuse_twice(file, records)
    found: Cells = {}
    for r in records:
        place = (r.year, zones.get(zone_of(r), WHOLE), r.sex, r.first)
        found[place] = found.get(place, 0.0) + (r.value or 0.0)
    _complete(file, found)
    return found


def refuse_twice(file: str, records: Sequence[Record]) -> None:
    """Errors: PlanError with the cells that the file has more than once."""
    seen: dict[tuple[object, ...], Record] = {}
    problems: list[Problem] = []
    more = 0
    for r in records:
        key = (r.region, r.zone, r.zone_label, r.year, r.sex, r.first, r.last)
        first = seen.setdefault(key, r)
        if first is r:
            continue
        if len(problems) < LISTED:
            same = "likt" if first.value == r.value else f"{first.value:g} og {r.value:g}"
            where = f"{r.who()}, {f'rad {first.line} og {r.line}' if r.line else ''}: {same}"
            hint = "fjern den ene raden, eller velg med --svar velg.<kolonne>=<verdi> hvilke rader som skal leses"
            problems.append(Problem(file, "", "samme celle står to ganger", where, hint, r.line))
        else:
            more += 1
    if more:
        problems.append(Problem(file, "", f"og {more} celler til står to ganger", "", "er filen satt sammen av to like?"))
    if problems:
        raise PlanError(problems)


def _complete(file: str, found: Cells) -> None:
    """Errors: PlanError with each zone and year that lacks a sex or an age."""
    groups: dict[tuple[str, int], set[tuple[str, int]]] = defaultdict(set)
    for year, zone, sex, age in found:
        groups[zone, year].add((sex, age))
    problems = []
    for (zone, year), have in sorted(groups.items()):
        if len(have) != SINGLE:
            lacking = {s: [a for a in range(SINGLE // 2) if (s, a) not in have] for s in "km"}
            value = "; ".join(f"{word} {spans(lacking[s])} år" for s, word in (("k", "kvinner"), ("m", "menn")) if lacking[s])
            what = f"{zone} {year} har {len(have)} celler av {SINGLE}: tall mangler"
            problems.append(Problem(file, "", what, value[:120], "ta med alle aldre og begge kjønn; tomt er ikke null"))
    if problems:
        raise PlanError(problems)


def grouped(file: str, records: Sequence[Record], groups: Sequence[AgeGroup]) -> dict[tuple[int, str], float]:
    """Persons by year and the plan's age groups; each group of the file must lie inside one of the plan's."""
    refuse_twice(file, records)
    found: dict[tuple[int, str], float] = {}
    for r in sorted(records, key=lambda r: (r.year, r.first)):
        inside = next((g.id for g in groups if g.fra <= r.first and r.last <= g.til), None)
        if inside is None:
            hint = "gi planen aldersgrupper som filens grupper går opp i, eller hent ettårig alder"
            raise PlanError(
                [Problem(file, "alder", "aldersgruppen går over planens grupper", f"{r.first}–{r.last}", hint, r.line)]
            )
        found[r.year, inside] = found.get((r.year, inside), 0.0) + (r.value or 0.0)
    problems = []
    for year in sorted({y for y, _ in found}):
        parts: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
        for r in (r for r in records if r.year == year):
            parts[r.region, r.zone, r.zone_label].append(r)
        if not all(_once(part) for part in parts.values()):
            what = f"aldrene i {year} dekker ikke 0–105 én gang"
            problems.append(Problem(file, "alder", what, "", "ta med alle aldersgrupper, og begge kjønn eller summen av dem"))
    if problems:
        raise PlanError(problems)
    return found


def _once(part: Sequence[Record]) -> bool:
    """Whether every age of each sex is in the records exactly once; a record of both sexes covers each."""
    for sexes in (("", "k"), ("", "m")):
        covered = sorted((r.first, r.last) for r in part if r.sex in sexes)
        whole = bool(covered) and covered[0][0] == 0 and covered[-1][1] == SINGLE // 2 - 1
        if not whole or any(b != a + 1 for (_, a), (b, _) in pairwise(covered)):
            return False
    return True


def number(value: float) -> str:
    """A count of persons as the plan's files write it."""
    return str(int(value)) if value == int(value) else repr(value)
