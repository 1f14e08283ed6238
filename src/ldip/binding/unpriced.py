"""Prices of places and the renewal rule: which prices a service has, and lifetimes by class of asset."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, by_year_and_id, origins_by_id, per_id
from ldip.binding.service_rates import SERVICES
from ldip.engine.graph import Array
from ldip.parameters import read as parameters
from ldip.plan.document import Plan
from ldip.plan.schema.files import ServiceFile
from ldip.plan.schema.unpriced import PURPOSE_BUILT

LAW = Origin("parameter", "parameters/avskrivning.toml", "", "budsjett- og regnskapsforskriften § 3-4")


def bind_unpriced(plan: Plan, b: Binding) -> None:
    """Bind what [plasser.pris] and [reinvestering] state together with the parameters."""
    ids = b.ids["tjeneste"]
    prices = {i: s.plasser.pris for i, s in plan.services.items() if s.plasser is not None and s.plasser.pris is not None}
    each = origins_by_id(plan.services, ServiceFile)
    flags = {"har_byggepris": "bygg_per_plass", "har_leiepris": "leie_per_plass", "har_plassbemanning": "bemanning_per_plass"}
    for name, key in flags.items():
        b.constant(name, per_id(ids, {i: float(getattr(p, key) is not None) for i, p in prices.items()}, 0.0), SERVICES)
        b.elements(name, each)
    lives = {i: _lifetime(plan, p.anleggsklasse) for i, p in prices.items()}
    b.put_array("plass_levetid", by_year_and_id(b.years, ids, lives, 1.0), LAW)
    renewal = plan.investment.reinvestering
    b.put("reinvestering_levetid", _lifetime(plan, renewal.anleggsklasse if renewal else PURPOSE_BUILT), LAW)


def _lifetime(plan: Plan, kind: str) -> Array:
    """Longest lifetime of a class in each year, as known to the plan. (year,)."""
    known = plan.head.tid.kunnskapsdato
    return np.array([parameters.value("avskrivning", kind, y, known).verdi for y in plan.years])
