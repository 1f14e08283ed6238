"""Every field of a plan changed a little, one at a time, and the inputs, openings and adopted lines that move.

Only valid values are tried: a number is nudged within its range, a choice is switched, a year moved, a reference pointed to another
element of its axis, a text replaced by what the field is elsewhere in the plan, a table or an element of a list left out. Names of
elements stay, since another name is another element.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
from pydantic import ValidationError

from ldip import Plan
from ldip.binding import bind
from ldip.binding.bind import axes_of
from ldip.binding.bound import Binding
from ldip.errors import LdipError
from ldip.model.catalogue import catalogue
from ldip.model.inputs import declared_inputs
from ldip.plan.document import Table
from ldip.plan.levers import LEVERS
from ldip.plan.schema.about import KEY
from ldip.plan.schema.declared import EACH, PlanField, plan_fields
from ldip.plan.schema.fields import Strict
from ldip.plan.schema.files import FOLDERS
from ldip.simulation.align import align

AXES = {n: v[0].axes for n, v in catalogue().steps.items()}
BOUND = tuple(name for name in FOLDERS if name != LEVERS)  # a lever is bound as the edits it makes
LINE = "linje:"
SAME_ROWS = 2  # rows of a csv file and elements of a list that are tried
OTHER_YEARS = (1, -1, 4)
INVALID = (AssertionError, KeyError, LdipError, ValueError, Warning)  # of a plan that the checks would have refused


@dataclass(frozen=True)
class Trial:
    """A field with another value, and what it moved. `whole` for a table or an element left out."""

    file: str
    path: tuple[str | int, ...]
    value: Any
    moved: frozenset[str]
    fields: tuple[PlanField, ...]
    whole: bool = False
    plan: Plan | None = field(default=None, repr=False, compare=False)  # the plan with the other value

    def __str__(self) -> str:
        return f"{self.file} {'.'.join(map(str, self.path))} = {self.value!r}"


def trials(plan: Plan, only: Collection[str] = ()) -> Iterator[Trial]:
    """Every trial of a plan, or those of the leaves named: «fil: nøkkel.nøkkel»."""
    base = _Base(plan)
    for file, kind, document in _documents(plan):
        for path, value in _leaves(document.model_dump(by_alias=True)):
            if not only or f"{file}: {'.'.join(map(str, path))}" in only:
                yield from _tried(base, file, kind, document, path, value)
        for path in () if only else _left_out(document.model_dump(by_alias=True)):
            yield from _without(base, file, kind, document, path)


def held(plan: Plan) -> set[PlanField]:
    """The fields that the files of a plan give, and that may be changed: not the names of elements."""
    leaves = ((kind, path) for _, kind, document in _documents(plan) for path, _ in _leaves(document.model_dump(by_alias=True)))
    return {p for kind, path in leaves for p in fields_at(kind, path) if p.about.why != KEY.why}


class _Base:
    """A plan as bound, and what another version of it moves."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.ids = plan, axes_of(plan)
        self.bound = bind(plan, AXES, self.ids)
        self.texts: dict[PlanField, dict[str, None]] = defaultdict(dict)  # each field's values in the plan
        for _, kind, document in _documents(plan, every_row=True):
            for path, value in _leaves(document.model_dump(by_alias=True)):
                if isinstance(value, str):
                    for p in fields_at(kind, path):
                        self.texts[p][value] = None

    def moved(self, plan: Plan) -> frozenset[str] | None:
        """Names that differ once both are aligned; None when the other plan cannot be bound."""
        try:
            other = bind(plan, AXES, self.ids)
        except INVALID:
            return None
        found = set(self._lines(other))
        for kind in ("values", "openings"):
            mine, theirs = getattr(self.bound, kind), getattr(other, kind)
            found |= {n for n in mine if mine[n] is not theirs[n] and not np.array_equal(mine[n], theirs[n])}
        return frozenset(found if not any(other.absent.values()) else self._aligned(other, found))

    def _lines(self, other: Binding) -> Iterator[str]:
        for n in {*self.bound.lines, *other.lines}:
            a, b = self.bound.lines.get(n), other.lines.get(n)
            parts = [] if a is None or b is None else [(a.mask, b.mask), (a.value, b.value), (_carry(a), _carry(b))]
            if not parts or not all(np.array_equal(x, y) for x, y in parts):
                yield LINE + n

    def _aligned(self, other: Binding, names: set[str]) -> set[str]:
        """Of names that differ, those that still do when what one plan lacks is filled in from the other."""

        def part(b: Binding) -> Binding:
            some = {k: {n: v for n, v in getattr(b, k).items() if n in names} for k in ("values", "openings")}
            return Binding(b.years, b.ids, some["values"], some["openings"], absent=b.absent)

        both = align([part(self.bound), part(other)], self.ids, declared_inputs())
        stacked = {**both.values, **both.openings}
        return {n for n in names if n.startswith(LINE) or not np.array_equal(stacked[n][0], stacked[n][1])}


def _carry(lines: Any) -> Any:
    return lines.carry if lines.carry is not None else np.zeros(lines.value.shape)


def _documents(plan: Plan, every_row: bool = False) -> Iterator[tuple[str, str, Strict]]:
    """Every TOML file and some rows of every csv file, with the name the schema knows it by."""
    for name, document in plan.single.items():
        yield name, name, document
    for folder in BOUND:
        for name, document in plan.folders[folder].items():
            yield f"{folder}/{name}", folder, document
    pointed = _pointers(plan)
    for name, table in plan.tables.items():
        step = 1 if every_row else max(len(table.rows) // SAME_ROWS, 1)
        for i in range(0, len(table.rows), step):
            yield f"{name}:{i}", pointed.get(name, name), table.rows[i]


def _pointers(plan: Plan) -> dict[str, str]:
    """The schema's name of the files befolkning.toml points to."""
    found: dict[str, str] = {}
    for p in plan_fields():
        if p.file == "befolkning.toml" and p.kind == "fil":
            value = getattr(plan.population, p.path[0])
            for each in value if isinstance(value, list) else [value]:
                if each is not None:
                    found[each.fil] = f"befolkning/{p.path[0]}.csv"
    return found


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict):
        years = [k for k in value if str(k).isdigit()]
        for k, v in value.items():
            if k not in years or k in years[:SAME_ROWS]:
                yield from _leaves(v, (*path, k))
    elif isinstance(value, list):
        for i, v in enumerate(value[:SAME_ROWS]):
            yield from _leaves(v, (*path, i))
    elif value is not None:
        yield path, value


def _left_out(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Tables and first elements of lists."""
    if isinstance(value, dict):
        if path:
            yield path
        for k, v in value.items():
            yield from _left_out(v, (*path, k))
    elif isinstance(value, list) and value:
        yield (*path, 0)
        yield from _left_out(value[0], (*path, 0))


def _tried(base: _Base, file: str, kind: str, document: Strict, path: tuple[str | int, ...], value: Any) -> Iterator[Trial]:
    fields = fields_at(kind, path)
    if any(p.about.why == KEY.why for p in fields):
        return
    for other in _others(base, fields, path, value):
        plan, moved = _moved(base, file, document, path, other)
        if moved is not None:
            yield Trial(file, path, None if other is _GONE else other, moved, fields, plan=plan)
        if moved and isinstance(value, int | float):  # another nudge would move the same
            return


def _without(base: _Base, file: str, kind: str, document: Strict, path: tuple[str | int, ...]) -> Iterator[Trial]:
    plan, moved = _moved(base, file, document, path, _GONE)
    if moved is not None:
        yield Trial(file, path, None, moved, fields_at(kind, path), whole=True, plan=plan)


_GONE = object()


def _moved(
    base: _Base, file: str, document: Strict, path: tuple[str | int, ...], value: Any
) -> tuple[Plan | None, frozenset[str] | None]:
    """The plan with another value, and the names it moves; None where the value is not valid."""
    try:
        other = type(document).model_validate(_put(document.model_dump(by_alias=True), path, value))
    except ValidationError:
        return None, None
    plan = None if other == document else _with(base.plan, file, other)
    return plan, base.moved(plan) if plan is not None else None


def _with(plan: Plan, file: str, document: Any) -> Plan:
    folder, _, name = file.partition("/")
    if file in plan.single:
        return replace(plan, single={**plan.single, file: document})
    if folder in BOUND:
        return replace(plan, folders={**plan.folders, folder: {**plan.folders[folder], name: document}})
    name, _, at = file.rpartition(":")
    rows = plan.tables[name].rows
    table = Table(name, (*rows[: int(at)], document, *rows[int(at) + 1 :]), plan.tables[name].lines)
    return replace(plan, tables={**plan.tables, name: table})


def _put(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    key, *rest = path
    if isinstance(value, dict):
        inner = _put(value[key], tuple(rest), new)
        return {k: inner if k == key else v for k, v in value.items() if k != key or inner is not _GONE}
    items = [_put(v, tuple(rest), new) if i == key else v for i, v in enumerate(value)]
    return [v for v in items if v is not _GONE]


def _others(base: _Base, fields: tuple[PlanField, ...], path: tuple[str | int, ...], value: Any) -> Iterator[Any]:
    """Other values for a field; those that are not valid are left out later."""
    choices = {c for p in fields for c in p.choices}
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield from _other_texts(base, choices, path, value)
        inside = [p for p in fields if not p.outside]
        yield from islice((v for p in inside for v in base.texts[p] if v not in (value, *choices)), SAME_ROWS)
        if inside:
            yield _GONE  # the field's default
    elif isinstance(value, int):
        yield from (value + d for d in OTHER_YEARS)
        yield from (int(c) for c in choices if c.isdigit() and int(c) != value)
    elif isinstance(value, float):
        yield from [value * 0.93, value * 1.07] if value else [0.37, 5.0]
    elif isinstance(value, dt.date):
        yield value + dt.timedelta(days=400)


def _other_texts(base: _Base, choices: set[str], path: tuple[str | int, ...], value: str) -> Iterator[str]:
    scale = {"kr": "1000 kr", "1000 kr": "mill. kr", "mill. kr": "kr", "prosent": "andel", "andel": "prosent"}
    beyond = {"siste": "null", "videreføres": "null", "null": "siste"}
    if path[-1] in ("enhet", "videre"):
        yield from (c for c in (scale.get(value), beyond.get(value)) if c)
    if path[-1] == "priser":
        yield "løpende" if value != "løpende" else f"{base.plan.head.tid.prisnivaa}-kroner"
    yield from sorted(choices - {value})
    if value == "" and path[-1] in ("aapner", "stenger"):
        yield str(base.plan.years[len(base.plan.years) // 2])
    if re.fullmatch(r"\d{4}(-\d\d)?", value):
        yield f"{int(value[:4]) + 2}{value[4:]}"
    for ids in base.ids.values():
        if value in ids:
            yield from (i for i in ids[:SAME_ROWS] if i != value)


def fields_at(file: str, path: tuple[str | int, ...]) -> tuple[PlanField, ...]:
    """The field a leaf belongs to; of a table every field in it."""
    found = [p for p in _BY_FILE[file] if _meets(p.path, path)]
    above = [p for p in found if p.kind != "tabell" and len(p.path) <= len(path)]
    return (max(above, key=lambda p: len(p.path)),) if above else tuple(found)


def _meets(field: tuple[str, ...], path: tuple[str | int, ...]) -> bool:
    n = min(len(field), len(path))
    return all(f in (EACH, str(k)) for f, k in zip(field[:n], path[:n], strict=True))


_BY_FILE: dict[str, list[PlanField]] = {}
for _p in plan_fields():
    _BY_FILE.setdefault(_p.file, []).append(_p)
