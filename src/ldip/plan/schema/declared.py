"""Every field of a plan with its declaration, found by walking the schema: one list for every reader of the declarations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ldip.plan.schema import fields as f
from ldip.plan.schema import files, tables
from ldip.plan.schema.about import KEY, WHOLE_FILE, WHOLE_TABLE, About, Aside, Group, bounds, inside, merged

Keys = tuple[str, ...]  # keys down to a field; EACH for the elements of a list or a table of own names
EACH: Final = "*"
PLACES: Final = 4096  # most places whose field is cached


@dataclass(frozen=True)
class PlanField:
    """A field of a file: its path, its declaration with inherited parts, and the facts of its type."""

    file: str
    path: Keys
    about: About
    kind: str
    low: str = ""
    high: str = ""
    choices: tuple[str, ...] = ()
    prices: str = ""
    keys: tuple[str, ...] = ()  # allowed names of a table of own names, where the schema enumerates them

    @property
    def key(self) -> str:
        """The field's path as dotted keys."""
        return ".".join(self.path)

    @property
    def axis(self) -> str:
        """The axis whose elements have the field; empty where the plan has it once."""
        return self.about.axis

    @property
    def home(self) -> str:
        """The file or folder; a folder ends in «/»."""
        return f"{self.file}/" if self.file in files.FOLDERS else self.file

    @property
    def container(self) -> Keys:
        """Path of the list or the table of own names with the elements; empty where the whole file is one element."""
        return self.path[: self.path.index(EACH)] if self.file in files.SINGLE and EACH in self.path else ()

    @property
    def inner(self) -> Keys:
        """The field's path within an element."""
        return self.path[len(self.container) + 1 :] if self.container else self.path

    @property
    def group(self) -> Group | Aside:
        """The cause group, or the kind of field outside the groups."""
        assert self.about.group is not None, f"{self.file}: {self.key} har ingen årsaksgruppe"
        return self.about.group

    @property
    def outside(self) -> bool:
        """Whether the field is outside the cause groups."""
        return self.group in get_args(Aside)

    @property
    def goes_to(self) -> tuple[str, ...]:
        """Inputs and openings of the model; a table of own names gives one for each name."""
        return tuple(dict.fromkeys(n.format(k) for k in self.keys or ("",) for n in self.about.goes_to))


@cache
def plan_fields() -> tuple[PlanField, ...]:
    """Every field of every file; folders by name, csv files by column."""
    found: list[PlanField] = []
    for name, model in {**files.SINGLE, **files.FOLDERS, **tables.TABLES}.items():
        found += _whole(tuple(_walk(name, model, (), About())))
    pointers = {p.path[0]: p.about for p in found if p.file == "befolkning.toml" and p.kind == "fil"}
    for key, row in tables.REFERENCED.items():
        found += _walk(f"befolkning/{key}.csv", row, (), pointers[key])
    return tuple(found)


@lru_cache(maxsize=PLACES)
def field_at(file: str, path: Keys) -> PlanField | None:
    """The field at a place in a TOML file of a plan; None for a table, and for the keys of a value."""
    home = file.partition("/")[0] if "/" in file else file
    same = (p for p in plan_fields() if p.file == home and len(p.path) == len(path))
    return next((p for p in same if all(own in (EACH, key) for own, key in zip(p.path, path, strict=True))), None)


@cache
def key_column(file: str) -> str:
    """The column that names the elements of a csv file."""
    return next(p.path[0] for p in plan_fields() if p.file == file and p.about.why == KEY.why)


def _whole(found: Sequence[PlanField]) -> Iterator[PlanField]:
    """Fields that affect the whole file or table feed every input that its other fields of the same group feed."""
    for p in found:
        within = {WHOLE_FILE: (), WHOLE_TABLE: p.path[:-1]}.get(p.about.to[0] if p.about.to else "")
        if within is None:
            yield p
        else:
            near = (n for q in found if q.path[: len(within)] == within and q.group == p.group for n in q.goes_to)
            yield replace(p, about=replace(p.about, to=tuple(sorted({*near} - {WHOLE_FILE, WHOLE_TABLE})), nature=None))


def _walk(file: str, model: type[f.Strict], path: Keys, outer: About) -> Iterator[PlanField]:
    around = inside(outer, model.ABOUT)
    for name, field in model.model_fields.items():
        about = inside(around, merged(field.metadata))
        yield from _field(file, field.annotation, field.metadata, (*path, field.alias or name), about)


def _field(file: str, annotation: Any, metadata: Sequence[Any], path: Keys, about: About) -> Iterator[PlanField]:
    """A field, or the fields of the table it holds."""
    kind, inner, said = taken_apart(annotation)
    about, metadata = inside(about, merged(said)), [*metadata, *said]
    if kind != "verdi":
        keys = words_of(get_args(annotation)[0]) if kind == "tabell" else ()
        for p in _field(file, inner, (), (*path, EACH), about):
            yield replace(p, keys=keys) if keys else p
    elif isinstance(inner, type) and issubclass(inner, f.Strict) and not issubclass(inner, _VALUES):
        own = merged([*metadata])
        if own.inputs or own.to:  # the presence of the table is an input, or part of one
            yield PlanField(file, path, about, "tabell")
        yield from _walk(file, inner, path, replace(about, inputs=()))
    else:
        low, high = bounds(list(metadata), per_cent=isinstance(inner, type) and issubclass(inner, f.Share))
        own = replace(about, unit=about.unit or _units(inner))
        yield PlanField(file, path, own, _kind(inner), low, high, words_of(inner), _prices(inner))
        yield from _beside(file, inner, path, about)


_VALUES = (f.YearVector, f.UnitCost, f.FileRef)
_COMMON = frozenset(
    {*f.Amount.model_fields, *f.Share.model_fields, *f.UnitCost.model_fields, *f.FileRef.model_fields, "anslag", "kilde"}
)


def _beside(file: str, inner: Any, path: Keys, about: About) -> Iterator[PlanField]:
    """Fields of a vector, an amount or a file reference beyond the common ones."""
    if isinstance(inner, type) and issubclass(inner, _VALUES):
        for name, field in inner.model_fields.items():
            if name not in _COMMON:
                own = inside(about, merged(field.metadata))
                yield from _field(file, field.annotation, field.metadata, (*path, field.alias or name), own)


def taken_apart(annotation: Any) -> tuple[str, Any, list[Any]]:
    """An annotation without None and metadata: (kind, inner annotation, metadata)."""
    said: list[Any] = []
    while True:
        origin, args = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation, said = args[0], [*said, *(m for a in args[1:] for m in (a.metadata if isinstance(a, FieldInfo) else [a]))]
        elif origin in (Union, UnionType):
            rest = [a for a in args if a is not NoneType]
            annotation = next((a for a in rest if get_origin(a) is not Literal), rest[0])
        elif origin is list:
            return "liste", args[0], said
        elif origin is dict:
            return "tabell", args[1], said
        else:
            return "verdi", annotation, said


def words_of(annotation: Any) -> tuple[str, ...]:
    """The words that an annotation enumerates; none where it does not."""
    if get_origin(annotation) is Literal:
        return tuple(str(w) for w in get_args(annotation))
    return next((found for a in get_args(annotation) if (found := words_of(a))), ())


def _units(inner: Any) -> str:
    """The units a vector or an amount may be given in."""
    said = inner.model_fields.get("enhet") if isinstance(inner, type) and issubclass(inner, _VALUES) else None
    return " eller ".join(words_of(said.annotation)) if said is not None else ""


def _prices(inner: Any) -> str:
    if not (isinstance(inner, type) and issubclass(inner, f.Priced)):
        return ""
    match inner.bases("faste"):
        case (only,):
            return "løpende" if only == f.CURRENT else "faste"
    return "oppgis"


def _kind(inner: Any) -> str:
    if get_origin(inner) is Literal:
        return "valg"
    kinds: tuple[tuple[type, str], ...] = (
        (f.YearVector, "tall per år"),
        (f.UnitCost, "beløp"),
        (f.FileRef, "fil"),
        (bool, "ja eller nei"),
        (int, "heltall"),
        (float, "tall"),
        (dt.date, "dato"),
    )
    return next((word for kind, word in kinds if isinstance(inner, type) and issubclass(inner, kind)), "tekst")
