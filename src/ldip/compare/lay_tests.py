"""Stresses and scenarios laid on a plan, in their stated order: the plan with their changes, and their shocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ldip.binding.reading import tried_changes
from ldip.compare.overlaps import Laid, Overlap, overlaps_of
from ldip.compare.plan_changes import UnfitError, edits_of
from ldip.locales import tr
from ldip.plan import levers
from ldip.plan.document import Plan
from ldip.plan.edits import apply
from ldip.plan.schema.files import file_in
from ldip.plan.schema.stress import Layer
from ldip.plan.stresses import STRESS, Test, layers_of
from ldip.simulation.shocks import Shock
from ldip.simulation.stresses import shocks_of, unweighted


@dataclass(frozen=True)
class Fitted:
    """Stresses and scenarios on a plan: the changed plan (the plan itself where nothing of it is changed), and the shocks."""

    plan: Plan
    shocks: tuple[Shock, ...]
    overlaps: tuple[Overlap, ...]


def fitted(plan: Plan, tests: Mapping[str, Test]) -> Fitted:
    """Lay tests on a plan in the order given. Errors: UnfitError with the reason that one of them does not fit the plan."""
    current, shocks, laid = plan, list[Shock](), list[Laid]()
    for name, test in tests.items():
        layers = layers_of(test)
        if all(layer.empty for layer in layers):
            raise UnfitError(tr("stress.unfit.empty"))
        for layer in layers:
            current = _changed(current, name, layer)
            shocks += _shocks(current, layer)
            laid.append(Laid(name, layer))
    return Fitted(current, tuple(shocks), overlaps_of(plan, laid))


def _shocks(plan: Plan, layer: Layer) -> Sequence[Shock]:
    if lacking := unweighted(plan, layer.stoet):
        raise UnfitError(lacking)
    return shocks_of(plan, layer.stoet)


def _changed(plan: Plan, name: str, layer: Layer) -> Plan:
    """The plan with the changes of a layer: those by key, and then those worked out from the plan as it is by then."""
    if not layer.endringer and not layer.planendring:
        return plan
    levers.must_be_as_read(plan)
    current = plan
    if layer.endringer:
        current = _read(current, levers.laid_changes(layer.endringer, current.contents, file_in(STRESS, name)), name)
    for change in layer.planendring:
        edits = edits_of(current, change)
        current = _read(current, levers.Laid(apply(current.contents, edits), tuple(edits), ()), name)
    return current


def _read(plan: Plan, laid: levers.Laid, name: str) -> Plan:
    after, problems = tried_changes(plan, laid, name)
    if problems:
        raise UnfitError(f"{problems[0].file}: {problems[0].message}")  # without the value, which may be hidden
    return after
