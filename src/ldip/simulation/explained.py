"""One number of a run explained: the arithmetic with figures, without the steps that only hand a number on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from ldip.engine.graph import Step
from ldip.engine.names import AVVIK, HAS_LINE, LINE
from ldip.engine.schedule import opening_of, ub_of
from ldip.errors import ModelError
from ldip.estimates.derivation import Derivation
from ldip.simulation.figures import Figure, Op, Ref, refs, simplified
from ldip.simulation.formula_scope import At, OpaqueError
from ldip.simulation.formulas import MANY, arithmetic
from ldip.simulation.run import Run

LONGEST: Final = 25  # steps that hand a number on, one after another


@dataclass(frozen=True)
class Explained:
    """A number with its arithmetic. `figure` is None for an input, and where the formula is no plain arithmetic (`opaque`): then
    `parts` are the quantities it is computed from. `skipped` are the steps that only hand it on, from the number itself down;
    `ref` is what the last of them hands on. `adopted` and `modelled` are the two sides of a carried deviation."""

    asked: Ref
    ref: Ref
    step: Step | None
    figure: Figure | None
    parts: tuple[Ref, ...]
    opaque: bool
    skipped: tuple[Ref, ...]
    residual: tuple[float, float] | None = None
    derivation: Derivation | None = None


class Reader:
    """Reads the numbers of one row of a run: the base case, a draw, or a variant of the need."""

    def __init__(self, run: Run, draw: int = 0, variant: str = "") -> None:
        self.run, self.draw, self.variant = run, draw, variant or run.variant
        self._row = run.row(draw, self.variant)

    def axes(self, name: str) -> tuple[str, ...]:
        """Axes of a quantity."""
        return self.run.axes(name)

    def ids(self, axis: str) -> tuple[str, ...]:
        """Elements of an axis."""
        return self.run.ids(axis)

    def has_line(self, name: str, year: int, at: At) -> bool:
        """Whether an adopted line states the quantity."""
        return self.run.has_line(name, year, next((at[a] for a in self.axes(name)), ""))

    def ref(self, name: str, year: int, at: At) -> Ref:
        """A quantity at an element; an opening balance is last year's closing one, or what opens it."""
        name, year = self._closing(name, year)
        if name not in self._row:  # made by the engine for a plan line
            raise OpaqueError(name)
        axes = self.run.axes(name)
        index = tuple(self.run.ids(a).index(at[a]) for a in axes)
        value = float(self._row[name][(self.run.years.index(year), 0, *index)])
        return Ref(name, year, tuple((a, at[a]) for a in axes), value, self.run.unit(name))

    def _closing(self, name: str, year: int) -> tuple[str, int]:
        if not name.endswith("_ib") or name in self.run.binding.lines:
            return name, year
        if year > self.run.years[0]:
            return ub_of(name), year - 1
        return (opening_of(name) if opening_of(name) in self.run.catalogue.steps else name), year

    def at(self, name: str, year: int, axes: Mapping[str, str]) -> Ref:
        """A quantity by name. Errors: ModelError for an unknown name, year or element."""
        self.run.at(name, year, dict(axes) | {"variant": self.variant}, self.draw)
        return self.ref(name, year, axes)

    def explained(self, asked: Ref) -> Explained:
        """A number's arithmetic; steps whose arithmetic is one other quantity are skipped."""
        ref, skipped = asked, list[Ref]()
        for _ in range(LONGEST):
            found = self._one(asked, ref, tuple(skipped))
            if not isinstance(found.figure, Ref) or found.figure in skipped:
                return found
            skipped.append(ref)
            ref = found.figure
        raise ModelError(f"{asked.name} gis videre i ring")

    def _one(self, asked: Ref, ref: Ref, skipped: tuple[Ref, ...]) -> Explained:
        run, key = self.run, next((i for _, i in ref.at), "")
        step = run.step(ref.name.removeprefix(AVVIK), ref.year)
        if ref.name.startswith(AVVIK):
            total = self.ref(ref.name.removeprefix(AVVIK), ref.year, dict(ref.at)).value
            return Explained(asked, ref, step, None, (), False, skipped, (total, total - ref.value))
        if step is None or run.has_line(ref.name, ref.year, key):
            return Explained(asked, ref, None, None, (), False, skipped, derivation=self._derived(ref, step))
        try:
            figure = simplified(self._sum(step, ref) if step.kind == "sum" else arithmetic(step, self, ref.year, dict(ref.at)))
        except OpaqueError:
            return Explained(asked, ref, step, None, tuple(self._inputs(step, ref)), True, skipped)
        return Explained(asked, ref, step, figure, tuple(dict.fromkeys(refs(figure))), False, skipped)

    def _derived(self, ref: Ref, step: Step | None) -> Derivation | None:
        """Derivation of an estimate; None for a number given as it is, and for a draw's own value."""
        derive = self.run.binding.derivations.get(ref.name) if step is None else None
        found = derive(self.run.plan, ref.year, dict(ref.at)) if derive else None
        return found if found is not None and abs(found.value - ref.value) <= 1e-9 * max(abs(ref.value), 1.0) else None

    def _sum(self, step: Step, ref: Ref) -> Figure:
        terms = [(n, s) for n, s in zip(step.inputs, step.signs, strict=True) if not n.startswith((LINE, HAS_LINE))]
        if AVVIK + step.name in self._row:
            terms.append((AVVIK + step.name, 1))
        found = [(part, sign) for name, sign in terms for part in self._elements(name, self._year(step, name, ref), ref)]
        return Op("sum", tuple(p for p, _ in found), tuple(s for _, s in found))

    def _year(self, step: Step, name: str, ref: Ref) -> int:
        return self.run.years[0] if step.opened(name) else ref.year

    def _elements(self, name: str, year: int, ref: Ref) -> Iterator[Ref]:
        """A part at the element of the sum, and at every element of the axes that are summed over."""
        known = dict(ref.at)
        free = [a for a in self.axes(name) if a not in known]
        places = list(product(*(self.ids(a) for a in free)))
        if len(places) > MANY:
            raise OpaqueError(name)
        for place in places:
            at = known | dict(zip(free, place, strict=True))
            yield self.ref(name, year, {a: at[a] for a in self.axes(name)})

    def _inputs(self, step: Step, ref: Ref) -> Iterator[Ref]:
        """The quantities of a formula that is no plain arithmetic: those that have one number here and are not zero."""
        known = dict(ref.at)
        for name in step.inputs:
            if name.startswith((LINE, HAS_LINE)) or self._closing(name, ref.year)[0] not in self._row:
                continue
            year = self._year(step, name, ref)
            if all(a in known for a in self.axes(name)):
                yield self.ref(name, year, {a: known[a] for a in self.axes(name)})
                continue
            try:
                found = sorted(self._elements(name, year, ref), key=lambda r: -abs(r.value))
            except OpaqueError:
                continue
            yield from (r for r in found[:3] if r.value != 0.0)
