"""Many numbers at once: a quantity over the years, for one element or for every element of its axes, each with its address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

from ldip.errors import ModelError
from ldip.publish.numbers import FIXED, address, of_draws, value_at
from ldip.publish.protect import hidden_values
from ldip.simulation.run import Run
from ldip.statements.prices import PRICES

EVERY: Final = "*"
MOST: Final = 4000  # numbers in one answer to one question


@dataclass(frozen=True)
class Answer:
    """One quantity and element over years, in the engine's unit. A hidden value is None; `natures` is the origin of each."""

    name: str
    axes: Mapping[str, str]
    statistic: str
    unit: str
    years: tuple[int, ...]
    values: tuple[float | None, ...]
    natures: tuple[str, ...]
    anslag: bool

    @property
    def drawn(self) -> bool:
        """Whether its numbers are of draws."""
        return of_draws(self.statistic)

    def address(self, year: int) -> str:
        """The address of one of its numbers."""
        return address(self.name, year, self.statistic, **self.axes)


@dataclass(frozen=True)
class Question:
    """A question: a name, a statistic, elements (`*` for every one), and years (all where none are named).

    `faste` asks for fixed prices where the amount is in running kroner, and for the base case otherwise."""

    name: str
    statistic: str = "basis"
    axes: Mapping[str, str] | None = None
    years: tuple[int, ...] = ()

    @property
    def drawn(self) -> bool:
        """Whether draws are needed to answer it."""
        return of_draws(self.statistic)


def answers_to(run: Run, question: Question, internal: bool = False) -> Iterator[Answer]:
    """Every answer to a question, the same numbers as `numbers.fetch` at each address; public unless `internal`.

    Errors: ModelError for an unknown name, axis, element, year or statistic, or when the answer would have too many numbers."""
    years = question.years or run.years
    axes = dict(question.axes or {})
    run.unit(question.name)
    if question.name not in run.all_names:
        raise ModelError(f"ukjent størrelse {question.name!r}")
    fixed = run.axes(question.name)
    if missing := [a for a in fixed if a not in axes]:
        raise ModelError(f"{question.name} har aksen {missing[0]}; oppgi et element eller *")
    choices = [run.ids(a) if axes[a] == EVERY else (axes[a],) for a in fixed]
    size = len(years) * prod(len(c) for c in choices)
    if size > MOST:
        raise ModelError(f"{question.name}: {size} tall på én gang; spør om færre år eller elementer (høyst {MOST})")
    for place in product(*choices):
        at = dict(zip(fixed, place, strict=True))
        if "variant" in axes:
            at["variant"] = axes["variant"]
        yield _one(run, question, at, years, internal)


def _one(run: Run, question: Question, at: Mapping[str, str], years: Sequence[int], internal: bool) -> Answer:
    name, unit, statistic = question.name, run.unit(question.name), question.statistic
    if statistic == FIXED and unit != "kr":
        statistic = "basis"
    values = [value_at(run, name, y, statistic, at) for y in years]
    element = next((v for a, v in at.items() if a != "variant"), "")
    hidden = [False] * len(years) if internal else hidden_values(run, name, years, at)
    return Answer(
        name,
        at,
        statistic,
        "kr_fast" if statistic == FIXED else unit,
        tuple(years),
        tuple(None if h else v for v, h in zip(values, hidden, strict=True)),
        tuple(run.nature(name, y, element) for y in years),
        any(run.is_rough(name, y, element) for y in years),
    )


def names_of(questions: Sequence[Question]) -> tuple[str, ...]:
    """Names a run must keep so that the questions need no second run."""
    return tuple(dict.fromkeys((*(q.name for q in questions), *PRICES)))
