"""rolled(contents, to_year): a plan moved to a new first year, checked before anything is written (docs/guide/neste-aar.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ldip.binding.reading import collect_contents
from ldip.errors import PlanError, Problem
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, apply
from ldip.rolling import frames, head, opening, prices, projects, services
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
    services.move_others,
)


@dataclass(frozen=True)
class Rolled:
    """The new plan's files, and what was done, in the order it was done."""

    contents: dict[str, bytes]
    told: tuple[str, ...]


def rolled(contents: Contents, to_year: int | None = None, known: dt.date | None = None) -> Rolled:
    """A plan moved to a first year (the next when none is given), a year at a time. `known` is the new date of knowledge; without
    one it moves as far as the plan. Errors: PlanError with every problem of the old plan, of the order, or of the new plan."""
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
    return Rolled(files, tuple(told))


def _moved(year: Year, contents: Contents) -> dict[str, bytes]:
    prices.move_prices(year, contents)
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
