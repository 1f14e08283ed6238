"""The first plan of every municipality, built, checked and run in one process: `python -m tests.firstplan.nation [FOLDER]`.

Writes tabell.csv and tabell.md to the folder (.alle-kommuner) and prints how the headline goes with need, tax and ageing over all
municipalities, and how result and debt spread. `measured` is one row; the tests use it for every tenth municipality."""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ldip.binding.reading import plan_of_contents
from ldip.firstplan.build import build
from ldip.firstplan.found import town
from ldip.firstplan.level import size
from ldip.pack.municipalities import all_municipalities
from ldip.simulation.inputs import PRICED
from ldip.simulation.lasting import Lasting, lasting, trial_of
from ldip.simulation.plausible import cautions
from ldip.simulation.run import Run
from ldip.simulation.simulate import simulate

SPREAD = (10, 50, 90)
SIGNS = {"behovsindeks": 1, "skatteandel": -1, "aldring": 1}  # what an economist expects of need, tax and ageing
HEADLINE = "hovedtall_per_innbygger"


@dataclass(frozen=True)
class Row:
    """One municipality. Money per inhabitant in kr of the first year's prices; shares in per cent of operating income.

    `aldring` is the growth of 80+ from first to last year, in points of the population. `varsler` are warnings that the plan does
    not accept."""

    knr: str
    navn: str
    innbyggere: int
    behovsindeks: float
    skatteandel: float
    aldring: float
    nivaafaktor: float
    hovedtall_per_innbygger: float
    hovedtall_andel: float
    binder: str
    ndr_foerste: float
    ndr_siste: float
    gjeld_foerste: float
    gjeld_siste: float
    fond_foerste: float
    fond_siste: float
    investering_foerste: float
    investering_siste: float
    folketall_endring: float
    varsler: str
    godtatt: str
    sekunder: float


def measured(number: str) -> Row:
    """A municipality's first plan from the pack to the headline. Errors: PlanError where the plan does not check clean."""
    began = time.perf_counter()
    contents = {path: text.encode() for path, text in build(number).items()}
    run = simulate(plan_of_contents(contents))
    priced = headline(run)
    spent = time.perf_counter() - began
    return _row(number, run, priced, spent)


def headline(run: Run) -> Lasting:
    """The need with what the plan leaves out, as `unpriced(run).priced`, without the rows between."""
    kind = run.results.kinds[0]
    return lasting(trial_of(run.catalogue, run.bound.inputs(kind.picks), priced=PRICED))


def _row(number: str, run: Run, priced: Lasting, seconds: float) -> Row:
    place, income = town(number), run.series("sum_driftsinntekter")
    people = run.series("innbyggere_ub")
    groups, ids = run.series("innbyggere_gruppe_ub"), list(run.ids("aldersgruppe"))
    old = sum(groups[:, i] for i, name in enumerate(ids) if _from(name) >= 80) / people
    found = cautions(run)

    def share(name: str) -> tuple[float, float]:
        part = 100.0 * run.series(name) / income
        return round(float(part[0]), 2), round(float(part[-1]), 2)

    result, debt = share("netto_driftsresultat"), share("laanegjeld_ub")
    funds, invested = share("disposisjonsfond_sum_ub"), share("investeringer_varige")
    amount = priced.amount or 0.0
    fixed = float(income[0])
    return Row(
        knr=number,
        navn=place.name,
        innbyggere=round(place.inhabitants),
        behovsindeks=round(place.need.value, 4),
        skatteandel=round(place.tax_share.value, 4),
        aldring=round(100.0 * float(old[-1] - old[0]), 3),
        nivaafaktor=round(size(place).level.value, 4),
        hovedtall_per_innbygger=round(amount / place.inhabitants),
        hovedtall_andel=round(100.0 * amount / fixed, 2),
        binder=priced.binding.id if priced.binding else "",
        ndr_foerste=result[0],
        ndr_siste=result[1],
        gjeld_foerste=debt[0],
        gjeld_siste=debt[1],
        fond_foerste=funds[0],
        fond_siste=funds[1],
        investering_foerste=invested[0],
        investering_siste=invested[1],
        folketall_endring=round(100.0 * float(people[-1] / people[0] - 1.0), 1),
        varsler=" ".join(f"{c.rule}:{c.place}" for c in found if not c.reason),
        godtatt=" ".join(f"{c.rule}:{c.place}" for c in found if c.reason),
        sekunder=round(seconds, 3),
    )


def _from(group: str) -> int:
    digits = "".join(c if c.isdigit() else " " for c in group).split()
    return int(digits[0]) if digits else 0


def numbers(step: int = 1) -> list[str]:
    """Municipality numbers of today in order, every `step`-th."""
    return sorted(m.number for m in all_municipalities())[::step]


def rank_correlation(rows: Sequence[Row], name: str, other: str = HEADLINE) -> float:
    """Spearman's rank correlation of two columns."""
    ranks = [_ranks([float(getattr(r, column)) for r in rows]) for column in (name, other)]
    return float(np.corrcoef(*ranks)[0, 1])


def _ranks(values: Sequence[float]) -> NDArray[np.float64]:
    """Ranks, ties sharing their mean."""
    found = np.array(values)
    lower = (found[:, None] > found[None, :]).sum(axis=1)
    same = (found[:, None] == found[None, :]).sum(axis=1)
    ranks: NDArray[np.float64] = lower + (same + 1) / 2.0
    return ranks


def spread(rows: Sequence[Row], name: str) -> tuple[float, float, float]:
    """p10, median and p90 of a column."""
    low, middle, high = np.percentile([float(getattr(r, name)) for r in rows], SPREAD)
    return float(low), float(middle), float(high)


def write(rows: Sequence[Row], folder: Path) -> None:
    """tabell.csv with decimal comma, and tabell.md."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f.name for f in fields(Row)]
    with (folder / "tabell.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(names)
        for row in rows:
            writer.writerow([str(v).replace(".", ",") if isinstance(v, float) else v for v in asdict(row).values()])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(str(v) for v in asdict(row).values()) + " |" for row in rows]
    (folder / "tabell.md").write_text("\n".join([*summary(rows), "", *lines]) + "\n", encoding="utf-8")


def summary(rows: Sequence[Row]) -> Iterable[str]:
    """What the table shows, in lines."""
    yield f"{len(rows)} kommuner"
    for name, sign in SIGNS.items():
        yield f"rangkorrelasjon hovedtall–{name}: {rank_correlation(rows, name):+.2f} (ventet {'+' if sign > 0 else '−'})"
    columns = (
        "hovedtall_andel",
        "ndr_foerste",
        "ndr_siste",
        "gjeld_foerste",
        "gjeld_siste",
        "fond_siste",
        "nivaafaktor",
        "sekunder",
    )
    for name in columns:
        yield f"{name}: p10 {{:.2f}}, p50 {{:.2f}}, p90 {{:.2f}}".format(*spread(rows, name))


def main(folder: str = ".alle-kommuner") -> int:
    """Every municipality; the number that failed is the exit code (at most 100)."""
    rows, failed = [], 0
    for number in numbers():
        try:
            rows.append(measured(number))
        except Exception as error:
            failed += 1
            print(f"{number}: {error}", file=sys.stderr)
    write(rows, Path(folder))
    print("\n".join(summary(rows)))
    print(f"{failed} feilet; tabellen står i {folder}/tabell.csv")
    return min(failed, 100)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
