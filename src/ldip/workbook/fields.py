"""The declared type of every value of a plan, found by walking the schema beside the data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import inf
from typing import Any, Final

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from ldip.plan.csvfile import is_number
from ldip.plan.schema.about import GREATEST, merged
from ldip.plan.schema.declared import taken_apart, words_of
from ldip.plan.schema.fields import Strict, UnitCost, YearVector
from ldip.plan.schema.files import FOLDERS, SINGLE
from ldip.plan.schema.ranges import Within
from ldip.workbook.terms import Field, Kind

ANY: Final = Field()
# Keys whose value is the code of something in the plan, by the list it is from.
REFERENCES: Final = {
    "tjeneste": "tjeneste",
    "bygg": "bygg",
    "avlastning": "bygg",
    "erstatter": "bygg",
    "anleggsklasse": "anleggsklasse",
    "prosjekt": "prosjekt",
    "sone": "sone",
}
# Keys whose value is a name that the glossary explains.
EXPLAINED: Final = frozenset({"linje", "maaltall", "art", "motlinje"})


def model_of(file: str) -> type[Strict] | None:
    """The schema of a TOML file; None for a file that is no part of a plan."""
    return FOLDERS.get(file.partition("/")[0]) if "/" in file else SINGLE.get(file)


class Slot:
    """A place in the schema: an annotation with its metadata. `inside` steps into it by a key of the data."""

    def __init__(self, annotation: Any, metadata: Sequence[Any] = (), required: bool = False) -> None:
        self.form: str = "verdi"
        self.inner: Any = None
        said: list[Any] = []
        if annotation is not None:
            self.form, self.inner, said = taken_apart(annotation)
        self.metadata, self.required = [*metadata, *said], required

    @property
    def model(self) -> type[Strict] | None:
        """The table's model, also of the elements of a list or a table of own names."""
        found = self.inner
        return found if isinstance(found, type) and issubclass(found, Strict) else None

    @property
    def plain(self) -> type[Strict] | None:
        """The model of a table that is neither a list nor has own names."""
        return self.model if self.form == "verdi" else None

    @property
    def is_vector(self) -> bool:
        """Whether it holds values by year."""
        return self.plain is not None and issubclass(self.plain, YearVector)

    @property
    def is_amount(self) -> bool:
        """Whether it holds one amount."""
        return self.plain is not None and issubclass(self.plain, UnitCost)

    def inside(self, key: str | int) -> Slot:
        """The slot at a key of a table or an index of a list; an undeclared one where the schema has none."""
        if self.form != "verdi":
            return Slot(self.inner)
        info = fields_in(self.model).get(str(key)) if self.model else None
        return Slot(info.annotation, info.metadata, info.is_required()) if info else Slot(None)

    def field(self, key: str, value: Any = None) -> Field:
        """The declared type of a single value; by the value itself where the schema leaves it open."""
        kind: Kind = _kind(self.inner, value)
        if self.form == "liste" or isinstance(value, list):
            return Field("liste", required=self.required, of=kind, choices=words_of(self.inner), refers=REFERENCES.get(key, ""))
        found = field_of(self.inner, self.metadata, key, self.required)
        return replace(found, kind=kind) if found.kind == "tekst" else found


def slot_of(file: str) -> Slot:
    """The slot of a whole file."""
    return Slot(model_of(file))


@cache
def fields_in(model: type[Strict]) -> dict[str, FieldInfo]:
    """The fields of a model by the key they have in a file."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def column_field(info: FieldInfo, key: str) -> Field:
    """The declared type of a csv column."""
    kind, inner, said = taken_apart(info.annotation)
    assert kind == "verdi", key
    found = field_of(inner, [*info.metadata, *said], key, info.is_required())
    return replace(found, kind="tall") if found.kind == "tekst" and is_number(info.annotation) else found


def field_of(inner: Any, metadata: Sequence[Any], key: str, required: bool) -> Field:
    """The declared type of a single value."""
    low, high = limits(metadata)
    pattern = next((str(m.pattern) for m in metadata if getattr(m, "pattern", None)), "")
    return Field(
        _kind(inner, None),
        words_of(inner),
        low,
        high,
        merged(list(metadata)).unit,
        required,
        pattern=pattern,
        refers=REFERENCES.get(key, ""),
    )


def limits(metadata: Sequence[Any]) -> tuple[float | None, float | None]:
    """Lowest and highest value of an annotation; None where it sets none."""
    lows = (m.ge if isinstance(m, Ge) else m.gt for m in metadata if isinstance(m, Ge | Gt))
    highs = (m.le if isinstance(m, Le) else m.lt for m in metadata if isinstance(m, Le | Lt))
    low, high = (next((float(v) for v in found if isinstance(v, int | float)), None) for found in (lows, highs))
    return None if low == -GREATEST else low, None if high == GREATEST else high


def range_of(metadata: Sequence[Any], unit: str) -> tuple[float | None, float | None]:
    """Lowest and highest value of a series, in the file's own unit; None where none is declared."""
    found = next((m for m in metadata if isinstance(m, Within)), None)
    times = 100.0 if unit == "prosent" else 1.0
    both = (found.low * times, found.high * times) if found else (-inf, inf)
    return None if both[0] == -inf else both[0], None if both[1] == inf else both[1]


def _kind(inner: Any, value: Any) -> Kind:
    """The kind of a declared type, of the value where none is declared."""
    kinds: tuple[tuple[type, Kind], ...] = (
        (bool, "ja_nei"),
        (int, "heltall"),
        (float, "tall"),
        (dt.date, "dato"),
    )
    declared = isinstance(inner, type) and issubclass(inner, (bool, int, float, dt.date, str))
    if declared:
        return next((word for kind, word in kinds if issubclass(inner, kind)), "tekst")
    return "tekst" if words_of(inner) else next((word for kind, word in kinds if isinstance(value, kind)), "tekst")
