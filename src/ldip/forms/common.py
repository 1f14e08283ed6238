"""Fields that several forms share: services and zones by name, and figures of the plan's own projects and buildings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from ldip.forms.asked import Asked
from ldip.forms.terms import Choice, Proposal, Spec
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.inputs import readable_key
from ldip.plan.schema import tables as t

T = TypeVar("T")
BUILDINGS: Final = "bygg.csv"


def services(plan: Plan) -> list[Choice]:
    """The plan's services by name."""
    return sorted((Choice(i, s.navn) for i, s in plan.services.items()), key=lambda c: c.name)


def zones(plan: Plan) -> list[Choice]:
    """The plan's zones by name, the whole municipality first."""
    return [Choice("", tr("skjema.hele")), *(Choice(z, readable_key(z)) for z in plan.zones if len(plan.zones) > 1)]


def ask_service(a: Asked) -> str:
    """The service, which must be chosen."""
    found = a.choice(Spec("tjeneste", required=True), [Choice("", tr("skjema.velg")), *services(a.plan)])
    if found:
        a.touches["tjeneste"] = found
    return found


def ask_zone(a: Asked, service: str) -> str:
    """The zone: that of the service's largest building where its buildings have zones, else the whole municipality."""
    if len(a.plan.zones) < 2:
        return ""
    own = [b for b in buildings(a.plan, service) if b.sone]
    most = max(own, key=lambda b: b.plasser).sone if own else ""
    reason = tr("skjema.sone.grunn") if own else tr("skjema.sone.uten")
    options = zones(a.plan)[1:] if own else zones(a.plan)
    found = a.choice(Spec("sone"), options, Proposal(most, reason))
    if found:
        a.touches["sone"] = found
    return found


def buildings(plan: Plan, service: str) -> list[t.BuildingRow]:
    """The buildings of a service."""
    return [b for b in plan.table(BUILDINGS, t.BuildingRow).rows if b.tjeneste == service]


def middle(values: Sequence[float]) -> float:
    """The middle of some values, the lower of two."""
    return sorted(values)[(len(values) - 1) // 2]


def usual(values: Iterable[T]) -> T | None:
    """The most common value, the first of equals; None without any."""
    found = Counter(values).most_common(1)
    return found[0][0] if found else None


def earliest_open(plan: Plan) -> int:
    """The first year that something new can start in: the one after the adopted years."""
    return min(plan.first_projected, plan.years[-1])
