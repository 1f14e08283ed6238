"""Checks shared by several topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from ldip.errors import Problem
from ldip.parameters.demography import AGES
from ldip.plan.document import Plan, Table
from ldip.plan.memo import remembered
from ldip.plan.messages import nearest
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Priced, YearVector

R = TypeVar("R", bound=t.Row)
CELLS: Final = tuple((sex, age) for sex in ("k", "m") for age in range(AGES))  # sex and single age

UNPEOPLED: Final = "sonen har ikke folketall"


def unknown(file: str, key: str, value: str, known: Sequence[str], what: str, line: int = 0) -> Iterator[Problem]:
    """A Problem when a name is none of the known ones."""
    if value not in known:
        yield Problem(file, key, what, value, nearest(value, known), line)


def duplicates(table: Table[R], key: str, named: Callable[[R], str]) -> Iterator[Problem]:
    """One Problem for each name that several rows have."""
    seen: Counter[str] = Counter()
    for line, row in table.numbered():
        name = named(row)
        seen[name] += 1
        if seen[name] == 2:
            yield Problem(table.file, key, "står to ganger", name, "slå radene sammen eller fjern den ene", line)


def outside_years(plan: Plan, file: str, year: int, line: int) -> Iterator[Problem]:
    """A Problem when a row's year is none of the plan's."""
    if year not in plan.years:
        hint = f"planårene er {plan.years[0]}–{plan.years[-1]}"
        yield Problem(file, "aar", "ligger utenfor planårene", str(year), hint, line)


def price_base(plan: Plan) -> str:
    """The plan's price year as it is written in `priser`."""
    return f"{plan.head.tid.prisnivaa}-kroner"


def _walk(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], BaseModel]]:
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            if name in value.__dict__:
                yield from _walk(value.__dict__[name], (*path, name))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _walk(item, (*path, str(i)))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, (*path, str(key)))


@remembered
def dated(document: BaseModel) -> tuple[tuple[str, BaseModel], ...]:
    """Vectors and priced amounts of a document by their key."""
    return tuple((".".join(path), node) for path, node in _walk(document, ()) if isinstance(node, YearVector | Priced))
