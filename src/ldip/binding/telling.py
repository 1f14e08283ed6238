"""Måltall and control figures that read quantities by project, service or level of need, and so could show a hidden number."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ldip.engine.schedule import ub_of
from ldip.errors import ModelError, Problem
from ldip.model.catalogue import catalogue
from ldip.plan.document import NotReadError, Plan
from ldip.plan.schema.files import Ratio
from ldip.plan.schema.tables import ControlRow
from ldip.plan.shield import shield_of
from ldip.statements.ratios import parsed

RULES = "handlingsregler.toml"
CONTROLS = "kontroll.csv"


def read_by(plan: Plan, axis: str) -> frozenset[tuple[str, str]]:
    """(expression, quantity) of every måltall, level and control figure that reads a quantity with an axis."""
    texts = [text for ratio in plan.rules.maaltall for text in _texts(ratio)]
    read = [(text, name) for text in texts for name in _names(text)]
    read += [(f"{row.navn}/{row.aar}/{row.element}", row.navn) for row in plan.table(CONTROLS, ControlRow).rows]
    return frozenset((text, name) for text, name in read if axis in _axes(name))


def telling_problems(plan: Plan) -> Iterator[Problem]:
    """A problem for each måltall and control figure that reads amounts by project in a plan that shields any."""
    what = "leser tall for hvert prosjekt, mens planen skjermer et beløp"
    hint = "bruk en sum fra oppstillingene, eller fjern skjermet"
    try:
        if not shield_of(plan).hidden:
            return
        for line, row in plan.table(CONTROLS, ControlRow).numbered():
            if "prosjekt" in _axes(row.navn):
                yield Problem(CONTROLS, "navn", what, row.navn, hint, line)
        for i, ratio in enumerate(plan.rules.maaltall):
            found = [n for text in _texts(ratio) for n in _names(text) if "prosjekt" in _axes(n)]
            if found:
                yield Problem(RULES, f"maaltall.{i}.uttrykk", what, found[0], hint)
    except NotReadError:  # has its own problem
        return


def _texts(ratio: Ratio) -> list[str]:
    levels = (getattr(ratio, f"{level}_uttrykk") for level in ratio.follows_state)
    return [ratio.uttrykk, *(text for text in levels if text is not None)]


def _names(text: str) -> list[str]:
    try:
        tree = parsed(text)
    except ModelError:  # has its own problem
        return []
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


def _axes(name: str) -> tuple[str, ...]:
    """Axes of a quantity; none for a name that the model does not have."""
    known = catalogue()
    for found in (name, ub_of(name), name.removesuffix("_ib") + "_ub"):
        if found in known.steps:
            return tuple(known.steps[found][0].axes)
    return tuple(known.givens[name].axes) if name in known.givens else ()
