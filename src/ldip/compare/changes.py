"""Inputs that differ between two plans: one change a path, with the value that each plan in effect has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ldip.compare.changed_input import BESIDE, At, Common, InputChange, Keys, Side, repriced, same
from ldip.digits import is_digits
from ldip.plan.document import Plan
from ldip.plan.inputs import unit_of
from ldip.plan.locate import position
from ldip.plan.schema.declared import field_at
from ldip.plan.schema.fields import SCALE, SHARE, Sourced, Strict, UnitCost, YearVector

NAMED: Final = ("id", "navn", "fil")  # keys that name an element of a list
VALUE: Final = (*BESIDE, "verdi", "verdier", "videre", "beloep", "enhet", "priser")  # keys that give a value
SIZES: Final = ("kostnad", "saldo", "beloep", "maal", "verdi")  # keys that state how large an element is, the first that it has


def document_changes(a: Plan, b: Plan, common: Common) -> Iterator[InputChange]:
    """Changes in the TOML files; a file that only one plan has is one change."""
    old, new = a.documents, b.documents
    for file in sorted({*old, *new}):
        for change in compared(At(file, common), old.get(file), new.get(file)):
            text = b.text(file) or a.text(file)
            yield replace(change, line=position(text, change.path)[0] if text and change.path else 0)


def compared(at: At, old: Any, new: Any, owner: Any = None) -> Iterator[InputChange]:
    """Changes from one value of a document to another; `owner` is the table that holds the new one, or the old."""
    one = old if new is None else new
    if old == new:
        return
    if isinstance(one, YearVector):
        yield from _vectors(at, old, new)
    elif isinstance(one, UnitCost):
        yield from _amounts(at, old, new)
    elif isinstance(one, Strict):
        yield from _tables(at, old, new)
    elif isinstance(one, Mapping):
        yield from _mappings(at, old or {}, new or {}, owner)
    elif isinstance(one, list | tuple) and any(isinstance(x, Strict) for x in (*(old or ()), *one)):
        yield from _lists(at, old or (), new or ())
    else:
        before, after = repriced(at, _leaf(at, old, owner), _leaf(at, new, owner))
        if before.value != after.value or before.stated != after.stated:
            yield at.change("verdi", before, after)


def _tables(at: At, old: Strict | None, new: Strict | None) -> Iterator[InputChange]:
    """Keys in the order of the schema; a table that only one plan has is one change."""
    if old is None or new is None:
        yield at.change("element", sized(old), sized(new))
        return
    for key in dict.fromkeys((*type(new).model_fields, *type(old).model_fields)):
        if key not in BESIDE:
            yield from compared(at.inside(key), getattr(old, key, None), getattr(new, key, None), new)


def _mappings(at: At, old: Mapping[Any, Any], new: Mapping[Any, Any], owner: Any) -> Iterator[InputChange]:
    if all(is_digits(str(k)) for k in (*old, *new)):
        sides = ({int(k): float(v) for k, v in x.items()} for x in (old, new))
        before, after = ({y: x.get(y, 0.0) for y in sorted({*map(int, old), *map(int, new)})} for x in sides)
        yield at.change("bane", _by_year(before, owner), _by_year(after, owner))
        return
    for key in dict.fromkeys((*old, *new)):
        yield from compared(at.inside(str(key), _named(new.get(key, old.get(key)))), old.get(key), new.get(key), owner)


def _by_year(values: Mapping[int, float | None], owner: Any) -> Side:
    return _sourced(Side(by_year=values), owner)


def _lists(at: At, old: Sequence[Any], new: Sequence[Any]) -> Iterator[InputChange]:
    before, after = ({_id(x, i): x for i, x in enumerate(each)} for each in (old, new))
    for key in dict.fromkeys((*before, *after)):
        x, y = before.get(key), after.get(key)
        yield from compared(at.inside(key, _named(y if y is not None else x) or key), x, y)


def _id(value: Any, number: int) -> str:
    return next((str(n) for k in NAMED if (n := getattr(value, k, None))), str(number + 1))


def _named(value: Any) -> str:
    return str(getattr(value, "navn", "") or "")


def _vectors(at: At, old: YearVector | None, new: YearVector | None) -> Iterator[InputChange]:
    """A path by year as one change, in the unit of the new one; other keys of the vector on their own."""
    one = new or old
    assert one is not None
    before, after = repriced(at, *(_path(at, v, one) for v in (old, new)))
    found = at.change("bane", before, after)
    if found.years or before.prices != after.prices:
        yield found
    yield from _further(at, old, new)


def _further(at: At, old: Any, new: Any) -> Iterator[InputChange]:
    """Keys of a vector or an amount beyond those that give its value."""
    if old is not None and new is not None:
        for key in (k for k in type(new).model_fields if k not in VALUE):
            yield from compared(at.inside(key), getattr(old, key, None), getattr(new, key, None), new)


def _basis(vector: YearVector) -> str:
    return str(getattr(vector, "priser", ""))


def _path(at: At, vector: YearVector | None, like: YearVector) -> Side:
    """The values of the common years, in the unit of `like`; the value that holds without the vector where there is one."""
    unit = str(getattr(like, "enhet", ""))
    if vector is None:
        absent = absent_value(at.file, at.path)
        held = None if absent is None else absent / like.factor
        return Side(by_year=dict.fromkeys(at.years, held), unit=unit, prices=_basis(like), stated=False)
    scale = 1.0 if vector.factor == like.factor else vector.factor / like.factor
    said = {y: vector.said(y) for y in at.years}
    values = {y: None if v is None else v * scale for y, v in said.items()}
    return Side(None, values, unit, _basis(vector), vector.kilde, vector.anslag)


def absent_value(file: str, path: Keys) -> float | None:
    """The declared value of the input that a field gives, for a plan without the field; None where code decides it."""
    field = field_at(file, path)
    given = field.about.inputs if field is not None else ()
    return given[0].absent if len(given) == 1 and not given[0].word and not (field and field.about.to) else None


def _amounts(at: At, old: UnitCost | None, new: UnitCost | None) -> Iterator[InputChange]:
    before, after = _amount(at, old), _amount(at, new)
    if old is not None and new is not None:
        before = replace(before, value=old.kroner / SCALE[new.enhet], unit=new.enhet)
        before, after = repriced(at, before, after)
    if not same(before.value, after.value) or before.prices != after.prices or before.stated != after.stated:
        yield at.change("verdi", before, after)
    yield from _further(at, old, new)


def _amount(at: At, amount: UnitCost | None) -> Side:
    if amount is None:
        return Side(value=absent_value(at.file, at.path), stated=False)
    return Side(amount.beloep, None, amount.enhet, amount.priser, amount.kilde, amount.anslag)


def _leaf(at: At, value: Any, owner: Any) -> Side:
    unit = unit_of(at.file, at.path, owner) if isinstance(value, float | None) else ""
    if value is None:
        absent = absent_value(at.file, at.path)
        return Side(value=absent if absent is None else absent / SHARE.get(unit, 1.0), unit=unit, stated=False)
    if isinstance(value, list | tuple):
        value = ", ".join(str(v).removesuffix(".0").replace(".", ",") if isinstance(v, float) else str(v) for v in value)
    elif not isinstance(value, float | int | str):
        value = str(value)
    return _sourced(Side(value=value, unit=unit), owner)


def _sourced(side: Side, table: Any) -> Side:
    """A side with the source of its table."""
    return replace(side, source=table.kilde, anslag=table.anslag) if isinstance(table, Sourced) else side


def sized(table: Strict | None) -> Side | None:
    """An element as a side: its size, where it states one."""
    if table is None:
        return None
    size = next((v for k in SIZES if (v := getattr(table, k, None)) is not None), None)
    side = Side(value=str(getattr(table, "navn", "") or ""))
    if isinstance(size, UnitCost):
        side = Side(size.beloep, None, size.enhet, size.priser)
    elif isinstance(size, float):
        side = Side(size, None, str(getattr(table, "enhet", "")), str(getattr(table, "priser", "")))
    return _sourced(side, table)
