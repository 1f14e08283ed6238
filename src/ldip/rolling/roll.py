"""rolled(contents, to_year): a plan moved to a new first year, checked before anything is written (docs/guide/neste-aar.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ldip.binding.reading import collect_contents
from ldip.errors import PlanError, Problem
from ldip.intake.own_figures import proposed
from ldip.intake.own_terms import Choices, Upload
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, apply
from ldip.rolling import frames, head, levers, opening, prices, projects, services
from ldip.rolling.renew import Renewal, noted, renewals
from ldip.rolling.year import Year
from ldip.simulation.simulate import simulate

FURTHEST: Final = 5  # years a plan may be moved at once
PARTS: Final[tuple[Callable[[Year], None], ...]] = (
    head.move_head,
    head.move_nation,
    opening.move_people,
    opening.move_balance,
    opening.move_loans,
    opening.move_funds,
    projects.move_assets,
    projects.move_projects,
    frames.move_frames,
    frames.move_measures,
    frames.move_adopted,
    services.move_services,
    services.move_rules,
    services.move_fees,
    services.move_entities,
    services.move_dwellings,
    services.move_used_places,
    services.move_others,
)


NOTE: Final = "notater/fornyes-{year}.md"


@dataclass(frozen=True)
class Rolled:
    """The new plan's files, what was done in the order it was done, and what must be renewed (file, key, why)."""

    contents: dict[str, bytes]
    told: tuple[str, ...]
    renew: tuple[Renewal, ...]


def rolled(
    contents: Contents,
    to_year: int | None = None,
    known: dt.date | None = None,
    uploads: Sequence[Upload] = (),
    choices: Choices | None = None,
) -> Rolled:
    """A plan moved to a first year (the next when none is given), a year at a time, then given its own new figures.

    `known` is the new date of knowledge; without one it moves as far as the plan. `uploads` are accounts of the year before the
    new first year, and population files. Errors: PlanError with every problem of the old plan, the order, or the new plan."""
    plan = _read(contents)
    target = plan.years[0] + 1 if to_year is None else to_year
    _possible(plan, target)
    files, told = dict(contents), []
    while plan.years[0] < target:
        date = known if known is not None else _next(plan.head.tid.kunnskapsdato)
        year = Year(plan, simulate(plan), date)
        files = _moved(year, files)
        told += year.told
        plan = _read(files)
    if uploads:
        given = proposed(files, uploads, choices)
        if given.problems:
            raise PlanError(given.problems)
        files = apply(files, given.edits)
        told += given.told
        plan = _read(files)
    found = tuple(renewals(plan))
    note = NOTE.format(year=plan.years[0])
    return Rolled(files | {note: noted(plan, told, found).encode("utf-8")}, tuple(told), found)


def _moved(year: Year, contents: Contents) -> dict[str, bytes]:
    prices.move_prices(year, contents)
    levers.move_levers(year, contents)
    for part in PARTS:
        part(year)
    return dict(frames.level_frames(year, apply(contents, year.edits)))


def _read(contents: Contents) -> Plan:
    """The plan of the files. Errors: PlanError with every problem."""
    reading, problems = collect_contents(contents)
    if problems:
        raise PlanError(problems)
    return reading.plan()


def _possible(plan: Plan, target: int) -> None:
    first = plan.years[0]
    if not first < target <= min(first + FURTHEST, plan.years[-1]):
        hint = f"velg et år fra {first + 1} til {min(first + FURTHEST, plan.years[-1])}"
        raise PlanError([Problem("plan.toml", "tid.foerste_aar", "planen kan ikke føres dit", str(target), hint)])


def _next(date: dt.date) -> dt.date:
    return date.replace(year=date.year + 1, day=28) if (date.month, date.day) == (2, 29) else date.replace(year=date.year + 1)
