"""read_plan and check: reading with every check, within the plan and against the model; levers laid over a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ldip.errors import PlanError, Problem
from ldip.plan.checks.reading import check_reading
from ldip.plan.document import Plan
from ldip.plan.overlay import overlaid
from ldip.plan.read import Contents, Reading, locate_all, read_contents, read_folder

NOWHERE: Final = Path("lager")  # what stands for the folder of a plan that lies in none


def collect(path: str | Path) -> tuple[Reading, tuple[Problem, ...]]:
    """Read a folder and gather every problem, located, in one pass; each lever is tried alone on a sound plan."""
    return _collected(read_folder(Path(path)), levers=True)


def collect_contents(contents: Contents, levers: bool = True) -> tuple[Reading, tuple[Problem, ...]]:
    """As `collect`, of a plan held as bytes by path. `levers=False` leaves the trial of each lever out, for an answer while
    somebody types; a version that is kept is always tried whole."""
    return _collected(read_contents(contents, NOWHERE), levers)


def _collected(reading: Reading, levers: bool) -> tuple[Reading, tuple[Problem, ...]]:
    problems = reading.problems + list(_problems(reading))
    if not problems and levers:
        for lever in reading.levers:
            problems += lever_problems(reading.plan(), [lever])[1]
    return reading, tuple(sorted(locate_all(problems, reading.texts)))


def _problems(reading: Reading) -> Iterator[Problem]:
    from ldip.binding.against_model import check_against_model

    yield from check_reading(reading)
    yield from check_against_model(reading)


def read_plan(path: str | Path) -> Plan:
    """Read a plan folder. Errors: PlanError with every located Problem when anything is wrong."""
    reading, problems = collect(path)
    if problems:
        raise PlanError(problems)
    return reading.plan()


def plan_of_contents(contents: Contents) -> Plan:
    """A plan from its files' bytes. Errors: PlanError with every located Problem when anything is wrong."""
    reading, problems = collect_contents(contents)
    if problems:
        raise PlanError(problems)
    return reading.plan()


def check(plan: Plan) -> list[Problem]:
    """Problems of a plan's folder as it stands now; empty when it can be run."""
    return list(collect(plan.folder)[1])


def with_levers(plan: Plan, levers: Iterable[str]) -> Plan:
    """The plan with levers laid over it, checked as if it had been read so.

    Errors: PlanError when a lever does not fit the plan or the changed plan has problems of its own."""
    changed, problems = lever_problems(plan, levers)
    if problems:
        raise PlanError(problems)
    return changed


def lever_problems(plan: Plan, levers: Iterable[str]) -> tuple[Plan, list[Problem]]:
    """The changed plan and what is wrong with it, named with the levers in use."""
    names = tuple(levers)
    if not names:
        return plan, []
    changed, problems = overlaid(plan, names)
    if problems:
        return plan, problems
    reading = Reading(
        folder=plan.folder,
        single=dict(changed.single),
        services=dict(changed.services),
        projects=dict(changed.projects),
        fees=dict(changed.fees),
        levers=dict(changed.levers),
        enterprises=dict(changed.enterprises),
        tables=dict(changed.tables),
    )
    with_names = ", ".join(names)
    return changed, [Problem(p.file, p.key, f"med grepet {with_names}: {p.message}", p.value, p.hint) for p in _problems(reading)]
