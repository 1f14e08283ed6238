"""Bound inputs: arrays, each with its origin in the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ldip.engine.graph import Array
from ldip.engine.inputs import Lines
from ldip.estimates.terms import Derive
from ldip.plan.schema.fields import Sourced, Strict, YearVector
from ldip.plan.schema.files import file_of
from ldip.plan.vectors import expand


@dataclass(frozen=True)
class Origin:
    """Origin of a bound value: plan file and key, source text, and whether it is approximate (`anslag`)."""

    nature: Literal["vedtatt", "regnskap", "korreksjon", "parameter", "data", "faktor", "variant"]
    file: str
    key: str
    kilde: str
    anslag: bool = False

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place} – {self.kilde}{' (anslag)' if self.anslag else ''}"


LineKey = tuple[str, int, str]  # step, year, element


@dataclass
class Binding:
    """Arrays (year, 1, *axes) by input name, openings (1, *axes), adopted lines, ids by axis, origins and derivations."""

    years: tuple[int, ...]
    ids: Mapping[str, tuple[str, ...]]
    values: dict[str, Array] = field(default_factory=dict)
    openings: dict[str, Array] = field(default_factory=dict)
    lines: dict[str, Lines] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    element_origins: dict[str, Mapping[str, Origin]] = field(default_factory=dict)
    line_origins: dict[LineKey, Origin] = field(default_factory=dict)
    absent: dict[str, frozenset[str]] = field(default_factory=dict)
    derivations: dict[str, Derive] = field(default_factory=dict)  # of the inputs that are estimates; called when explained

    @property
    def sizes(self) -> dict[str, int]:
        """Number of elements by axis."""
        return {axis: len(ids) for axis, ids in self.ids.items()}

    def add(self, part: Binding) -> None:
        """Add the arrays, lines and origins of one area."""
        self.values.update(part.values)
        self.openings.update(part.openings)
        self.lines.update(part.lines)
        self.origins.update(part.origins)
        self.element_origins.update(part.element_origins)
        self.line_origins.update(part.line_origins)
        self.derivations.update(part.derivations)

    def close(self) -> None:
        """Make every array read-only, since plans may share it."""
        lines = [a for found in self.lines.values() for a in (found.mask, found.value, *found.more) if a is not None]
        for array in (*self.values.values(), *self.openings.values(), *lines):
            array.flags.writeable = False

    def put(self, name: str, by_year: Array, origin: Origin) -> None:
        """An input without further axes: (year,) values."""
        self.values[name] = np.asarray(by_year, dtype=np.float64).reshape(len(self.years), 1)
        self.origins[name] = origin

    def put_array(self, name: str, array: Array, origin: Origin) -> None:
        """An input with axes; shape (year, *axes)."""
        self.values[name] = array[:, None]
        self.origins[name] = origin

    def constant(self, name: str, array: Array, origin: Origin) -> None:
        """An input with axes that is the same every year; shape (*axes)."""
        value = np.ascontiguousarray(array, dtype=np.float64)
        shape, strides = (len(self.years), 1, *value.shape), (0, 0, *value.strides)
        every = np.ndarray(shape, np.float64, value, 0, strides)  # stride 0 over the years; faster than broadcast_to
        every.flags.writeable = False
        self.values[name] = every
        self.origins[name] = origin

    def series(self, name: str, vector: YearVector, file: str, key: str) -> None:
        """An input that is a year vector in the plan, in the engine's unit."""
        self.put(name, expand(vector, self.years), plan_origin(vector, file, key))

    def open(self, name: str, value: Array | float, origin: Origin) -> None:
        """An opening balance `x_ib`; shape (*axes)."""
        self.openings[name] = np.asarray(value, dtype=np.float64)[None]
        self.origins[name] = origin

    def elements(self, name: str, origins: Mapping[str, Origin]) -> None:
        """Origins by element of the input's first axis."""
        self.element_origins[name] = origins


def plan_origin(source: Sourced, file: str, key: str) -> Origin:
    """Origin of a table of the plan that states its own source."""
    return Origin("data", file, key, source.kilde, source.anslag)


def origins_by_id(documents: Mapping[str, Sourced], model: type[Strict]) -> dict[str, Origin]:
    """Origin of each document of a folder."""
    return {i: plan_origin(d, file_of(model, i), "") for i, d in documents.items()}


def per_id(ids: Sequence[str], values: Mapping[str, float], absent: float) -> Array:
    """Values in the order of ids, (id,); `absent` where a plan lacks the element."""
    return np.array([values.get(i, absent) for i in ids], dtype=np.float64)


def by_year_and_id(years: Sequence[int], ids: Sequence[str], values: Mapping[str, Array], absent: float) -> Array:
    """Vectors by year in the order of ids, shape (year, id)."""
    out = np.full((len(years), len(ids)), absent)
    for place, i in enumerate(ids):
        if i in values:
            out[:, place] = values[i]
    return out


def membership(b: Binding, axis: str, service: Mapping[str, str]) -> Array:
    """1 where an element of `axis` belongs to a service, shape (tjeneste, axis)."""
    return belongs(b.ids["tjeneste"], b.ids[axis], service)


def belongs(owners: Sequence[str], elements: Sequence[str], owner_of: Mapping[str, str | None]) -> Array:
    """1 where an element belongs to an owner, shape (owner, element); elements without an owner belong to none."""
    place = {o: i for i, o in enumerate(owners)}
    member = np.zeros((len(owners), len(elements)))
    for column, element in enumerate(elements):
        if owner := owner_of.get(element):
            member[place[owner], column] = 1.0
    return member
