"""The arithmetic of one number: a formula with its figures filled in, and the parts that only hand a number on taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

NEUTRAL: Final = ("flagg", "andel", "indeks", "antall", "aar")  # a factor of exactly one in these units changes nothing
Kind = Literal["sum", "product", "quotient", "max", "min"]


@dataclass(frozen=True)
class Ref:
    """A quantity of the model in a year, at an element: `at` are (axis, id). `value` is in the engine's unit."""

    name: str
    year: int
    at: tuple[tuple[str, str], ...]
    value: float
    unit: str


@dataclass(frozen=True)
class Const:
    """A number that is written in the formula itself."""

    value: float


@dataclass(frozen=True)
class Op:
    """An operation. A sum has a sign for each part; a quotient has two parts; a maximum or minimum prints every candidate."""

    kind: Kind
    parts: tuple[Figure, ...]
    signs: tuple[int, ...] = ()

    @property
    def value(self) -> float:
        """The result in the engine's unit; division by zero gives zero, as the model's own."""
        values = [p.value for p in self.parts]
        if self.kind == "sum":
            return sum((s * v for s, v in zip(self.signs, values, strict=True)), 0.0)
        if self.kind == "product":
            found = 1.0
            for v in values:
                found *= v
            return found
        if self.kind == "quotient":
            return values[0] / values[1] if values[1] else 0.0
        return max(values) if self.kind == "max" else min(values)


Figure = Ref | Const | Op


def refs(figure: Figure) -> Iterator[Ref]:
    """The quantities of an arithmetic, in reading order."""
    if isinstance(figure, Ref):
        yield figure
    elif isinstance(figure, Op):
        for part in figure.parts:
            yield from refs(part)


def simplified(figure: Figure) -> Figure:
    """The same number without terms of zero, factors of one and sums of one term, so that what only hands on is one quantity."""
    if not isinstance(figure, Op):
        return figure
    parts = tuple(simplified(p) for p in figure.parts)
    return _SIMPLER[figure.kind](Op(figure.kind, parts, figure.signs))


def _sum(op: Op) -> Figure:
    flat: list[tuple[int, Figure]] = []
    for sign, part in zip(op.signs, op.parts, strict=True):
        if isinstance(part, Op) and part.kind == "sum":
            flat += [(sign * s, p) for s, p in zip(part.signs, part.parts, strict=True)]
        else:
            flat.append((sign, part))
    kept = [(s, p) for s, p in flat if p.value != 0.0]
    kept = kept or [t for t in flat if not isinstance(t[1], Const)]  # a sum of zeros names its terms
    if not kept:
        return Const(0.0)
    return kept[0][1] if len(kept) == 1 and kept[0][0] > 0 else Op("sum", _parts(kept), _signs(kept))


def _parts(terms: Sequence[tuple[int, Figure]]) -> tuple[Figure, ...]:
    return tuple(p for _, p in terms)


def _signs(terms: Sequence[tuple[int, Figure]]) -> tuple[int, ...]:
    return tuple(s for s, _ in terms)


def _product(op: Op) -> Figure:
    flat: list[Figure] = []
    for part in op.parts:
        flat += part.parts if isinstance(part, Op) and part.kind == "product" else [part]
    kept = [p for p in flat if not _is_one(p)]
    if not kept:
        return next((p for p in flat if isinstance(p, Ref)), Const(1.0))
    return kept[0] if len(kept) == 1 else Op("product", tuple(kept))


def _is_one(figure: Figure) -> bool:
    return figure.value == 1.0 and (not isinstance(figure, Ref) or figure.unit in NEUTRAL)


def _quotient(op: Op) -> Figure:
    return op.parts[0] if _is_one(op.parts[1]) else op


def _extreme(op: Op) -> Figure:
    """The chosen candidate where the others are numbers of the formula; every candidate where they are quantities."""
    candidates = tuple(p for p in op.parts if not isinstance(p, Const))
    chosen = next(p for p in op.parts if p.value == op.value)
    if len(candidates) == 1:
        return op if isinstance(chosen, Const) and any(True for _ in refs(candidates[0])) else chosen
    return Op(op.kind, op.parts)


_SIMPLER: Final[dict[str, Callable[[Op], Figure]]] = {
    "sum": _sum,
    "product": _product,
    "quotient": _quotient,
    "max": _extreme,
    "min": _extreme,
}
