"""Figures unlike what is known of a municipality: reported with what is usual, never changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip.intake.people_checks import known_people, unusual
from ldip.intake.population import Order, import_population
from ldip.pack import people
from tests.intake.people import plan_of, rows, source

NUMBER = "4001"


def registered(year: int) -> np.ndarray:
    return people.stocks(NUMBER).cells[0, people.years().index(year)]


@pytest.mark.parametrize("year", [2016, 2020, 2026])
def test_registered_figures_are_not_unusual(year: int) -> None:
    assert unusual(NUMBER, {year: registered(year)}, {}) == []


def test_every_municipality_is_usual_to_itself() -> None:
    for number in ("0301", "1151", "4001", "5612", "3201"):
        years = dict(list(known_people(number).items())[::5])
        assert unusual(number, years, {}) == []


@pytest.mark.parametrize(("factor", "power"), [(10.0, "10"), (0.1, "10"), (1000.0, "1\u00a0000"), (0.01, "100")])
def test_powers_of_ten_are_named(factor: float, power: str) -> None:
    (line,) = unusual(NUMBER, {2026: registered(2026) * factor}, {})
    assert f"Er tallene {power} ganger" in line and f"{registered(2026).sum():,.0f}".replace(",", "\u00a0") in line


def test_another_total_is_reported_without_a_power() -> None:
    (line,) = unusual(NUMBER, {2026: registered(2026) * 4.5}, {})
    assert "SSB har" in line and "ganger" not in line


@pytest.mark.parametrize("factor", [1.0, 1.1])
def test_swapped_sexes_are_reported_with_the_usual_numbers(factor: float) -> None:
    found = unusual(NUMBER, {2026: registered(2026)[::-1] * factor}, {})
    women, men = (f"{v:.0f}" for v in registered(2026)[:, 85:].sum(axis=1))
    assert len(found) == 1 and "byttet om" in found[0] and f"er {women} og {men}" in found[0]


def test_without_a_registered_population_the_plans_own_is_held_against() -> None:
    own = {2026: registered(2026)}
    assert unusual("9999", {2025: registered(2025)}, own) == []
    assert "Planen hadde" in unusual("9999", {2025: registered(2025) * 10}, own)[0]
    assert "byttet om" in unusual("9999", {2025: registered(2025)[::-1]}, own)[0]
    assert "to kvinner for hver mann" in unusual("9999", {2026: registered(2026)[::-1]}, {})[0]
    assert unusual("9999", {2026: registered(2026)}, {}) == []


def test_a_jump_from_one_year_to_the_next_is_reported() -> None:
    found = unusual("9999", {2024: registered(2024), 2025: registered(2024) * 0.8}, {})
    assert len(found) == 1 and "i 2025" in found[0] and "nye grenser" in found[0]


def test_an_import_reports_it(tmp_path: Path) -> None:
    cells = registered(2026)
    swapped = rows("4001", [2026], lambda s, a, y: float(cells[int(s == "Kvinner"), a]))
    done = import_population(plan_of(tmp_path), source(tmp_path, swapped), Order("folketall", "SSB"))
    assert any("byttet om" in line for line in done.told) and done.persons == cells.sum()
    many = rows("4001", [2026], lambda s, a, y: float(10 * cells[int(s == "Menn"), a]))
    done = import_population(plan_of(tmp_path / "b"), source(tmp_path, many), Order("folketall", "SSB"))
    assert any("10 ganger" in line for line in done.told)
