"""Life tables, graduation and the cohort steps."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from ldip import Run
from ldip.demography.graduation import age_on, geometric_path, graduate
from ldip.demography.lifetable import fertility_rates, single_year_rates, survival_from_rates


def test_preston_closed_projection(data: Path) -> None:
    """Swedish women 1993 → 1998 without migration (Preston et al. 2001, box 6.1): survivors from the book's life table."""
    with (data / "population" / "preston_sweden_1993_females.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def column(name: str) -> np.ndarray:
        return np.array([float(r[name]) for r in rows])

    nlx, stock = column("nLx_f"), column("pop_f_1993")
    survival = np.empty((2, len(stock)))
    survival[:, 0] = nlx[0] / 500_000
    survival[:, 1:-1] = nlx[1:-1] / nlx[:-2]
    survival[:, -1] = nlx[-1] / (nlx[-2] + nlx[-1])
    women = np.stack([stock, np.zeros_like(stock)])
    aged = age_on(women, survival, column("asfr") * 5, 1.05 / 2.05)[0]
    np.testing.assert_allclose(aged, column("pop_f_1998_closed_recomputed"), atol=0.5)
    again = age_on(np.stack([aged, np.zeros_like(aged)]), survival, column("asfr") * 5, 1.05 / 2.05)[0]
    np.testing.assert_allclose(again, column("pop_f_2003_closed_recomputed"), atol=0.5)
    assert aged.sum() == pytest.approx(4_449_570, abs=1.0)


def test_null_projection_shifts_ages() -> None:
    stock = np.arange(20.0).reshape(2, 10)
    aged = age_on(stock, np.ones((2, 10)), np.zeros(10), 0.5)
    assert aged.sum() == stock.sum()
    assert aged[:, 0].tolist() == [0.0, 0.0]
    assert aged[0, -1] == 8.0 + 9.0


def test_single_year_rates_and_survival() -> None:
    start = np.array([0.0, 1.0, 5.0, 10.0])
    rates = single_year_rates(start, np.array([[0.004], [0.0002], [0.0001], [0.0003]]), 15)
    assert rates[0, 0] == 0.004
    assert (rates[0, 1:5] == 0.0002).all()
    assert 0.0001 <= rates[0, 8] < rates[0, 12] <= 0.0003 + 1e-12
    survival = survival_from_rates(rates)
    assert survival[0, 0] == pytest.approx(1 - 0.85 * 0.004)
    assert ((survival > 0.99) & (survival < 1.0)).all()
    assert survival_from_rates(np.full((1, 3), 5.0))[0, 2] == 0.0


def test_fertility_adds_up_to_the_total() -> None:
    rates = fertility_rates(np.array([15.0, 20.0]), np.array([19.0, 24.0]), np.array([30.0, 70.0]), 1.6, 106)
    assert rates.sum() == pytest.approx(1.6)
    assert rates[17] == pytest.approx(1.6 * 0.3 / 5)


def test_graduation_keeps_given_totals_exactly() -> None:
    rng = np.random.default_rng(3)
    stock = rng.uniform(50, 100, (2, 12))
    member = np.zeros((3, 12))
    member[0, 0] = member[1, 1:6] = member[2, 6:] = 1.0
    given = {2025: np.array([90.0, 800.0, 900.0]), 2028: np.array([95.0, 790.0, 940.0])}
    survival, fertility = np.full((6, 2, 12), 0.98), np.full((6, 12), 0.05)
    path = graduate(stock, given, member, survival, fertility, 0.51, 2022)
    assert path.shape == (7, 2, 12)
    for year, groups in given.items():
        np.testing.assert_allclose(member @ path[year - 2022].sum(axis=0), groups, rtol=1e-12)
    np.testing.assert_array_equal(path[0], stock)
    empty = graduate(np.zeros((2, 12)), {2023: np.zeros(3)}, member, survival, np.zeros((6, 12)), 0.5, 2022)
    assert empty[1].sum() == 0.0


def test_pinned_totals_grow_evenly() -> None:
    path = geometric_path(100.0, 2020, [(2019, 5.0), (2022, 121.0), (2023, 121.0)])
    assert path == pytest.approx({2021: 110.0, 2022: 121.0, 2023: 121.0})


def test_free_path_from_real_stocks(baerum_run: Run, data: Path) -> None:
    """Our own path from the 2021 stock against the real count 1 January 2026."""
    with (data / "population" / "baerum_pop_age_sex_2005_2026.csv").open(encoding="utf-8") as file:
        counted = sum(float(r["2026"]) for r in csv.DictReader(file))
    assert counted == 133_228
    ours = baerum_run.value("innbyggere_egen_ub", 2025)
    assert abs(ours / counted - 1.0) < 0.03
