"""Checks shared by several topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ldip.errors import Problem
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import tables as t


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
