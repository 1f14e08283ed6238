"""Ranked list of estimates to replace: the estimates of a plan ranked by what ± their ordinary spread moves the headline.

Every estimate belongs to a group that one document of the municipality replaces (parameters/anslag.toml). Each component of
a group is tried up and down as a changed plan, all in one batch, and its effect is half the difference of the headline.
Components and groups are taken as independent, so effects are joined by the root of the sum of squares (docs/guide/anslag.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ldip.compare.estimate_changes import changed
from ldip.parameters.estimate_groups import Change, Group, group_of, groups
from ldip.parameters.estimate_groups import How as How
from ldip.plan.document import Plan
from ldip.plan.figures import Figure, figures_of
from ldip.plan.memo import remembered
from ldip.simulation.cases import Case, Cases
from ldip.simulation.inputs import PRICED
from ldip.simulation.run_cases import needs

Place = Figure  # place of an estimate
TOP: Final = 3  # replaced first, for the narrower range


@dataclass(frozen=True)
class Component:
    """One way a group may differ from the municipality's own: ± `spread` in `unit`, and half the difference of the headline,
    kr_fast; positive where more of it raises the need. `anslag`: the spread is our judgement."""

    id: str
    spread: float
    unit: str
    effect: float
    source: str
    anslag: bool


@dataclass(frozen=True)
class Replacement:
    """A group with estimates left: number of `figures` that are estimates and that are the municipality's `own`, effect on the
    headline (kr_fast, unsigned), how it is replaced, and the places of its estimates."""

    id: str
    figures: int
    own: int
    spread: tuple[Component, ...]
    effect: float
    how: How
    places: tuple[Place, ...]


@dataclass(frozen=True)
class ReplaceFirst:
    """The ranked list of a plan. `base` is the headline, `low` and `high` its range with all groups together, and `low_after` and
    `high_after` when the first three are replaced; kr_fast, None without a headline.

    `figures` and `own` count over all groups; `rows` are the groups with estimates left, the greatest effect first, and `done`
    the groups that the plan has with none left."""

    base: float | None
    low: float | None
    high: float | None
    low_after: float | None
    high_after: float | None
    figures: int
    own: int
    rows: tuple[Replacement, ...]
    done: tuple[str, ...] = ()


@remembered
def ranked(plan: Plan) -> ReplaceFirst:
    """The groups of a plan's estimates by what ± their ordinary spread moves the headline; one batch of cases."""
    by_group = _by_group(plan)
    open_groups = [g for i, g in groups().items() if any(f.anslag for f in by_group[i])]
    base, effects = _effects(plan, [(g, c) for g in open_groups for c in g.endringer])
    rows = sorted((_row(plan, g, by_group[g.id], effects) for g in open_groups), key=lambda r: -r.effect)
    figures, own = counts(plan)
    return ReplaceFirst(
        base,
        *_range(base, rows),
        *_range(base, rows[TOP:]),
        figures=figures,
        own=own,
        rows=tuple(rows),
        done=tuple(i for i, found in by_group.items() if found and not any(f.anslag for f in found)),
    )


def counts(plan: Plan) -> tuple[int, int]:
    """Number of figures of the groups that are estimates, and that are the municipality's own."""
    counted = [f.anslag for found in _by_group(plan).values() for f in found]
    return sum(counted), len(counted) - sum(counted)


@remembered
def _by_group(plan: Plan) -> dict[str, list[Figure]]:
    """The figures of each group; choices and national assumptions belong to none."""
    found: dict[str, list[Figure]] = {i: [] for i in groups()}
    for figure in figures_of(plan):
        if name := group_of(figure.file, figure.key):
            found[name].append(figure)
    return found


def _effects(plan: Plan, tried: Sequence[tuple[Group, Change]]) -> tuple[float | None, dict[tuple[str, str], float]]:
    """The headline, and half its difference for each change that moves something; None where the plan has no headline."""
    moved = {(g.id, c.id): (changed(plan, c, 1.0), changed(plan, c, -1.0)) for g, c in tried}
    pairs = {key: both for key, both in moved.items() if both[0] is not plan}
    plans = [plan, *(p for both in pairs.values() for p in both)]
    priced = PRICED if plan.rules.mangel_prises else ()
    found = needs(Cases.of(plans, [Case(plan=i, priced=priced) for i in range(len(plans))]))
    if plan.first_projected > plan.years[-1] or found[0] == 0.0:
        return None, {}
    halves = ((float(up) - float(down)) / 2.0 for up, down in zip(found[1::2], found[2::2], strict=True))
    return float(found[0]), dict(zip(pairs, halves, strict=True))


def _row(plan: Plan, group: Group, figures: Sequence[Figure], effects: dict[tuple[str, str], float]) -> Replacement:
    people = plan.inhabitants
    parts = tuple(
        Component(c.id, c.size(people), c.enhet, effects[group.id, c.id], c.kilde, c.anslag)
        for c in group.endringer
        if (group.id, c.id) in effects
    )
    rough = tuple(f for f in figures if f.anslag)
    total = _together(p.effect for p in parts)
    return Replacement(group.id, len(rough), len(figures) - len(rough), parts, total, group.hvordan, rough)


def _together(effects: Iterable[float]) -> float:
    """Independent effects joined: the root of the sum of squares."""
    return math.sqrt(sum(e * e for e in effects))


def _range(base: float | None, rows: Sequence[Replacement]) -> tuple[float | None, float | None]:
    """The headline less and plus the effect of all groups together."""
    if base is None:
        return None, None
    around = _together(r.effect for r in rows)
    return base - around, base + around
