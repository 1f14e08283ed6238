"""Rows never mix: splitting, permuting, repeating rows and stacking years give the same bits (decision 0001)."""

from __future__ import annotations

import numpy as np
import pytest

from ldip import Plan, Run, simulate
from ldip.engine.compile import compile_program
from ldip.engine.execute import STACK_LIMIT, project
from ldip.engine.graph import Array
from ldip.model.catalogue import STAGES
from ldip.simulation.bound_plans import BoundPlans
from ldip.simulation.cases import Index, product
from ldip.simulation.draw_inputs import factor_inputs
from ldip.simulation.inputs import no_shocks, run_rows, variant_inputs
from ldip.simulation.run_cases import run_cases
from ldip.uncertainty.draws import BLOCK, Block

ROWS = 96
assert ROWS > STACK_LIMIT


def shocked(bound: BoundPlans, rows: Array) -> dict[str, Array]:
    return no_shocks(len(bound.years), bound.ids) | factor_inputs(bound, bound.whole, Block(7, 0), rows + 1)


def run(bound: BoundPlans, rows: Array, names: tuple[str, ...]) -> dict[str, Array]:
    extra = shocked(bound, rows) | variant_inputs(["realisert"] * len(rows), len(bound.years))
    return run_rows(bound.catalogue, bound.inputs(bound.whole), names, extra, len(rows))


@pytest.fixture(scope="module")
def names(baerum_run: Run) -> tuple[str, ...]:
    return tuple(baerum_run.catalogue.steps)


def same(whole: dict[str, Array], part: dict[str, Array], rows: Array) -> None:
    for name, values in part.items():
        expected = whole[name] if whole[name].shape[1] == 1 else whole[name][:, rows]
        assert values.shape[1] in (1, len(rows))
        shape = np.broadcast_shapes(values.shape, expected.shape)  # a step may find that all rows share its value
        np.testing.assert_array_equal(np.broadcast_to(values, shape), np.broadcast_to(expected, shape), err_msg=name)


@pytest.mark.parametrize("plan_name", ["baerum_run", "nordvik_run", "solvik_run"])
def test_whole_runs_split_permute_repeat(plan_name: str, request: pytest.FixtureRequest) -> None:
    bound = request.getfixturevalue(plan_name).bound
    names = tuple(bound.catalogue.steps)
    everything = np.arange(ROWS)
    whole = run(bound, everything, names)
    rng = np.random.default_rng(1)
    for rows in (everything[:1], everything[5:6], everything[:40], rng.permutation(ROWS), np.array([3, 3, 3, 60, 3])):
        same(whole, run(bound, rows, names), rows)


@pytest.mark.parametrize("plan_name", ["baerum_run", "solvik_run"])
def test_every_step_alone(plan_name: str, request: pytest.FixtureRequest) -> None:
    """Each formula by itself: any subset or order of rows, and years stacked as rows, gives the same bits."""
    bound = request.getfixturevalue(plan_name).bound
    names = tuple(bound.catalogue.steps)
    openings = tuple(n[:-3] + "_ib" for n in names if n.endswith("_ub"))
    known = tuple(n for n in openings if n in {i for v in bound.catalogue.steps.values() for s in v for i in s.inputs})
    rows = np.arange(12)
    everything = run(bound, rows, (*names, *bound.catalogue.givens, *known))
    lines = {i for v in bound.catalogue.steps.values() for s in v for i in s.inputs if i.startswith(("linje_", "har_linje_"))}
    everything |= {n: np.zeros((len(bound.years), 1)) for n in lines}
    everything["midlertidig_bevilgning_sum"] = np.zeros((len(bound.years), 1, len(bound.ids["tjeneste"])))
    pick = np.array([7, 2, 2, 11, 0])
    checked = 0
    for s in (s for _, stage in STAGES for s in stage):
        if s.kind in ("sum", "avvik") or s.whole:
            continue
        args = [np.broadcast_to(a, (a.shape[0], 12, *a.shape[2:])) for a in (everything[i] for i in s.inputs)]
        by_year = [np.asarray(s.fn(*(a[t] for a in args))) for t in range(len(bound.years))]
        stacked = np.asarray(s.fn(*(a.reshape(len(a) * 12, *a.shape[2:]) for a in args)))
        np.testing.assert_array_equal(stacked, np.concatenate(by_year), err_msg=s.name)
        some = np.asarray(s.fn(*(a[3][pick] for a in args)))
        np.testing.assert_array_equal(some, by_year[3][pick], err_msg=s.name)
        alone = np.asarray(s.fn(*(a[3][4:5] for a in args)))
        np.testing.assert_array_equal(alone, by_year[3][4:5], err_msg=s.name)
        checked += 1
    assert checked > 150


def test_shared_and_repeated_inputs_agree(baerum_run: Run, names: tuple[str, ...]) -> None:
    """An input given once for all rows and the same input repeated for each row give the same bits."""
    bound = baerum_run.bound
    rows = np.arange(ROWS)
    whole = run(bound, rows, names)
    n = len(bound.years)
    extra = shocked(bound, rows) | variant_inputs(["realisert"] * ROWS, n)
    batch = bound.inputs(bound.whole)
    repeated = {k: np.repeat(v, ROWS, axis=1) for k, v in batch.values.items() if v.ndim <= 3 and k not in extra}
    inputs = batch.for_engine(extra | repeated, ROWS)
    avvik = [n for n in batch.lines if bound.catalogue.steps[n][0].avvik]
    got = project(compile_program(bound.catalogue, bound.years, names, avvik=avvik, carried=batch.carried), inputs)
    for name in names:
        np.testing.assert_array_equal(
            np.broadcast_to(whole[name], np.broadcast_shapes(whole[name].shape, got[name].shape)), got[name], err_msg=name
        )


def test_draw_zero_is_the_deterministic_run(baerum: Plan) -> None:
    alone, many = simulate(baerum), simulate(baerum, draws=BLOCK + 300)
    for name, values in many.base.items():  # a run without draws also keeps what the search of the need starts from
        np.testing.assert_array_equal(alone.base[name], values, err_msg=name)


def test_draws_do_not_depend_on_how_many(baerum: Plan) -> None:
    few, many = simulate(baerum, draws=50, workers=1), simulate(baerum, draws=BLOCK + 80, workers=2)
    for name, values in few.uncertain.items():
        np.testing.assert_array_equal(values, many.uncertain[name][:, :50], err_msg=name)
    recomputed = many.row(BLOCK + 8)
    for name in few.uncertain:
        np.testing.assert_array_equal(recomputed[name][:, 0], many.uncertain[name][:, BLOCK + 7], err_msg=name)


def test_draws_follow_the_seed(nordvik: Plan) -> None:
    first, again, other = (simulate(nordvik, draws=5, seed=s) for s in (1, 1, 2))
    name = "netto_driftsresultat"
    assert (first.uncertain[name] == again.uncertain[name]).all()
    assert (first.uncertain[name] != other.uncertain[name]).any()
    assert first.hash == again.hash != other.hash


def test_steps_exist() -> None:
    assert sum(len(stage) for _, stage in STAGES) > 250


@pytest.mark.parametrize("plan_name", ["baerum_run", "nordvik_run", "solvik_run"])
def test_cases_split_permute_repeat(plan_name: str, request: pytest.FixtureRequest) -> None:
    """Any rows of a set of cases, in any order and more than once, have the bits they have in the whole set."""
    cases = request.getfixturevalue(plan_name).results.cases
    index = product(
        variants=("uten_innsparing", "realisert", "varig", "aar_for_aar"), shocks=((), ("inntekt",)), draws=(*range(20), 1025)
    )
    names = ("netto_driftsresultat", "laanegjeld_ub", "innbyggere_gruppe_ub", "varig_innsparing_fast")
    whole = run_cases(cases.only(index), names)
    rng = np.random.default_rng(3)
    for rows in (np.array([77]), np.arange(30, 60), rng.permutation(len(index)), np.array([5, 5, 90, 5, 125])):
        part = run_cases(cases.only(Index(index.kinds, index.kind[rows], index.draw[rows])), names, workers=3)
        for name in names:
            np.testing.assert_array_equal(part.values[name], whole.values[name][:, rows], err_msg=name)
