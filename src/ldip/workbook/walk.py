"""A TOML document taken apart: single values, series by year and amounts as rows of keys, and lists of tables as records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ldip.digits import is_digits
from ldip.workbook.fields import ANY, Slot, fields_in, range_of
from ldip.workbook.terms import Cell, Field, Keys

# Columns of a row of keys beside the years, in the order they are shown.
BESIDE: Final = ("verdi", "enhet", "priser", "videre", "kilde", "anslag")
_BARE: Final = re.compile(r"[^\s.\"\[\]]+")
_PART: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[^."]+')


@dataclass(frozen=True)
class Entry:
    """A row of keys: its path, its cells by column, its declared unit, and where values by year belong, with their type."""

    path: Keys
    cells: Mapping[str, Cell]
    unit: str = ""
    years: Keys = ()
    number: Field = ANY

    def with_years(self, years: Iterable[int]) -> dict[str, Cell]:
        """The cells, with an empty one for every year that has no value."""
        empty = {str(y): Cell((*self.years, str(y)), self.number) for y in years} if self.years else {}
        return {**empty, **self.cells}


@dataclass(frozen=True)
class Record:
    """A table in a list: the path of the list, its index, and its cells by key within it."""

    path: Keys
    index: int
    cells: Mapping[str, Cell]


def entries(slot: Slot, data: Mapping[str, Any], path: Keys = (), spare: bool = True) -> Iterator[Entry | Record]:
    """Every value of a table. With `spare`, also the single values that the schema knows and the table leaves out."""
    for key, value in data.items():
        yield from _entry(slot.inside(key), value, (*path, key), spare)
    if spare and slot.plain:
        for key in fields_in(slot.plain):
            inner = slot.inside(key)
            if key not in data and inner.form == "verdi" and inner.model is None:
                yield _single(inner, None, (*path, key))


def _entry(slot: Slot, value: Any, path: Keys, spare: bool) -> Iterator[Entry | Record]:
    if isinstance(value, Mapping):
        if slot.is_vector or slot.is_amount:
            yield _series(slot, value, path)
            for key in (k for k in value if k not in _own(slot)):
                yield from _entry(slot.inside(key), value[key], (*path, key), spare)
        elif _by_year(value):
            number = Slot(slot.inner).field("", next(iter(value.values())))
            yield Entry(path, {str(y): Cell((*path, y), number, v) for y, v in value.items()}, years=path, number=number)
        else:
            yield from entries(slot, value, path, spare)
    elif _is_records(value):
        for index, each in enumerate(value):
            yield from _record(Slot(slot.inner), each, path, index)
    else:
        yield _single(slot, value, path)


def _record(slot: Slot, value: Mapping[str, Any], path: Keys, index: int) -> Iterator[Record]:
    cells, inner = flat(slot, value, (*path, index))
    yield Record(path, index, cells)
    yield from inner


def flat(slot: Slot, data: Mapping[str, Any], path: Keys, whole: Sequence[int] = ()) -> tuple[dict[str, Cell], list[Record]]:
    """The values of a table by their key within it, those of inner tables included, and the records of its lists of tables.

    Single values that the schema knows are there with no value where the table leaves them out; with years in `whole`, so are
    those of inner tables it leaves out, and values by year, in the schema's order."""
    cells: dict[str, Cell] = {}
    records: list[Record] = []
    start = len(path)

    def step(slot: Slot, value: Any, at: Keys) -> None:
        if isinstance(value, Mapping):
            known = list(fields_in(slot.plain)) if slot.plain else []
            years = [str(y) for y in whole] if slot.form == "tabell" and slot.model is None else []
            spare = [k for k in known if k not in value and _is_spare(slot.inside(k), bool(whole))]
            first = [k for k in known if k in value or k in spare] if whole else []
            for key in dict.fromkeys((*first, *value, *spare, *years)):
                inner = slot.inside(key)
                step(inner, value.get(key, {} if inner.plain or inner.form == "tabell" else None), (*at, key))
        elif _is_records(value):
            for index, each in enumerate(value):
                records.extend(_record(Slot(slot.inner), each, at, index))
        else:
            cells[path_text(at[start:])] = Cell(at, slot.field(str(at[-1]), value), value)

    step(slot, data, path)
    return cells, records


def _is_spare(slot: Slot, whole: bool) -> bool:
    """Whether a key that a table leaves out is shown, to be filled in."""
    if slot.form == "liste":
        return whole and slot.model is None
    return (slot.model is None and slot.form == "verdi") or (whole and (slot.plain is not None or slot.model is None))


def _series(slot: Slot, value: Mapping[str, Any], path: Keys) -> Entry:
    """A series by year or an amount as one row."""
    unit = str(value.get("enhet", ""))
    named = {n: "beloep" if n == "verdi" and slot.is_amount else n for n in BESIDE}
    cells = {}
    for column, key in named.items():
        if key in _own(slot) and not isinstance(value.get(key), Mapping | list):
            cells[column] = Cell((*path, key), slot.inside(key).field(key, value.get(key)), value.get(key))
    low, high = range_of(slot.metadata, unit)
    number = Field("tall", low=low, high=high, unit=unit)
    years = value.get("verdier", {})
    if slot.is_vector and "verdi" in cells:
        cells["verdi"] = replace(cells["verdi"], field=number)
    if slot.is_vector and isinstance(years, Mapping):
        cells |= {str(y): Cell((*path, "verdier", y), number, v) for y, v in years.items()}
    return Entry(path, cells, unit, (*path, "verdier") if slot.is_vector else (), number)


def _own(slot: Slot) -> frozenset[str]:
    """The keys that a row of a series or an amount holds."""
    known = fields_in(slot.plain) if slot.plain else {}
    return frozenset(k for k in (*BESIDE, "verdier", "beloep") if k in known)


def _single(slot: Slot, value: Any, path: Keys) -> Entry:
    field = slot.field(str(path[-1]), value)
    return Entry(path, {"verdi": Cell(path, field, value)}, field.unit)


def _by_year(value: Mapping[str, Any]) -> bool:
    years = bool(value) and all(is_digits(k) and len(k) == 4 for k in value)
    return years and not any(isinstance(v, Mapping | list) for v in value.values())


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def path_text(path: Keys) -> str:
    """A path as dotted keys; a key with a mark of its own is quoted."""
    return ".".join(str(k) if _BARE.fullmatch(str(k)) else json.dumps(str(k), ensure_ascii=False) for k in path)


def path_of(text: str) -> tuple[str, ...] | None:
    """The path of dotted keys, indexes as the texts they are; None for a text that is no path."""
    found: list[str] = []
    at = 0
    while at <= len(text):
        part = _PART.match(text, at)
        if part is None:
            return None
        word = part[0]
        if word.startswith('"'):
            try:
                word = str(json.loads(word))
            except ValueError:
                return None
        found.append(word)
        at = part.end()
        if at == len(text):
            return tuple(found)
        if text[at] != ".":
            return None
        at += 1
    return None
