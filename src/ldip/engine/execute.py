"""Running a compiled program over blocks of rows. Values are stored as (year, batch, *axes)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Final, NoReturn

import numpy as np

from ldip.engine.arrays import as_rows, same_rows, segments, sum_over, taking
from ldip.engine.graph import Array, Step
from ldip.engine.inputs import Inputs, Lines
from ldip.engine.names import AVVIK, CARRIED, HAS_LINE, LINE, NOMINAL, OF_LINES, PASSING
from ldip.engine.reopen import opened_again
from ldip.engine.schedule import Block, Program, opening_of, ub_of
from ldip.errors import ModelError, NotFiniteError

Formula = Callable[[Sequence[Array]], Array]
Take = Callable[[list[Array]], Sequence[Array]]
Entry = Callable[[list[Array] | None, int], Array]
EMPTY: Final = np.empty(0)
STACK_LIMIT: Final = 64  # rows; from this number a year-by-year pass is faster than copying shared inputs


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
        late = inputs.start is not None and bool(inputs.start[1:].any())
        if late and not program.restarts:
            raise ModelError("programmet er laget for rader som alle åpner det første året")
        self.again = opened_again(program, {n: v.mask for n, v in inputs.lines.items()}, inputs.start if late else None)
        self.store: dict[str, Array] = dict(inputs.values)
        for name in program.givens:
            self._check_shape(name, self.store[name].shape, "inndata")

    # -- fetching ------------------------------------------------------------------------------

    def stacked(self, name: str) -> Array:
        """All years of a name, (year, batch or 1, *axes); only the first year where later years do not need it."""
        if name in self.store:
            return self.store[name]
        if name.startswith(OF_LINES):
            self.store[name] = self._line_values(name)
        elif name in self.program.opens:
            self.store[name] = self._reopened(name, 0, self._opening(name, 0))[None]
        else:
            self.store[name] = self._shifted(name)
        return self.store[name]

    def _shifted(self, name: str) -> Array:
        """An opening balance: last year's closing, shifted by one year."""
        closing = self.stacked(ub_of(name))
        opening = self._opening(name, 0)
        values = np.concatenate(same_rows([opening[None], closing[:-1]]))
        if not self._may_reopen(name):
            return values
        return np.stack(same_rows([self._reopened(name, t, v) for t, v in enumerate(values)], axis=0))

    def _may_reopen(self, name: str) -> bool:
        """Whether anything but last year's closing may open the balance."""
        return name in self.inputs.lines or name in self.again

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
        if t > 0 and name in self.again:
            return np.where(self.again[name][t].reshape(-1, *(1,) * (value.ndim - 1)), self._opening(name, t), value)
        lines = self.inputs.lines.get(name)
        return value if lines is None else np.where(lines.mask[t], lines.value[t], value)

    def _line_values(self, name: str) -> Array:
        prefix = next(p for p in OF_LINES if name.startswith(p))
        target = name.removeprefix(prefix)
        lines = self.inputs.lines.get(target)
        chosen = None if lines is None else lines.said(prefix)
        if chosen is None:
            axes = self.program.axes.get(target, ())
            return np.zeros((self.n_years, 1, *(self.inputs.sizes[a] for a in axes)))
        return np.asarray(chosen, dtype=np.float64)

    # -- one name, all years stacked as rows -----------------------------------------------------

    def run_stacked(self, name: str) -> None:
        parts: list[Array] = []
        n_years = 1 if name in self.program.opens else self.n_years
        for first, last, step in segments(self.program.versions[name][:n_years]):
            args = [self._over(step, i, first, last) for i in self._inputs(name, step)]
            parts.append(self._evaluate_span(step, args, last - first))
        values = parts[0] if len(parts) == 1 else np.concatenate(same_rows(parts))
        lines = self.inputs.lines.get(name)
        if lines is not None and name not in self.program.avvik:
            values = np.where(lines.mask[:n_years], lines.value[:n_years], values)
        self._check_shape(name, values.shape, "resultat", n_years)
        self._check_finite(name, values)
        self.store[name] = values

    def _over(self, step: Step, name: str, first: int, last: int) -> Array:
        """An input over a span of years; an opening balance as it opens, where the step reads it so."""
        if not step.opened(name):
            return self.stacked(name)[first:last]
        value = self._opening(name, 0)
        return np.stack(same_rows([self._reopened(name, t, value) for t in range(first, last)], axis=0))

    def _evaluate_span(self, step: Step, args: list[Array], n: int) -> Array:
        if step.whole:
            return np.asarray(step.fn(*args), dtype=np.float64)
        rows = {a.shape[1] for a in args} or {1}
        wide = max(rows)
        if len(rows) > 1 and wide >= STACK_LIMIT:
            return np.stack(same_rows([self._call(step, [a[t] for a in args]) for t in range(n)], axis=0))
        flat = [as_rows(a, wide) for a in args]
        result = self._call(step, flat) if args else np.repeat(self._call(step, []), n, axis=0)
        if result.ndim == 0 or result.shape[0] != n * wide:
            raise ModelError(f"{step.name}: resultat har form {result.shape}, ventet {n * wide} rader først")
        return result.reshape(n, wide, *result.shape[1:])

    def _inputs(self, name: str, step: Step) -> tuple[str, ...]:
        if step.kind == "avvik":
            total, *before = step.labels
            told = (PASSING + total, CARRIED + total, NOMINAL + total) if before else ()
            return (*step.inputs, *before, *told, LINE + total, HAS_LINE + total)
        return (*step.inputs, AVVIK + name) if name in self.program.avvik else step.inputs

    def _function(self, step: Step) -> Formula:
        """The step as a function of the list of its inputs, the residual's line and mask included."""
        if step.kind == "sum":
            return lambda args: self._sum(step, args)
        if step.kind == "avvik" and len(step.labels) > 1:
            return lambda args: self._carried(step, args[: len(step.inputs)], args[len(step.inputs) :])
        if step.kind == "avvik":  # most years have no line, and then the mask is not summed
            return lambda args: (
                np.where(args[-1] > 0.0, args[-2] - self._sum(step, args[:-2]), 0.0)
                if args[-1].any()
                else np.zeros(args[-1].shape)
            )
        fn = step.fn
        return lambda args: np.asarray(fn(*args), dtype=np.float64)

    def _carried(self, step: Step, parts: Sequence[Array], rest: Sequence[Array]) -> Array:
        """A residual that is carried on: the line less the model, or last year's with its growth and what is passing."""
        before, *growth, passing, share, nominal, line, has_line = rest
        rates = [g.reshape(*g.shape, *(1,) * (before.ndim - g.ndim)) for g in growth]
        kept = share * before * (1.0 + sum(rates) * (1.0 - nominal)) + passing
        return np.where(has_line > 0.0, line - self._sum(step, parts), kept) if has_line.any() else kept

    def _call(self, step: Step, args: list[Array]) -> Array:
        return self._function(step)(args)

    def _sum(self, step: Step, args: Sequence[Array]) -> Array:
        drops = self.program.drops[step]
        result: Array | None = None
        for arg, sign, axes in zip_longest(args, step.signs, drops, fillvalue=None):
            assert arg is not None
            part = arg
            for position in axes or ():
                part = sum_over(part, position)
            if result is None:
                result = -part if sign == -1 else part
            else:
                result = result - part if sign == -1 else result + part
        assert result is not None
        return result

    # -- a recursion, year by year ---------------------------------------------------------------

    def run_recursion(self, block: Block, number: int, watch: bool = False) -> None:
        """Run a recursion; only what later blocks need is kept over the years.

        A year is a list: the block's own values in order, then the values from last year and from outside.
        Kept values are checked at the end; if one is not finite, the recursion is run again to `watch` every name."""
        place = {n: i for i, n in enumerate(block.names)}
        keep, last, own = self.program.held, self.program.last_use, len(place)
        history: dict[int, list[Array]] = {k: [] for n, k in place.items() if n in keep or last[n] > number}
        lines = [None if n in self.program.avvik else self.inputs.lines.get(n) for n in block.names]
        entering: list[Entry] = []
        calls = [self._calls(n, place, entering) for n in block.names]
        only = [next(iter(c.values())) if len(c) == 1 else None for c in calls]  # the same step every year
        before: list[Array] | None = None
        for t in range(self.n_years):
            year = [EMPTY] * own + [enter(before, t) for enter in entering]
            for k, (one, several, line, name) in enumerate(zip(only, calls, lines, block.names, strict=True)):
                function, take = one or several[self.program.versions[name][t]]
                value = function(take(year))
                year[k] = value if line is None else np.where(line.mask[t], line.value[t], value)
                if watch and not np.isfinite(year[k]).all():
                    self._raise_not_finite([name], t)
            before = year[:own]
            for k, years in history.items():
                years.append(before[k])
        for k, years in history.items():
            values = np.stack(same_rows(years, axis=0))
            self._check_shape(block.names[k], values.shape, "resultat")
            if not (watch or math.isfinite(float(np.add.reduce(values, axis=None)))):
                self.run_recursion(block, number, watch=True)
            self.store[block.names[k]] = values

    def _calls(self, name: str, place: dict[str, int], entering: list[Entry]) -> dict[Step | None, tuple[Formula, Take]]:
        """Function of each step of a name over the years, and the positions of its inputs in the year's list.

        Inputs from last year or outside get a position in the list on first use."""
        found: dict[Step | None, tuple[Formula, Take]] = {}
        for s in dict.fromkeys(s for s in self.program.versions[name] if s):
            inputs = self._inputs(name, s)
            for i in inputs:
                if i not in place:
                    entering.append(self._entry(i, place))
                    place[i] = len(place)
            found[s] = self._function(s), taking([place[i] for i in inputs])
        return found

    def _entry(self, name: str, place: Mapping[str, int]) -> Entry:
        """Source of an input of a recursion each year: last year's closing balance, or an array from outside."""
        if not name.endswith("_ib") or ub_of(name) not in place:
            years = list(self.stacked(name))
            return lambda before, t: years[t]
        k, plain = place[ub_of(name)], not self._may_reopen(name)

        def balance(before: list[Array] | None, t: int) -> Array:
            value = self._opening(name, 0) if before is None else before[k]
            return value if plain else self._reopened(name, t, value)

        return balance

    # -- checks and memory -----------------------------------------------------------------------

    def _check_shape(self, name: str, shape: tuple[int, ...], what: str, n_years: int = 0) -> None:
        axes = self.program.axes.get(name, ())
        expected = (n_years or self.n_years, *(self.inputs.sizes[a] for a in axes))
        if (shape[0], *shape[2:]) != expected or shape[1] not in (1, self.inputs.rows):
            raise ModelError(f"{name}: {what} har form {shape}, ventet (år, rader) + {axes} = {expected}")

    def _check_finite(self, name: str, values: Array) -> None:
        if not math.isfinite(float(np.add.reduce(values, axis=None))):
            t = int(np.argmin(np.isfinite(values).reshape(len(values), -1).all(axis=1)))
            self._raise_not_finite([name], t)

    def _raise_not_finite(self, names: Sequence[str], t: int) -> NoReturn:
        raise NotFiniteError(f"steget {names[0]} gir et tall som ikke er endelig i {self.program.years[t]}")

    def release(self, i: int) -> None:
        """Free the names that no later block needs."""
        for name in self.program.releases.get(i, ()):
            self.store.pop(name, None)


__all__ = ["Inputs", "Lines", "project"]
