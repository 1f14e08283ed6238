"""Counts the arrays that a run makes, and the time numpy needs to copy as many bytes once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ldip.demography import kernels
from ldip.engine import execute
from ldip.engine.graph import Array


@dataclass
class Touched:
    """What a run makes, counted from several threads."""

    size: int = 0
    population_seconds: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, made: Iterable[Array], given: Sequence[Array] = ()) -> None:
        """Count arrays by the memory they own; one that is a view of what was given owns none."""
        known = {id(_owner(a)) for a in given}
        owners = {id(o): o.nbytes for o in map(_owner, made)}
        with self.lock:
            self.size += sum(n for i, n in owners.items() if i not in known)


def _owner(values: Array) -> Array:
    """The array whose memory a view shows."""
    while isinstance(values.base, np.ndarray):
        values = values.base
    return values


@contextmanager
def counting() -> Iterator[Touched]:
    """Count what formulas and the compiled population make while inside."""
    found, function, paths = Touched(), execute._Runner._function, kernels.paths

    def counted(runner: Any, step: Any) -> Callable[[Sequence[Array]], Array]:
        formula = function(runner, step)

        def call(args: Sequence[Array]) -> Array:
            made = formula(args)
            found.add([made], args)
            return made

        return call

    def population(*given: Any) -> kernels.People:
        start = time.thread_time()
        people = paths(*given)
        found.population_seconds += time.thread_time() - start
        found.add([people.cells, people.ages, people.zones])
        return people

    execute._Runner._function = counted  # type: ignore[method-assign]
    kernels.paths = population
    try:
        yield found
    finally:
        execute._Runner._function = function  # type: ignore[method-assign]
        kernels.paths = paths


def copy_seconds(size: int) -> float:
    """Time to copy `size` bytes, by copying blocks of 64 MiB."""
    block = np.ones(min(size, 64 * 2**20) // 8)
    target = np.empty_like(block)
    np.copyto(target, block)
    start = time.perf_counter()
    done = 0
    while done < size:
        np.copyto(target, block)
        done += block.nbytes
    return (time.perf_counter() - start) * size / done
