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
    """Cache of the most recently used values by key; thread-safe, but two threads may compute the same value at once."""

    def __init__(self, size: int, seen: Callable[[bool], None] = lambda found: None) -> None:
        """`seen` is called with each lookup: whether the value was cached."""
        self._size, self._lock, self._seen = size, threading.Lock(), seen
        self._values: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, computed when it is not cached."""
        with self._lock:
            found = key in self._values
            if found:
                self._values.move_to_end(key)
                value = cast(T, self._values[key])
        self._seen(found)
        if found:
            return value
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value
