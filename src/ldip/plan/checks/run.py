"""Runs every check within the plan, as far as its files could be read; results are cached until an input changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from ldip.errors import Problem
from ldip.plan.bounds import first
from ldip.plan.checks import (
    amendments,
    buildings,
    housing,
    income,
    measures,
    money,
    moves,
    municipality,
    operations,
    population,
    projects,
    rules,
    services,
    sizes,
    values,
)
from ldip.plan.document import NotReadError, Plan
from ldip.plan.incremental import Incremental

T = TypeVar("T")
TOPICS: Final = (
    sizes,
    values,
    municipality,
    population,
    moves,
    housing,
    income,
    services,
    operations,
    buildings,
    projects,
    money,
    measures,
    rules,
    amendments,
)


def followed(check: Callable[[Plan], Iterable[T]]) -> Incremental[tuple[T, ...]]:
    """A check whose results are cached by the documents and tables it read. It stops at a file or key that could not be read,
    since that has its own problem, and after as many results as are shown; any other error is a fault of the program and is
    raised."""

    def found(plan: Plan) -> tuple[T, ...]:
        results: list[T] = []
        try:
            for result in first(check(plan)):
                results.append(result)
        except NotReadError:
            return tuple(results)
        return tuple(results)

    return Incremental(found)


CHECKS: Final = tuple(followed(check) for topic in TOPICS for check in topic.CHECKS)


def check_plan(plan: Plan) -> Iterator[Problem]:
    """Problems within the plan."""
    for check in CHECKS:
        yield from check(plan)
