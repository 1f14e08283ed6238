"""Recompute the tables of parameters/demografi.toml from open data; prints TOML. Not run by the program.

Usage: python benchmarks/fit_demografi.py ../shared/data/population
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

from ldip import rates
from ldip.demography.moves import residual_moves
from ldip.demography.projection import survivors
from ldip.sources.stocks import read_stocks

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
    survival = rates.national_survival(np.arange(first, last, dtype=float))
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


if __name__ == "__main__":
    source = Path(sys.argv[1])
    mortality(source)
    fertility(source)
    moves(source)
