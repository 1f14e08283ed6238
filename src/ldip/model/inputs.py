"""Axes, nature and cause group of every input and opening: from the plan's fields, or its own where no field feeds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ldip.engine.graph import Given, Nature, Opening
from ldip.engine.schedule import ub_of
from ldip.errors import ModelError
from ldip.model.catalogue import GIVENS, OPENINGS, catalogue
from ldip.plan.schema.declared import PlanField, plan_fields


@dataclass(frozen=True)
class Declared:
    """Axes, nature and cause group of an input, for the alignment of plans."""

    axes: tuple[str, ...]
    nature: Nature
    group: str


@cache
def declared_inputs() -> Mapping[str, Declared]:
    """Every input and opening by name. Errors: ModelError for groups or natures declared twice, differently or not at all."""
    feeders = fed_by()
    closing = {n: v[0].axes for n, v in catalogue().steps.items()}
    found = {g.name: _declared(g, g.axes, "egenskap", feeders) for g in GIVENS}
    return found | {o.name: _declared(o, closing.get(ub_of(o.name), ()), "mengde", feeders) for o in OPENINGS}


@cache
def fed_by() -> Mapping[str, tuple[PlanField, ...]]:
    """The plan's fields that each input and opening is made of; fields that only shape arrays left out."""
    found: dict[str, list[PlanField]] = {}
    for p in plan_fields():
        for name in () if p.outside else p.goes_to:
            found.setdefault(name, []).append(p)
    return {n: tuple(ps) for n, ps in found.items()}


def _declared(
    one: Given | Opening, axes: tuple[str, ...], otherwise: Nature, feeders: Mapping[str, tuple[PlanField, ...]]
) -> Declared:
    fields = feeders.get(one.name, ())
    groups: set[str] = {p.group for p in fields}
    natures: set[Nature] = set(_natures(one.name, fields))
    if bool(groups) == bool(one.group):
        raise ModelError(f"{one.name}: årsaksgruppen skal sies ett sted, på planens felt eller på inndataen")
    if len(groups) > 1:
        raise ModelError(f"{one.name}: lages av felt i flere årsaksgrupper: {', '.join(sorted(groups))}")
    if len(natures) > 1 and one.nature is None:
        raise ModelError(f"{one.name}: lages av felt av ulik art; si arten på inndataen")
    by_field: Nature = next(iter(natures), otherwise)
    return Declared(axes, one.nature or by_field, one.group or next(iter(groups)))


def _natures(name: str, fields: tuple[PlanField, ...]) -> Iterator[Nature]:
    """Natures that the fields declare: of the one whose value the input is, else of all that have a part in it."""
    said = {p: p.about.nature for p in fields if p.about.nature is not None}
    own = {p: n for p, n in said.items() if name in {i.name for i in p.about.inputs}}
    yield from (own or said).values()
