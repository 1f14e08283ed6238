"""Stresses and scenarios left out of public output: those whose effect on the plan would be a hidden amount or tell of hidden
counts, as a draft with the same change would."""

from __future__ import annotations

from typing import Final

from ldip.model.catalogue import FACTORS
from ldip.plan.document import Plan
from ldip.plan.schema.files import SINGLE, RuleFile, ServiceFile, file_of
from ldip.plan.schema.levers import Change
from ldip.plan.schema.stress import Layer
from ldip.plan.shield import shield_of
from ldip.plan.stresses import Test, layers_of, tests_of
from ldip.publish.protect import COUNTS
from ldip.publish.protect_inputs import of_projects

RULES: Final = next(name for name, model in SINGLE.items() if model is RuleFile)
EXPRESSIONS: Final = "maaltall"  # rows of the rules, which may read any number of the model


def telling_tests(*plans: Plan) -> frozenset[str]:
    """Ids of the stresses and scenarios of the last plan that could tell what any of the plans hides."""
    return frozenset(i for i, test in tests_of(plans[-1]).items() if any(effect_tells(p, test) for p in plans))


def effect_tells(plan: Plan, test: Test) -> bool:
    """Whether the effect of a stress or scenario could tell what a plan hides."""
    return any(_tells(plan, layer) for layer in layers_of(test))


def _tells(plan: Plan, layer: Layer) -> bool:
    hides, counted = bool(shield_of(plan).hidden), {i for i, s in plan.services.items() if s.nivaaer}
    if not hides and not counted:
        return False
    axes = [(FACTORS[e.faktor].axes, e.element) for e in layer.stoet if e.faktor in FACTORS]
    if any((hides and "prosjekt" in a) or (counted and "behovsnivaa" in a) or e in counted for a, e in axes):
        return True
    files = {COUNTS, *(file_of(ServiceFile, i) for i in counted)} if counted else set()
    return any((hides and of_projects(c.fil)) or c.fil in files or _of_expressions(c) for c in layer.endringer)


def _of_expressions(change: Change) -> bool:
    return change.fil == RULES and change.noekkel.partition(".")[0].partition("[")[0] == EXPRESSIONS
