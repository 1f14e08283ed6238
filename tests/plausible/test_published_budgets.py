"""A factor 1 000 in published budgets: found where it is put, and seldom where nothing is wrong."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from ldip.plan.plausible import amounts
from ldip.plan.plausible.common import Given

YEARS = (2013, 2014, 2015, 2016)


def bergen(data: Path) -> dict[tuple[str, str], dict[int, float]]:
    """Bergen's budget and plan: kroner by service and kind (income or expenditure), and year."""
    found: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    with (data / "bop" / "bergen_driftsbudsjett_2013_2016.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file, delimiter=";"):
            for year in YEARS:
                text = row[str(year)].replace("\u00a0", "").replace(" ", "").replace(",", ".")
                found[row["tjomr"], row["inntekt-utgift"]][year] += float(text) if text not in ("", "-") else 0.0
    return found


def column_of(budget: dict[tuple[str, str], dict[int, float]], year: int) -> list[Given]:
    return [
        Given("rammer.csv", "beloep", by_year[year], i, ", ".join(k)) for i, (k, by_year) in enumerate(sorted(budget.items()))
    ]


def series_of(by_year: dict[int, float]) -> list[Given]:
    return [Given("vedtatt.csv", "beloep", v, y, str(y), y) for y, v in sorted(by_year.items())]


def test_a_published_budget_raises_no_warning(data: Path) -> None:
    budget = bergen(data)
    assert len(budget) > 40
    assert [c.place for year in YEARS for c in amounts.in_column(column_of(budget, year))] == []
    assert [k for k, by_year in budget.items() for _ in amounts.in_series(series_of(by_year))] == []


def test_one_year_in_thousands_is_found_in_every_line(data: Path) -> None:
    """Lines that change little from year to year: one year of them is a factor 1 000 off."""
    tried = 0
    for key, by_year in bergen(data).items():
        values = [abs(v) for v in by_year.values()]
        if min(values) < max(values) / 2.5 or min(values) == 0.0:
            continue
        for year in YEARS:
            wrong = {**by_year, year: by_year[year] / 1e3}
            assert [c.line for c in amounts.in_series(series_of(wrong))] == [year], key
            tried += 1
    assert tried > 150


def test_a_large_line_in_thousands_is_found_in_its_column(data: Path) -> None:
    """Lines of a column in the wrong unit, upwards: those above a hundredth of the largest are found."""
    budget = bergen(data)
    column = column_of(budget, 2013)
    largest = max(abs(g.value) for g in column)
    for at, one in enumerate(column):
        if abs(one.value) > largest / 90.0:
            wrong = [*column[:at], Given(one.file, one.key, one.value * 1e3, one.line, one.row), *column[at + 1 :]]
            assert [c.line for c in amounts.in_column(wrong)] == [one.line]


def test_investments_of_a_small_municipality_raise_no_warning(data: Path) -> None:
    """Sauda's projects, from small to large."""
    sums: dict[str, float] = defaultdict(float)
    with (data / "bop" / "sauda_investeringsbudsjett_2013.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file, delimiter=";"):
            sums[row["tiltak"]] += abs(float(row["nok"]))
    column = [Given(f"prosjekter/{i}.toml", "kostnad.beloep", v) for i, v in enumerate(sums.values())]
    assert len(column) > 10 and list(amounts.in_column(column)) == []
