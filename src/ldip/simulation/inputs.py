"""Model inputs for rows of a batch, the inputs of a variant and of the base case, and running rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from ldip.engine.compile import compile_program, inputs_of
from ldip.engine.execute import Inputs, Lines, project
from ldip.engine.graph import Array, Step
from ldip.engine.names import AVVIK
from ldip.engine.restart import given, of_line, reached
from ldip.engine.schedule import Catalogue, Program, ub_of
from ldip.errors import ModelError
from ldip.model.catalogue import neutral
from ldip.plan.messages import nearest

PLAIN: Final = "uten_innsparing"  # the plan's own path, which a run shows
VARIANTS: Final = (PLAIN, "varig", "aar_for_aar", "realisert")
LASTING: Final = "varig_innsparing_fast"
FLAGS: Final = {
    "variant_uten_innsparing": PLAIN,
    "variant_varig": "varig",
    "variant_aar_for_aar": "aar_for_aar",
    "innsparing_realiseres": "realisert",
}
VARIANT_INPUTS: Final = (*FLAGS, LASTING)
PRICED: Final = ("plasser", "fornyelse", "etterslep")  # what a plan leaves out that a row may price, in their stated order
PRICED_INPUTS: Final = tuple(f"pris_{name}" for name in PRICED)
S = TypeVar("S", bound=np.generic)
Places = Sequence[int] | NDArray[np.int64]
Progress = Callable[[float], None]
Names = frozenset[str]
ProgramKey = tuple[Catalogue, tuple[int, ...], Names, Names, Names, Names, Names, bool]


@dataclass(frozen=True)
class Demanded:
    """A måltall that the need is measured against: its signed shortfall `step`, the years of its mean, whether it is a cap and in
    kroner, and the one year it applies to."""

    id: str
    step: str
    years: int
    cap: bool
    money: bool
    only: int | None = None


@dataclass(frozen=True)
class ModelInputs:
    """Arrays for a run. `values` (year, rows or 1, *axes); `openings` (rows or 1, *axes); `start` is true where a row opens."""

    years: tuple[int, ...]
    ids: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Array]
    openings: Mapping[str, Array]
    lines: Mapping[str, Lines]
    start: NDArray[np.bool_] | None = None
    demanded: tuple[Demanded, ...] = ()

    def for_engine(self, extra: Mapping[str, Array], rows: int) -> Inputs:
        """Inputs for the engine with arrays added, (year, rows or 1, *axes)."""
        sizes = {axis: len(ids) for axis, ids in self.ids.items()}
        return Inputs({**self.values, **extra}, self.openings, self.lines, sizes, rows, self.start)

    @property
    def carried(self) -> tuple[str, ...]:
        """Names with plan lines that are carried on after the last line."""
        return tuple(n for n, lines in self.lines.items() if lines.carry is not None)

    def of_rows(self, rows: Places, work: Program) -> ModelInputs:
        """The inputs a program needs, with a row for each place in `rows`."""
        values = {n: of_rows(v, rows) for n, v in self.values.items() if n in work.givens}
        openings = {n: of_rows(v, rows, axis=0) for n, v in self.openings.items() if n in work.openings}
        lines = {n: x.of(lambda a: of_rows(a, rows)) for n, x in self.lines.items()}
        return ModelInputs(
            self.years,
            self.ids,
            values,
            openings,
            lines,
            None if self.start is None else of_rows(self.start, rows),
            self.demanded,
        )


def of_rows(values: NDArray[S], rows: Places, axis: int = 1) -> NDArray[S]:
    """Chosen rows of an array; an array that all rows share is returned unchanged."""
    return values if values.shape[axis] == 1 else np.take(values, rows, axis=axis)


@dataclass(frozen=True, eq=False)
class Kept:
    """A finished run of one row to start from: its steps, inputs, the arrays added to them, and values by name."""

    steps: Catalogue
    inputs: ModelInputs
    extra: Mapping[str, Array]
    values: Mapping[str, Array]


def variant_inputs(variants: Sequence[str], n_years: int, lasting: Sequence[float] | None = None) -> dict[str, Array]:
    """Inputs that make each row one variant, (year, rows). `lasting` is the lasting change by row, kr_fast.

    Errors: ModelError for an unknown variant."""
    if unknown := [v for v in variants if v not in VARIANTS]:
        raise ModelError(f"ukjent variant {unknown[0]!r}; {nearest(unknown[0], VARIANTS)}")

    def rows(flags: Sequence[float]) -> Array:
        return np.broadcast_to(np.array(flags, dtype=np.float64), (n_years, len(flags)))

    found = {name: rows([float(v == word) for v in variants]) for name, word in FLAGS.items()}
    return found | {LASTING: rows(list(lasting) if lasting is not None else [0.0] * len(variants))}


def priced_inputs(priced: Sequence[Sequence[str]], n_years: int) -> dict[str, Array]:
    """Inputs that price what the plan leaves out, (year, rows), by the names each row prices.

    Errors: ModelError for an unknown name."""
    if unknown := [n for names in priced for n in names if n not in PRICED]:
        raise ModelError(f"ukjent upriset behov {unknown[0]!r}; {nearest(unknown[0], PRICED)}")
    flags = np.array([[float(n in names) for names in priced] for n in PRICED])
    return {f"pris_{n}": np.broadcast_to(flags[i], (n_years, len(priced))) for i, n in enumerate(PRICED)}


def no_shocks(n_years: int, ids: Mapping[str, tuple[str, ...]]) -> dict[str, Array]:
    """The base case: every uncertain factor neutral, and nothing priced beyond the plan. (year, 1, *axes)"""
    return neutral(n_years, {a: len(i) for a, i in ids.items()}) | priced_inputs([()], n_years)


@lru_cache(maxsize=128)
def program(key: ProgramKey) -> Program:
    """Compiled program, cached for each set of steps, years, kept names and given names."""
    steps, years, keep, avvik, carried, cut, zero, restarts = key
    return compile_program(steps, years, keep, avvik=avvik, carried=carried, cut=cut, zero=zero, restarts=restarts)


def totals_with_lines(steps: Catalogue, inputs: ModelInputs) -> frozenset[str]:
    """Totals that have plan lines, and so a residual part."""
    return frozenset(n for n in inputs.lines if n in steps.steps and steps.steps[n][0].avvik)


def program_of(
    steps: Catalogue, inputs: ModelInputs, keep: Iterable[str], cut: Iterable[str] = (), added: Mapping[str, Array] | None = None
) -> Program:
    """The compiled program for inputs with arrays `added`, without inputs that are unread because a switch is zero everywhere."""
    return program(program_key(steps, inputs, keep, cut, added))


def program_key(
    steps: Catalogue, inputs: ModelInputs, keep: Iterable[str], cut: Iterable[str] = (), added: Mapping[str, Array] | None = None
) -> ProgramKey:
    """Arguments of `program`, a hashable key of everything that the compiled program depends on."""
    values = {**inputs.values, **(added or {})}
    zero = frozenset(n for n in steps.switches if n in values and not values[n].any())
    totals, carried = totals_with_lines(steps, inputs), frozenset(inputs.carried)
    return steps, inputs.years, frozenset(keep), totals, carried, frozenset(cut), zero, opens_late(inputs)


@lru_cache(maxsize=128)
def names_read(key: ProgramKey) -> frozenset[str]:
    """Names that a program takes from outside or from an earlier year: inputs, given steps, and closing balances."""
    work = program(key)
    found = {i for n in work.versions for i in inputs_of(n, work.versions, work.avvik)} | {*work.givens}
    return frozenset(found | {ub_of(i) for i in found})


def opens_late(inputs: ModelInputs) -> bool:
    """Whether a row, or a balance of one, opens later than in the first year."""
    started = inputs.start is not None and bool(inputs.start[1:].any())
    return started or any(n.endswith("_ib") and bool(v.mask[1:].any()) for n, v in inputs.lines.items())


def run_rows(
    steps: Catalogue,
    inputs: ModelInputs,
    keep: Iterable[str],
    extra: Mapping[str, Array],
    rows: int,
    start: Kept | None = None,
) -> dict[str, Array]:
    """Run rows of inputs: kept names as (year, rows or 1, *axes). Names of `extra` that are no inputs are given, not computed.

    With `start`, only what differs from the finished run is computed; the bits are those of a full run."""
    added = dict(extra) if start is None else {**holding(steps, start, inputs, extra), **extra}
    work = program_of(steps, inputs, keep, (n for n in added if n not in steps.givens), added)
    return project(work, inputs.for_engine(added, rows))


def holding(steps: Catalogue, start: Kept, inputs: ModelInputs, extra: Mapping[str, Array]) -> dict[str, Array]:
    """Values of a finished run that are valid for other inputs; empty where years or elements differ."""
    before = start.inputs
    if opens_late(before) or opens_late(inputs) or before.years != inputs.years or dict(before.ids) != dict(inputs.ids):
        return {}
    hold = given(start.values, reached(steps, _changed(start, inputs, extra)), totals_with_lines(steps, inputs))
    return {n: v for n, v in hold.items() if _formula(steps, n) == _formula(start.steps, n)}


def _formula(steps: Catalogue, name: str) -> tuple[Step, ...]:
    """The formulas of a value, since two plans may define a måltall of the same name differently."""
    return steps.steps.get(ub_of(name.removeprefix(AVVIK)), ())


def _changed(start: Kept, inputs: ModelInputs, extra: Mapping[str, Array]) -> set[str]:
    """Names of inputs, opening balances, lines and given steps that differ from those of a finished run."""
    was, now = {**start.inputs.values, **start.extra}, {**inputs.values, **extra}
    found = {n for n in {*was, *now} if not _same(was.get(n), now.get(n))}
    opened, opens = start.inputs.openings, inputs.openings
    found |= {n for n in {*opened, *opens} if not _same(opened.get(n), opens.get(n))}
    lined, lines = start.inputs.lines, inputs.lines
    return found.union(*(of_line(n) for n in {*lined, *lines} if not _same_lines(lined.get(n), lines.get(n))))


def _same_lines(a: Lines | None, b: Lines | None) -> bool:
    if a is b or a is None or b is None:
        return a is b
    return all(_same(x, y) for x, y in zip((a.mask, a.value, *a.more), (b.mask, b.value, *b.more), strict=True))


def _same(a: NDArray[np.generic] | None, b: NDArray[np.generic] | None) -> bool:
    return a is b or (a is not None and b is not None and a.shape == b.shape and np.array_equal(a, b))
