"""handlingsregler.toml and the targets of fond.toml: what is demanded, in which years, and how it is phased in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.binding.bound import Binding, Origin, per_id, plan_origin
from ldip.engine.graph import Array
from ldip.finance.financing import COUNTED
from ldip.plan.document import Plan
from ldip.plan.schema.fields import SCALE
from ldip.plan.schema.rules import OwnFinancingRule, ResultRule

FILE: Final = "handlingsregler.toml"
HORIZON: Final = 20  # most projected years that the need looks at, more than a saving is phased in over


@dataclass(frozen=True)
class Phases:
    """Years of the need: the first projected, the one in which the saving is whole, the last measured; None without projected.

    `windows` (own financing, result) are shortened, and then the phase-in, where the plan has too few years."""

    start: int | None
    full: int | None
    end: int | None
    years: int
    windows: tuple[int, int]


def phases(plan: Plan) -> Phases:
    """The years the need of a plan is measured in."""
    rules, last = plan.rules, plan.years[-1]
    own, result = rules.egenkapitalfinansiering, rules.resultatgrad
    asked = (own.vindu if own else 1, result.vindu if result else 1)
    start = plan.first_projected
    if start > last:
        return Phases(None, None, None, rules.innfasing_aar, asked)
    end, full = min(last, start + HORIZON - 1), plan.shown_year
    room = end - full + 1
    return Phases(start, full, end, full - start + 1, (min(asked[0], room), min(asked[1], room)))


def bind_rules(plan: Plan, b: Binding) -> None:
    """Bind the demanded levels, their windows, the components that count and the years of the need."""
    _levels(plan, b)
    _years(plan, b)
    _funds(plan, b)
    own = plan.rules.egenkapitalfinansiering
    counts = set(own.teller) if own else set()
    counted = Origin("data", FILE, "egenkapitalfinansiering.teller", "planens regel")
    for key, _ in COUNTED:
        _constant(b, f"teller_{key}", float(key in counts), counted)


def _levels(plan: Plan, b: Binding) -> None:
    rules, found = plan.rules, phases(plan)
    both: tuple[tuple[str, str, OwnFinancingRule | ResultRule | None], ...] = (
        ("ek", "egenkapitalfinansiering", rules.egenkapitalfinansiering),
        ("resultat", "resultatgrad", rules.resultatgrad),
    )
    for (key, full, rule), window in zip(both, found.windows, strict=True):
        origin = plan_origin(rule, FILE, full) if rule else Origin("data", FILE, full, "regelen er ikke vedtatt")
        floor = (rule.gulv or 0.0) * 0.01 if rule else 0.0
        level = (rule.maal * 0.01 if rule.krevd == "maal" else floor) if rule else 0.0
        _constant(b, f"krav_{key}_andel", level, origin)
        _constant(b, f"krav_{key}_gulv_andel", floor, origin)
        _constant(b, f"vindu_{key}", float(window), origin)
    found_floor = rules.resultatgrad is not None and rules.resultatgrad.gulv is not None
    _constant(b, "har_krav_resultat_gulv", float(found_floor), Origin("data", FILE, "resultatgrad.gulv", "planens regel"))


def _years(plan: Plan, b: Binding) -> None:
    found, n = phases(plan), len(b.years)
    years = np.array(b.years, dtype=np.float64)
    adopted = Origin("data", "plan.toml", "tid.vedtatt_til", "år etter vedtatt budsjett og økonomiplan")
    phased = Origin("data", FILE, "innfasing_aar", "planens valg")
    none: Array = np.zeros(n)
    if found.start is None or found.full is None or found.end is None:
        projected = share = before = measured = last = none
    else:
        projected = _flag(years >= found.start)
        share = np.clip((years - found.start + 1.0) / found.years, 0.0, 1.0)
        before = _flag((years >= found.start) & (years < found.full))
        measured = _flag((years >= found.full) & (years <= found.end))
        last = _flag(years == found.end)
    b.put("framskrevet_aar", projected, adopted)
    b.put("siste_vedtatte_aar", _flag(years == (found.start or 0) - 1), adopted)
    for name, values in (
        ("innfasing_andel", share),
        ("foer_full_innfasing", before),
        ("krav_maales", measured),
        ("siste_maalte_aar", last),
    ):
        b.put(name, values, phased)


def _funds(plan: Plan, b: Binding) -> None:
    rules, funds, ids = plan.rules, plan.funds, b.ids["fond"]
    for name, given in (
        ("maal", {f.id for f in funds.disposisjonsfond if f.maal}),
        ("tak", {f.id for f in funds.disposisjonsfond if f.tak}),
    ):
        chosen = Origin("data", "fond.toml", f"disposisjonsfond.{name}", "planens valg")
        b.constant(f"har_fond_{name}", per_id(ids, dict.fromkeys(given, 1.0), 0.0), chosen)
    bal = plan.balance
    opened = {i: v * SCALE[bal.enhet] for i, v in bal.disposisjonsfond.items()}
    b.constant("fond_ved_aapning", per_id(ids, opened, 0.0), plan_origin(bal, "balanse.toml", "disposisjonsfond"))
    end = Origin("data", FILE, "sluttkrav", "planens valg")
    _constant(b, "sluttkrav_gjelder", float(rules.sluttkrav != "av"), end)
    _constant(b, "sluttkrav_foelger_priser", float(rules.sluttkrav in ("innbygger", "faste")), end)
    _constant(b, "sluttkrav_foelger_innbyggere", float(rules.sluttkrav == "innbygger"), end)
    follows = Origin("data", "fond.toml", "maal_foelger", "planens valg")
    _constant(b, "fond_foelger_priser", float(funds.maal_foelger in ("innbygger", "faste")), follows)
    _constant(b, "fond_foelger_innbyggere", float(funds.maal_foelger == "innbygger"), follows)
    _constant(b, "fond_tak_andel", funds.tak_prosent * 0.01, Origin("data", "fond.toml", "tak_prosent", "planens valg"))


def _flag(where: NDArray[np.bool_]) -> Array:
    return np.asarray(where, dtype=np.float64)


def _constant(b: Binding, name: str, value: float, origin: Origin) -> None:
    b.put(name, np.full(len(b.years), value), origin)
