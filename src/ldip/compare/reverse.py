"""Reverse stress: the smallest sustained change of a factor at which a rule of the plan is broken.

Every factor is first tried on a grid, all in one batch of rows; then the brackets of all factors and rules are narrowed together.
The plan's own lasting saving is kept, or there is none. A rule that is broken already has no distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Final, Literal

from ldip.compare.broken import Rule, judged_names, rules_of, short_of
from ldip.errors import ModelError
from ldip.parameters.shipped import shipped
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema.fields import SHARE
from ldip.plan.schema.stress import Layer, ShockEntry
from ldip.simulation.cases import Case, Cases
from ldip.simulation.needs import LASTING_VIEW
from ldip.simulation.run import Run
from ldip.simulation.run_cases import Results, run_cases
from ldip.simulation.shocks import Shock
from ldip.simulation.simulate import run_of
from ldip.simulation.stresses import shocks_of

State = Literal["brytes", "grense", "taaler", "brutt"]  # breaks at the size, or at any; bears the bound; broken already
GRID: Final = 16  # steps from nothing to the bound
BETWEEN: Final = 3  # sizes in each bracket of a pass
PASSES: Final = 3  # the accuracy is bound / (16 · 4³)


@dataclass(frozen=True)
class Direction:
    """A factor moved the worse way, sustained; `bound` is the most that is tried, in `unit`. `pattern` is by language."""

    id: str
    entry: ShockEntry
    sign: int
    bound: float
    pattern: Mapping[str, str]
    source: str

    def shock(self, plan: Plan, size: float) -> Shock:
        """The shock of a size in the file's unit."""
        (found,) = shocks_of(plan, [self.entry])
        scale = SHARE["prosent"] if self.entry.enhet in ("prosent", "prosentpoeng") else 1.0
        return replace(found, size=self.sign * size * scale)


@dataclass(frozen=True)
class Distance:
    """The change of a factor at which a rule is broken.

    At `size` (in the unit of the direction) the rule is broken, first in `year`; at `holds` it is not. For `grense` the smallest
    size tried breaks it, as it does the rule that the saving is worked out to meet; for `taaler` both are the bound. `monotone`
    is false where a larger change on the grid does not break it."""

    direction: str
    rule: str
    state: State
    size: float | None = None
    holds: float | None = None
    year: int | None = None
    monotone: bool = True


@dataclass(frozen=True, eq=False)
class Reverse:
    """Distances of every direction and rule, by the rules of the base case; `variant` is the saving that is kept."""

    run: Run
    variant: str
    year: int | None
    directions: Mapping[str, Direction]
    rules: Mapping[str, Rule]
    distances: tuple[Distance, ...]

    def of(self, direction: str, rule: str) -> Distance:
        """One distance. Errors: ModelError for an unknown pair."""
        found = [d for d in self.distances if (d.direction, d.rule) == (direction, rule)]
        if not found:
            raise ModelError(f"ingen avstand fra {direction} til {rule}; {nearest(rule, list(self.rules))}")
        return found[0]

    def nearest(self, direction: str) -> Distance | None:
        """The rule that counts and is broken first as a factor moves, without those at their limit; None where there is none."""
        ours = [d for d in self.distances if d.direction == direction and d.state == "brytes" and self._counts(d.rule)]
        return min(ours, key=lambda d: d.size or 0.0, default=None)

    def at_the_limit(self) -> tuple[str, ...]:
        """Rules that any change in the worse direction breaks, by all the directions that can break them at all."""
        broken = {r: [d.state for d in self.distances if d.rule == r and d.state in ("brytes", "grense")] for r in self.rules}
        return tuple(r for r, states in broken.items() if states and all(s == "grense" for s in states) and self._counts(r))

    def _counts(self, rule: str) -> bool:
        return self.rules[rule].counts and self.rules[rule].sort != "dom"


@cache
def directions() -> Mapping[str, Direction]:
    """The shipped directions by id, in their order."""
    found = {}
    for i, said in shipped("omvendt").items():
        own = {k: said[k] for k in ("faktor", "enhet", "maate", "form") if k in said}
        layer = Layer.model_validate({"kilde": said["kilde"], "stoet": [{**own, "endring": 1.0}]})
        pattern = {code: said[code] for code in ("nb", "nn", "en")}
        found[i] = Direction(i, layer.stoet[0], said["retning"], said["grense"], pattern, said["kilde"])
    return found


def reverse(
    plan: Plan,
    names: Iterable[str] | None = None,
    rules: Iterable[str] | None = None,
    *,
    year: int | None = None,
    variant: str = LASTING_VIEW,
) -> Reverse:
    """Distances from directions (all when none are named) to rules by id, in a named year or in any judged year.

    Errors: ModelError for an unknown direction, rule or year."""
    chosen = tuple(directions() if names is None else dict.fromkeys(names))
    if unknown := [n for n in chosen if n not in directions()]:
        raise ModelError(f"ukjent retning {unknown[0]!r}; {nearest(unknown[0], list(directions()))}")
    if year is not None and year not in plan.years:
        raise ModelError(f"året {year} er ikke i planen ({plan.years[0]}–{plan.years[-1]})")
    search = _Search(plan, variant, year, {n: directions()[n] for n in chosen})
    run, base = search.base()
    wanted = tuple(base if rules is None else dict.fromkeys(rules))
    if unknown := [r for r in wanted if r not in base]:
        raise ModelError(f"ukjent regel {unknown[0]!r}; {nearest(unknown[0], list(base))}")
    found = search.distances({r: base[r] for r in wanted})
    return Reverse(run, variant, year, search.chosen, base, found)


Point = tuple[str, float]  # direction and size


class _Search:
    """The sizes tried, and the year each rule is first broken in at each of them."""

    def __init__(self, plan: Plan, variant: str, year: int | None, chosen: Mapping[str, Direction]) -> None:
        self.plan, self.variant, self.year, self.chosen = plan, variant, year, chosen
        self.cases = Cases.of([plan], [Case(variant=variant)])
        self.names = judged_names(plan)
        self.first: dict[Point, dict[str, int | None]] = {}

    def base(self) -> tuple[Run, dict[str, Rule]]:
        """The base case, and its rules by id."""
        results = run_cases(self.cases, self.names)
        return run_of(results), {r.id: r for r in self._rules(results)}

    def _rules(self, results: Results) -> tuple[Rule, ...]:
        values = results.values
        return rules_of(self.plan, self.variant, values, short_of(results, values))

    def try_all(self, points: Iterable[Point]) -> None:
        """Run points that are not tried yet, all in one batch."""
        new = [p for p in dict.fromkeys(points) if p not in self.first]
        if not new:
            return
        rows = [Case(variant=self.variant, shock=(self.chosen[d].shock(self.plan, x),)) for d, x in new]
        results = run_cases(Cases.of(self.cases.plans, rows), self.names)
        found = self._rules(results)
        years = tuple(self.plan.years)
        for at, point in enumerate(new):
            self.first[point] = {r.id: self._year(r, years, at) for r in found}

    def _year(self, rule: Rule, years: tuple[int, ...], row: int) -> int | None:
        if self.year is None:
            return rule.first(years, row)
        return self.year if bool(rule.broken[years.index(self.year), row]) else None

    def distances(self, rules: Mapping[str, Rule]) -> tuple[Distance, ...]:
        """Every distance: the grid, and passes that narrow all brackets."""
        grid = {d: [b.bound * k / GRID for k in range(1, GRID + 1)] for d, b in self.chosen.items()}
        self.try_all((d, x) for d, sizes in grid.items() for x in sizes)
        years = tuple(self.plan.years)
        broken = {r: self._year(rule, years, 0) for r, rule in rules.items()}
        brackets = {(d, r): self._bracket(r, d, [0.0, *grid[d]]) for d in self.chosen for r in rules if broken[r] is None}
        for _ in range(PASSES):
            open_ = {k: v for k, v in brackets.items() if v is not None}
            self.try_all((d, x) for (d, _), (lo, hi) in open_.items() for x in _inside(lo, hi))
            brackets |= {(d, r): self._bracket(r, d, [lo, *_inside(lo, hi), hi]) for (d, r), (lo, hi) in open_.items()}
        return tuple(
            Distance(d, r, "brutt", year=broken[r]) if broken[r] is not None else self._found(d, r, grid[d], brackets[d, r])
            for d in self.chosen
            for r in rules
        )

    def _bracket(self, rule: str, direction: str, sizes: Sequence[float]) -> tuple[float, float] | None:
        """The last size that holds and the first that breaks; None where all hold. The first size holds."""
        at = next((i for i, x in enumerate(sizes) if i and self.first[direction, x][rule] is not None), None)
        return None if at is None else (sizes[at - 1], sizes[at])

    def _found(self, direction: str, rule: str, grid: Sequence[float], bracket: tuple[float, float] | None) -> Distance:
        if bracket is None:
            bound = self.chosen[direction].bound
            return Distance(direction, rule, "taaler", bound, bound)
        holds, size = bracket
        flags = [self.first[direction, x][rule] is not None for x in grid]
        monotone = all(b or not a for a, b in pairwise(flags))
        state: State = "brytes" if holds else "grense"
        return Distance(direction, rule, state, size, holds, self.first[direction, size][rule], monotone)


def _inside(low: float, high: float) -> list[float]:
    return [low + (high - low) * k / (BETWEEN + 1) for k in range(1, BETWEEN + 1)]
