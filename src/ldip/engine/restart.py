"""Starting from kept values of a finished run: names that a change affects, and names that must have been kept.

A name that no change affects keeps its value, so it is given instead of computed. Rows are pure, so values
computed from given ones have the bits of a full run (tested over the examples).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from ldip.engine.compile import inputs_of
from ldip.engine.graph import Array
from ldip.engine.names import AVVIK, OF_LINES, OPENING
from ldip.engine.schedule import Catalogue, Program, opening_of, ub_of


def of_line(name: str) -> frozenset[str]:
    """Names that change directly when the plan lines of a name change."""
    return frozenset((name, AVVIK + name, *(prefix + name for prefix in OF_LINES)))


def reached(catalogue: Catalogue, changed: Iterable[str], fixed: Collection[str] = ()) -> frozenset[str]:
    """Names whose values may differ when `changed` differ: inputs, opening balances `x_ib`, given steps, names from `of_line`.

    `fixed` are names that the caller knows do not differ. Follows closing balances into later years, formulas that open a
    balance, and the residuals of totals."""
    users, seen, queue = _users(catalogue), set[str](), list(changed)
    while queue:
        name = queue.pop()
        if name not in seen and name not in fixed:
            seen.add(name)
            queue += users.get(name, ())
            queue += _opened_by(name)
            queue += _beside(catalogue, name)
    return frozenset(seen)


def _opened_by(name: str) -> tuple[str, ...]:
    if name.endswith(OPENING):
        return (name.removesuffix(OPENING) + "_ib",)
    return (name[:-3] + "_ib",) if name.endswith("_ub") else ()


def _beside(catalogue: Catalogue, name: str) -> tuple[str, ...]:
    """A total, its residual and the carried residual: names that change together."""
    total = name.removeprefix(AVVIK).removesuffix("_ib") if name.startswith(AVVIK) else name
    versions = catalogue.steps.get(total)
    if versions is None or not versions[0].avvik:
        return ()
    return (total, AVVIK + total, f"{AVVIK}{total}_ub")


@lru_cache(maxsize=64)
def _users(catalogue: Catalogue) -> Mapping[str, frozenset[str]]:
    """Steps that read each name."""
    found: dict[str, set[str]] = {}
    for name, versions in catalogue.steps.items():
        for needed in {i for s in versions for i in (*s.inputs, *s.unstated, *([s.follows] if s.follows else ()))}:
            found.setdefault(needed, set()).add(name)
    return {n: frozenset(v) for n, v in found.items()}


def frontier(program: Program, reach: frozenset[str]) -> frozenset[str]:
    """Names that a run must keep so that only `reach` must be recomputed for the program's kept names."""
    queue = [n for n in program.versions if n in reach]
    computed, kept = set(queue), set[str]()
    while queue:
        for needed in inputs_of(queue.pop(), program.versions, program.avvik):
            outside = _outside(needed, program, reach)
            kept |= {n for n in outside if not n.endswith(OPENING)}
            opens = {n for n in outside if n.endswith(OPENING)} - computed
            computed |= opens
            queue += opens
    kept |= program.keep - reach
    return frozenset(kept | {AVVIK + n for n in kept & program.avvik})


def _outside(name: str, program: Program, reach: frozenset[str]) -> set[str]:
    """Names needed from the finished run for an input: itself, or the closing and opening formula of a recomputed balance."""
    if name in program.givens or name.startswith(OF_LINES):
        return set()
    behind = {ub_of(name), opening_of(name)} if name in reach else {name}
    return {n for n in behind if n not in reach and (n in program.versions or n == name)}


def given(values: Mapping[str, Array], reach: frozenset[str], avvik: frozenset[str]) -> dict[str, Array]:
    """Kept values that are still valid, since no change affects them. `avvik` names totals that have plan lines.

    A total is given with its residual or not at all, and a formula that opens a balance is always computed."""

    def holds(name: str) -> bool:
        return name not in reach and not name.endswith(OPENING) and (name not in avvik or AVVIK + name in values)

    return {n: v for n, v in values.items() if holds(n)}
