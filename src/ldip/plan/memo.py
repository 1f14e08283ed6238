"""Two caches: results of a frozen object for as long as the object lives, and the most recently used values by key.

Documents of a plan are shared between all versions that have the same file, so a result is computed once per file."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")


def remembered(make: Callable[[Any], T]) -> Callable[[Any], T]:
    """Cache a function of one frozen object; by identity, since comparing objects for equality is slow."""
    known: dict[int, tuple[weakref.ref[Any], T]] = {}

    def found(value: Any) -> T:
        key = id(value)
        held = known.get(key)
        if held is not None and held[0]() is value:
            return held[1]
        result = make(value)
        known[key] = (weakref.ref(value, lambda ref: known.pop(key, None) if known.get(key, (ref,))[0] is ref else None), result)
        return result

    return found


class Recent:
    """Cache of the most recently used values by key; thread-safe, but two threads may compute the same value at once.

    With `weigh`, the values weigh at most `heaviest` together, and a value that weighs more alone is not cached: a count alone
    would let a user fill the memory with the largest values allowed. `seen` is called with each lookup: whether it was cached."""

    def __init__(
        self,
        size: int,
        weigh: Callable[[Any], int] | None = None,
        heaviest: int = 0,
        seen: Callable[[bool], None] = lambda found: None,
    ) -> None:
        self._size, self._lock, self._seen = size, threading.Lock(), seen
        self._weigh, self._heaviest, self._weight = weigh, heaviest, 0
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    @property
    def weight(self) -> int:
        """The weight of the cached values."""
        return self._weight

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, computed when it is not cached."""
        with self._lock:
            found = key in self._values
            if found:
                self._values.move_to_end(key)
                value = cast(T, self._values[key][0])
        self._seen(found)
        if found:
            return value
        value = make()
        weight = self._weigh(value) if self._weigh else 0
        if weight > self._heaviest:
            return value
        with self._lock:
            self._weight += weight - self._values.pop(key, (None, 0))[1]
            self._values[key] = value, weight
            while len(self._values) > self._size or self._weight > self._heaviest:
                self._weight -= self._values.popitem(last=False)[1][1]
        return value
