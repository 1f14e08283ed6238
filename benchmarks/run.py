"""Time and memory of the Bærum example against their budgets, and the ratio to copying the touched bytes once.

Run with `make bench`. A benchmark, never a test: nothing here fails on a slow machine. Times are the median and the best of
several runs after a warm-up; peak memory is the process's own, measured in a fresh process for each size. Touched bytes are
those of every array that a formula or the compiled population really makes in the run: one that all rows share counts once,
and a view of an input not at all. "Copy" is the time numpy needs to copy as many bytes once.
"""

from __future__ import annotations

import json
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from drawn import draws_read
from load import edits
from touched import copy_seconds, counting

from ldip import Plan, Run, read_plan, simulate
from ldip.compare.composition import composition
from ldip.compare.levers import lever_effects
from ldip.compare.replace_first import ranked
from ldip.compare.split import split_plans
from ldip.demography.cohorts import project
from ldip.firstplan.build import build
from ldip.national import Municipalities, rules_of, settle
from ldip.plan.document import Table
from ldip.plan.read import read_contents
from ldip.plan.schema.tables import BuildingRow
from ldip.simulation.cases import Cases, product
from ldip.simulation.run_cases import needs
from ldip.simulation.simulate import range_of_need
from ldip.tabular.read import read_table
from ldip.tabular.terms import Kind, Shape, Wanted

BAERUM = Path(__file__).resolve().parents[1] / "examples" / "baerum-2022"
AIMS = {0: 0.030, 1000: 0.45, 10_000: 3.5}  # seconds on two cores
EDIT_AIM = 0.120  # seconds from an edit to its figures over HTTP
WORKERS = 2


def measure(draws: int) -> dict[str, float]:
    """Times, peak memory and touched bytes for one number of draws (0 = one deterministic run)."""
    plan = read_plan(BAERUM)
    simulate(plan, draws=min(draws, 1024))
    times, used = [], []
    for _ in range(15 if draws <= 1000 else 5):
        start, cpu = time.perf_counter(), time.process_time()
        simulate(plan, draws=draws, workers=WORKERS)
        times.append(time.perf_counter() - start)
        used.append(time.process_time() - cpu)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with counting() as touched:
        simulate(plan, draws=draws, workers=WORKERS)
    copy = copy_seconds(touched.size)
    return {
        "median": median(times),
        "best": min(times),
        "cpu": median(used),
        "peak": peak,
        "touched": touched.size / 2**30,
        "ratio": median(times) / copy,
        "population": touched.population_seconds,
    }


def population() -> list[tuple[str, float, float]]:
    """The population engine of the whole nation, and its income equalisation: (name, seconds, aim)."""
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

    settlement()
    return [
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
    """A plan with many projects and buildings, the levers of the example and the range of its need: (name, seconds, aim)."""
    large, baerum = large_plan(), read_plan(BAERUM)
    simulate(large)
    return [
        ("300 prosjekter × 50 bygg × 20 år, én kjøring", best(lambda: simulate(large), 40), 0.06),
        ("seks grep, 64 kombinasjoner", best(lambda: lever_effects(baerum), 2), 10.0),
        ("spennet for behovet, begge ender av det kalibrerte anslaget", best(lambda: range_of_need(baerum), 20), 0.4),
    ]


def ten_causes(plan: Plan) -> Plan:
    """The plan with a change in each of ten cause groups."""

    def document(file: str, **fields: Any) -> None:
        single[file] = single[file].model_copy(update=fields)

    def moved(vector: Any, add: float) -> Any:
        return vector.model_copy(update={"verdi": 100.0 * vector.at(plan.years[-1]) + add, "verdier": {}})

    single, projects, services = dict(plan.single), dict(plan.projects), dict(plan.folders["tjenester"])
    document("forutsetninger.toml", loennsvekst=moved(plan.macro.loennsvekst, 0.3))
    document("befolkning.toml", levealder_tillegg=0.3)
    document("inntekter.toml", skatt_i_prosent_av_landet=moved(plan.income.skatt_i_prosent_av_landet, 1.0))
    document("finans.toml", innskuddsmargin=moved(plan.finance.innskuddsmargin, 0.1))
    document("handlingsregler.toml", innfasing_aar=5)
    for number, name in enumerate(sorted(projects)[:6]):
        cost = projects[name].kostnad
        less = {"kostnad": cost.model_copy(update={"beloep": 0.85 * cost.beloep})}
        projects[name] = projects[name].model_copy(update={"utsettes_aar": 1} if number % 2 else less)
    name = min(services)
    cost = services[name].enhetskostnad
    dearer = cost.model_copy(update={"beloep": 1.02 * cost.beloep})
    services[name] = services[name].model_copy(update={"enhetskostnad": dearer})
    tables = dict(plan.tables)
    for file, factor in (("tiltak.csv", 1.1), ("vedtatt.csv", 1.001)):
        rows = (r.model_copy(update={"beloep": factor * r.beloep}) for r in tables[file].rows)
        tables[file] = Table(file, tuple(rows), tables[file].lines)
    return replace(plan, single=single, tables=tables, folders={**plan.folders, "prosjekter": projects, "tjenester": services})


def causes() -> list[tuple[str, float, float]]:
    """The change between two plans by cause, with the need of every coalition: (name, seconds, aim)."""
    plan = read_plan(BAERUM)
    other, run = ten_causes(plan), simulate(plan)
    assert len(split_plans(plan, other).causes) == 10
    return [
        ("ti årsaker, 1 024 koalisjoner med hvert sitt varige behov", best(lambda: split_plans(plan, other), 3), 4.0),
        ("sammensetningen av varig behov, 32 koalisjoner", best(lambda: composition(run), 5), 1.0),
    ]


def need() -> list[tuple[str, float, float]]:
    """The lasting need beyond a run, its roots and each draw's need: (name, seconds, aim)."""
    plan = read_plan(BAERUM)
    drawn = simulate(plan, draws=1000)

    def beyond(part: Callable[[Run], object]) -> float:
        found = []
        for _ in range(15):
            run = simulate(plan)
            start = time.perf_counter()
            part(run)
            found.append(time.perf_counter() - start)
        return median(found)

    return [
        ("varig behov med alle røtter, utover en kjøring, median", beyond(lambda run: run.lasting), 0.08),
        ("kostnaden ved å vente 1, 2 og 4 år, median", beyond(lambda run: run.waiting), 0.4),
        ("hvor mye er nok, 1 000 trekninger", best(lambda: needs(drawn.results.cases), 3), 1.5),
        (f"hvor mye er nok, 10 000 trekninger, {len(drawn.factors)} faktorer", best(lambda: needs(many(plan)), 1), 15.0),
    ]


def many(plan: Plan) -> Cases:
    """Ten thousand draws of a plan."""
    return Cases.of([plan], product(draws=range(1, 10_001)))


def first_plan() -> list[tuple[str, float, float]]:
    """A first plan and the ranked list of its estimates, each time of a plan read anew: (name, seconds, aim)."""
    files = {name: text.encode() for name, text in build("3222").items()}

    def ranking() -> float:
        plan = read_contents(files, Path("3222")).plan()
        start = time.perf_counter()
        ranked(replace(plan))
        return time.perf_counter() - start

    return [
        ("første plan for Lørenskog", best(lambda: build("3222"), 3), 0.6),
        ("hva som byttes ut først, median", median(ranking() for _ in range(5)), 3.0),
    ]


def intake() -> list[tuple[str, float, float]]:
    """A text file of 400 000 rows, every amount of its own: (name, seconds, aim)."""
    lines = (f"{4001 + i % 90} Navn;{i % 107} år;{2000 + i % 26};{i * 7 // 100},{i * 7 % 100:02d}" for i in range(400_000))
    raw = "\n".join(["region;alder;år;beløp", *lines]).encode()
    kinds: tuple[tuple[str, Kind], ...] = (("region", "kode"), ("alder", "tekst"), ("år", "aar"), ("beløp", "tall"))
    shape = Shape(tuple(Wanted(name, (name,), kind) for name, kind in kinds), leave_out=("Sum*",))
    return [("inntak av 400 000 rader csv", best(lambda: read_table("rader.csv", raw, shape), 2), 6.0)]


def best(work: Callable[[], object], times: int) -> float:
    """Shortest of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def against(seconds: float, aim: float) -> str:
    """A time beside its budget."""
    return f"{seconds:.3f} s av {aim:g} s ({seconds / aim:.0%})"


def main() -> None:
    """Measure each size in its own process and print a table, then the budgets."""
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}, {WORKERS} arbeidere")
    print(f"{'draws':>8} {'median s':>9} {'best s':>8} {'CPU s':>8} {'peak MB':>8} {'touched GiB':>12} {'ratio':>7}")
    budgets = []
    for draws, aim in AIMS.items():
        out = subprocess.run([sys.executable, __file__, str(draws)], capture_output=True, text=True, check=True).stdout
        r = json.loads(out)
        print(
            f"{draws:>8} {r['median']:>9.3f} {r['best']:>8.3f} {r['cpu']:>8.3f} {r['peak']:>8.0f} {r['touched']:>12.3f}"
            f" {r['ratio']:>7.1f}"
        )
        budgets.append((f"{draws} trekninger, median", r["median"], aim))
    budgets.append(("endring til tall over HTTP, median", median(edits(100)), EDIT_AIM))
    budgets.append(("10 000 trekninger × 20 år × 2 × 106 celler, tellestøy, prosessortid", r["population"], 1.0))
    for name, seconds, wanted in [
        *budgets,
        *need(),
        *draws_read(best),
        *causes(),
        *first_plan(),
        *structure(),
        *population(),
        *intake(),
    ]:
        print(f"{name}: {against(seconds, wanted)}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]))))
    else:
        main()
