"""The compiled twin against the steps, rows alone and in batches, zones against one area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from ldip import Run, simulate
from ldip.demography import kernels
from ldip.demography.kernels import Drawn, People, Shared, paths
from ldip.engine.graph import Array
from ldip.simulation.cases import product
from ldip.simulation.draw_people import SUMS
from ldip.simulation.inputs import run_rows
from ldip.simulation.run_cases import run_cases
from ldip.simulation.simulate import HEADLINES

PARTS = ("overlevende", "flytting_slutt", "saergruppe_ub", "justering", "sjokkflytting", "tellestoey")


def rows_of(run: Run, names: Sequence[str], draws: Sequence[int]) -> Mapping[str, Array]:
    return run_cases(run.results.cases.only(product(variants=("realisert",), draws=draws)), names).values


@pytest.mark.parametrize("name", ["nordvik_run", "baerum_run", "solvik_run"])
def test_twin_equals_the_steps(name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within 1e-9 of the population in every cell, year and draw; base levels, shocks and noise on."""
    run: Run = request.getfixturevalue(name)
    rows = [1, 4, 42]
    fast = rows_of(run, ["folketall_ub"], rows)["folketall_ub"]
    monkeypatch.setattr(kernels, "available", lambda: False)
    plain = rows_of(run, ["folketall_ub", "tellestoey"], rows)
    assert np.abs(fast - plain["folketall_ub"]).max() < 1e-9 * max(plain["folketall_ub"].max(), 1.0)
    assert np.abs(plain["tellestoey"]).max() > 0.5
    assert fast.min() >= 0.0


@pytest.mark.parametrize("name", ["nordvik_run", "baerum_run", "solvik_run"])
def test_sums_of_the_twin_have_the_bits_of_the_engines_sums(name: str, request: pytest.FixtureRequest) -> None:
    """Every sum of the cells is made by the twin too, with or without the cells."""
    run: Run = request.getfixturevalue(name)
    bound, draws = run.bound, [1, 4, 42]
    readers = [s for versions in bound.catalogue.steps.values() for s in versions if "folketall_ub" in s.inputs]
    assert sorted(s.name for s in readers) == sorted(SUMS)
    assert all(s.inputs == ("folketall_ub",) for s in readers)
    cells = rows_of(run, ["folketall_ub"], draws)["folketall_ub"]
    added = run_rows(bound.catalogue, bound.inputs(bound.whole), SUMS, {"folketall_ub": cells}, len(draws))
    for keep in (SUMS, (*SUMS, "folketall_ub")):
        found = rows_of(run, keep, draws)
        for n in SUMS:
            np.testing.assert_array_equal(found[n], added[n], err_msg=n)


def test_cells_are_made_where_something_reads_them(nordvik_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def spy(s: Shared, d: Drawn, cells: bool) -> People:
        asked.append(cells)
        return paths(s, d, cells)

    monkeypatch.setattr(kernels, "paths", spy)
    for keep in (HEADLINES, ("innbyggere_ub",), ("folketall_ub",), ("doede_sum",)):
        rows_of(nordvik_run, keep, [3])
    assert asked == [False, False, True, True]
    assert paths(shared(2), drawn(2), cells=False).cells.size == 0


@pytest.mark.parametrize("name", ["nordvik_run", "baerum_run", "solvik_run"])
def test_explained_parts_add_up_in_a_draw(name: str, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(name)
    row = run.row(5)
    assert np.abs(sum(row[p] for p in PARTS) - row["folketall_ub"]).max() < 1e-9 * row["folketall_ub"].max()
    closing = row["folketall_ib"].sum(-1) + row["foedte"] - row["doede"] + row["netto_flytting"].sum(-1)
    assert np.abs(closing - row["folketall_ub"].sum(-1)).max() < 1e-6


def test_a_draw_is_the_same_alone_and_in_any_block(solvik_run: Run) -> None:
    together = rows_of(solvik_run, ["folketall_ub"], range(1, 9))["folketall_ub"]
    alone = rows_of(solvik_run, ["folketall_ub"], [6])["folketall_ub"]
    assert np.array_equal(together[:, [5]], alone)
    later = rows_of(solvik_run, ["folketall_ub"], [1024 + 6])["folketall_ub"]
    assert not np.array_equal(alone, later)


def shared(zones: int, years: int = 15) -> Shared:
    rng = np.random.default_rng(8)
    one = rng.uniform(10.0, 60.0, (1, 2, 106))
    cells = (years, zones, 2, 106)
    return Shared(
        opening=np.repeat(one / zones, zones, axis=0),
        survival=np.broadcast_to(np.linspace(0.999, 0.6, 106), (years, 2, 106)),
        fertility=np.broadcast_to(np.where((np.arange(106) > 18) & (np.arange(106) < 42), 0.07, 0.0), (years, 106)),
        boys=np.full(years, 0.515),
        out_rate=np.full(cells, 0.04),
        first=np.full(years, 0.5),
        special=np.zeros(cells),
        special_opening=np.zeros((zones, 2, 106)),
        factor=np.full(cells, 1.01),
        extra=np.zeros(cells),
        mobility=np.ones((2, 106)),
        turnover=np.zeros((2, 106)),
        years=np.arange(2026.0, 2026.0 + years),
        noise=False,
    )


def drawn(zones: int, rows: int = 3, years: int = 15) -> Drawn:
    level = np.repeat(np.array([[1.0, 0.9, 1.2]]), years, axis=0)[:, :rows]
    return Drawn(
        arrivals=np.full((years, 1, zones, 2, 106), 1.2 / zones),
        taken=np.zeros((years, 1, 2, 106)),
        mortality=level,
        fertility=level,
        shocks=np.repeat((level - 1.0)[:, :, None] / 20.0, zones, axis=2),
        seed=np.ones(rows),
        draw=np.arange(1.0, rows + 1.0),
    )


def test_two_zones_with_equal_rates_are_one_area() -> None:
    one, four = paths(shared(1), drawn(1)).cells, paths(shared(4), drawn(4)).cells
    assert np.abs(one[:, :, 0] - four.sum(axis=2)).max() < 1e-9


def test_nothing_happens_without_births_deaths_and_moves() -> None:
    base = shared(1)
    quiet = replace(
        base,
        survival=np.ones_like(base.survival),
        fertility=np.zeros_like(base.fertility),
        out_rate=np.zeros_like(base.out_rate),
        factor=np.ones_like(base.factor),
    )
    still = replace(drawn(1, 1), arrivals=np.zeros((15, 1, 1, 2, 106)), shocks=np.zeros((15, 1, 1)))
    found = paths(quiet, still).cells
    assert np.abs(found.sum(axis=(2, 3, 4)) - base.opening.sum()).max() < 1e-9
    assert np.allclose(found[0, 0, :, :, 1:105], base.opening[:, :, :104])


def test_permuted_draws_permute_the_paths() -> None:
    base = replace(shared(2), noise=True)
    rows = drawn(2)
    order = np.array([2, 0, 1])
    moved = replace(
        rows,
        mortality=rows.mortality[:, order],
        fertility=rows.fertility[:, order],
        shocks=rows.shocks[:, order],
        draw=rows.draw[order],
    )
    assert np.array_equal(paths(base, rows).cells[:, order], paths(base, moved).cells)


def test_the_base_case_has_no_noise(solvik_run: Run) -> None:
    row = solvik_run.row(0)
    assert not row["tellestoey"].any() and not row["sjokkflytting"].any()
    assert np.array_equal(row["folketall_ub"], simulate(solvik_run.plan).row(0)["folketall_ub"])
