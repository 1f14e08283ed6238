"""Recompute the tables of parameters/demografi.toml from open data; prints TOML. Not run by the program.

Usage: python benchmarks/fit_demografi.py ../shared/data/population
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

from ldip.demography.moves import expected_births, fertility_factor, newborns, residual_moves
from ldip.demography.projection import one_year, survivors
from ldip.estimates.national_rates import national_fertility, national_survival, national_totals
from ldip.parameters.income_system import AGE_CRITERIA
from ldip.sources.stocks import read_stocks
from ldip.uncertainty.backtest import BORDER_SPLITS

SEXES = np.array([1.0, 1.06]) / 2.06
BANDS = (0, 1, 6, 13, 19, 23, 28, 35, 45, 60, 75, 90)
SIZES = (0, 2000, 5000, 10000, 20000, 50000)


def show(values: np.ndarray, digits: int) -> str:
    return "[" + ", ".join(f"{v:.{digits}f}" for v in np.ravel(values)) + "]"


def mortality(folder: Path) -> None:
    """Lee–Carter by singular values over 1990–2050, both sexes with one index, mean response 1."""
    rows = list(csv.DictReader((folder / "un_wpp2024_norway_mx_5year.csv").open()))
    periods = sorted({r["period"] for r in rows})[:12]
    ages = sorted({int(r["age"].rstrip("+")) for r in rows})
    logs = np.zeros((len(periods), 2, len(ages)))
    for r in rows:
        if r["period"] in periods:
            place = periods.index(r["period"]), slice(None), ages.index(int(r["age"].rstrip("+")))
            logs[place] = np.log([float(r["mxF"]), float(r["mxM"])])
    level = logs.mean(axis=0)
    u, s, v = np.linalg.svd((logs - level).reshape(len(periods), -1), full_matrices=False)
    scale = v[0].mean()
    response, index = (v[0] / scale).reshape(2, -1), u[:, 0] * s[0] * scale
    print("[doedelighet]\nfra_alder =", ages)
    print("midtaar =", [int(p[:4]) + 2.5 for p in periods], "\nindeks =", show(index, 4))
    for name, table in (("nivaa", level), ("virkning", response)):
        print(f"{name}_kvinner =", show(table[0], 3), f"\n{name}_menn =", show(table[1], 3))


def fertility(folder: Path) -> None:
    rows = list(csv.DictReader((folder / "un_wpp2024_norway_pasfr_5year.csv").open()))
    periods = [p for p in sorted({r["period"] for r in rows}) if "2000" <= p[:4] <= "2045"]
    print("\n[fruktbarhet]\nmidtaar =", [int(p[:4]) + 2.5 for p in periods], "\nandeler = [")
    for p in periods:
        print("  " + show(np.array([float(r["pasfr"]) for r in rows if r["period"] == p]), 2) + ",")
    print("]")
    annual = list(csv.DictReader((folder / "un_wpp2024_norway_annual.csv").open()))
    past = [r for r in annual if r["kind"] == "estimate" and int(r["year"]) >= 2000]
    print("fra_aar = 2000\nsamlet =", show(np.array([float(r["tfr"]) for r in past]), 2))


def moves(folder: Path) -> None:
    """Net moves per 1 000 by size class, and spread of yearly group rates among large municipalities."""
    stocks = read_stocks(folder / "norway_pop_municipality_age_sex_2005_2026.csv.gz")
    first, last = stocks.years[0], stocks.years[-1]
    survival = national_survival(np.arange(first, last, dtype=float))
    by_year = np.stack([residual_moves(stocks.cells[:, t : t + 2], survival[t : t + 1]) for t in range(last - first)], axis=1)
    present = survivors(stocks.cells[:, :-1], survival)
    size = np.digitize(stocks.cells[:, -1].sum(axis=(1, 2)), SIZES[1:])
    ends = (*BANDS[1:], 106)
    print("\n[flyttemoenster]\nfra_alder =", list(BANDS), "\nfra_innbyggere =", list(SIZES), "\npromille = [")
    for c in range(len(SIZES)):
        m, n = by_year[size == c, -10:].sum(axis=(0, 1, 2)), present[size == c, -10:].sum(axis=(0, 1, 2))
        print(
            "  "
            + show(np.array([1e3 * m[a:b].sum() / max(n[a:b].sum(), 1.0) for a, b in zip(BANDS, ends, strict=True)]), 2)
            + ","
        )
    print("]")


def spread(folder: Path) -> None:
    """Behind `flyttbarhet` (rounded): spread of yearly net rates by band in municipalities above 20 000, mean 1; behind
    `omsetning` (rounded): variance over years of a cell's net moves per person in municipalities below 5 000."""
    stocks = read_stocks(folder / "norway_pop_municipality_age_sex_2005_2026.csv.gz")
    stocks = stocks.only([i for i in stocks.ids if i not in BORDER_SPLITS])
    years = len(stocks.years) - 1
    survival = national_survival(np.array(stocks.years[:-1], dtype=float))
    net = np.stack([residual_moves(stocks.cells[:, t : t + 2], survival[t : t + 1]) for t in range(years)], axis=1)
    present = survivors(stocks.cells[:, :-1], survival)
    off = net - net.mean(axis=1, keepdims=True)
    size = stocks.cells[:, -1].sum(axis=(1, 2))
    ends = (*BANDS[1:], 106)
    big, small = size > 20_000, (size < 5_000) & (size > 0)
    spreads, variances, people = [], [], []
    for a, b in zip(BANDS, ends, strict=True):
        each = off[big][..., a:b].sum(axis=(2, 3)) / np.maximum(present[big][..., a:b].sum(axis=(2, 3)), 1.0)
        spreads.append(np.sqrt(np.mean(each**2)))
        variances.append(off[small][..., a:b].var(axis=1).sum() / max(present[small][..., a:b].mean(axis=1).sum(), 1.0))
        people.append(present[big][..., a:b].sum())
    level = np.average(spreads, weights=people)
    print("\n# flyttbarhet, urundet:", show(np.array(spreads) / level, 2))
    print("# omsetning, urundet:", show(np.array(variances), 3))


def nation(folder: Path) -> None:
    """parameters/landet.toml: the nation by age criterion, known to 2026 and projected to 2066."""
    rows = list(csv.DictReader((folder / "norway_pop_national_age_sex_1986_2026.csv").open(encoding="utf-8")))
    stocks = np.zeros((12, 2, 106))
    for r in rows:
        stocks[:, "FM".index(r["sex"]), int(r["age"])] = [float(r[str(y)]) for y in range(2015, 2027)]
    past = np.arange(2016.0, 2026.0)
    survival = national_survival(past)
    net = residual_moves(stocks[1:], survival)
    expected = expected_births(stocks[-6:], national_fertility(past[-5:], national_totals(past[-5:]))).sum()
    local = fertility_factor(newborns(stocks[-6:], survival[-5:]).sum(), expected)
    path = [*stocks]
    for year in range(2026, 2066):
        now = np.array([float(year)])
        fertility = national_fertility(now, national_totals(now))[0] * local
        moves_now = (np.zeros_like(net), net)
        path.append(one_year(path[-1], (national_survival(now)[0], fertility), moves_now, SEXES, 0.0)[0])
    print("\n[landet]")
    for year, people in enumerate(path, start=2015):
        groups = [round(people[:, a : b + 1].sum()) for a, b, _ in AGE_CRITERIA.values()]
        print(f"  {groups},  # {year}")


if __name__ == "__main__":
    source = Path(sys.argv[1])
    mortality(source)
    fertility(source)
    moves(source)
    spread(source)
    nation(source)
