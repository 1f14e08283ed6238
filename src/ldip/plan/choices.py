"""Values that a field or a column may hold: words that the schema enumerates, and codes of the plan's elements, with names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ldip.glossary import glossary, label
from ldip.locales import language
from ldip.plan.csvfile import is_number
from ldip.plan.document import NotReadError, Plan
from ldip.plan.elements import element_name, holders, ids_of
from ldip.plan.read import Reading
from ldip.plan.schema.about import KEY
from ldip.plan.schema.declared import field_at, words_of

Kind = Literal["tall", "aar", "valg", "ja_nei", "tekst"]
YEAR: Final = "årstall"
ZONE: Final = "sone"  # the one axis whose elements are no list of their own
MOST: Final = 500  # codes offered for one field


@dataclass(frozen=True)
class Choice:
    """A word or a code as written in the file, and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class Column:
    """Kind and choices of the cells of a column."""

    kind: Kind
    choices: tuple[Choice, ...] = ()


def readable_key(key: str) -> str:
    """Readable form of a key or a word: the glossary's label, else the key with æ, ø and å."""
    if key in glossary():
        return label(key, language())
    text = key.replace("_", " ")
    for ascii_text, letter in (("aa", "å"), ("oe", "ø"), ("ae", "æ")):
        text = text.replace(ascii_text, letter)
    return text[:1].upper() + text[1:]


def words(said: Iterable[str]) -> tuple[Choice, ...]:
    """Enumerated words with their names."""
    return tuple(Choice(w, readable_key(w)) for w in said)


def codes(plan: Plan, axis: str) -> tuple[Choice, ...]:
    """The elements of an axis by the name of the key that holds them; none for another key, or for too many to choose from."""
    try:
        if axis == ZONE:
            return tuple(Choice(z, z) for z in plan.zones)
        found = ids_of(plan, axis) if axis in holders() else ()
        return tuple(Choice(i, element_name(plan, axis, i)) for i in found) if len(found) <= MOST else ()
    except NotReadError:
        return ()


def columns(reading: Reading, file: str, heads: Sequence[str]) -> tuple[Column, ...]:
    """Kind and choices of each column of a csv file. A column that may be left out offers the empty cell first."""
    fields = reading.schemas[file].model_fields if file in reading.schemas else {}
    plan = reading.plan()

    def one(name: str) -> Column:
        field, about = fields.get(name), field_at(file, (name,))
        if field is None:
            return Column("tekst")
        if about is not None and about.about.unit == YEAR:
            return Column("aar")
        if is_number(field.annotation):
            return Column("tall")
        empty = () if field.is_required() else (Choice("", ""),)
        if field.annotation is bool:
            return Column("ja_nei", (*empty, *words(("ja", "nei"))))
        own = about is not None and about.about.why == KEY.why  # the name of the row itself, which is typed
        found = words(w for w in words_of(field.annotation) if w) or (() if own else codes(plan, name))
        return Column("valg", (*empty, *found)) if found else Column("tekst")

    return tuple(one(h) for h in heads)
