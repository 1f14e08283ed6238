"""Time and memory of the Bærum example, and the ratio to copying the touched arrays once.

Run with `make bench`. Each figure is the best of several runs after a warm-up; peak memory is the
process's own, measured in a fresh process for each size. "Copy" is the time numpy needs to copy
once every array that the run's steps produced (rows × years × cells, float64).
"""

from __future__ import annotations

import json
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from ldip import Plan, read_plan, simulate
from ldip.compare.levers import lever_effects
from ldip.demography.cohorts import project
from ldip.national import Municipalities, rules_of, settle
from ldip.plan.document import Table
from ldip.plan.schema.tables import BuildingRow
from ldip.simulation.cases import product
from ldip.simulation.run_cases import run_cases

BAERUM = Path(__file__).resolve().parents[1] / "examples" / "baerum-2022"
AIMS = {0: 0.030, 1000: None, 10_000: 3.0}


def touched_bytes(plan: Plan, rows: int) -> int:
    """Bytes of every array that the steps of a run with `rows` rows produce, as if none were shared."""
    run = simulate(plan)
    everything, made = run.row(), run.catalogue.steps
    return sum(v.nbytes for n, v in everything.items() if n in made) * max(rows, 1)


def copy_seconds(size: int) -> float:
    """Time to copy `size` bytes, by copying blocks of 64 MiB."""
    block = np.ones(min(size, 64 * 2**20) // 8)
    target = np.empty_like(block)
    np.copyto(target, block)
    start = time.perf_counter()
    done = 0
    while done < size:
        np.copyto(target, block)
        done += block.nbytes
    return (time.perf_counter() - start) * size / done


def measure(draws: int) -> dict[str, float]:
    """Best time, peak memory and ratio for one number of draws (0 = one deterministic run)."""
    plan = read_plan(BAERUM)
    simulate(plan, draws=min(draws, 1024))
    times = []
    for _ in range(7 if draws <= 1000 else 3):
        start = time.perf_counter()
        simulate(plan, draws=draws)
        times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    copy = copy_seconds(touched_bytes(plan, draws))
    return {"draws": draws, "seconds": min(times), "peak_mb": peak, "copy_seconds": copy, "ratio": min(times) / copy}


def population() -> list[tuple[str, float, float]]:
    """The population engine alone, draws and the whole nation: (name, seconds, aim)."""
    cases = simulate(read_plan(BAERUM)).results.cases

    def one(block: int) -> float:
        draws = range(block * 1024 + 1, min(block * 1024 + 1025, 10_001))
        index = product(variants=("realisert",), draws=draws)
        return float(run_cases(cases.only(index), ["folketall_ub"], workers=1).values["folketall_ub"].sum())

    def blocks() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, range(10)))

    rng = np.random.default_rng(1)
    people, shape = rng.uniform(1.0, 99.0, (357, 2, 106)), (357, 20, 2, 106)
    survival, fertility = np.full((20, 2, 106), 0.99), np.full((357, 20, 106), 0.015)

    def nation() -> None:
        project(people, survival, fertility, np.ones(shape), sex_ratio=1.06, timing="even")

    counts, people_in = 357, np.full(357, 15_000.0)
    tax = people_in * rng.lognormal(10.6, 0.2, (20, 1000, counts))
    income = Municipalities(tuple(f"{1001 + i}" for i in range(counts)), people_in, tax)
    years = [rules_of(2025, levels=False)] * 20

    def settlement() -> None:
        settle(income, years, ["kommune_frie_inntekter"], by_year=True)

    blocks()
    settlement()
    return [
        ("10 000 trekninger × 20 år × 2 × 106 celler, faktorer og tellestøy", best(blocks, 3), 1.0),
        ("357 kommuner × 20 år, deterministisk", best(nation, 5), 0.2),
        ("inntektssystemet, 357 kommuner × 20 år × 1 000 trekninger", best(settlement, 3), 2.0),
    ]


def large_plan(projects: int = 300, buildings: int = 50) -> Plan:
    """Bærum with its projects and buildings repeated until there are so many."""
    plan = read_plan(BAERUM)
    old, rows = list(plan.projects.items()), plan.table("bygg.csv", BuildingRow).rows
    alone = {"erstatter": [], "forutsetter": []}
    many = {f"{old[i % len(old)][0]}-{i}": old[i % len(old)][1].model_copy(update=alone) for i in range(projects)}
    built = tuple(rows[i % len(rows)].model_copy(update={"id": f"bygg-{i}"}) for i in range(buildings))
    tables = {**plan.tables, "bygg.csv": Table("bygg.csv", built, tuple(range(buildings)))}
    return replace(plan, folders={**plan.folders, "prosjekter": many}, tables=tables)


def structure() -> list[tuple[str, float, float]]:
    """One run of a plan with many projects and buildings, and the levers of the example: (name, seconds, aim)."""
    large, baerum = large_plan(), read_plan(BAERUM)
    simulate(large)
    return [
        ("300 prosjekter × 50 bygg × 20 år, én kjøring", best(lambda: simulate(large), 40), 0.06),
        ("seks grep, 64 kombinasjoner", best(lambda: lever_effects(baerum), 2), 10.0),
    ]


def best(work: Callable[[], object], times: int) -> float:
    """Shortest of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> None:
    """Measure each size in its own process and print a table."""
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}")
    print(f"{'draws':>8} {'seconds':>9} {'aim':>6} {'peak MB':>8} {'copy s':>8} {'ratio':>7}")
    for draws, aim in AIMS.items():
        out = subprocess.run([sys.executable, __file__, str(draws)], capture_output=True, text=True, check=True).stdout
        r = json.loads(out)
        wanted = f"{aim:.3f}" if aim else "–"
        print(f"{draws:>8} {r['seconds']:>9.3f} {wanted:>6} {r['peak_mb']:>8.0f} {r['copy_seconds']:>8.4f} {r['ratio']:>7.1f}")
    for name, seconds, wanted_s in [*structure(), *population()]:
        print(f"{name}: {seconds:.3f} s (mål {wanted_s:g} s)")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]))))
    else:
        main()
