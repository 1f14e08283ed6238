"""Random pairs of plans that differ in projects, loans, services, adopted lines, zones and base year, split over causes.

    python -m tests.compare.pairs 200
    python -m tests.compare.pairs felt

A failure is seen again by its seed. With «felt» a change of every field of the examples is split: all to the field's group.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ldip import Plan, Run, read_plan, simulate
from ldip.compare.split import NEED, Measure, Split, split_plans
from ldip.errors import LdipError, PlanError
from ldip.plan.document import Table
from ldip.plan.read import read_contents
from ldip.plan.schema import tables as t
from ldip.rolling.roll import rolled

from ..rules.perturb import trials

ROOT = Path(__file__).resolve().parents[2]
Rng = np.random.Generator
Change = Callable[[Plan, Rng], Plan]
QUANTITIES = ("netto_driftsresultat", "laanegjeld_ub", "sum_investeringsutgifter")


@cache
def example(name: str, year: int = 0) -> Plan:
    """An example, rolled to a later first year where one is named."""
    folder = ROOT / "examples" / name
    if not year:
        return read_plan(folder)
    contents = {
        str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and "resultat" not in p.parts
    }
    return read_contents(dict(rolled(contents, year).contents), folder).plan()


def projects(plan: Plan, rng: Rng) -> Plan:
    """Some projects are gone, some cost another amount, some come later, and one is new."""
    kept: dict[str, Any] = {}
    for name, p in plan.projects.items():
        lot = rng.random()
        if lot < 0.2 and not p.erstatter:
            continue
        cost = p.kostnad.model_copy(update={"beloep": p.kostnad.beloep * rng.uniform(0.7, 1.3)}) if lot < 0.5 else p.kostnad
        later = int(rng.integers(0, 4)) if lot > 0.6 else 0
        kept[name] = p.model_copy(update={"kostnad": cost, "utsettes_aar": p.utsettes_aar + later})
    if kept:
        like = kept[str(rng.choice(sorted(kept)))]
        kept["helt-nytt"] = like.model_copy(update={"erstatter": [], "navn": "Helt nytt"})
    return replace(plan, folders={**plan.folders, "prosjekter": kept})


def loans(plan: Plan, rng: Rng) -> Plan:
    """Some loans are gone, and the rest have other margins."""
    rows = plan.table("laan.csv", t.LoanRow).rows
    kept = [r.model_copy(update={"margin": r.margin + rng.uniform(-0.2, 0.4)}) for r in rows if rng.random() > 0.2]
    new = rows[0].model_copy(update={"id": "nytt-laan", "navn": "Nytt lån"})
    return replace(plan, tables={**plan.tables, "laan.csv": Table("laan.csv", (*kept, new))})


def services(plan: Plan, rng: Rng) -> Plan:
    """A service is new, with a frame of its own, and another costs more."""
    found = dict(plan.folders["tjenester"])
    name = str(rng.choice(sorted(found)))
    cost = found[name].enhetskostnad
    found[name] = found[name].model_copy(update={"enhetskostnad": cost.model_copy(update={"beloep": cost.beloep * 1.03})})
    found["ny-tjeneste"] = found[name].model_copy(update={"navn": "Ny tjeneste", "forebygging": None, "nivaaer": []})
    frames = plan.table("rammer.csv", t.FrameRow).rows
    more = tuple(r.model_copy(update={"tjeneste": "ny-tjeneste", "beloep": 0.1 * r.beloep}) for r in frames if r.tjeneste == name)
    tables = {**plan.tables, "rammer.csv": Table("rammer.csv", (*frames, *more))}
    return replace(plan, folders={**plan.folders, "tjenester": found}, tables=tables)


def adopted(plan: Plan, rng: Rng) -> Plan:
    """Some adopted lines are gone or have another amount."""
    rows = plan.table("vedtatt.csv", t.AdoptedRow).rows
    kept = [r.model_copy(update={"beloep": r.beloep * rng.uniform(0.98, 1.02)}) for r in rows if rng.random() > 0.1]
    return replace(plan, tables={**plan.tables, "vedtatt.csv": Table("vedtatt.csv", tuple(kept))})


def zones(plan: Plan, rng: Rng) -> Plan:
    """Two zones have become one."""
    if len(plan.zones) < 3:
        return plan
    gone, kept = (str(z) for z in rng.choice(sorted(plan.zones), 2, replace=False))

    def moved(row: Any) -> Any:
        return row.model_copy(update={"sone": kept}) if getattr(row, "sone", "") == gone else row

    tables: dict[str, Any] = {}
    for name, table in plan.tables.items():
        rows = [moved(r) for r in table.rows]
        tables[name] = Table(name, tuple(_together(rows) if rows != list(table.rows) else rows))
    places = {n: p.model_copy(update={"kapasitet": moved(p.kapasitet)}) if p.kapasitet else p for n, p in plan.projects.items()}
    bolig = plan.population.bolig
    built = bolig.model_copy(update={"basisbygging": [moved(r) for r in bolig.basisbygging]}) if bolig else None
    people = plan.population.model_copy(update={"saergrupper": [moved(g) for g in plan.population.saergrupper], "bolig": built})
    folders = {**plan.folders, "prosjekter": places}
    return replace(plan, tables=tables, folders=folders, single={**plan.single, "befolkning.toml": people})


def _together(rows: list[Any]) -> list[Any]:
    """Rows of one cell added up, in tables of persons."""
    found: dict[Any, Any] = {}
    for r in rows:
        values = r.model_dump()
        persons = values.pop("personer", None)
        key = tuple(values.items()) if persons is not None else (len(found),)
        found[key] = r.model_copy(update={"personer": found[key].personer + r.personer}) if key in found else r
    return list(found.values())


def measures_and_principles(plan: Plan, rng: Rng) -> Plan:
    """Measures of other amounts, and another number of years for phasing in."""
    rows = plan.table("tiltak.csv", t.MeasureRow).rows
    changed = tuple(r.model_copy(update={"beloep": r.beloep * rng.uniform(0.5, 1.5)}) for r in rows)
    rules = plan.rules.model_copy(update={"innfasing_aar": int(rng.integers(2, 6))})
    return replace(
        plan,
        tables={**plan.tables, "tiltak.csv": Table("tiltak.csv", changed)},
        single={**plan.single, "handlingsregler.toml": rules},
    )


CHANGES: tuple[Change, ...] = (projects, loans, services, adopted, zones, measures_and_principles)
BASES = (("nordvik", 0), ("solvik", 0), ("nordvik", 2027), ("solvik", 2027), ("nordvik", 2028))


def pair(seed: int) -> tuple[Plan, Plan]:
    """Two plans: an example and a changed one, of another first year in half of the pairs, or of another municipality in some."""
    rng = np.random.default_rng(seed)
    name = str(rng.choice(["nordvik", "solvik"]))
    other = name if rng.random() < 0.85 else {"nordvik": "solvik", "solvik": "nordvik"}[name]
    plans = [example(name), example(other, int(rng.choice([0, 2027])))]
    for change in CHANGES:
        if rng.random() < 0.6:
            plans[1] = change(plans[1], rng)
    return (plans[0], plans[1]) if rng.random() < 0.7 else (plans[1], plans[0])


def wrong(a: Plan, b: Plan, split: Split) -> list[str]:
    """Where a split breaks what it promises: both ends, the sums of the parts, and nothing to causes that did not change."""
    found = []
    ends = ((a, simulate(a), split.before), (b, simulate(b), split.after))
    for place, (plan, run, values) in enumerate(ends):
        for m, value in zip(split.measures, values, strict=True):
            expected = alone(plan, run, m, split.price_year)
            if not np.isclose(value, expected, rtol=1e-9, atol=2e-3):
                found.append(f"ende {place} {m.name} {m.year}: {value} ≠ {expected}")
    for way in (split.shapley, split.in_order):
        if (np.abs(split.change - way.sum(axis=0)) >= 1.0).any():
            found.append(f"delene gir {way.sum(axis=0)}, endringen er {split.change}")
    return found


def alone(plan: Plan, run: Run, m: Measure, price_year: int) -> float:
    """A measure of a plan run alone, in prices of a year of both plans."""
    level = dict(zip(run.years, run.series("deflator_indeks_ub"), strict=True))
    to = level.get(price_year, 1.0)
    if m.year is None:
        return (run.lasting.amount or 0.0) * to
    return run.value(m.name, m.year) / level[m.year] * to


def main(count: int) -> int:
    """Split many pairs. Returns the number of pairs that broke a promise."""
    broken = 0
    for seed in range(count):
        a, b = pair(seed)
        year = max(a.years[0], b.years[0]) + 6
        split = split_plans(a, b, (NEED, *(Measure(q, year) for q in QUANTITIES)))
        if found := wrong(a, b, split):
            broken += 1
            print(f"frø {seed}: {', '.join(split.causes)}", *found, sep="\n  ")
    print(f"{count} par, {broken} med feil")
    return broken


def every_field() -> int:
    """Split a change of every field of Nordvik and Solvik. Returns how many gave a part to another group than the field's."""
    broken = count = 0
    for name in ("nordvik", "solvik"):
        for trial in trials(example(name)):
            own = {p.group for p in trial.fields if not p.outside}
            if trial.plan is None or not trial.moved or not own:  # years and prices shape every group
                continue
            try:
                split, count = split_plans(example(name), trial.plan), count + 1
            except (IndexError, PlanError):  # a plan that the checks would have refused, as one of people after its first year
                continue
            except LdipError as error:
                print(f"{trial}: {error!r}")
                broken += 1
                continue
            if not set(split.causes) <= own or (split.causes and not np.array_equal(split.shapley.sum(axis=0), split.change)):
                broken += len(own) == 1
                print(f"{trial}: {split.causes} av {sorted(own)}")
    print(f"{count} felt endret, {broken} med feil")
    return broken


if __name__ == "__main__":
    asked = sys.argv[1] if sys.argv[1:] else "200"
    sys.exit(bool(every_field() if asked == "felt" else main(int(asked))))
