"""Moves and fertility from stocks, shrinkage, national paths, fitting to margins."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from ldip.demography import moves, national
from ldip.demography.lifetable import survival_from_rates
from ldip.demography.projection import moved, one_year, relative_survival, survivors
from ldip.estimates.national_rates import (
    mobility,
    national_death_rates,
    national_fertility,
    national_survival,
    national_totals,
    reference_moves,
    turnover,
)

RNG = np.random.default_rng(4)
SEXES = np.array([1.0, 1.06]) / 2.06


def history(net: np.ndarray, survival: np.ndarray, fertility: np.ndarray, years: int) -> np.ndarray:
    path = [RNG.uniform(5.0, 60.0, (2, 106))]
    for _ in range(years):
        now, _ = one_year(path[-1], (survival, fertility), (np.zeros_like(net), net), SEXES, 0.0)
        path.append(now)
    return np.array(path)


def test_residuals_give_back_the_moves_that_made_the_stocks() -> None:
    net = RNG.normal(0.0, 1.0, (2, 106))
    net[:, 0] = 0.0
    survival = national_survival(np.array([2020.0]))[0]
    fertility = national_fertility(np.array([2020.0]), np.array([1.5]))[0]
    stocks = history(net, survival, fertility, 10)
    found = moves.residual_moves(stocks, np.repeat(survival[None], 10, axis=0))
    assert np.abs(found - net).max() < 1e-9
    expected = moves.expected_births(stocks, np.repeat(fertility[None], 10, axis=0)).sum()
    born = moves.newborns(stocks, np.repeat(survival[None], 10, axis=0)).sum()
    assert moves.fertility_factor(np.array(born), np.array(expected)) == pytest.approx(1.0, abs=0.02)


def test_local_fertility_is_drawn_towards_the_nation() -> None:
    assert moves.fertility_factor(np.array(0.0), np.array(0.0)) == 1.0
    assert moves.fertility_factor(np.array(150.0), np.array(50.0)) == 2.0


def test_shrinkage_keeps_the_total_and_leaves_the_large_alone() -> None:
    net, people = RNG.normal(0.0, 3.0, (2, 2, 106)), RNG.uniform(1.0, 30.0, (2, 2, 106))
    reference = np.broadcast_to(reference_moves(3000.0), (2, 2, 106))
    shrunk = moves.shrink(net, people, reference, 5000.0)
    assert np.allclose(shrunk.sum(axis=(1, 2)), net.sum(axis=(1, 2)))
    assert not np.allclose(shrunk, net)
    assert np.array_equal(moves.shrink(net, people, reference, 0.0), net)


def test_out_moves_as_rates_never_take_more_than_there_are() -> None:
    net = np.array([[-5.0, 3.0, -1.0, 0.0]])
    people = np.array([[2.0, 1.0, 10.0, 0.0]])
    rate, arrivals = moves.as_rates(net, people)
    assert rate.tolist() == [[1.0, 0.0, 0.1, 0.0]] and arrivals.tolist() == [[0.0, 3.0, 0.0, 0.0]]
    assert (moved(people, rate, arrivals, 1.0) >= 0.0).all()


def test_even_moves_by_rate_leave_twice_half() -> None:
    people = np.array([100.0, 50.0])
    assert np.allclose(moved(moved(people, 0.2, 0.0, 0.5), 0.2, 0.0, 0.5), people * 0.9 * 0.9)


def test_relative_survival_stays_between_zero_and_one() -> None:
    survival = np.array([0.0, 0.3, 0.999, 1.0])
    for level in (0.01, 1.0, 100.0):
        found = relative_survival(survival, np.array(level))
        assert ((found >= 0.0) & (found <= 1.0)).all()
    assert np.allclose(relative_survival(survival, np.array(1.0)), survival)


def test_fitting_meets_both_margins_and_refuses_what_cannot_be_met() -> None:
    cells = RNG.uniform(0.1, 5.0, (4, 30))
    rows, columns = RNG.uniform(10.0, 50.0, 4), RNG.uniform(1.0, 9.0, 30)
    columns *= rows.sum() / columns.sum()
    found = moves.fit(cells, rows, columns)
    assert np.allclose(found.sum(axis=0), columns, atol=1e-9) and np.allclose(found.sum(axis=1), rows, atol=1e-6)
    assert moves.fit(cells, rows, columns, rounds=1).shape == (4, 30)
    with pytest.raises(ValueError, match="summerer ulikt"):
        moves.fit(cells, rows, columns * 2.0)
    cells[2] = 0.0
    with pytest.raises(ValueError, match="alle celler er null"):
        moves.fit(cells, rows, columns)


def test_life_expectancy_can_be_moved_by_years() -> None:
    survival = national_survival(np.array([2024.0]))[0]
    before = national.life_expectancy(survival)
    for years in (-2.0, -0.5, 0.7, 2.0):
        assert national.life_expectancy(national.shifted_to(survival, years)) == pytest.approx(before + years, abs=1e-6)


def test_mortality_improves_beyond_the_table_too() -> None:
    years = np.array([1985.0, 2000.0, 2025.0, 2048.0, 2060.0])
    found = [national.life_expectancy(s) for s in national_survival(years)]
    assert found == sorted(found)
    local = national_death_rates(np.array([2025.0]))[0] * 1.1
    ahead = national_death_rates(np.array([2025.0, 2045.0]))
    path = national.improved_survival(local, ahead, ahead[0])
    assert np.allclose(path[0], survival_from_rates(local))
    assert national.life_expectancy(path[1]) > national.life_expectancy(path[0]) + 1.0


def test_national_fertility_adds_up_to_the_total() -> None:
    totals = national_totals(np.array([1990.0, 2009.0, 2022.0, 2050.0]))
    assert totals.tolist() == [1.85, 1.97, 1.41, 1.40]  # held outside the table
    assert np.allclose(national_fertility(np.array([1990.0, 2009.0, 2022.0, 2050.0]), totals).sum(axis=1), totals)


def test_profiles_are_scaled_to_the_population() -> None:
    people = RNG.uniform(1.0, 9.0, (2, 106))
    assert (mobility(people) * people).sum() == pytest.approx(people.sum())
    assert mobility(np.zeros((2, 106))).shape == (2, 106)
    assert turnover()[25] > turnover()[70] > 0.0
    assert reference_moves(100.0)[20] < 0.0 < reference_moves(80_000.0)[20]


def test_the_mortality_table_is_near_the_source(data: Path) -> None:
    """Life expectancy of the fitted table against the UN's rates, period by period, within 0.45 year."""
    with (data / "population" / "un_wpp2024_norway_annual.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if 1995 <= int(row["year"]) <= 2045:
            found = national.life_expectancy(national_survival(np.array([float(row["year"])]))[0])
            survey = (float(row["e0F"]) + float(row["e0M"])) / 2.0
            assert found == pytest.approx(survey, abs=0.45), row["year"]


def test_survivors_of_nobody_are_nobody() -> None:
    assert survivors(np.zeros((2, 106)), np.ones((2, 106))).sum() == 0.0
