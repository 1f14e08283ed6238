"""Checks shared by several topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from ldip.errors import Problem
from ldip.plan.document import Plan
from ldip.plan.memo import remembered
from ldip.plan.messages import nearest
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Priced, YearVector


def unknown(file: str, key: str, value: str, known: list[str], what: str, line: int = 0) -> Iterator[Problem]:
    """A Problem when a name is none of the known ones."""
    if value not in known:
        yield Problem(file, key, what, value, nearest(value, known), line)


def duplicates(file: str, key: str, lines: Iterable[int], values: Iterable[str]) -> Iterator[Problem]:
    """One Problem for each repeated value."""
    seen: Counter[str] = Counter()
    for line, value in zip(lines, values, strict=True):
        seen[value] += 1
        if seen[value] == 2:
            yield Problem(file, key, "står to ganger", value, "slå radene sammen eller fjern den ene", line)


def zones_of(plan: Plan) -> list[str]:
    """The zones that have people, in the order of the file."""
    return list(dict.fromkeys(r.sone for r in plan.referenced("folketall", t.StockRow).rows))


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
