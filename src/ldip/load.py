"""read_plan and check: reading with every check, within the plan and against the model."""

from __future__ import annotations

from pathlib import Path

from ldip.errors import PlanError, Problem
from ldip.plan.check import check_reading
from ldip.plan.document import Plan
from ldip.plan.read import Reading, locate_all, read_folder


def collect(path: str | Path) -> tuple[Reading, tuple[Problem, ...]]:
    """Read a folder and gather every problem, located, in one pass."""
    from ldip.binding.check import check_against_model

    reading = read_folder(Path(path))
    problems = reading.problems + list(check_reading(reading)) + list(check_against_model(reading))
    return reading, tuple(sorted(locate_all(problems, reading.texts)))


def read_plan(path: str | Path) -> Plan:
    """Read a plan folder. Errors: PlanError with every located Problem when anything is wrong."""
    reading, problems = collect(path)
    if problems:
        raise PlanError(problems)
    return reading.plan()


def check(plan: Plan) -> list[Problem]:
    """Problems of a plan's folder as it stands now; empty when it can be run."""
    return list(collect(plan.folder)[1])
