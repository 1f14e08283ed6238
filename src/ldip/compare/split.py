"""The change between two plans split over causes: in a stated order and by Shapley shares, both summing exactly.

A coalition takes some causes from the second plan and the rest from the first, and all coalitions are rows of one batch
(docs/method/aarsaker.md). Up to ten causes the shares are Shapley's; above that Owen's, with super-groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ldip.compare.causes import UNIONS, Causes, causes_of
from ldip.compare.measured import NEED, RUNNING, Measure, Measured, check, measured, names_of
from ldip.model.cause_groups import KNOWLEDGE
from ldip.plan.document import Plan
from ldip.simulation import shapley
from ldip.simulation.cases import Cases, Index
from ldip.simulation.shapley import Values

__all__ = ["NEED", "RUNNING", "Measure", "Split", "split_plans"]


@dataclass(frozen=True, eq=False)
class Split:
    """A change by cause. `before` and `after` are (measure,); the parts (cause, measure) sum to the difference.

    `causes` changed, in the stated order; `dropped` did not. `unions` are the super-groups of the Owen value, empty where the
    Shapley value is exact over the causes. Money is in prices of `price_year` (0: running kroner); `units` are the engine's,
    fixed where money is in fixed prices. `draw` is 0 for the base case. `knowledge_first` is true where the plans could not be
    bound under each other's knowledge date, so that new rules come before every other cause.
    """

    causes: tuple[str, ...]
    dropped: tuple[str, ...]
    measures: tuple[Measure, ...]
    units: tuple[str, ...]
    price_year: int
    before: Values
    after: Values
    in_order: Values
    shapley: Values
    alone: Values
    unions: tuple[tuple[str, ...], ...] = ()
    draw: int = 0
    knowledge_first: bool = False

    @property
    def change(self) -> Values:
        """After less before, (measure,)."""
        return np.asarray(self.after - self.before)

    @property
    def residual(self) -> Values:
        """The change less the sum of the Shapley shares, (measure,); nothing but rounding of the sum."""
        return np.asarray(self.change - self.shapley.sum(axis=0))


def split_plans(
    a: Plan,
    b: Plan,
    measures: Sequence[Measure] = (NEED,),
    *,
    order: Iterable[str] = (),
    price_year: int | None = None,
    draw: int = 0,
) -> Split:
    """Split the change from plan `a` to plan `b`. `order` puts causes first in the stated order; the rest keep their own.

    `price_year` is the newest plan's when left out, and RUNNING leaves running kroner as they are. With a draw, all rows have the
    draw's shocks. Errors: ModelError for an unknown cause, quantity or year."""
    wanted = tuple(measures)
    check(wanted, (a, b))
    causes = causes_of(a, b, names_of(wanted), order, drawn=draw > 0)
    players = tuple(c for c in causes.changed if not (causes.knowledge_first and c == KNOWLEDGE))
    unions = unions_of(players)
    numbers = coalitions_of(len(players), unions)
    rows = [_members(players, k, causes) for k in numbers]
    if causes.knowledge_first:
        rows = [(), *rows]
    cases = Cases.of(causes.plans, Index.of(causes.case(m, draw) for m in rows))
    found = measured(cases, wanted, (a, b), price_year)
    values = dict(zip(numbers, found.values[len(rows) - len(numbers) :], strict=True))
    parts = shares_of(values, len(players), unions)
    if causes.knowledge_first:
        known = (values[0] - found.values[0])[None]
        parts = (np.concatenate((known, parts[0])), np.concatenate((known, parts[1])), np.concatenate((known, parts[2])))
    ends = found.values[0], values[2 ** len(players) - 1]
    named = tuple(tuple(players[i] for i in u) for u in unions) if len(unions) > 1 else ()
    return _split(causes, wanted, found, ends, parts, named, draw)


def _split(
    causes: Causes,
    measures: tuple[Measure, ...],
    found: Measured,
    ends: tuple[Values, Values],
    parts: tuple[Values, Values, Values],
    unions: tuple[tuple[str, ...], ...],
    draw: int,
) -> Split:
    shares, order, alone = parts
    return Split(
        causes=causes.changed,
        dropped=causes.dropped,
        measures=measures,
        units=found.units,
        price_year=found.price_year,
        before=ends[0],
        after=ends[1],
        in_order=order,
        shapley=shares,
        alone=alone,
        unions=unions,
        draw=draw,
        knowledge_first=causes.knowledge_first,
    )


def unions_of(players: Sequence[str]) -> list[list[int]]:
    """The causes' numbers in one union, or in super-groups where they are more than the Shapley value takes."""
    if len(players) <= shapley.MOST:
        return [list(range(len(players)))]
    inside = ([players.index(c) for c in union if c in players] for union in UNIONS)
    return [u for u in inside if u]


def coalitions_of(count: int, unions: Sequence[Sequence[int]]) -> list[int]:
    """Coalitions for the shares, for each cause alone and for the stated order; the first is none and the last is all."""
    shares = range(2**count) if len(unions) == 1 else shapley.owen_coalitions(unions)
    return sorted({*shares, *(1 << i for i in range(count)), *((1 << i) - 1 for i in range(count + 1))})


def shares_of(values: dict[int, Values], count: int, unions: Sequence[Sequence[int]]) -> tuple[Values, Values, Values]:
    """Shapley or Owen shares, the parts in the stated order, and each cause alone, (cause, measure) each."""
    none = np.zeros((0, *values[0].shape))
    if not count:
        return none, none, none
    if len(unions) == 1:
        shares = shapley.shares(np.stack([values[k] for k in range(2**count)]))
    else:
        shares = shapley.owen_shares(unions, values)
    order = np.diff(np.stack([values[(1 << i) - 1] for i in range(count + 1)]), axis=0)
    return shares, order, np.stack([values[1 << i] - values[0] for i in range(count)])


def _members(players: Sequence[str], coalition: int, causes: Causes) -> tuple[str, ...]:
    """Names of a coalition's causes; where new knowledge comes first, every coalition has it."""
    inside = tuple(c for i, c in enumerate(players) if coalition >> i & 1)
    return (KNOWLEDGE, *inside) if causes.knowledge_first else inside
