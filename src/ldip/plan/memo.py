"""Remembering what follows from a frozen object, for as long as the object lives.

Documents of a plan are shared between all versions that have the same file, so what was found in one need not be found again."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def remembered(make: Callable[[Any], T]) -> Callable[[Any], T]:
    """A function of one frozen object that is computed once for each; by identity, since equal objects are dear to compare."""
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
