"""Direction in which the inputs of a cause group moved between two plans, where one figure shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ldip.compare.plans import price_levels
from ldip.plan.document import Plan
from ldip.plan.schema.files import ProjectFile
from ldip.simulation.run import Run

SAME: Final = 1e-6  # relative; smaller differences are none
PEOPLE: Final = "innbyggere_ub"


def directions(before: Run, after: Run) -> Mapping[str, int]:
    """By cause group, 1 where its figure is greater in the second run, −1 where smaller, 0 where equal or not comparable.

    befolkning: inhabitants at the end of the last common year; investeringsvolum: the projects' total cost; investeringstid: the
    mean year of spending of the projects that both plans have, weighted by cost (later is greater)."""
    a, b = before.plan, after.plan
    years = [y for y in before.years if y in after.years]
    people = (before.value(PEOPLE, years[-1]), after.value(PEOPLE, years[-1])) if years else (0.0, 0.0)
    return {
        "befolkning": _sign(*people),
        "investeringsvolum": _sign(*_volumes(before, after)),
        "investeringstid": _sign(*_timing(a, b)),
    }


def _sign(x: float, y: float) -> int:
    return 0 if abs(y - x) <= SAME * max(abs(x), abs(y), 1.0) else 1 if y > x else -1


def _counted(plan: Plan) -> dict[str, ProjectFile]:
    return {i: p for i, p in plan.projects.items() if p.in_use}


def _volumes(before: Run, after: Run) -> tuple[float, float]:
    """Kroner of all projects of each plan in prices of the second, equal where a price year is not known."""
    levels = price_levels(after)
    found = tuple(_volume(run.plan, levels) for run in (before, after))
    return (0.0, 0.0) if None in found else (found[0] or 0.0, found[1] or 0.0)


def _volume(plan: Plan, levels: Mapping[str, float]) -> float | None:
    """Kroner of all projects; a yearly frame counts in every plan year that it is spent in."""
    total = 0.0
    for p in _counted(plan).values():
        if p.kostnad.priser not in levels:
            return None
        times = sum(p.progress(plan.years)) if p.type == "ramme" else 1.0
        total += p.kostnad.kroner / levels[p.kostnad.priser] * times
    return total


def _timing(a: Plan, b: Plan) -> tuple[float, float]:
    """Mean years of spending of common projects, weighted by the cost in the first plan."""
    old, new = _counted(a), _counted(b)
    common = [i for i in old if i in new and old[i].type == new[i].type == "prosjekt"]
    return _weighted(old, common, lambda i: old[i]), _weighted(old, common, lambda i: new[i])


def _weighted(weights: Mapping[str, ProjectFile], ids: list[str], of: Callable[[str], ProjectFile]) -> float:
    total = sum(weights[i].kostnad.kroner for i in ids)
    return sum(weights[i].kostnad.kroner * _mean_year(of(i)) for i in ids) / total if total else 0.0


def _mean_year(p: ProjectFile) -> float:
    spent = {int(y) + p.utsettes_aar: share for y, share in p.framdrift.items()}
    whole = sum(spent.values())
    return sum(y * share for y, share in spent.items()) / whole if whole else 0.0
