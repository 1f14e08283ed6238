"""Declaring steps: one published quantity is one small function whose argument names are its inputs.

The engine knows no domain word. Arrays are float64 with the batch as first axis (size 1 where all
rows share the value) and the step's declared axes after it. `x_ib` is last year's `x_ub`.
Declarations live here; `schedule.py` orders them and `execute.py` runs them. Source: docs/decisions/0001.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from types import ModuleType
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from ldip.engine.factor import Factor
from ldip.engine.formula import written_body
from ldip.engine.names import OPENING
from ldip.engine.units import AXES, UNITS
from ldip.errors import ModelError

Array = NDArray[np.float64]
D = TypeVar("D")
# How an input behaves when plans are aligned: 0 where an element is absent (mengde) or copied from the plan that has it
# (egenskap); so too, and 0 outside the plan's years (flyt, forloep); or counted on by one a year (kalender).
Nature = Literal["mengde", "egenskap", "flyt", "forloep", "kalender"]
Kind = Literal["formel", "sum", "maks", "min", "forhold", "avvik"]


@dataclass(frozen=True)
class Given:
    """An input of the model: a plan line, a parameter or a random factor. Shape (batch, *axes) per year.

    Cause group and nature are declared here only where no field of the plan declares them. `factor`: what enters here.
    """

    name: str
    unit: str
    source: str
    axes: tuple[str, ...] = ()
    group: str = ""
    nature: Nature | None = None
    factor: Factor | None = None

    def __post_init__(self) -> None:
        _check_declaration(self.name, self.unit, self.source, self.axes)
        if self.factor and self.factor.axis and (self.factor.axis,) != self.axes:
            raise ModelError(f"{self.name}: faktoren trekkes etter {self.factor.axis}, men inndataen har {self.axes}")


@dataclass(frozen=True)
class Opening:
    """Value of a balance `x_ib` at the start of the first year; unit and axes are those of `x_ub`.

    `start` is the value of a balance that no plan opens. Cause group and nature as for `Given`.
    """

    name: str
    source: str
    group: str = ""
    nature: Nature | None = None
    start: float | None = None


@dataclass(frozen=True, eq=False)
class Step:
    """A formula with its declaration. Calling it calls the formula."""

    name: str
    fn: Callable[..., Array]
    inputs: tuple[str, ...]
    unit: str
    source: str
    axes: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    kind: Kind = "formel"
    signs: tuple[int, ...] = ()
    avvik: bool = False
    follows: str = ""
    unstated: tuple[str, ...] = ()
    deflates: bool = False
    whole: bool = False
    at_opening: bool = False
    labels: tuple[str, ...] = ()
    use_instead: str = ""
    only_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_declaration(self.name, self.unit, self.source, self.axes)
        if unknown := {n for switch, names in self.only_with.items() for n in (switch, *names)} - set(self.inputs):
            raise ModelError(f"{self.name}: only_with nevner {', '.join(sorted(unknown))}, som ikke er blant inndata")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ModelError(f"{self.name}: første gyldige år {self.first} er etter siste {self.last}")

    def __call__(self, *values: Array) -> Array:
        """Call the formula."""
        return self.fn(*values)

    def valid(self, year: int) -> bool:
        """Whether the formula is in force in `year`."""
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)

    def opened(self, name: str) -> bool:
        """Whether an input is read as the balance opens, not as the year before closed it."""
        return self.at_opening and name.endswith("_ib")

    @property
    def takes_line(self) -> bool:
        """Whether a plan line may set this quantity: leaves and totals declared with `avvik`."""
        if self.name.endswith("_ub") or self.use_instead or self.kind == "avvik":
            return False
        return self.avvik if self.kind == "sum" else self.kind == "formel"

    @cached_property
    def text(self) -> str:
        """The formula as text, taken from the function's source."""
        if self.kind in ("sum", "avvik"):
            parts = (f"{'+' if s > 0 else '−'} {n}" for n, s in zip(self.inputs, self.signs, strict=True))
            return f"{self.name} = " + " ".join(parts).removeprefix("+ ")
        if self.kind in ("maks", "min"):
            return f"{self.name} = {'størst' if self.kind == 'maks' else 'minst'} av ({', '.join(self.inputs)})"
        if self.kind == "forhold":
            return f"{self.name} = {self.inputs[0]} / {self.inputs[1]}"
        return str(self.fn.__dict__.get("formula") or written_body(self.fn))


def _check_declaration(name: str, unit: str, source: str, axes: Sequence[str]) -> None:
    if not name.isascii() or not name.isidentifier():
        raise ModelError(f"{name!r}: et stegnavn er ASCII og en gyldig identifikator")
    if unit not in UNITS:
        raise ModelError(f"{name}: ukjent eller manglende enhet {unit!r}")
    if not source.strip():
        raise ModelError(f"{name}: mangler kilde")
    if unknown := [a for a in axes if a not in AXES]:
        raise ModelError(f"{name}: ukjent akse {unknown}")


def step(
    *,
    unit: str,
    source: str,
    axes: Sequence[str] = (),
    name: str | None = None,
    first: int | None = None,
    last: int | None = None,
    deflates: bool = False,
    whole: bool = False,
    at_opening: bool = False,
    use_instead: str = "",
    only_with: Mapping[str, Sequence[str]] | None = None,
) -> Callable[[Callable[..., Array]], Step]:
    """Declare a formula. Unit and source are mandatory; a missing one fails at import.

    `first` and `last` bound the years in force. `deflates=True` allows fixed and running prices to meet. `whole=True` gives the
    function all years at once, shapes (year, batch, *axes), outside recursions. `at_opening=True` reads balances `x_ib` as they
    open, in whatever year: for a formula that opens a balance of their recursion. `use_instead` names the leaf a plan line should
    set when this step only follows. `only_with={"a": ("b",)}` means that input b is not read where a is zero everywhere.
    """

    def declare(fn: Callable[..., Array]) -> Step:
        return Step(
            name=name or fn.__name__,
            fn=fn,
            inputs=tuple(inspect.signature(fn).parameters),
            unit=unit,
            source=source,
            axes=tuple(axes),
            first=first,
            last=last,
            deflates=deflates,
            whole=whole,
            at_opening=at_opening,
            use_instead=use_instead,
            only_with={switch: tuple(names) for switch, names in (only_with or {}).items()},
        )

    return declare


def product(name: str, *, of: Sequence[str], unit: str, source: str, axes: Sequence[str] = (), deflates: bool = True) -> Step:
    """Declare a product, typically an amount in fixed prices times a price index."""
    fn = _folded(np.multiply)
    fn.__dict__["formula"] = " · ".join(of)
    return Step(name=name, fn=fn, inputs=tuple(of), unit=unit, source=source, axes=tuple(axes), deflates=deflates)


def pick(name: str, of: str, index: int, *, unit: str, source: str, axes: Sequence[str] = ()) -> Step:
    """Declare one entity of the last axis of another quantity as a quantity of its own."""

    def fn(values: Array) -> Array:
        return values[..., index]

    fn.__dict__["formula"] = f"{of}[…, {index}]"
    return Step(name=name, fn=fn, inputs=(of,), unit=unit, source=source, axes=tuple(axes))


def _undefined(*_: Array) -> Array:
    raise ModelError("en deklarert sum må kompileres før den kan regnes ut")


def total(
    name: str,
    *,
    plus: Iterable[str] = (),
    minus: Iterable[str] = (),
    unit: str,
    source: str,
    axes: Sequence[str] = (),
    avvik: bool = False,
    follows: str = "",
    unstated: Iterable[str] = (),
) -> Step:
    """Declare a sum. Parts with more axes than the total are summed over them.

    With `avvik=True` a plan line may set the total: the residual `avvik_<name>` closes the gap. It is carried on with the yearly
    growth that `follows` names, else it ends with its line. `unstated` are inside the sum but on top of what a line states.
    """
    plus, minus = tuple(plus), tuple(minus)
    return Step(
        name=name,
        fn=_undefined,
        inputs=plus + minus,
        unit=unit,
        source=source,
        axes=tuple(axes),
        kind="sum",
        signs=(1,) * len(plus) + (-1,) * len(minus),
        avvik=avvik,
        follows=follows,
        unstated=tuple(unstated),
    )


def _folded(of: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    def fn(*values: Array) -> Array:
        return reduce(of, values)

    return fn


def largest(name: str, *, of: Sequence[str], unit: str, source: str, axes: Sequence[str] = ()) -> Step:
    """Declare the largest of candidates with equal axes; explain prints every candidate."""
    return Step(name, _folded(np.maximum), tuple(of), unit, source, tuple(axes), kind="maks")


def smallest(name: str, *, of: Sequence[str], unit: str, source: str, axes: Sequence[str] = ()) -> Step:
    """Declare the smallest of candidates with equal axes; explain prints every candidate."""
    return Step(name, _folded(np.minimum), tuple(of), unit, source, tuple(axes), kind="min")


def divide(over: Array, under: Array, empty: float) -> Array:
    """`over / under`, and `empty` where the denominator is zero."""
    none = under == 0.0
    return np.where(none, empty, over / np.where(none, 1.0, under)) if none.any() else over / under


def ratio(name: str, over: str, under: str, *, unit: str, source: str, empty: float = 0.0, axes: Sequence[str] = ()) -> Step:
    """Declare numerator / denominator; `empty` is the stated value where the denominator is zero."""

    def fn(a: Array, b: Array) -> Array:
        return divide(a, b, empty)

    return Step(name=name, fn=fn, inputs=(over, under), unit=unit, source=source, axes=tuple(axes), kind="forhold")


def weighted_sum(subscripts: str, *arrays: Array) -> Array:
    """Plain einsum, never BLAS, so that a row gives the same bits in any batch (decision 0001)."""
    return np.asarray(np.einsum(subscripts, *arrays, optimize=False))


def kept(name: str, of: str, *, unit: str, source: str, first: bool = False) -> tuple[Step, Step]:
    """Keep a quantity without axes for later years, read as `<name>_ib`: last year's, or with `first` the first year's.

    In the first year it is the year's own value."""

    def carry(to: str, what: str) -> Step:
        def fn(value: Array) -> Array:
            return value

        fn.__dict__["formula"] = what
        return Step(name=to, fn=fn, inputs=(what,), unit=unit, source=source)

    return carry(f"{name}_ub", f"{name}_ib" if first else of), carry(name + OPENING, of)


def collect(kind: type[D], *modules: ModuleType) -> tuple[D, ...]:
    """Every declaration of a kind (Step, Given or Opening) in the modules, in the order written."""
    found = (d for m in modules for v in vars(m).values() for d in (v if isinstance(v, tuple) else (v,)))
    return tuple(d for d in found if isinstance(d, kind))


def renamed(original: Step, name: str, inputs: Sequence[str]) -> Step:
    """The same formula for another chain of quantities (for example a second path beside the first)."""
    return replace(original, name=name, inputs=tuple(inputs))
