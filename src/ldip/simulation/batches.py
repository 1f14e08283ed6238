"""Grouping of rows in batches, and the inputs of a batch.

Rows are pure, so this affects only the speed: rows that take every group from the same plans share their inputs, and small
sets of rows of many coalitions are pooled, each with its own inputs. In draws the population is computed once for all rows
that share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ldip.engine.graph import Array
from ldip.errors import ModelError
from ldip.model.cause_groups import GROUPS
from ldip.simulation.bound_plans import BoundPlans
from ldip.simulation.cases import Cases
from ldip.simulation.draw_inputs import factor_inputs
from ldip.simulation.draw_people import carried_people, people_factors, people_groups, people_inputs, reads_cells
from ldip.simulation.inputs import no_shocks, priced_inputs, variant_inputs
from ldip.simulation.lasting import levels_of, trial_of
from ldip.simulation.shocks import NEUTRAL, Moved, Shock, moved_inputs, shocked
from ldip.simulation.stresses import named_shocks
from ldip.uncertainty.draws import BLOCK, Block

Ints = NDArray[np.int64]
SMALLEST: Final = 256  # draws: up to this number a block is not split, since generating the factors twice would cost more
ALONE: Final = 32  # rows: from this number a selection has its own batch
WIDEST: Final = 1024  # most rows of one selection in a batch
TOGETHER: Final = 64  # rows: up to this number those with a population of their own are run with the others
POOLED: Final = 256  # most rows of different selections in a batch, each with its own copy of the inputs
MACRO: Final = "makro"
SEARCHED: Final = 16  # most base cases whose lasting need is searched for in one batch


@dataclass(frozen=True, eq=False)
class Kind:
    """Inputs of a kind of row. `picks` (1, group) index the bound plans; `shocks` are by input; `lasting` is kr_fast.

    `keep` are the names kept of its rows."""

    bound: BoundPlans
    picks: Ints
    variant: str
    lasting: float
    shocks: Mapping[str, Moved]
    keep: tuple[str, ...]
    priced: tuple[str, ...] = ()

    @property
    def moves_people(self) -> bool:
        """Whether a shock moves the population, also in the base case."""
        return bool(self.shocks) and any(g.name in self.shocks for g in people_factors(self.bound))

    @property
    def people(self) -> tuple[Any, ...]:
        """Key of the row's population: the plans of its cause groups, and the shocks to its factors."""
        names = {g.name for g in people_factors(self.bound)}
        shocks = tuple((n, v.key) for n, v in self.shocks.items() if n in names)
        return (id(self.bound), bool(self.priced), *self.picks[0, people_groups(self.bound)].tolist(), *shocks)


@dataclass(frozen=True, eq=False)
class Span:
    """Draws of one block that are run together, sorted; their populations are cached during the run."""

    block: Block
    draws: Ints
    people: dict[tuple[Any, ...], dict[str, Array]] = field(default_factory=dict)

    def release(self) -> None:
        """Free the arrays of the span after its run; the population of a block takes tens of megabytes."""
        self.people.clear()
        self.block.streams.clear()


def kinds_of(cases: Cases, keep: Iterable[str] = ()) -> tuple[Kind, ...]:
    """Every kind of row with its shocks, and the lasting need solved in its base case.

    Errors: ModelError for an unknown shock."""
    names = tuple(keep)
    bound = cases.bound(names)
    picks = [b.places(p)[None] for b, p in zip(bound, cases.picks, strict=True)]
    saved = [_saved(b, p, k.saved) for b, p, k in zip(bound, picks, cases.index.kinds, strict=True)]
    _find_levels([(b, p, k.priced) for b, p, k in zip(bound, saved, cases.index.kinds, strict=True) if k.variant == "varig"])
    found = []
    for k, b, p, s in zip(cases.index.kinds, bound, picks, saved, strict=True):
        level = b.levels[tuple(s[0].tolist()), k.priced] if k.variant == "varig" else 0.0
        found.append(Kind(b, p, k.variant, level, _shocks(b, p, k.shock), names, k.priced))
    return tuple(found)


def _saved(bound: BoundPlans, picks: Ints, saved: int | None) -> Ints:
    """The selection whose lasting need is the row's saving. Errors: ModelError for a plan with other steps than the row's."""
    if saved is None:
        return picks
    if saved not in bound.numbers:
        raise ModelError(f"innsparingen i plan {saved} kan ikke holdes i en plan med andre måltall")
    return np.full_like(picks, bound.numbers.index(saved))


def _find_levels(wanted: Sequence[tuple[BoundPlans, Ints, tuple[str, ...]]]) -> None:
    """Solve the lasting needs that are not cached, many base cases at once."""
    for bound, priced in dict.fromkeys((b, names) for b, _, names in wanted):
        lacking = list(dict.fromkeys(tuple(p[0].tolist()) for b, p, names in wanted if b is bound and names == priced))
        lacking = [key for key in lacking if (key, priced) not in bound.levels]
        for first in range(0, len(lacking), SEARCHED):
            keys = lacking[first : first + SEARCHED]
            inputs = bound.inputs(np.array(keys, dtype=np.int64))
            found = levels_of(trial_of(bound.catalogue, inputs, len(keys), priced=priced))
            bound.levels.update(zip(((key, priced) for key in keys), found, strict=True))


def _shocks(bound: BoundPlans, picks: Ints, shocks: Sequence[str | Shock]) -> dict[str, Moved]:
    """Named stresses and shocks, by the factor's input. A name is one of the plan that the row's economy comes from."""
    if not shocks:
        return {}
    owner = bound.plans[int(picks[0, GROUPS.index(MACRO)])]
    projected = bound.inputs(picks).values["framskrevet_aar"][:, 0] > 0.0
    first = bound.years[int(np.argmax(projected))] if projected.any() else bound.years[-1] + 1
    every = [s for n in shocks for s in ((n,) if isinstance(n, Shock) else named_shocks(owner, n))]
    return moved_inputs(every, bound.years, first, bound.ids)


def spans(draws: Ints, seed: int, workers: int, opposite: bool = False) -> Iterator[Span]:
    """Draws (sorted, without 0) block by block, or in smaller pieces where there are fewer blocks than workers.

    Rows are pure and a block's factors are generated for the whole block, so the pieces give the same bits. `opposite` mirrors
    every second draw."""
    blocks = [draws[(draws - 1) // BLOCK == b] for b in np.unique((draws - 1) // BLOCK)]
    parts = -(-workers // len(blocks)) if len(draws) > SMALLEST else 1
    for found in blocks:
        for first, last in pairwise(len(found) * i // parts for i in range(parts + 1)):
            if last > first:
                yield Span(Block(seed, int(found[0] - 1) // BLOCK, opposite), found[first:last])


def batches(kinds: Sequence[Kind], kind: Ints, rows: Ints, drawn: bool) -> Iterator[Ints]:
    """Rows (indices of the index table) grouped in batches. Rows of a batch share steps, and in draws the population."""
    pooled: dict[tuple[Any, ...], list[Ints]] = {}
    for one, k in enumerate(kinds):
        ours = rows[kind[rows] == one]
        if len(ours):
            apart = k.moves_people and len(rows) > TOGETHER  # few rows are fastest together, and many share a population
            shared = k.people if drawn else (id(k.bound), apart)
            pooled.setdefault((*shared, *(k.picks[0].tolist() if len(ours) >= ALONE else ())), []).append(ours)
    for found in pooled.values():
        alike = len({kinds[kind[r[0]]].picks.tobytes() for r in found}) == 1
        together = np.sort(np.concatenate(found))
        size = WIDEST if alike else POOLED
        yield from (together[i : i + size] for i in range(0, len(together), size))


def added_inputs(kinds: Sequence[Kind], draws: Ints, picks: Ints, span: Span | None) -> dict[str, Array]:
    """Arrays added to a batch's bound inputs: factors, shocks, variants, and in draws the population. One kind per row."""
    bound = kinds[0].bound
    n = len(bound.years)
    extra = no_shocks(n, bound.ids)
    if span is not None:
        extra |= factor_inputs(bound, picks, span.block, draws)
    for name in dict.fromkeys(n for k in kinds for n in k.shocks):
        extra[name] = shocked(extra[name], [k.shocks.get(name) for k in kinds], NEUTRAL[name])
    variants = dict.fromkeys((k.variant, k.lasting) for k in kinds)
    chosen = list(variants) if len(variants) == 1 else [(k.variant, k.lasting) for k in kinds]
    extra |= variant_inputs([v for v, _ in chosen], n, [s for _, s in chosen])
    priced = dict.fromkeys(k.priced for k in kinds)
    extra |= priced_inputs(list(priced) if len(priced) == 1 else [k.priced for k in kinds], n)
    if span is not None and (people := _people(kinds[0], span, draws)):
        return extra | people
    moved = np.array([k.moves_people for k in kinds])
    return extra | carried_people(bound, picks, moved) if moved.any() else extra


def _people(kind: Kind, span: Span, draws: Ints) -> dict[str, Array]:
    """The population of a batch's rows; it is computed for all draws of the span on first use."""
    key = kind.people
    if key not in span.people:
        names = {g.name for g in people_factors(kind.bound)}
        shocks = {n: v for n, v in kind.shocks.items() if n in names}
        cells = reads_cells(kind.bound, kind.keep, kind.priced)
        span.people[key] = people_inputs(kind.bound, kind.picks, span.block, span.draws, shocks, cells)
    at = np.searchsorted(span.draws, draws)
    if len(at) == len(span.draws) and bool((np.diff(at) > 0).all()):
        return span.people[key]
    return {n: v if v.shape[1] == 1 else np.take(v, at, axis=1) for n, v in span.people[key].items()}
