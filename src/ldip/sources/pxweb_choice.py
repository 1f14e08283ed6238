"""Which cells of a table a municipality's plan needs, by the table's own metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.pack.areas import GROUP_CODE
from ldip.parameters.ratios import by_label, plain
from ldip.parameters.ssb import Settings, Table
from ldip.sources.jsonstat import ROLES
from ldip.sources.pxweb_answers import Metadata
from ldip.sources.pxweb_split import Selection

AGE: Final = re.compile(r"^\d{1,3}\+?$")
HINT: Final = "tabellen er lagt om; last ned tallene og bruk --fra-filer"


@dataclass(frozen=True)
class Municipality:
    """A municipality: its number, the numbers it has had, every municipality's number today, the year of its population, and the
    accounts that its plan is for, as SSB names them (kommunekasse, konsern)."""

    number: str
    numbers: tuple[str, ...]
    everyone: tuple[str, ...]
    year: int
    entity: str
    settings: Settings


def chosen(table: Table, metadata: Metadata, place: Municipality, alternative: str = "") -> Selection:
    """Values of every variable of the table. Errors: SourceError where the municipality or a variable is not as expected."""
    found: dict[str, tuple[str, ...]] = {}
    problems = []
    for variable in metadata.variables:
        codes = _codes(table, metadata, variable, place, alternative)
        if not codes:
            named = {"year": "årene", "region": f"kommunen {', '.join(place.numbers)}"}.get(role_of(variable), "verdiene")
            problems.append(Problem(f"tabell {metadata.table}", variable, f"har ikke {named} planen trenger", alternative, HINT))
        found[variable] = codes
    if problems:
        raise SourceError(problems)
    return found


def role_of(variable: str) -> str:
    """The role of a variable: region, sex, age, year or contents; empty for another."""
    name = variable.lower()
    return next((k for k, names in ROLES.items() if name in names or (k == "region" and "region" in name)), "")


def _codes(table: Table, metadata: Metadata, variable: str, place: Municipality, alternative: str) -> tuple[str, ...]:
    codes, role = metadata.codes(variable), role_of(variable)
    if role == "region":
        if table.hva == "noekkeltall":
            return tuple(c for c in codes if c.removeprefix("K-") in place.everyone or GROUP_CODE.fullmatch(c))
        return tuple(c for c in codes if c.removeprefix("K-") in place.numbers)
    if role == "sex":
        return tuple(c for c in codes if c in ("1", "2"))
    if role == "age":
        return tuple(c for c in codes if AGE.match(c))
    if role == "year":
        return tuple(c for c in codes if re.fullmatch(r"\d{4}", c) and _in_time(table, int(c), codes, place))
    if role == "contents" and alternative:
        return tuple(c for c, label in metadata.variables[variable] if alternative in f"{c} {label}")[:1]
    if role == "contents" and table.hva == "noekkeltall":
        return tuple(c for c, label in metadata.variables[variable] if plain(label) in by_label())
    if len(codes) == 1:
        return codes
    return tuple(c for c, label in metadata.variables[variable] if place.entity in label.lower())[:1]


def _in_time(table: Table, year: int, codes: tuple[str, ...], place: Municipality) -> bool:
    """Population from the base years to the plan's date, a projection from then on, the last years of key figures."""
    if table.hva == "folketall":
        return place.year - place.settings.historie_aar <= year <= place.year
    if table.hva == "framskriving":
        return year >= place.year
    return str(year) in sorted(codes)[-place.settings.noekkeltall_aar :]
