"""The accounts hold when every uncertain factor deviates at once, far more than it is expected to."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from ldip import Run
from ldip.engine.graph import Array
from ldip.model.catalogue import FACTORS, factor_of
from ldip.simulation.inputs import VARIANTS, no_shocks, run_rows, variant_inputs

from .accounts import NAMES, assert_accounts
from .plans import Batch

WIDE = {"avkastning": 0.15, "gjennomfoering": 0.3, "skatteandel": 0.08, "bruksrate": 0.1, "frie_inntekter": 0.04}
USUAL = 0.02
PROJECTS = ("planlagt_utgift_fast", "utgift_fast", "utgift_utsatt_ub", "utgift_utsatt_ib", "kostnadsfaktor", "forsinkelse")


def deviations(batch: Batch, seed: int) -> Iterator[tuple[str, Array]]:
    """Every factor outside the population, each year, row and element apart: scores, outcomes or deviations, (year, row, *axes)."""
    r = np.random.default_rng(seed)
    n, sizes = len(batch.years), {a: len(i) for a, i in batch.inputs.ids.items()}
    for name, given in FACTORS.items():
        factor = factor_of(given)
        if given.group == "befolkning":
            continue
        axes = tuple(sizes[a] for a in given.axes)
        if factor.distribution == "bernoulli":
            p = batch.given(factor.spread_in)
            yield given.name, np.broadcast_to((r.random((1, batch.count, *axes)) < p[:1]) - p[:1], p.shape)
        elif factor.spread_in:
            yield given.name, np.broadcast_to(r.standard_normal((1, batch.count, *axes)), (n, batch.count, *axes))
        else:
            yield given.name, WIDE.get(name, USUAL) * r.standard_normal((n, batch.count, *axes))


def drawn(batch: Batch, names: tuple[str, ...], view: str, seed: int) -> dict[str, Array]:
    n = len(batch.years)
    extra = no_shocks(n, batch.inputs.ids) | variant_inputs([view] * batch.count, n) | dict(deviations(batch, seed))
    found = run_rows(batch.steps, batch.inputs, names, extra, batch.count)
    return {k: np.broadcast_to(v, (n, batch.count, *v.shape[2:])) for k, v in found.items()}


@pytest.mark.parametrize("view", VARIANTS)
def test_the_accounts_hold_when_everything_deviates(random_batch: Batch, view: str) -> None:
    v = drawn(random_batch, tuple(NAMES), view, VARIANTS.index(view))
    assert_accounts(v)
    base = random_batch.played(NAMES, view)
    assert (np.abs(v["laanegjeld_ub"] - base["laanegjeld_ub"])[-1] > 1e6).mean() > 0.9


def test_no_investment_is_lost_or_made(random_batch: Batch) -> None:
    """What projects plan, after overruns and delays, is spent or waits."""
    v = drawn(random_batch, PROJECTS, "uten_innsparing", 7)
    planned, spent = v["planlagt_utgift_fast"], v["utgift_fast"]
    np.testing.assert_allclose(spent.cumsum(axis=0) + v["utgift_utsatt_ub"], planned.cumsum(axis=0), rtol=1e-9, atol=0.01)
    assert (v["utgift_utsatt_ub"] >= -1e-6).all() and (v["forsinkelse"] > 0.0).any()


@pytest.mark.parametrize("which", ["baerum_run", "nordvik_run", "solvik_run"])
def test_what_is_adopted_stands_in_every_draw(which: str, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(which)
    batch = Batch.of([run.plan] * 20)
    lines = {n: x for n, x in batch.inputs.lines.items() if n in batch.steps.steps}
    assert lines
    v = drawn(batch, tuple(lines), "uten_innsparing", 11)
    for name, line in lines.items():
        held = np.broadcast_to(line.mask, v[name].shape)
        np.testing.assert_allclose(v[name][held], np.broadcast_to(line.value, v[name].shape)[held], atol=0.01, err_msg=name)
