"""Zones of a municipality in a file: parts are never added to the whole they are parts of, nor parts of parts to each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ldip.errors import PlanError, Problem
from ldip.intake.people_rows import zone_of
from ldip.intake.places import Home, joined, place_of
from ldip.locales import tr
from ldip.pack.municipalities import folded, of_number
from ldip.sources.records import Record
from ldip.tabular.terms import Answers, Question, UnclearError

LEVEL: Final = "velg.nivaa"
WHOLE: Final = frozenset({"", "i alt", "alle", "sum", "total", "totalt", "hele kommunen", "kommunen", "kommunen i alt"})
COUNTRY: Final = frozenset({"0", "00", "0000", "landet", "hele landet", "norge"})
CODE: Final = re.compile(r"[0-9]{6,8}[a-z]?")
DIGITS: Final = re.compile(r"([0-9]{4,8})[a-z]?$")


def without_parts(file: str, records: Sequence[Record], answers: Answers) -> tuple[list[Record], list[str]]:
    """A municipality's records without those of its zones, and notes; zones are added where there is no row for the whole."""
    if not any(_is_part(r) for r in records):
        return list(records), []
    whole = [r for r in records if not _is_part(r)]
    if whole:
        left = len({zone_of(r) for r in records if _is_part(r)})
        return [replace(r, zone="", zone_label="") for r in whole], [tr("import.parts", n=left)]
    one_level, told = _one_level(file, records, answers)
    return one_level, [*told, tr("import.summed", n=len({zone_of(r) for r in one_level}))]


def zones_of(file: str, records: Sequence[Record], home: Home) -> tuple[list[Record], list[str]]:
    """Records of the municipality's zones, and notes on what was left out. Errors: PlanError for a file without zones."""
    numbers = {f.number for f in home.formers} | {home.number, home.current}
    kept, wholes, others = list[Record](), set[str](), set[str]()
    prefixes = {m[0][:4] for r in records if (m := CODE.fullmatch(zone_of(r)[0]))}
    own = prefixes & numbers
    known: dict[tuple[str, ...], str] = {}
    for r in records:
        key = (r.region, r.label, r.zone, r.zone_label)
        if key not in known:
            known[key] = _kind(r, home, numbers, own)
        if known[key] == "sone":
            kept.append(r)
        else:
            (wholes if known[key] == "hele" else others).add(" ".join(dict.fromkeys(k for k in key if k)) or home.name)
    if not kept:
        found = ", ".join(sorted(wholes | others))[:120]
        hint = "ta bort --soner, eller hent bydeler, kretser eller grunnkretser"
        raise PlanError([Problem(file, "", "filen har ingen soner i kommunen", found, hint)])
    kept, told = _one_level(file, kept, home.answers)
    if wholes:
        told.append(tr("import.whole", names=joined(sorted(wholes)[:5])))
    if others:
        told.append(tr("import.others", n=len(others)))
    return kept, told


def _is_part(r: Record) -> bool:
    return bool(r.zone or r.zone_label) and not {r.zone.lower(), r.zone_label.lower()} & (WHOLE - {""})


def _kind(r: Record, home: Home, numbers: set[str], own: set[str]) -> str:
    """Whether a record is of a zone ("sone"), of the whole municipality or the country ("hele"), or of another ("annen")."""
    if r.zone or r.zone_label:
        if r.region and place_of(r.region, r.label).number not in {*numbers, ""}:
            return "annen"
        return "sone" if _is_part(r) else "hele"
    code, name = r.region, folded(r.label or r.region)
    if code.lower() in WHOLE | COUNTRY or name in COUNTRY:
        return "hele"
    place = place_of(code, r.label)
    if place.number in numbers or (not place.number and place.names & home.names):
        return "hele"
    if CODE.fullmatch(code):
        return "sone" if not own or code[:4] in own else "annen"
    town = of_number(place.number)
    is_town = town is not None and place_of("", r.label).names & place_of("", town.name).names
    return "annen" if is_town else "sone"


def _one_level(file: str, records: Sequence[Record], answers: Answers) -> tuple[list[Record], list[str]]:
    """Records of one level of zones, and notes. Errors: UnclearError where zones are parts of other zones in the file."""
    level = {r: len(m[1]) for r in {zone_of(r)[0] for r in records} if (m := DIGITS.match(r))}
    levels = sorted(set(level.values()))
    nested = any(a != b and a.startswith(b[: level[b]]) for a in level for b in level if level[a] > level[b])
    if not nested:
        return list(records), []
    wanted = answers.get(LEVEL, "")
    if wanted not in {str(n) for n in levels}:
        choices = tuple((str(n), tr("import.level", digits=n, names=_named(records, n))) for n in levels)
        hint = f"svar med --svar {LEVEL}={levels[0]}, for eksempel"
        problem = Problem(file, "", "filen har både soner og deler av dem", "; ".join(t for _, t in choices)[:200], hint)
        raise UnclearError([problem], (Question(LEVEL, "Hvilken inndeling skal leses?", choices),))
    kept = [r for r in records if level.get(zone_of(r)[0]) == int(wanted)]
    left = len({zone_of(r) for r in records}) - len({zone_of(r) for r in kept})
    return kept, [tr("import.parts", n=left)]


def _named(records: Sequence[Record], digits: int) -> str:
    found = dict.fromkeys(zone_of(r) for r in records if (m := DIGITS.match(zone_of(r)[0])) and len(m[1]) == digits)
    return ", ".join(name for _, name in [*found][:3])
