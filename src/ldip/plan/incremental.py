"""A function of a plan whose results are cached until something it read changes.

Documents and tables are shared between plans that have the same file, so they are compared by identity. Reads are recorded
while the function runs and stored with the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar, cast

from ldip.plan.document import Plan, Table
from ldip.plan.schema.fields import Strict
from ldip.plan.schema.tables import Row

T = TypeVar("T")
V = TypeVar("V")
KEPT: Final = 8  # most results cached for each function
HEAVY_ROWS: Final = 20_000  # a table of more rows takes tens of megabytes
HEAVY_KEPT: Final = 2  # most such tables that the cached results of a function refer to
_ABSENT: Final = object()


class Recorded(Mapping[str, V]):
    """A mapping that records which of its values were read, and whether its keys were listed."""

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
        """Release the values that were not read."""
        self._inner = {}

    @property
    def values_read(self) -> Iterator[V]:
        """The values that were read and are there."""
        return (v for v in self._values.values() if v is not _ABSENT)

    def same(self, other: Mapping[str, Any]) -> bool:
        """Whether every recorded read gives the same result in another mapping."""
        values = all(other.get(k, _ABSENT) is v for k, v in self._values.items())
        return values and (self._keys is None or self._keys == tuple(other))


@dataclass(frozen=True)
class _Made(Generic[T]):
    """A cached result, with the reads it was computed from."""

    given: tuple[Any, ...]
    partial: frozenset[str]
    single: Recorded[Strict]
    tables: Recorded[Table[Row]]
    folders: Mapping[str, Recorded[Strict]]
    result: T

    @property
    def heavy(self) -> set[int]:
        """Identities of the large tables among the reads."""
        return {id(table) for table in self.tables.values_read if len(table.rows) > HEAVY_ROWS}

    def holds(self, plan: Plan, given: tuple[Any, ...]) -> bool:
        """Whether the result is valid for another plan."""
        if self.given != given or self.partial != plan.partial or tuple(self.folders) != tuple(plan.folders):
            return False
        folders = all(found.same(plan.folders[name]) for name, found in self.folders.items())
        return folders and self.single.same(plan.single) and self.tables.same(plan.tables)


class Incremental(Generic[T]):
    """A cached function of a plan and further arguments `given`; it is called again only when the documents it reads differ."""

    def __init__(self, make: Callable[..., T], size: int = KEPT) -> None:
        self._make, self._size = make, size
        self._made: tuple[_Made[T], ...] = ()

    def forget(self) -> None:
        """Clear the cache."""
        self._made = ()

    def __call__(self, plan: Plan, *given: Any) -> T:
        """The function's result; the same object for plans that agree in everything it reads."""
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
        self._made = _light((_Made(given, plan.partial, single, tables, folders, result), *known[: self._size - 1]))
        return result


def _light(made: tuple[_Made[T], ...]) -> tuple[_Made[T], ...]:
    """The results, the newest first, without those that would refer to more large tables than are kept."""
    kept, heavy = list[_Made[T]](), set[int]()
    for found in made:
        more = heavy | found.heavy
        if len(more) <= HEAVY_KEPT or not kept:
            kept, heavy = [*kept, found], more
    return tuple(kept)
