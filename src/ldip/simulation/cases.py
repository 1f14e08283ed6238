"""Cases: the rows of the batch axis, with an index table that identifies each row.

A case is a plan, a variant of the need, shocks, a draw, levers and a decision; a coalition takes cause groups from other
plans. Draws × plans, draws × coalitions and draws × decisions are products of these (architecture decisions 1 and 8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import product as every
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ldip.binding.bind import axes_of
from ldip.errors import ModelError
from ldip.model.cause_groups import GROUPS
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.simulation.align import union_axes
from ldip.simulation.bound_plans import BoundPlans, bind_plans, same_steps
from ldip.simulation.inputs import PLAIN
from ldip.simulation.shocks import Shock

Ints = NDArray[np.int64]
Lay = Callable[[Plan, tuple[str, ...]], Plan]
Decide = Callable[[Plan, str], Plan]
Picked = tuple[tuple[str, int], ...]
Made = tuple[int, tuple[str, ...], str]  # plan, levers, decision
RULES: Final = "prinsipper"  # the cause group that the måltall, and so the set of steps, belong to


@dataclass(frozen=True)
class Case:
    """One row. `plan` is an index among the plans of the cases; `groups` takes cause groups from others: (group, index).

    `variant` is the plan's own path, without new saving, when left out; `shock` holds shocks, or names of stresses; draw 0 is the
    base case. A lever set and a decision give a changed plan. The level of variant varig is solved in the row's base case, and
    kept under shocks and draws; with `saved` it is the level of that plan's own base case, which the row's plan may differ from.
    `priced` names what the row prices beyond the plan (PRICED in inputs.py).
    """

    plan: int = 0
    variant: str = ""
    shock: tuple[str | Shock, ...] = ()
    draw: int = 0
    levers: tuple[str, ...] = ()
    decision: str = ""
    groups: Picked = ()
    priced: tuple[str, ...] = ()
    saved: int | None = None


FIELDS: Final = tuple(f.name for f in fields(Case))


@dataclass(frozen=True, eq=False)
class Index:
    """The index table, one row per case: `kind` (row,) indexes `kinds`, cases without their draw; `draw` (row,) is the draw."""

    kinds: tuple[Case, ...]
    kind: Ints
    draw: Ints

    @classmethod
    def of(cls, cases: Iterable[Case]) -> Index:
        """The table of cases, in their order."""
        found = list(cases)
        kinds = dict.fromkeys(replace(c, draw=0) for c in found)
        place = {k: i for i, k in enumerate(kinds)}
        kind = np.array([place[replace(c, draw=0)] for c in found], dtype=np.int64)
        return cls(tuple(kinds), kind, np.array([c.draw for c in found], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.kind)

    def __getitem__(self, row: int) -> Case:
        return replace(self.kinds[int(self.kind[row])], draw=int(self.draw[row]))

    def __iter__(self) -> Iterator[Case]:
        return (self[row] for row in range(len(self)))

    def __add__(self, other: Index) -> Index:
        kind = np.concatenate((self.kind, other.kind + len(self.kinds)))
        return Index((*self.kinds, *other.kinds), kind, np.concatenate((self.draw, other.draw)))

    def column(self, name: str) -> tuple[Any, ...]:
        """One field of every case. Errors: ModelError for an unknown field."""
        if name not in FIELDS:
            raise ModelError(f"ukjent kolonne {name!r}; kolonnene er {', '.join(FIELDS)}")
        if name == "draw":
            return tuple(self.draw.tolist())
        said = [getattr(k, name) for k in self.kinds]
        return tuple(said[k] for k in self.kind)

    def where(self, **said: Any) -> Ints:
        """Rows whose fields have these values. Errors: ModelError for an unknown field."""
        found = np.ones(len(self), dtype=bool)
        for name, value in said.items():
            if name == "draw":
                found &= self.draw == value
                continue
            if name not in FIELDS:
                raise ModelError(f"ukjent kolonne {name!r}; kolonnene er {', '.join(FIELDS)}")
            found &= np.array([getattr(k, name) == value for k in self.kinds], dtype=bool)[self.kind]
        return np.flatnonzero(found)


def product(
    plans: Iterable[int] = (0,),
    variants: Iterable[str] = ("",),
    shocks: Iterable[tuple[str | Shock, ...]] = ((),),
    draws: Sequence[int] | range = (0,),
    levers: Iterable[tuple[str, ...]] = ((),),
    decisions: Iterable[str] = ("",),
    groups: Iterable[Picked] = ((),),
) -> Index:
    """Every combination, with the draws innermost and the plans outermost."""
    combined = every(plans, decisions, levers, groups, variants, shocks)
    kinds = tuple(Case(p, v, s, 0, lever, d, g) for p, d, lever, g, v, s in combined)
    numbers = np.asarray(draws, dtype=np.int64)
    return Index(kinds, np.repeat(np.arange(len(kinds)), len(numbers)), np.tile(numbers, len(kinds)))


@dataclass(frozen=True, eq=False)
class Cases:
    """Plans, and the rows to run of them. Constructed by `Cases.of`.

    `plans` starts with the `count` plans given, then one for each of their lever sets and decisions, identified by `made`.
    `own` (kind,) is the plan of each kind of row, and `picks` (kind, group) the plan that it takes each cause group from.
    `memory` caches bound plans.
    """

    plans: tuple[Plan, ...]
    made: tuple[Made, ...]
    count: int
    index: Index
    own: Ints
    picks: Ints
    seed: int
    memory: dict[Any, BoundPlans] = field(repr=False)

    @classmethod
    def of(
        cls,
        plans: Iterable[Plan],
        index: Index | Iterable[Case],
        *,
        lay: Lay | None = None,
        decide: Decide | None = None,
        seed: int | None = None,
    ) -> Cases:
        """Cases of plans. `lay` returns the plan with levers, `decide` the plan after a decision.

        All plans share the draws' seed, the first plan's own when left out, so that a draw has the same shocks in all of them.
        Errors: ModelError for an unknown plan or cause group, PlanError for levers that cannot be applied."""
        given = tuple(plans)
        table = index if isinstance(index, Index) else Index.of(index)
        made: dict[Made, Plan] = {(i, (), ""): p for i, p in enumerate(given)}
        for k in table.kinds:
            if not 0 <= k.plan < len(given):
                raise ModelError(f"plan {k.plan} finnes ikke; det er {len(given)} planer")
            if (key := _made_of(k)) not in made:
                made[key] = _changed(given[k.plan], k, lay, decide)
        used = given[0].uncertainty.froe if seed is None else seed
        return _placed(tuple(made.values()), tuple(made), table, len(given), used, {})

    def only(self, index: Index) -> Cases:
        """Other rows of the same plans; bound plans are reused."""
        return _placed(self.plans, self.made, index, self.count, self.seed, self.memory)

    def __len__(self) -> int:
        return len(self.index)

    def years_of(self, case: int) -> tuple[int, ...]:
        """The years of a case's own plan."""
        return tuple(self.plans[self.own[self.index.kind[case]]].years)

    @cached_property
    def ids(self) -> Mapping[str, tuple[str, ...]]:
        """Element ids by axis, of all the plans."""
        return union_axes([axes_of(p) for p in self.plans])

    def bound(self, keep: Iterable[str]) -> tuple[BoundPlans, ...]:
        """The plans bound for each kind of row: those in one batch share years and steps, and all share axes."""
        owners = [self.plans[p] for p in self.picks[:, GROUPS.index(RULES)]]
        found: dict[int, BoundPlans] = {}
        for key, kinds in same_steps(owners, tuple(keep)).items():
            numbers = tuple(dict.fromkeys(self.picks[kinds].ravel().tolist()))
            owner = owners[kinds[0]] if key or len(numbers) == 1 else None
            known = (numbers, key if len(numbers) > 1 else ())
            if known not in self.memory:
                plans = [self.plans[n] for n in numbers]
                self.memory[known] = bind_plans(plans, numbers, self.ids, owner, self.seed)
            found |= dict.fromkeys(kinds, self.memory[known])
        return tuple(found[k] for k in range(len(self.index.kinds)))


def _placed(
    plans: tuple[Plan, ...], made: tuple[Made, ...], index: Index, count: int, seed: int, memory: dict[Any, BoundPlans]
) -> Cases:
    """Cases with the plan and cause groups of each kind of row resolved. Errors: ModelError for an unknown one."""
    place = {key: i for i, key in enumerate(made)}
    if lacking := [k for k in index.kinds if _made_of(k) not in place]:
        raise ModelError(f"rekken {lacking[0]} hører til en plan, grep eller en beslutning som ikke er med")
    own = np.array([place[_made_of(k)] for k in index.kinds], dtype=np.int64)
    picks = np.repeat(own[:, None], len(GROUPS), axis=1)
    for row, k in enumerate(index.kinds):
        for group, number in k.groups:
            if group not in GROUPS or not 0 <= number < count:
                raise ModelError(f"ingen årsaksgruppe {group!r} fra plan {number}; {nearest(group, GROUPS)}")
            picks[row, GROUPS.index(group)] = number
    said = (k if k.variant else replace(k, variant=PLAIN) for k in index.kinds)
    return Cases(plans, made, count, Index(tuple(said), index.kind, index.draw), own, picks, seed, memory)


def _made_of(k: Case) -> Made:
    return k.plan, k.levers, k.decision


def _changed(plan: Plan, k: Case, lay: Lay | None, decide: Decide | None) -> Plan:
    """The plan with a kind's levers and decision."""
    if (k.levers and lay is None) or (k.decision and decide is None):
        raise ModelError(f"rekken {k} har grep eller en beslutning, men det er ikke sagt hvordan de legges på planen")
    changed = lay(plan, k.levers) if k.levers and lay else plan
    return decide(changed, k.decision) if k.decision and decide else changed
