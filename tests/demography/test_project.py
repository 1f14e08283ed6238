"""The public array projection against textbook cases and its own invariants."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from ldip.demography.cohorts import project

RNG = np.random.default_rng(11)
STOCK = RNG.uniform(80, 120, (2, 12))
SURVIVAL = RNG.uniform(0.9, 1.0, (4, 2, 12))
FERTILITY = RNG.uniform(0.0, 0.1, (4, 12))
MOVES = RNG.uniform(-4, 6, (4, 2, 12))


def preston(data: Path) -> dict[str, np.ndarray]:
    with (data / "population" / "preston_sweden_1993_females.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table = {n: np.array([float(r[n]) for r in rows]) for n in rows[0]}
    nlx = table["nLx_f"]
    survival = np.concatenate([[nlx[0] / 500_000], nlx[1:-1] / nlx[:-2], [nlx[-1] / (nlx[-2] + nlx[-1])]])
    return table | {"survival": survival[None, None], "stock": table["pop_f_1993"][None]}


def test_box_6_2_even_migration(data: Path) -> None:
    """Swedish women 1993 → 1998: every published cell and births by age of mother within 0.5."""
    t = preston(data)
    path, births = project(
        t["stock"], t["survival"], t["asfr"][None] * 5, t["netmig_f_1993_98"][None, None], sex_ratio=1.05, timing="even"
    )
    np.testing.assert_allclose(path[1, 0], t["pop_f_1998_open_published"], atol=0.5)
    np.testing.assert_allclose(births[0], t["births_open_published"], atol=0.5)
    assert (path[1, 0, 0], path[1, 0, 5], path[1, 0, -1]) == pytest.approx((302_392, 293_515, 131_966), abs=0.5)


def test_box_6_1_closed(data: Path) -> None:
    t = preston(data)
    survival, fertility = np.repeat(t["survival"], 2, axis=0), np.repeat(t["asfr"][None] * 5, 2, axis=0)
    path, births = project(t["stock"], survival, fertility, np.zeros((2, 1, 18)), sex_ratio=1.05, timing="end")
    np.testing.assert_allclose(path[2, 0], t["pop_f_2003_closed_recomputed"], atol=0.5)
    np.testing.assert_allclose(births[1], t["births_1998_2003_closed_recomputed"], atol=0.5)
    assert path[1:].sum(axis=(1, 2)) == pytest.approx([4_449_570, 4_478_712], abs=1.0)


def test_null_projection_only_ages() -> None:
    ones = np.ones((3, 2, 12))
    path, births = project(STOCK, ones, np.zeros((3, 12)), 0 * ones, sex_ratio=1.05)
    assert births.sum() == 0.0
    np.testing.assert_allclose(path.sum(axis=(1, 2)), STOCK.sum(), rtol=1e-12)
    np.testing.assert_array_equal(path[1][:, 1:-1], STOCK[:, :-2])


@pytest.mark.parametrize("timing", ["even", "end"])
def test_conservation(timing: str) -> None:
    """P1 = P0 + births − deaths + net moves, to 1e-9, with deaths counted where they happen."""
    path, births = project(STOCK, SURVIVAL, FERTILITY, MOVES, sex_ratio=1.06, timing=timing)
    share = np.array([1.0, 1.06]) / 2.06
    for t in range(4):
        half = MOVES[t] / 2 if timing == "even" else 0.0 * MOVES[t]
        at_risk = path[t] + half
        into = np.concatenate([SURVIVAL[t][:, 1:], SURVIVAL[t][:, -1:]], axis=1)
        deaths = (at_risk * (1 - into)).sum() + (births[t].sum() * share * (1 - SURVIVAL[t][:, 0])).sum()
        assert path[t + 1].sum() == pytest.approx(path[t].sum() + births[t].sum() - deaths + MOVES[t].sum(), abs=1e-9)


@pytest.mark.parametrize("timing", ["even", "end"])
def test_two_areas_with_equal_rates_are_one(timing: str) -> None:
    parts = np.stack([STOCK * 0.3, STOCK * 0.7])
    moves = np.stack([MOVES * 0.8, MOVES * 0.2])
    split, born = project(parts, SURVIVAL[None], FERTILITY[None], moves, sex_ratio=1.05, timing=timing)
    whole, births = project(STOCK, SURVIVAL, FERTILITY, MOVES, sex_ratio=1.05, timing=timing)
    assert split.shape == (2, 5, 2, 12)
    np.testing.assert_allclose(split.sum(axis=0), whole, rtol=1e-12)
    np.testing.assert_allclose(born.sum(axis=0), births, rtol=1e-12)


def test_batch_rows_are_the_single_runs() -> None:
    rows = np.stack([MOVES * k for k in (0.0, 1.0, -1.0)])
    many, births = project(STOCK, SURVIVAL, FERTILITY, rows, sex_ratio=1.05)
    for k in range(3):
        one, born = project(STOCK, SURVIVAL, FERTILITY, rows[k], sex_ratio=1.05)
        np.testing.assert_allclose(many[k], one, rtol=1e-13)
        np.testing.assert_allclose(births[k], born, rtol=1e-13)


def test_wrong_use_is_refused() -> None:
    with pytest.raises(ValueError, match="timing"):
        project(STOCK, SURVIVAL, FERTILITY, MOVES, sex_ratio=1.05, timing="midt")
    for survival, fertility, moves in (
        (SURVIVAL[:, :, :5], FERTILITY, MOVES),
        (SURVIVAL, FERTILITY[:2], MOVES),
        (SURVIVAL, FERTILITY, MOVES[:, :1]),
    ):
        with pytest.raises(ValueError, match="formene"):
            project(STOCK, survival, fertility, moves, sex_ratio=1.05)
