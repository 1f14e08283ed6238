"""Laws that an expert expects of the lasting need, on 200 random plans and the three examples."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from ldip import Plan, simulate
from ldip.engine.graph import Array
from ldip.simulation.cases import Cases, product
from ldip.simulation.demands import SHORT
from ldip.simulation.roots import REACH
from ldip.simulation.run_cases import needs

from .plans import ALWAYS, CAP_FALL, FOUND, KRONE, NEVER, OWN_FINANCING, RARE, Batch, random_plan

LEVELS = 65

Batches = tuple[Batch, ...]


def test_random_plans_are_of_every_kind(random_batch: Batch) -> None:
    """About half have room and half a need; nearly every demand binds somewhere, and some cannot be met."""
    found = random_batch.roots
    short = float((found.largest > 0.0).mean())
    assert 0.35 < short < 0.65
    binds = np.where(np.isnan(found.level), -np.inf, found.level).argmax(axis=0)
    assert {"ek_maal", "resultat_maal", "gjeldstak", "fondsgulv.fritt", "sluttkrav"} <= {random_batch.demands[b] for b in binds}
    assert (found.state == NEVER).any()


@dataclass(frozen=True)
class Grid:
    """Worst shortfall of each demand at a grid of levels, (level, demand, row), without slack."""

    batch: Batch
    levels: Array
    short: Array

    @classmethod
    def of(cls, batch: Batch) -> Grid:
        levels = np.linspace(-REACH, REACH, LEVELS)[:, None] * batch.trial.scale
        worst = np.stack([batch.worst(s, batch.all) for s in levels])
        return cls(batch, levels, np.where(np.isfinite(worst), np.maximum(worst, 0.0), 0.0))

    def excused(self, demand: int, worse: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Where own financing gets worse, (level, row), because a debt cap lets go of a transfer it forced."""
        if self.batch.demands[demand] not in OWN_FINANCING:
            return np.zeros_like(worse)
        level, row = np.nonzero(worse)
        out = np.zeros_like(worse)
        if len(row):
            out[level, row] = self.batch.cap_forces(self.levels[level, row], row)
        return out


@pytest.fixture(scope="module")
def grids(batches: Batches) -> tuple[Grid, ...]:
    return tuple(Grid.of(b) for b in batches)


def test_a_demand_never_gets_worse_by_more_saving(grids: tuple[Grid, ...]) -> None:
    """The shortfall of every demand in its worst year falls or is unchanged from level to level, while it is broken.

    A part of disposisjonsfond that is above its floor may be lower with more saving: the funds together reach their ceiling
    earlier, so a later surplus lowers the loan instead. Debt above its cap may rise by 0.1 per cent of income, since transfers
    move between years. A transfer that a debt cap forces counts as own financing, so a window may be broken by more saving
    where the cap then lets go; that is rare."""
    for grid in grids:
        rises = np.diff(grid.short, axis=0)
        for at, demand in enumerate(grid.batch.demands):
            most = CAP_FALL * grid.batch.income().max(axis=0) if demand == "gjeldstak" else np.full(grid.batch.count, KRONE)
            worse = rises[:, at] > most
            excused = grid.excused(at, worse)
            assert not (worse & ~excused).any(), (demand, rises[:, at].max(), np.argwhere(worse & ~excused)[:3])
            assert excused.any(axis=0).mean() <= RARE


def test_every_demand_has_one_root(grids: tuple[Grid, ...]) -> None:
    """Above the level where a demand holds, it holds at every level."""
    for grid in grids:
        broken = grid.short > SHORT
        again = broken[1:] & ~broken[:-1]
        for at, demand in enumerate(grid.batch.demands):
            excused = grid.excused(at, again[:, at])
            assert not (again[:, at] & ~excused).any(), (demand, np.argwhere(again[:, at])[:3])
            assert excused.any(axis=0).mean() <= RARE


def test_the_root_is_where_a_demand_starts_to_hold(batches: Batches) -> None:
    for batch in batches:
        found = batch.roots
        for demand in np.flatnonzero((found.state == FOUND).any(axis=1)):
            rows = np.flatnonzero(found.state[demand] == FOUND)
            at = batch.worst(found.level[demand, rows], rows)[demand]
            under = batch.worst(found.below[demand, rows], rows)[demand]
            assert (at <= SHORT).all() and (under > SHORT).all()
            assert (found.level - found.below)[demand, rows].max() < 0.01


def test_the_need_meets_every_demand_that_can_be_met(batches: Batches) -> None:
    for batch in batches:
        found = batch.roots
        rows = np.flatnonzero(~np.isnan(found.largest))
        worst = batch.worst(found.largest[rows], rows)
        assert (worst <= SHORT)[found.state[:, rows] != NEVER].all()


def test_plans_of_other_lengths_share_a_batch(nordvik: Plan, solvik: Plan, baerum: Plan) -> None:
    """A plan is measured in its own years, whatever plans it is run with."""
    lengths = {1: 10, 2: 6, 3: 4, 4: 20, 5: 30}
    plans = [*(of_length(random_plan(nordvik, seed), n) for seed, n in lengths.items()), baerum, solvik]
    together = needs(Cases.of(plans, product(plans=range(len(plans)))))
    for plan, need in zip(plans, together, strict=True):
        assert need == pytest.approx(simulate(plan).lasting.amount, abs=KRONE)


def of_length(plan: Plan, years: int) -> Plan:
    head = plan.head.model_copy(update={"tid": plan.head.tid.model_copy(update={"antall_aar": years})})
    return replace(plan, single={**plan.single, "plan.toml": head})


# Waiting


WAITS = ((0, 1), (1, 2), (2, 4))


def nearer(now: Batch, later: Batch) -> NDArray[np.bool_]:
    """Demands (demand, row) whose root is nearer to nothing when phasing starts later."""
    before, after = now.roots, later.roots
    need, room = (before.state == FOUND) & (before.level > 0.0), (before.state == FOUND) & (before.level < 0.0)
    smaller = need & ~((after.state == NEVER) | (after.level >= before.level - KRONE))
    return smaller | (room & ~((after.state == ALWAYS) | (after.level <= before.level + KRONE)))


def test_waiting_never_brings_a_need_nearer_to_nothing(batches: Batches) -> None:
    """For every demand: what is needed rises with each year waited or cannot be met, and so does room for more.

    Own financing that a debt cap forces, in the path that holds, is the rare exception, as above."""
    for batch in batches:
        for waited, years in WAITS:
            now, later = batch.waiting(waited), batch.waiting(years)
            demand, row = np.nonzero(nearer(now, later))
            assert len(set(row)) <= RARE * batch.count
            assert {batch.demands[d] for d in demand} <= set(OWN_FINANCING)
            if len(row):
                forced = (b.cap_forces(b.roots.level[demand, row], row) for b in (now, later))
                assert np.logical_or(*forced).all()
            assert (later.roots.state[now.roots.state == NEVER] == NEVER).all()


def test_the_cost_of_waiting_never_falls(batches: Batches) -> None:
    """Of the whole need, while no demand that could be met has become impossible to meet: then the start is too late.

    Room for more grows for the same reason: what is not handed out in the first years is left."""
    for batch in batches:
        met, late = batch.roots.state != NEVER, np.zeros(batch.count, dtype=bool)
        excused = np.zeros(batch.count, dtype=bool)
        for waited, years in WAITS:
            now, later = batch.waiting(waited), batch.waiting(years)
            late |= (met & (later.roots.state == NEVER)).any(axis=0)
            excused |= nearer(now, later).any(axis=0)
            held = ~late & ~excused & (now.roots.largest > 0.0)
            assert held.any() or batch.count == 1
            assert (later.roots.largest >= now.roots.largest - KRONE)[held].all()


@pytest.mark.parametrize("which", ["nordvik_run", "solvik_run", "baerum_run"])
def test_a_run_tells_the_same_cost_of_waiting(which: str, request: pytest.FixtureRequest) -> None:
    """`Run.waiting` gives the needs of 1, 2 and 4 years waited, from the need without waiting."""
    run = request.getfixturevalue(which)
    batch = Batch.of([run.plan])
    assert [w.waited for w in run.waiting] == [1, 2, 4]
    for found in (run.lasting, *run.waiting):
        roots = batch.waiting(found.waited).roots
        late = {
            d
            for d, was, now in zip(batch.demands, batch.roots.state, roots.state, strict=True)
            if (was != NEVER) & (now == NEVER)
        }
        assert set(found.late) == late
        assert found.amount == (None if late else pytest.approx(float(roots.largest[0]), abs=0.01))


# Scale


@pytest.mark.parametrize("k", [0.125, 3.0])
def test_everything_scaled_scales_the_need(batches: Batches, k: float) -> None:
    """Every amount, limit, floor and rate per unit times k gives k times the need of every demand, in the same state.

    The search calls 0.05 kroner nothing, whatever the scale."""
    for batch in batches:
        plain, large = batch.roots, scaled(batch, k).roots
        assert (plain.state == large.state).all()
        found = plain.state == FOUND
        assert np.abs(large.level / k - plain.level)[found].max() < 5.0 * max(1.0, 1.0 / k)
        assert (np.abs(large.level / k - plain.level) / (1e5 + np.abs(plain.level)))[found].max() < 1e-5


def scaled(batch: Batch, k: float) -> Batch:
    """The plans with every input, opening balance and plan line in kroner times k."""

    def of(name: str) -> float:
        return k if (batch.steps.unit_of(name) or "").startswith("kr") else 1.0

    inputs = batch.inputs
    lines = {
        n: replace(x, value=x.value * of(n), passing=None if x.passing is None else x.passing * of(n))
        for n, x in inputs.lines.items()
    }
    values = {n: v * of(n) for n, v in inputs.values.items()}
    openings = {n: v * of(n) for n, v in inputs.openings.items()}
    return Batch(batch.steps, replace(inputs, values=values, openings=openings, lines=lines), batch.count)
