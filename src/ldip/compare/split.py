"""The change between two plans split over cause groups: in a stated order and by Shapley shares, both summing exactly.

A coalition takes some cause groups from the second plan and the rest from the first, and all coalitions are rows of one batch
(docs/method/aarsaker.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ldip.compare.shapley import Values
from ldip.errors import ModelError
from ldip.plan.document import Plan
from ldip.simulation.inputs import LASTING, PLAIN

RUNNING: Final = 0  # as price year: running kroner


@dataclass(frozen=True)
class Measure:
    """A quantity or måltall in a year, (axis, element) where it has axes, seen by a variant; without a year the lasting need."""

    name: str = LASTING
    year: int | None = None
    variant: str = PLAIN
    axes: tuple[tuple[str, str], ...] = ()


NEED: Final = Measure()


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
        return self.after - self.before

    @property
    def residual(self) -> Values:
        """What the Shapley shares lack of the change, (measure,); nothing but rounding of the sum."""
        return self.change - self.shapley.sum(axis=0)


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

    `price_year` is the newest plan's when left out. Errors: ModelError for an unknown cause or measure."""
    raise ModelError("deles ikke ennå")
