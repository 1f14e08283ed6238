"""Inputs and openings that are a field's own value, bound from the field's declaration without code for each field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from ldip.binding.bound import Binding, Origin, by_year_and_id, per_id, plan_origin
from ldip.engine.schedule import ub_of
from ldip.model.catalogue import OPENINGS, catalogue
from ldip.plan.document import Plan
from ldip.plan.elements import elements
from ldip.plan.schema.about import OWN_UNIT, Input
from ldip.plan.schema.declared import EACH, Keys, PlanField, plan_fields
from ldip.plan.schema.fields import SCALE, Sourced, Strict, UnitCost, YearVector
from ldip.plan.schema.files import FOLDERS, ProjectFile, file_in
from ldip.plan.vectors import expand

VECTOR = "tall per år"
ABSENT = "ikke i planen"


@dataclass(frozen=True)
class _Found:
    """A value in a plan, its enclosing table, its file and key, and the innermost enclosing table with a source."""

    value: Any
    around: Any
    file: str
    key: str = ""
    source: Sourced | None = None

    def at(self, path: Sequence[str]) -> _Found:
        """The value at a path below this one; its `value` is None where the plan omits it."""
        value, around, source = self.value, self.around, self.source
        for key in path:
            if value is None:
                break
            around, value = value, value.get(key) if isinstance(value, Mapping) else getattr(value, key)
            source = value if isinstance(value, Sourced) else source
        return _Found(value, around, self.file, ".".join([*([self.key] if self.key else []), *path]), source)

    def element(self, name: str, value: Any) -> _Found:
        """An element of the list or table found here."""
        source = value if isinstance(value, Sourced) else self.source
        return _Found(value, self.around, self.file, f"{self.key}.{name}", source)

    @property
    def origin(self) -> Origin:
        """Origin of the value."""
        if self.value is None:
            return Origin("data", self.file, self.key, ABSENT)
        if self.source is not None:
            return plan_origin(self.source, self.file, self.key)
        if isinstance(kilde := getattr(self.around, "kilde", None), str):  # a csv row
            return Origin("data", self.file, self.key, kilde, bool(getattr(self.around, "anslag", False)))
        return Origin("data", self.file, self.key, self.value if isinstance(self.value, str) else "planens valg")


class _Origins(Mapping[str, Origin]):
    """Origins of values by element, made on access."""

    def __init__(self, found: Mapping[str, _Found]) -> None:
        self._found = found

    def __getitem__(self, element: str) -> Origin:
        return self._found[element].origin

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _document(document: Any, file: str, key: str = "") -> _Found:
    return _Found(document, document, file, key, document if isinstance(document, Sourced) else None)


def direct_files() -> tuple[str, ...]:
    """Files and folders with fields whose value is an input."""
    return tuple(_by_file())


def bind_direct(file: str, plan: Plan, b: Binding) -> None:
    """Bind the fields of a file or folder whose value is an input or opening."""
    homes: dict[Keys, dict[str, _Found]] = {}  # the elements of each list or table of the file
    for field in _by_file()[file]:
        if field.axis and field.container not in homes:
            homes[field.container] = dict(_elements(plan, field))
        for one in field.about.inputs:
            if field.axis:
                _by_element(b, field, one, homes[field.container])
            else:
                _single(plan, b, field, one)


def bind_starts(plan: Plan, b: Binding) -> None:
    """Bind the openings whose value the model declares (`Opening.start`)."""
    steps = catalogue().steps
    for o in OPENINGS:
        if o.start is not None:
            shape = tuple(b.sizes[a] for a in steps[ub_of(o.name)][0].axes)
            b.open(o.name, np.full(shape, o.start), Origin("data", "", "", o.source))


@cache
def _by_file() -> Mapping[str, tuple[PlanField, ...]]:
    """Fields that are inputs, by file or folder."""
    found: dict[str, list[PlanField]] = {}
    for p in plan_fields():
        if p.about.inputs:
            found.setdefault(p.file, []).append(p)
    return {n: tuple(ps) for n, ps in found.items()}


def _single(plan: Plan, b: Binding, field: PlanField, one: Input) -> None:
    """A field of a TOML file that the plan has once, or each entry of a table of named values."""
    document = _document(plan.single.get(field.file), field.file)
    for key in field.keys or ("",):
        found = document.at([key if k == EACH else k for k in field.path])
        value = _value(found, field, one, b.years)
        name = one.name.format(key)
        if name.endswith("_ib"):
            b.open(name, value, found.origin)
        else:
            b.put(name, np.asarray(value) if field.kind == VECTOR else np.full(len(b.years), value), found.origin)


def _by_element(b: Binding, field: PlanField, one: Input, elements: Mapping[str, _Found]) -> None:
    """A field of every element of an axis."""
    ids, inner = b.ids[field.axis], field.inner
    for key in field.keys or ("",):
        name, path = one.name.format(key), [key if k == EACH else k for k in inner]
        found = {i: element.at(path) for i, element in elements.items()}
        said = {i: v for i, v in found.items() if v.value is not None}
        values = {i: _value(v, field, one, b.years) for i, v in said.items()}
        origin = Origin("data", field.home, "", "planens egne tall")
        if name.endswith("_ib"):
            b.open(name, per_id(ids, values, one.absent), origin)
        elif field.kind == VECTOR:
            b.put_array(name, by_year_and_id(b.years, ids, values, one.absent), origin)
        else:
            b.constant(name, per_id(ids, values, one.absent), origin)
        b.elements(name, _Origins(said))


def _elements(plan: Plan, field: PlanField) -> Iterator[tuple[str, _Found]]:
    """Elements of the field's axis in a plan; alternatives that are not chosen are none."""
    around = _document(plan.single.get(field.file), field.file).at(field.container) if field.container else None
    for name, value in elements(plan, field):
        if around is not None:
            yield name, around.element(name, value)
        elif field.file not in FOLDERS:
            yield name, _document(value, field.file, name)
        elif not isinstance(value, ProjectFile) or value.in_use:
            yield name, _document(value, file_in(field.file, name))


def _value(found: _Found, field: PlanField, one: Input, years: tuple[int, ...]) -> Any:
    """The value in the engine's unit: a number, or an array (year,)."""
    value = found.value
    if value is None:
        return np.full(len(years), one.absent) if field.kind == VECTOR else one.absent
    if isinstance(value, YearVector):
        return expand(value, years)
    if isinstance(value, UnitCost):
        return value.kroner
    if one.word:
        return float(value == one.word)
    if isinstance(value, Strict):
        return 1.0  # the table is present
    return float(value) * _scale(field, found.around)


def _scale(field: PlanField, around: Any) -> float:
    if field.about.unit == OWN_UNIT:
        return SCALE[around.enhet]
    return 0.01 if field.about.unit == "prosent" else 1.0
