"""A function of a plan, made again only when something it read has changed.

Documents and tables are shared between plans that have the same file, so what a function read is known by identity. It is
recorded while the function runs, and what was made is kept with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar, cast

from ldip.plan.document import Plan, Table
from ldip.plan.schema.fields import Strict
from ldip.plan.schema.tables import Row

T = TypeVar("T")
V = TypeVar("V")
KEPT: Final = 8  # results kept of each function
_ABSENT: Final = object()


class Recorded(Mapping[str, V]):
    """A mapping that records which of its values were asked for, and whether its keys were."""

    def __init__(self, inner: Mapping[str, V]) -> None:
        self._inner = inner
        self._values: dict[str, Any] = {}
        self._keys: tuple[str, ...] | None = None

    def __getitem__(self, key: str) -> V:
        found = self._values[key] = self._inner.get(key, _ABSENT)
        if found is _ABSENT:
            raise KeyError(key)
        return cast(V, found)

    def __iter__(self) -> Iterator[str]:
        self._keys = tuple(self._inner)
        return iter(self._keys)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def close(self) -> None:
        """Let go of what was not asked for."""
        self._inner = {}

    def same(self, other: Mapping[str, Any]) -> bool:
        """Whether another mapping would have given the same."""
        values = all(other.get(k, _ABSENT) is v for k, v in self._values.items())
        return values and (self._keys is None or self._keys == tuple(other))


@dataclass(frozen=True)
class _Made(Generic[T]):
    """What was made of a plan, with what was read of it."""

    given: tuple[Any, ...]
    partial: frozenset[str]
    single: Recorded[Strict]
    tables: Recorded[Table[Row]]
    folders: Mapping[str, Recorded[Strict]]
    result: T

    def holds(self, plan: Plan, given: tuple[Any, ...]) -> bool:
        """Whether the function would make the same of a plan."""
        if self.given != given or self.partial != plan.partial or tuple(self.folders) != tuple(plan.folders):
            return False
        folders = all(found.same(plan.folders[name]) for name, found in self.folders.items())
        return folders and self.single.same(plan.single) and self.tables.same(plan.tables)


class Incremental(Generic[T]):
    """A function of a plan, and of what is `given` beside it, that is called again only for other documents than it has read."""

    def __init__(self, make: Callable[..., T], size: int = KEPT) -> None:
        self._make, self._size = make, size
        self._made: tuple[_Made[T], ...] = ()

    def forget(self) -> None:
        """Keep nothing."""
        self._made = ()

    def __call__(self, plan: Plan, *given: Any) -> T:
        """What is made of the plan; the same object for plans that are the same where it looks."""
        known = self._made
        for place, made in enumerate(known):
            if made.holds(plan, given):
                if place:
                    self._made = (made, *known[:place], *known[place + 1 :])
                return made.result
        single, tables = Recorded(plan.single), Recorded(plan.tables)
        folders = {name: Recorded(found) for name, found in plan.folders.items()}
        result = self._make(replace(plan, single=single, tables=tables, folders=folders, contents={}), *given)
        seen: list[Recorded[Any]] = [single, tables, *folders.values()]
        for recorded in seen:
            recorded.close()
        self._made = (_Made(given, plan.partial, single, tables, folders, result), *known[: self._size - 1])
        return result
