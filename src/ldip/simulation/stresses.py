"""Stresses and scenarios of files as shocks of a plan: years of the plan as calendar years, per cent as shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ldip.errors import ModelError
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema.fields import MOST_YEARS, SHARE
from ldip.plan.schema.stress import ShockEntry
from ldip.plan.stresses import layers_of, tests_of
from ldip.simulation.shocks import Shock


def named_shocks(plan: Plan, name: str) -> tuple[Shock, ...]:
    """The shocks of a stress or scenario by id.

    Errors: ModelError for an unknown one, one that does not fit the plan, or one that changes the plan's own fields as well."""
    known = tests_of(plan)
    if name not in known:
        raise ModelError(f"ukjent stress {name!r}; {nearest(name, list(known))}")
    layers = layers_of(known[name])
    if any(layer.endringer or layer.planendring for layer in layers):
        raise ModelError(f"stresset {name} endrer planen, ikke bare faktorene; kjør det med ldip.compare.stress")
    entries = [e for layer in layers for e in layer.stoet]
    if lacking := unweighted(plan, entries):
        raise ModelError(f"stresset {name}: {lacking}")
    return shocks_of(plan, entries)


def unweighted(plan: Plan, entries: Iterable[ShockEntry]) -> str:
    """The reason that a weight is not known in the plan; empty where all are."""
    if _bonds(plan) is not None or not any(e.vekt == "aksjeandel" for e in entries):
        return ""
    return tr("stress.unfit.capital" if plan.finance.kapitalforvaltning is None else "stress.unfit.shares")


def shocks_of(plan: Plan, entries: Iterable[ShockEntry]) -> tuple[Shock, ...]:
    """Shocks in the units of the factors' inputs."""
    return tuple(_shock(plan, e) for e in entries)


def _shock(plan: Plan, e: ShockEntry) -> Shock:
    first, last = _year(plan, e.fra), _year(plan, e.til)
    scale = (SHARE["prosent"] if e.enhet in ("prosent", "prosentpoeng") else 1.0) * _weight(plan, e, first)
    size = tuple(v * scale for v in e.endring) if isinstance(e.endring, list) else e.endring * scale
    return Shock(e.faktor, size, e.maate, e.form, first, last, e.element)


def _year(plan: Plan, said: int | None) -> int | None:
    """A calendar year from the number of a plan year, which may lie after the plan's last."""
    return said if said is None or said > MOST_YEARS else plan.years[0] + said - 1


def _weight(plan: Plan, e: ShockEntry, first: int | None) -> float:
    bonds = _bonds(plan) if e.vekt else None
    return 1.0 if bonds is None else 1.0 - bonds(first or min(plan.first_projected, plan.years[-1]))


def _bonds(plan: Plan) -> Callable[[int], float] | None:
    """The share of managed capital in bonds by year; None where the plan does not have it."""
    capital = plan.finance.kapitalforvaltning
    return capital.renteandel.at if capital and capital.renteandel else None
