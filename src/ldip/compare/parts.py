"""Differences between two plans within a cause group, part by part, and the first plan with some parts of the second.

A part is an element of a folder (a project, a service), the rows of one element of a csv file (a measure, a loan), a key of a
TOML file, or a whole csv file of persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from ldip.plan.document import Plan, Table
from ldip.plan.schema.declared import plan_fields
from ldip.plan.schema.files import FOLDERS, file_in
from ldip.plan.schema.tables import TABLES

ROWS_OF: Final = {  # the column whose values are the parts of a csv file
    "rammer.csv": "tjeneste",
    "laan.csv": "id",
    "anlegg.csv": "klasse",
    "bygg.csv": "id",
    "bygghendelser.csv": "bygg",
    "sambruk.csv": "bygg",
    "behovsliste.csv": "tjeneste",
    "tiltak.csv": "id",
    "vedtatt.csv": "linje",
}
HEAD: Final = "plan.toml"  # its years and prices shape the whole plan, so that only the last adopted year is a part
ADOPTED_TO: Final = "vedtatt_til"


@dataclass(frozen=True)
class Part:
    """A part of a plan: its file, and the key or element within it; empty for the whole file."""

    file: str
    key: str = ""


def parts_of(a: Plan, b: Plan, group: str) -> tuple[Part, ...]:
    """The parts with fields of a group that differ, in the order of the files."""
    return tuple(p for p in dict.fromkeys((*_single(a, b), *_folders(a, b), *_tables(a, b))) if _has(p, group))


def _single(a: Plan, b: Plan) -> Iterator[Part]:
    for file in dict.fromkeys((*a.single, *b.single)):
        if file not in a.single or file not in b.single:
            yield Part(file)
        elif file == HEAD:
            if a.head.tid.vedtatt_til != b.head.tid.vedtatt_til:
                yield Part(file, f"tid.{ADOPTED_TO}")
        else:
            before, after = a.single[file], b.single[file]
            yield from (Part(file, k) for k in type(before).model_fields if getattr(before, k) != getattr(after, k))


def _folders(a: Plan, b: Plan) -> Iterator[Part]:
    for folder in dict.fromkeys((*a.folders, *b.folders)):
        old, new = a.folders.get(folder, {}), b.folders.get(folder, {})
        yield from (Part(file_in(folder, n)) for n in dict.fromkeys((*old, *new)) if old.get(n) != new.get(n))


def _tables(a: Plan, b: Plan) -> Iterator[Part]:
    for file in dict.fromkeys((*a.tables, *b.tables)):
        old, new = _rows(a, file), _rows(b, file)
        if file not in ROWS_OF:
            if old != new:
                yield Part(file)
            continue
        column = ROWS_OF[file]
        for name in dict.fromkeys(str(getattr(r, column)) for r in (*old, *new)):
            if [r for r in old if str(getattr(r, column)) == name] != [r for r in new if str(getattr(r, column)) == name]:
                yield Part(file, name)


def _rows(plan: Plan, file: str) -> tuple[Any, ...]:
    return plan.tables[file].rows if file in plan.tables else ()


def _has(part: Part, group: str) -> bool:
    """Whether a part has fields of a group."""
    folder = part.file.partition("/")[0]
    known = {p.file for p in plan_fields()}
    if part.file not in known and folder not in FOLDERS:
        return group == "befolkning"  # a file that befolkning.toml points to
    home = part.file if part.file in known else folder
    inside = (p for p in plan_fields() if p.file == home and p.group == group)
    key = () if home in TABLES or not part.key else tuple(part.key.split("."))
    return any(p.path[: len(key)] == key for p in inside)


def with_parts(a: Plan, b: Plan, parts: Iterable[Part]) -> Plan:
    """Plan `a` with some parts of plan `b`."""
    found = a
    for part in parts:
        folder, _, name = part.file.partition("/")
        if part.file in b.single or part.file in a.single:
            found = replace(found, single=_with_key(found, b, part))
        elif folder in FOLDERS:
            found = replace(
                found, folders={**found.folders, folder: _with_one(found.folders.get(folder, {}), b.folders, folder, name)}
            )
        else:
            found = replace(found, tables={**found.tables, part.file: _with_rows(found, b, part)})
    return found


def _with_key(a: Plan, b: Plan, part: Part) -> dict[str, Any]:
    if part.file == HEAD:
        span = a.head.tid.model_copy(update={ADOPTED_TO: b.head.tid.vedtatt_til})
        return {**a.single, HEAD: a.head.model_copy(update={"tid": span})}
    if not part.key:
        return _with_one(a.single, {"": b.single}, "", part.file)
    changed = a.single[part.file].model_copy(update={part.key: getattr(b.single[part.file], part.key)})
    return {**a.single, part.file: changed}


def _with_one(old: Any, new: Any, folder: str, name: str) -> dict[str, Any]:
    """A folder's documents with one taken from the other plan, or left out as there."""
    stem = name.removesuffix(".toml") if folder else name
    kept = {k: v for k, v in old.items() if k != stem}
    return {**kept, stem: new[folder][stem]} if stem in new.get(folder, {}) else kept


def _with_rows(a: Plan, b: Plan, part: Part) -> Table[Any]:
    if not part.key:
        return b.tables.get(part.file, Table(part.file))
    column = ROWS_OF[part.file]
    old, new = _rows(a, part.file), _rows(b, part.file)
    mine = [r for r in new if str(getattr(r, column)) == part.key]
    place = next((i for i, r in enumerate(old) if str(getattr(r, column)) == part.key), len(old))
    rest = [r for r in old if str(getattr(r, column)) != part.key]
    before = sum(str(getattr(r, column)) != part.key for r in old[:place])
    return Table(part.file, (*rest[:before], *mine, *rest[before:]))
