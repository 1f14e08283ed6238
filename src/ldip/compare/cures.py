"""Cures of a service's gap: each way counted by running the plan with it, all in one batch of cases.

Only ways that give the service places in a year that lacks them are cures (docs/method/tjenester.md#hva-kan-lukke-gapet)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from ldip.binding.reading import collect_contents, lever_trial
from ldip.compare.cure_ways import Way, ways
from ldip.compare.whatif import lever_edits
from ldip.engine.graph import Array
from ldip.errors import PlanError
from ldip.plan.document import Plan
from ldip.plan.edits import apply
from ldip.simulation.cases import Case, Cases
from ldip.simulation.places import HALF, ServicePlaces
from ldip.simulation.run_cases import Results, run_and_search

MOST: Final = 24  # ways counted for one service
KEEP: Final = ("plassbehov", "kapasitet_ub", "plassmangel", "plassbehov_sone", "plasser_sone", "plassmangel_sone")


@dataclass(frozen=True)
class Cure:
    """A way and what it does. `places` is the most it adds to places less need where places are lacking, in the year `year`.

    `left` is the most that then is lacking in any year, `first` and `last` the years in which it helps, and `need` the change of
    the lasting need, kr_fast a year; None where the plan has no projected year."""

    way: Way
    places: float
    year: int
    left: float
    first: int
    last: int
    need: float | None


@dataclass(frozen=True)
class Cures:
    """The cures of a service, those that close most first and then the cheapest; `lacking` is the most it lacks without any."""

    lacking: float
    found: tuple[Cure, ...]


def cures(plan: Plan, found: ServicePlaces, allowed: Callable[[Way], bool] = lambda _way: True) -> Cures:
    """The cures of a service of a plan; `found` is its judgement. `allowed` leaves ways out before they are counted."""
    sound = ((w, p) for w in ways(plan, found) if allowed(w) and (p := with_way(plan, w)) is not None)
    tried = list(islice(sound, MOST))  # each is read as a plan, so that no more of them are than are counted
    lacking = max((p.worst for p in found.short), default=0.0)
    if not tried:
        return Cures(lacking, ())
    plans = [plan, *(p for _, p in tried)]
    done, needs = run_and_search(Cases.of(plans, [Case(plan=i) for i in range(len(plans))]), KEEP)
    searched = plan.first_projected <= plan.years[-1]
    counted = [
        _counted(done, found, way, row, float(needs[row] - needs[0]) if searched else None)
        for row, (way, _) in enumerate(tried, start=1)
    ]
    helps = [c for c in counted if c is not None]
    return Cures(lacking, tuple(sorted(helps, key=lambda c: (round(c.left), c.need or 0.0, -c.places))))


def with_way(plan: Plan, way: Way) -> Plan | None:
    """The plan with a way, read and checked as any plan; None where it does not fit the plan."""
    try:
        if way.grips:
            return lever_trial(plan, way.grips, plan.contents).plan
        edits = [*way.edits, *lever_edits(plan, way.levers)]
        reading, problems = collect_contents(apply(plan.contents, edits), levers=False)
    except PlanError:
        return None
    return None if problems else reading.plan()


def _counted(done: Results, found: ServicePlaces, way: Way, row: int, need: float | None) -> Cure | None:
    """Effect of a row's way on the service; None where it gives no place that is lacking."""
    gain, short = _gain(done, found, row), _lacking(done, found, 0) >= HALF
    helped = np.maximum(_lacking(done, found, 0) - _lacking(done, found, row), 0.0)
    years = np.flatnonzero(helped.max(axis=1) >= HALF)
    if not len(years):
        return None
    by_year = np.where(short, gain, 0.0).sum(axis=1)
    best, span = int(np.argmax(by_year)), done.cases.years_of(0)
    left = float(_lacking(done, found, row).max())
    return Cure(way, float(by_year[best]), span[best], left, span[years[0]], span[years[-1]], need)


def _lacking(done: Results, found: ServicePlaces, row: int) -> Array:
    """Places lacking in each part that is judged, (year, part)."""
    need, places = _of_parts(done, found, row)
    return np.maximum(need - places, 0.0)


def _gain(done: Results, found: ServicePlaces, row: int) -> Array:
    """Addition of a row to places less need in each part, (year, part)."""
    (need, places), (was, had) = _of_parts(done, found, row), _of_parts(done, found, 0)
    return (places - need) - (had - was)


def _of_parts(done: Results, found: ServicePlaces, row: int) -> tuple[Array, Array]:
    """Need and places of each part that is judged, (year, part)."""
    ids, parts = done.cases.ids, found.judged
    at = ids["tjeneste"].index(found.whole.service)
    names = ("plassbehov_sone", "plasser_sone") if parts[0].zone else ("plassbehov", "kapasitet_ub")
    values: Sequence[Array] = [done.series(n, row)[:, at] for n in names]
    if not parts[0].zone:
        return values[0][:, None], values[1][:, None]
    columns = [ids["sone"].index(p.zone) for p in parts]
    return values[0][:, columns], values[1][:, columns]
