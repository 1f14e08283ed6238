"""Running a compiled program over blocks of rows. Values are stored as (year, batch, *axes)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

import numpy as np

from ldip.errors import ModelError
from ldip.graph import AVVIK, CARRIED, HAS_LINE, LINE, Array, Step
from ldip.schedule import Block, Program, opening_of, ub_of

Fetch = Callable[[list[Array], list[Array] | None, int], Array]
STACK_LIMIT: Final = 64  # rows; from here a year-by-year pass is cheaper than copying shared inputs


@dataclass(frozen=True)
class Lines:
    """Plan lines for one name. Shapes (year, batch or 1, *axes); `mask` says where a line stands."""

    mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    value: Array
    carry: Array | None = None  # 1 where the residual of a total is carried on from last year


@dataclass(frozen=True)
class Inputs:
    """Everything a run needs from outside. Arrays (year, batch or 1, *axes); openings lack the year."""

    values: Mapping[str, Array]
    openings: Mapping[str, Array]
    lines: Mapping[str, Lines] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    rows: int = 1
    start: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] | None = None  # (year, batch): where a row opens


def project(program: Program, inputs: Inputs, progress: Callable[[float], None] | None = None) -> dict[str, Array]:
    """Run the program. Returns the kept names as (year, batch or 1, *axes).

    Errors: ModelError when an input is missing or has the wrong shape, or a result is not finite.
    """
    runner = _Runner(program, inputs)
    for i, block in enumerate(program.blocks):
        runner.run_recursion(block, i) if block.recursive else runner.run_stacked(block.names[0])
        runner.release(i)
        if progress:
            progress((i + 1) / len(program.blocks))
    return {name: runner.stacked(name) for name in sorted(program.keep)}


class _Runner:
    def __init__(self, program: Program, inputs: Inputs) -> None:
        self.program, self.inputs = program, inputs
        self.n_years = len(program.years)
        missing = sorted(n for n in program.givens if n not in inputs.values)
        missing += sorted(n for n in program.openings if n not in inputs.openings)
        if missing:
            raise ModelError(f"mangler inndata: {', '.join(missing)}")
        self.store: dict[str, Array] = dict(inputs.values)
        for name in program.givens:
            self._check_shape(name, self.store[name].shape, "inndata")

    # -- fetching ------------------------------------------------------------------------------

    def stacked(self, name: str) -> Array:
        """All years of a name, (year, batch or 1, *axes)."""
        if name in self.store:
            return self.store[name]
        if name.startswith((HAS_LINE, LINE, CARRIED)):
            self.store[name] = self._line_values(name)
        else:  # an opening balance: last year's closing, shifted one year
            closing = self.stacked(ub_of(name))
            opening = self._opening(name, 0)
            rows = max(opening.shape[0], closing.shape[1])
            parts = [np.broadcast_to(opening, (rows, *opening.shape[1:]))[None]]
            parts += [np.broadcast_to(closing[:-1], (self.n_years - 1, rows, *closing.shape[2:]))]
            self.store[name] = np.stack(
                _same_rows([self._reopened(name, t, v) for t, v in enumerate(np.concatenate(parts))], axis=0)
            )
        return self.store[name]

    def _opening(self, name: str, t: int) -> Array:
        if name.startswith(AVVIK):
            return np.zeros((1, *(self.inputs.sizes[a] for a in self.program.axes.get(ub_of(name), ()))))
        if opening_of(name) in self.program.versions:
            opening: Array = self.stacked(opening_of(name))[t]
            return opening
        value = self.inputs.openings[name]
        self._check_shape(name, (self.n_years, *value.shape), "åpningsbalanse")
        return value

    def _reopened(self, name: str, t: int, value: Array) -> Array:
        """The opening balance of year t where rows open later than the first year (masked lines on x_ib)."""
        if t > 0 and self.inputs.start is not None and opening_of(name) in self.program.versions:
            mask = self.inputs.start[t].reshape(-1, *(1,) * (value.ndim - 1))
            return np.where(mask, self._opening(name, t), value)
        lines = self.inputs.lines.get(name)
        return value if lines is None else np.where(lines.mask[t], lines.value[t], value)

    def _line_values(self, name: str) -> Array:
        prefix = next(p for p in (HAS_LINE, LINE, CARRIED) if name.startswith(p))
        target = name.removeprefix(prefix)
        lines = self.inputs.lines.get(target)
        if lines is None or (prefix == CARRIED and lines.carry is None):
            axes = self.program.axes.get(target, ())
            return np.zeros((self.n_years, 1, *(self.inputs.sizes[a] for a in axes)))
        if prefix == HAS_LINE:
            return np.asarray(lines.mask, dtype=np.float64)
        chosen = lines.carry if prefix == CARRIED and lines.carry is not None else np.where(lines.mask, lines.value, 0.0)
        return np.asarray(chosen, dtype=np.float64)

    # -- one name, all years stacked as rows -----------------------------------------------------

    def run_stacked(self, name: str) -> None:
        parts: list[Array] = []
        for first, last, step in _segments(self.program.versions[name]):
            args = [self.stacked(i)[first:last] for i in self._inputs(name, step)]
            parts.append(self._evaluate_span(step, args, last - first))
        values = parts[0] if len(parts) == 1 else np.concatenate(_same_rows(parts))
        lines = self.inputs.lines.get(name)
        if lines is not None and name not in self.program.avvik:
            values = np.where(lines.mask, lines.value, values)
        self._check_shape(name, values.shape, "resultat")
        self._check_finite(name, values)
        self.store[name] = values

    def _evaluate_span(self, step: Step, args: list[Array], n: int) -> Array:
        if step.whole:
            return np.asarray(step.fn(*args), dtype=np.float64)
        rows = {a.shape[1] for a in args} or {1}
        wide = max(rows)
        if len(rows) > 1 and wide >= STACK_LIMIT:
            return np.stack(_same_rows([self._call(step, [a[t] for a in args]) for t in range(n)], axis=0))
        flat = [_as_rows(a, wide) for a in args]
        result = self._call(step, flat) if args else np.repeat(self._call(step, []), n, axis=0)
        if result.ndim == 0 or result.shape[0] != n * wide:
            raise ModelError(f"{step.name}: resultat har form {result.shape}, ventet {n * wide} rader først")
        return result.reshape(n, wide, *result.shape[1:])

    def _inputs(self, name: str, step: Step) -> tuple[str, ...]:
        if step.kind == "avvik":
            total, *before = step.labels
            return (*step.inputs, *((CARRIED + total, *before) if before else ()), LINE + total, HAS_LINE + total)
        return (*step.inputs, AVVIK + name) if name in self.program.avvik else step.inputs

    def _function(self, step: Step) -> Callable[[list[Array]], Array]:
        """The step as a function of the list of its inputs, the residual's line and mask included."""
        if step.kind == "sum":
            return lambda args: self._sum(step, args)
        if step.kind == "avvik" and len(step.labels) > 1:
            return lambda args: np.where(args[-1] > 0.0, args[-2] - self._sum(step, args[:-4]), args[-4] * args[-3])
        if step.kind == "avvik":
            return lambda args: np.where(args[-1] > 0.0, args[-2] - self._sum(step, args[:-2]), 0.0)
        fn = step.fn
        return lambda args: np.asarray(fn(*args), dtype=np.float64)

    def _call(self, step: Step, args: list[Array]) -> Array:
        return self._function(step)(args)

    def _sum(self, step: Step, args: Sequence[Array]) -> Array:
        drops = self.program.drops[step]
        signs = (*step.signs, 1) if len(args) > len(step.signs) else step.signs
        result: Array | None = None
        for i, sign in enumerate(signs):
            part = args[i]
            for position in drops[i] if i < len(drops) else ():
                part = sum_over(part, position)
            if result is None:
                result = part if sign > 0 else -part
            else:
                result = result + part if sign > 0 else result - part
        assert result is not None
        return result

    # -- a recursion, year by year ---------------------------------------------------------------

    def run_recursion(self, block: Block, number: int) -> None:
        """Run a recursion; only what later blocks need is kept over the years."""
        place = {n: i for i, n in enumerate(block.names)}
        keep, last = self.program.held, self.program.last_use
        history: dict[int, list[Array]] = {k: [] for n, k in place.items() if n in keep or last[n] > number}
        lines = [None if n in self.program.avvik else self.inputs.lines.get(n) for n in block.names]
        calls = [
            {
                s: (self._function(s), [self._fetcher(i, place) for i in self._inputs(n, s)])
                for s in set(self.program.versions[n])
                if s
            }
            for n in block.names
        ]
        before: list[Array] | None = None
        for t in range(self.n_years):
            now: list[Array] = []
            checksum = 0.0
            for k, name in enumerate(block.names):
                function, fetch = calls[k][self.program.versions[name][t]]  # type: ignore[index]
                value = function([get(now, before, t) for get in fetch])
                line = lines[k]
                now.append(value if line is None else np.where(line.mask[t], line.value[t], value))
                checksum += np.add.reduce(now[k], axis=None)
            if not math.isfinite(checksum):
                self._raise_not_finite([n for n, v in zip(block.names, now, strict=True) if not np.isfinite(v).all()], t)
            for k, years in history.items():
                years.append(now[k])
            before = now
        for k, years in history.items():
            values = np.stack(_same_rows(years, axis=0))
            self._check_shape(block.names[k], values.shape, "resultat")
            self.store[block.names[k]] = values

    def _fetcher(self, name: str, place: Mapping[str, int]) -> Fetch:
        """How to get an input inside a recursion: this year, last year's closing balance, or from outside."""
        if name in place:
            k = place[name]
            return lambda now, before, t: now[k]
        if name.endswith("_ib") and ub_of(name) in place:
            k = place[ub_of(name)]
            plain = name not in self.inputs.lines and self.inputs.start is None

            def balance(now: list[Array], before: list[Array] | None, t: int) -> Array:
                value = self._opening(name, 0) if before is None else before[k]
                return value if plain else self._reopened(name, t, value)

            return balance
        values = self.stacked(name)
        return lambda now, before, t: values[t]

    # -- checks and memory -----------------------------------------------------------------------

    def _check_shape(self, name: str, shape: tuple[int, ...], what: str) -> None:
        axes = self.program.axes.get(name, ())
        expected = (self.n_years, *(self.inputs.sizes[a] for a in axes))
        if (shape[0], *shape[2:]) != expected or shape[1] not in (1, self.inputs.rows):
            raise ModelError(f"{name}: {what} har form {shape}, ventet (år, rader) + {axes} = {expected}")

    def _check_finite(self, name: str, values: Array) -> None:
        if not math.isfinite(float(np.add.reduce(values, axis=None))):
            t = int(np.argmin(np.isfinite(values).reshape(len(values), -1).all(axis=1)))
            self._raise_not_finite([name], t)

    def _raise_not_finite(self, names: Sequence[str], t: int) -> NoReturn:
        raise ModelError(f"steget {names[0]} gir et tall som ikke er endelig i {self.program.years[t]}")

    def release(self, i: int) -> None:
        """Free what no later block needs."""
        for name in self.program.releases.get(i, ()):
            self.store.pop(name, None)


def sum_over(value: Array, position: int) -> Array:
    """Sum over one axis, element by element in order, so that bits never depend on the batch."""
    n = value.shape[position]
    if n == 0:
        return np.zeros((*value.shape[:position], *value.shape[position + 1 :]))
    slices: Array = value if position == 0 else np.swapaxes(value, 0, position)
    result: Array = slices[0]
    for one in slices[1:]:
        result = result + one
    return result if position <= 1 else np.moveaxis(result, position - 1, 0)


def _segments(versions: tuple[Step | None, ...]) -> list[tuple[int, int, Step]]:
    found: list[tuple[int, int, Step]] = []
    for t, s in enumerate(versions):
        assert s is not None
        if found and found[-1][2] is s:
            found[-1] = (found[-1][0], t + 1, s)
        else:
            found.append((t, t + 1, s))
    return found


def _as_rows(value: Array, rows: int) -> Array:
    """(year, batch, *axes) → (year·batch, *axes), repeating shared values."""
    if value.shape[1] != rows:
        value = np.broadcast_to(value, (value.shape[0], rows, *value.shape[2:]))
    return value.reshape(value.shape[0] * rows, *value.shape[2:])


def _same_rows(parts: Sequence[Array], axis: int = 1) -> list[Array]:
    """Give all parts the same number of rows. `axis` is where the batch stands."""
    rows = max(p.shape[axis] for p in parts)
    shape = [list(p.shape) for p in parts]
    for s in shape:
        s[axis] = rows
    return [p if p.shape[axis] == rows else np.broadcast_to(p, s) for p, s in zip(parts, shape, strict=True)]


__all__ = ["Inputs", "Lines", "project", "sum_over"]
