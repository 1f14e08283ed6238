"""The uncertain factors of a plan: their numbers, which of them are drawn, and why the others are not.

The model declares the factors (`Given.factor`); parameters/usikkerhet.toml has their numbers, which a plan can change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import numpy as np

from ldip.binding.bind import axes_of, bind
from ldip.binding.bound import Binding
from ldip.model.catalogue import FACTORS, catalogue, factor_of
from ldip.parameters.correlation import Group, with_pairs
from ldip.parameters.uncertain import Raw, shipped_numbers
from ldip.plan.document import Plan
from ldip.plan.schema.fields import YearVector
from ldip.plan.vectors import expand
from ldip.uncertainty.paths import Weights, weights_of
from ldip.uncertainty.population import OLD_KEYS
from ldip.uncertainty.settings import FactorSettings, changed, settings_of

HOUSING: Final = "ferdigandel"
COST: Final = "prosjektkostnad"
VECTORS: Final = ("standardavvik", "varig", "gulvavstand")
Undrawn = Literal["av", "null", "mangler"]  # left out by the plan, no spread, and nothing in the plan that it enters


def factor_settings(plan: Plan) -> dict[str, FactorSettings]:
    """Every declared factor's numbers in a plan, by name in the model's order."""
    own = {f.id: f for f in plan.uncertainty.faktor}
    found: dict[str, FactorSettings] = {}
    for name, given in FACTORS.items():
        said = _older(plan, name)
        if name in own:
            said = {**said, **_said(own[name].model_dump(exclude_none=True), own[name], plan.years)}
        off = bool(said.pop("av", False))
        numbers = changed(shipped_numbers(name), dict(said)) if said else shipped_numbers(name)
        found[name] = settings_of(factor_of(given), numbers, plan.years, bool(said), off)
    return found


def _said(dumped: Raw, model: Any, years: range) -> Raw:
    """The numbers that a plan's own factor has, in the engine's unit and by year; the source only beside a number."""
    found = {k: v for k, v in dumped.items() if k not in ("id", "kilde", "anslag", "nasjonal", "kommune")}
    for key in VECTORS:
        if isinstance(vector := getattr(model, key, None), YearVector):
            by_year = tuple(float(v) for v in expand(vector, years))
            found[key] = by_year if key == "standardavvik" else by_year[0]
    for part in ("nasjonal", "kommune"):
        if (inner := getattr(model, part, None)) is not None:
            found[part] = _said(inner.model_dump(exclude_none=True), inner, years)
    if any(k != "av" for k in found) and hasattr(model, "kilde"):
        found |= {"kilde": model.kilde, "anslag": model.anslag}
    return found


def _older(plan: Plan, name: str) -> Raw:
    """A factor's numbers where a plan gives them by the keys that had them before the list of factors."""
    given, housing = plan.uncertainty, plan.population.bolig
    if name == HOUSING and housing is not None and "ferdigandel_standardavvik" in housing.model_fields_set:
        return {"standardavvik": housing.ferdigandel_standardavvik, "kilde": f"befolkning.toml: bolig; {housing.kilde}"}
    if name == COST and given.prosjektkostnad is not None:
        cost = given.prosjektkostnad
        return {"felles": cost.korrelasjon, "kilde": cost.kilde, "anslag": cost.anslag}
    people = given.befolkning
    found: Raw = {}
    for key, value in (people.changes if people else {}).items():
        factor, part, number = OLD_KEYS[key]
        if factor == name:
            (found.setdefault(part, {}) if part else found)[number] = value
    return found | {"kilde": people.kilde, "anslag": people.anslag} if found and people else found


def correlations(plan: Plan) -> dict[str, Group]:
    """Correlation groups by id, with the plan's own pairs. Errors: ModelError for pairs that cannot hold together."""
    return with_pairs({frozenset(c.mellom): c.verdi for c in plan.uncertainty.korrelasjon})


def mixing(plan: Plan, settings: Mapping[str, FactorSettings]) -> dict[str, Weights]:
    """The independent surprises that each factor's shared part is mixed of."""
    groups = correlations(plan)
    streams = {n: shared.stream for n, s in settings.items() if (shared := s.part("nasjonal"))}
    return {n: weights_of(groups.get(s.declared.correlated), n, streams) for n, s in settings.items()}


def undrawn_factors(plan: Plan, binding: Binding | None = None) -> dict[str, Undrawn]:
    """The factors that the plan does not draw, with the reason. `binding` is the bound plan, bound here when left out."""
    settings, ids, found = factor_settings(plan), axes_of(plan), dict[str, Undrawn]()
    for name, s in settings.items():
        if s.off:
            found[name] = "av"
        elif s.declared.axis and not ids.get(s.declared.axis):
            found[name] = "mangler"
        elif s.zero:
            found[name] = "null"
    asked = [n for s in settings.values() for n in (s.declared.needs, s.declared.spread_in) if n]
    if asked and binding is None:
        binding = bind(plan, {n: v[0].axes for n, v in catalogue().steps.items()}, ids)
    for name, s in settings.items():
        reads = [n for n in (s.declared.needs, "" if s.distribution == "normal" else s.declared.spread_in) if n]
        if name not in found and binding and any(not np.any(binding.values[n]) for n in reads):
            found[name] = "mangler"
    return found


def drawn_factors(plan: Plan, binding: Binding | None = None) -> dict[str, FactorSettings]:
    """The factors that the plan draws, with their numbers."""
    left = undrawn_factors(plan, binding)
    return {n: s for n, s in factor_settings(plan).items() if n not in left}


def noise_of(plan: Plan) -> str:
    """Kind of uncertainty of the counts of people: normal, poisson or ingen."""
    found = plan.uncertainty.befolkning
    return found.tellestoey if found else "normal"


def drawn_by(plan: Plan, axis: str) -> bool:
    """Whether a plan's draws have numbers of their own for each element of an axis."""
    return any(s.declared.axis == axis and not s.off and not s.zero for s in factor_settings(plan).values())


def mirrored(plan: Plan) -> bool:
    """Whether every second draw has the opposite surprises of the one before it."""
    return plan.uncertainty.trekkemaate == "motsatt"
