"""read_plan and check: reading with every check, within the plan and against the model; levers applied to a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ldip.binding.against_model import check_against_model
from ldip.binding.disagreements import stated_twice
from ldip.binding.telling import telling_problems
from ldip.errors import PlanError, Problem
from ldip.plan.amendments import lay_amendments, lines_of
from ldip.plan.bounds import capped
from ldip.plan.checks.run import check_plan
from ldip.plan.document import Plan
from ldip.plan.edits import Edit
from ldip.plan.levers import Laid, laid_changes, lay
from ldip.plan.read import Contents, Reading, located, read_contents, read_folder
from ldip.plan.schema.files import file_in
from ldip.plan.shield import shield_problems
from ldip.plan.stresses import SCENARIO, STRESS, layers_of

NOWHERE: Final = Path("lager")  # placeholder folder of a plan that is not read from a folder


def collect(path: str | Path) -> tuple[Reading, tuple[Problem, ...]]:
    """Read a folder and collect every problem, located, in one pass; each lever is tried alone on a valid plan."""
    return _collected(read_folder(Path(path)), levers=True)


def collect_contents(contents: Contents, levers: bool = True) -> tuple[Reading, tuple[Problem, ...]]:
    """As `collect`, for files given as bytes by path. `levers=False` skips the trial of each lever, for a quick answer while
    a user types, and the shields, since a draft may move one project at a time; a version that is saved is checked in full."""
    return _collected(read_contents(contents, NOWHERE), levers)


def _collected(reading: Reading, levers: bool) -> tuple[Reading, tuple[Problem, ...]]:
    plan = reading.plan()
    problems = list(_problems(plan, reading.problems))
    if not problems and levers:
        problems = [*shield_problems(plan), *telling_problems(plan)]
        problems += [p for lever in plan.levers for p in lever_problems(plan, lever)]
        problems += [*tests_problems(plan), *amendment_problems(plan)]
    return reading, tuple(sorted(located(capped(sorted(problems)), plan)))


def _problems(plan: Plan, of_files: Iterable[Problem]) -> Iterator[Problem]:
    """Problems of the files, then of the plan; a folder without plan.toml is no plan, and only that is reported."""
    found = list(of_files)
    if "plan.toml" in plan.contents:
        found += [*check_plan(plan), *check_against_model(plan)]
        found += [] if found else stated_twice(plan)  # needs a plan that can be bound
    yield from found


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
    """Problems of a plan's folder in its current state; empty when the plan can be run."""
    return list(collect(plan.folder)[1])


@dataclass(frozen=True)
class Trial:
    """A changed plan: its files as bytes by path, the plan read from them, and every edit made."""

    contents: Contents
    plan: Plan
    edits: tuple[Edit, ...]


def with_levers(plan: Plan, levers: Iterable[str]) -> Plan:
    """The plan with its own levers applied, read and checked as any plan.

    Errors: PlanError when a lever does not fit the plan or the changed plan has problems of its own."""
    names = tuple(levers)
    return lever_trial(plan, names, plan.contents).plan if names else plan


def lever_trial(plan: Plan, levers: Iterable[str], contents: Contents) -> Trial:
    """As `with_levers`, returned with files and edits; `contents` may include files that are no part of the plan."""
    trial, problems = _tried(plan, tuple(levers), contents)
    if problems:
        raise PlanError(problems)
    return trial


def lever_problems(plan: Plan, lever: str) -> list[Problem]:
    """Problems of the plan with one of its own levers applied; each message names the lever."""
    return _tried(plan, (lever,), plan.contents)[1]


def unfit_levers(plan: Plan) -> list[str]:
    """The plan's own levers that can no longer be applied, since the fields they change were changed by others."""
    return [i for i in plan.levers if lever_problems(plan, i)]


def tried_changes(plan: Plan, laid: Laid, named: str) -> tuple[Plan, list[Problem]]:
    """The plan with changes applied, read and checked as any plan, and its problems, each with the name of the changes."""
    if laid.problems:
        return plan, list(laid.problems)
    reading = read_contents(laid.contents, plan.folder)
    found = list(_problems(reading.plan(), reading.problems))
    return reading.plan(), [Problem(p.file, p.key, f"med {named}: {p.message}", p.value, p.hint) for p in found]


def tests_problems(plan: Plan) -> Iterator[Problem]:
    """Problems of the plan with the changes of each of its own stresses and of each layer of its scenarios, alone."""
    for folder, tests in ((STRESS, plan.stresses), (SCENARIO, plan.scenarios)):
        for name, test in tests.items():
            for at, layer in enumerate(layers_of(test)):
                key = "endringer" if folder == STRESS else f"lag.{at}.endringer"
                if layer.endringer:
                    laid = laid_changes(layer.endringer, plan.contents, file_in(folder, name), key)
                    yield from tried_changes(plan, laid, test.navn)[1]


def amendment_problems(plan: Plan) -> Iterator[Problem]:
    """Problems of the plan with each line of a proposal laid alone; prices do not matter for whether a line can be read."""
    level = dict.fromkeys(plan.years, 1.0)
    for line in lines_of(plan).values():
        if line.line.status != "vedtatt":
            laid = lay_amendments(plan, [line], level)
            yield from tried_changes(plan, laid, f"{line.said.navn}, {line.line.tekst}")[1]


def _tried(plan: Plan, levers: tuple[str, ...], contents: Contents) -> tuple[Trial, list[Problem]]:
    laid = lay(plan, levers, contents)
    after, problems = tried_changes(plan, laid, f"grepet {', '.join(levers)}")
    return Trial(laid.contents, after, laid.edits), problems
