"""The workbook's totals against the plan's run before and after they are taken in, with the causes of what is left."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import CURRENT, SCALE
from ldip.simulation.run import Run
from ldip.workbook.own_frames import FRAME, OUTSIDE, income_of
from ldip.workbook.own_profile import AdoptedLines, AnyPart, Frames, Loans, People, Projects
from ldip.workbook.own_projects import INDEX
from ldip.workbook.own_terms import Block, Cause, Difference

SMALL = 0.005  # kroner or persons; less is no difference


@dataclass(frozen=True)
class Taken:
    """A part that was read: its lines' ids, amounts in running kroner by id and year, and persons by year and group."""

    part: AnyPart
    block: Block
    ids: Mapping[str, str]
    running: Mapping[tuple[str, int], float] = field(default_factory=dict)
    written: Sequence[int] = ()
    persons: Mapping[tuple[int, str], float] = field(default_factory=dict)


@dataclass(frozen=True)
class Runs:
    """The plan's run before and after."""

    before: Run
    after: Run


def differences(taken: Sequence[Taken], runs: Runs) -> tuple[Difference, ...]:
    """The totals by year of every part, then the lines of each."""
    found: list[Difference] = []
    for one in taken:
        if isinstance(one.part, Projects):
            found += [*_project_years(one, one.part, runs, taken), *_project_lines(one, one.part, runs)]
        elif isinstance(one.part, Frames):
            found += [*_frame_years(one, one.part, runs), *_frame_lines(one, one.part, runs)]
        elif isinstance(one.part, AdoptedLines):
            found += _adopted(one, one.part, runs)
        elif isinstance(one.part, Loans):
            found += _loans(one, one.part, runs)
        else:
            found += _people(one, one.part, runs)
    return tuple(sorted(found, key=lambda d: d.year == 0))


def _sum(run: Run, name: str, year: int, ids: Sequence[str]) -> float:
    have = set(run.plan.projects)
    return math.fsum(run.value(name, year, prosjekt=i) for i in ids if i in have and i in run.ids("prosjekt"))


def _causes(named: Sequence[tuple[str, float]], unit: float) -> tuple[Cause, ...]:
    return tuple(Cause(tr(f"own_workbook.cause.{key}"), v / unit) for key, v in named if abs(v) >= SMALL)


def _project_years(one: Taken, part: Projects, runs: Runs, taken: Sequence[Taken]) -> Iterator[Difference]:
    """Spending by year: the workbook's own, and the plan's in running kroner with the steps between them."""
    unit, run = SCALE[part.enhet], runs.after
    ids = list(dict.fromkeys(one.ids.values()))
    every = {i for x in taken if isinstance(x.part, Projects) for i in x.ids.values()}
    for year in (y for y in one.block.years if y in run.years):
        theirs = math.fsum(line.values.get(year, 0.0) for line in one.block.lines if line.name in one.ids)
        index = run.value(INDEX, year)
        planned, spent = _sum(run, "planlagt_utgift_fast", year, ids) * index, _sum(run, "investeringsutgift", year, ids)
        total, all_spent = (
            run.value("investeringer_varige", year),
            float(run.series("investeringsutgift")[run.year_index(year)].sum()),
        )
        apart = _sum(run, "investeringsutgift", year, [i for i in every if i not in ids])
        unpriced = run.value("uprisede_investeringer", year)
        causes = [("prices", planned - theirs), ("execution", spent - planned), ("parts", apart)]
        causes += [("others", all_spent - spent - apart), ("unpriced", unpriced), ("adopted", total - all_spent - unpriced)]
        before = runs.before.value("investeringer_varige", year)
        line = label("investeringer_varige", language())
        yield Difference(one.block.key, line, year, part.enhet, theirs / unit, before / unit, total / unit, _causes(causes, unit))


def _project_lines(one: Taken, part: Projects, runs: Runs) -> Iterator[Difference]:
    """Each project over the plan's years in the workbook's prices."""
    unit = SCALE[part.enhet]
    years = [y for y in one.block.years if y in runs.after.years]
    by_id: dict[str, list[str]] = {}
    for name, i in one.ids.items():
        by_id.setdefault(i, []).append(name)
    for i, names in by_id.items():
        lines = [line for line in one.block.lines if line.name in names]
        theirs = math.fsum(line.values.get(y, 0.0) for line in lines for y in years)
        before, after = (_planned(run, part, i, years) for run in (runs.before, runs.after))
        causes = _causes([("rebased", after - theirs)] if after is not None else [], unit)
        ours = (_scaled(before, unit), _scaled(after, unit))
        yield Difference(one.block.key, names[0], 0, part.enhet, theirs / unit, *ours, causes=causes)


def _scaled(value: float | None, unit: float) -> float | None:
    return None if value is None else value / unit


def _planned(run: Run, part: Projects, i: str, years: Sequence[int]) -> float | None:
    """Planned spending of a project in the workbook's prices; None where the plan has no such project."""
    if i not in run.plan.projects:
        return None
    running = part.priser == CURRENT
    return math.fsum(run.value("planlagt_utgift_fast", y, prosjekt=i) * (run.value(INDEX, y) if running else 1.0) for y in years)


def _frame(run: Run, part: Frames, service: str, year: int) -> float:
    gross = run.value(FRAME, year, tjeneste=service)
    return gross - income_of(run, service, year) if part.innhold == "netto" else gross


def _frame_years(one: Taken, part: Frames, runs: Runs) -> Iterator[Difference]:
    unit, services = SCALE[part.enhet], sorted(set(one.ids.values()))
    for year in (y for y in one.block.years if y in runs.after.years):
        theirs = math.fsum(line.values.get(year, 0.0) for line in one.block.lines if line.name in one.ids)
        running = math.fsum(one.running[(s, year)] for s in services if (s, year) in one.running)
        before, after = (math.fsum(_frame(run, part, s, year) for s in services) for run in (runs.before, runs.after))
        rest = "other_lines" if year in one.written else "projected"
        outside = _outside(runs.after, services, [year] if year in one.written else [])
        causes = _causes([("frame_prices", running - theirs), ("measures", outside), (rest, after - running - outside)], unit)
        yield Difference(
            one.block.key, tr("own_workbook.frames"), year, part.enhet, theirs / unit, before / unit, after / unit, causes
        )


def _frame_lines(one: Taken, part: Frames, runs: Runs) -> Iterator[Difference]:
    unit = SCALE[part.enhet]
    for service in dict.fromkeys(one.ids.values()):
        theirs = math.fsum(one.running[(service, y)] for y in one.written)
        before, after = (math.fsum(_frame(run, part, service, y) for y in one.written) for run in (runs.before, runs.after))
        name = runs.after.plan.services[service].navn
        outside = _outside(runs.after, [service], one.written)
        causes = _causes([("measures", outside), ("other_lines", after - theirs - outside)], unit)
        if one.written:
            yield Difference(one.block.key, name, 0, part.enhet, theirs / unit, before / unit, after / unit, causes)


def _outside(run: Run, services: Sequence[str], years: Sequence[int]) -> float:
    """Measures that are outside the adopted frames of some services and years, kroner."""
    return math.fsum(run.value(OUTSIDE, y, tjeneste=s) for s in services for y in years)


def _adopted(one: Taken, part: AdoptedLines, runs: Runs) -> Iterator[Difference]:
    unit = SCALE[part.enhet]
    for (name, year), running in one.running.items():
        if year not in runs.after.years:
            continue
        before, after = runs.before.value(name, year), runs.after.value(name, year)
        causes = _causes([("other_lines" if year in one.written else "projected", after - running)], unit)
        line = label(name, language())
        yield Difference(one.block.key, line, year, part.enhet, running / unit, before / unit, after / unit, causes)


def _loans(one: Taken, part: Loans, runs: Runs) -> Iterator[Difference]:
    unit = SCALE[part.enhet]
    first = runs.after.years[0]
    before, after = (_owed(run) for run in (runs.before, runs.after))
    theirs = {one.ids[line.name]: line.values[0] for line in one.block.lines if line.name in one.ids}
    listed, total = math.fsum(theirs.values()), math.fsum(after.values())
    others = math.fsum(v for i, v in after.items() if i not in theirs)
    causes = _causes([("loans", others), ("other_lines", total - listed - others)], unit)
    line_name, ours = tr("own_workbook.debt"), (math.fsum(before.values()) / unit, total / unit)
    yield Difference(one.block.key, line_name, first, part.enhet, listed / unit, *ours, causes=causes)
    for line in one.block.lines:
        if (i := one.ids.get(line.name)) is not None:
            own = (_scaled(before.get(i), unit), _scaled(after.get(i), unit))
            yield Difference(one.block.key, line.name, 0, part.enhet, line.values[0] / unit, *own)


def _owed(run: Run) -> dict[str, float]:
    """Balance of each loan of a run's plan, kroner."""
    return {r.id: r.saldo * SCALE[r.enhet] for r in run.plan.table("laan.csv", t.LoanRow).rows}


def _people(one: Taken, part: People, runs: Runs) -> Iterator[Difference]:
    """Persons 1 January by year and group; the plan's are those at the end of the year before."""
    for year in sorted({y for y, _ in one.persons}):
        before, after = (_inhabitants(run, year) for run in (runs.before, runs.after))
        if after is None:
            continue
        theirs = math.fsum(v for (y, _), v in one.persons.items() if y == year)
        causes = _causes([("pinned" if part.i_bruk else "not_used", after - theirs)], 1.0)
        yield Difference(one.block.key, label("innbyggere_ub", language()), year, "personer", theirs, before, after, causes)


def _inhabitants(run: Run, year: int) -> float | None:
    """Inhabitants 1 January of a year; None outside the run."""
    if year == run.years[0]:
        return float(run.series("innbyggere_gruppe_aapning")[0].sum())
    return run.value("innbyggere_ub", year - 1) if year - 1 in run.years else None
