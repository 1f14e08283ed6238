"""Re-derive the spread of the macro and demography factors in parameters/usikkerhet.toml from open data. Not run by the program.

Usage: python benchmarks/fit_makro.py ../shared/data
Prints each series with its number of observations, error by horizon, and the share inside the drawn 80 % band.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from ldip.parameters.history import deflator_growth, series
from ldip.uncertainty.backfactors import factor_rows

PANEL = Path(__file__).resolve().parent / "serier" / "inntektsutjevning_utvalg.csv"
YEARS = (2015, 2016, 2020, 2025)
NORMAL_90 = 1.2816
SIZES = ((0, 5_000), (5_000, 20_000), (20_000, 10**9))


@dataclass(frozen=True)
class Ratios:
    """Tax per inhabitant over the nation's, by municipality and year, with inhabitants in 2025."""

    values: Mapping[str, Mapping[int, float]]
    people: Mapping[str, float]


def rows_of(file: Path) -> list[dict[str, str]]:
    """Rows of a csv file, without comments."""
    with file.open(encoding="utf-8") as opened:
        return list(csv.DictReader(line for line in opened if not line.startswith("#")))


def ratio_of(equalised: float, nation: Mapping[str, str]) -> float:
    """Tax ratio from net income equalisation per inhabitant: the settlement's formula solved for the ratio."""
    tax, paid = float(nation["skatt_per_innb_landet"]), float(nation["finansiering_per_innb"])
    even, extra, floor = (float(nation[k]) for k in ("symmetrisk_andel", "tilleggskompensasjon", "terskel_andel"))
    got = (equalised + paid) / tax
    ratio = 1.0 - got / even
    return ratio if ratio >= floor else (even + extra * floor - got) / (even + extra)


def tax_ratios(data: Path) -> Ratios:
    """The panel: 2015, 2016 and 2020 from the selection, 2025 from the settlement of every municipality."""
    nation = {int(r["aar"]): r for r in rows_of(data / "income" / "nasjonale_serier.csv")}
    last = {r["knr"]: r for r in rows_of(data / "income" / "inntektsutjevning_2025_alle_357.csv")}
    values = {
        r["knr"]: {y: ratio_of(float(r[f"e{y}"]), nation[y]) for y in YEARS[:-1] if r[f"e{y}"]}
        | {2025: float(last[r["knr"]]["skatt_andel_av_landet"])}
        for r in rows_of(PANEL)
    }
    return Ratios(values, {k: float(last[k]["innb_1jan2025"]) for k in values})


def ratio_changes(found: Ratios, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Logarithmic change of the ratio between two years, and inhabitants, by municipality."""
    both = [k for k, v in found.values.items() if first in v and last in v]
    change = np.array([np.log(found.values[k][last] / found.values[k][first]) for k in both])
    return change, np.array([found.people[k] for k in both])


def ratio_spread(people: np.ndarray, years: int, sd: float, persistence: float, exponent: float, cap: float) -> np.ndarray:
    """Standard deviation of the change after a number of years by inhabitants, with the shipped form of the factor."""
    size = np.minimum(people, cap) / 10_000.0
    grown = np.sqrt(sum(persistence ** (2 * k) for k in range(years)))
    return np.asarray(sd * grown * size**exponent)


def real_growth(data: Path) -> dict[int, float]:
    """Growth of the nation's tax and grant per inhabitant over the deflator, share by year."""
    rows = {int(r["aar"]): r for r in rows_of(data / "income" / "nasjonale_serier.csv")}
    total = {y: float(r["skatt_per_innb_landet"]) + float(r["rammetilskudd_regnskap_per_innb_1jan"]) for y, r in rows.items()}
    deflator = deflator_growth()
    return {y: total[y] / total[y - 1] / (1.0 + deflator[y]) - 1.0 for y in total if y in deflator and y - 1 in total}


def level_errors(growth: Mapping[int, float]) -> dict[int, np.ndarray]:
    """Errors of the level after 1, 2 … years against the mean growth of all years, by horizon; in sample."""
    off = np.array(list(growth.values())) - np.mean(list(growth.values()))
    return {h: np.array([off[i : i + h].sum() for i in range(len(off) - h + 1)]) for h in range(1, 6)}


def use_rates(data: Path) -> dict[str, np.ndarray]:
    """Yearly logarithmic change of coverage in KOSTRA, by indicator; three areas that do not overlap, 2020–2025."""
    wanted = {
        "institusjon_80": "Andel innb. 80+ med institusjonsopphold (%)",
        "hjemmetjenester_80": "Andel innb. 80+ som bruker hjemmetjenester (%)",
        "barnehage_1_5": "Andel barn 1-5 år i barnehage (%)",
    }
    rows = rows_of(data / "services" / "kostra_2020_2025_lorenskog_landet.csv")
    found = {}
    for name, indicator in wanted.items():
        areas = []
        for area in ("Landet u/Oslo", "Oslo", "Kostragr. 8"):
            level = {int(r["year"]): float(r["value"]) for r in rows if r["indicator"] == indicator and r["region"] == area}
            areas.append(np.diff(np.log([level[y] for y in range(2020, 2026)])))
        found[name] = np.concatenate(areas)
    return found


def need_changes(data: Path) -> tuple[np.ndarray, np.ndarray]:
    """Logarithmic change of the need index 2025–2026, and inhabitants, by municipality."""
    people = {r["knr"]: float(r["innb_1jan2025"]) for r in rows_of(data / "income" / "inntektsutjevning_2025_alle_357.csv")}
    rows = rows_of(data / "income" / "utgiftsbehovsindeks_2025_2026.csv")
    change = np.array([np.log(float(r["indeks_2026"]) / float(r["indeks_2025"])) for r in rows])
    return change, np.array([people[r["knr"]] for r in rows])


def demography() -> tuple[np.ndarray, float, float]:
    """Error of the budget's demography cost by year, bn 2020-kroner; its spread, and how much stays until next year."""
    found = series("demografikostnad")
    error = np.array([found.values[y] - found.expected[y] for y in found.years])
    kept = float((error[1:] * error[:-1]).sum() / (error[:-1] ** 2).sum())
    return error, float(error.std(ddof=1)), kept


def main(data: Path) -> None:
    for r in factor_rows():
        print(
            f"{r.factor:15} {r.part:14} h={r.horizon:2} n={len(r.launches):2} innenfor {100 * r.inside:3.0f} %  skjevhet "
            f"{100 * r.bias:5.2f}  rmse {100 * r.rmse:4.2f}  bånd {100 * r.low:5.2f} til {100 * r.high:4.2f}"
        )
    error, sd, kept = demography()
    print(f"demografikostnad n={len(error)} snitt {error.mean():.2f} sd {sd:.2f} mrd. henger igjen {kept:.2f}")
    ratios = tax_ratios(data)
    for first, last in combinations(YEARS, 2):
        change, people = ratio_changes(ratios, first, last)
        by_size = [
            f"{change[(people >= a) & (people < b)].std():.3f}" for a, b in SIZES if ((people >= a) & (people < b)).sum() > 3
        ]
        print(f"skatteandel {first}–{last} n={len(change)} sd {change.std():.3f} etter størrelse {' '.join(by_size)}")
    growth = real_growth(data)
    print(f"frie inntekter n={len(growth)} sd {100 * np.std(list(growth.values()), ddof=1):.2f}")
    for h, off in level_errors(growth).items():
        print(f"  nivå etter {h} år: n={len(off)} rmse {100 * np.sqrt((off**2).mean()):.1f} %")
    for name, off in use_rates(data).items():
        print(f"{name} n={len(off)} snitt {100 * off.mean():.1f} sd {100 * off.std(ddof=1):.1f} % i året")
    change, people = need_changes(data)
    for low, high in ((0, 2e3), (2e3, 5e3), (5e3, 1e4), (1e4, 2e4), (2e4, 5e4), (5e4, 1e9)):
        inside = (people >= low) & (people < high)
        print(f"behovsindeks {low:.0f}– n={inside.sum()} sd {100 * change[inside].std():.2f} %")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
