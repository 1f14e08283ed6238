"""forutsetninger.toml and usikkerhet.toml, as arrays."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, plan_origin
from ldip.plan.document import Plan
from ldip.plan.vectors import expand


def bind_macro(plan: Plan, b: Binding) -> None:
    """forutsetninger.toml and the price curves of types."""
    m, file = plan.macro, "forutsetninger.toml"
    after = np.array([float(y > plan.head.tid.prisnivaa) for y in b.years])
    b.put("etter_prisaar", after, Origin("data", "plan.toml", "tid.prisnivaa", "planens prisår"))
    share = expand(m.deflator_loennsandel, b.years)
    curve = Origin("data", file, "deflator_loennsandel", "lønn og sosiale følger lønn, kjøp følger pris, resten deflatoren")
    b.put_array("loennskurv_utgift", np.stack([np.ones_like(share), np.ones_like(share), 0.0 * share, share], axis=1), curve)
    b.put_array("loennskurv_inntekt", np.stack([share] * 4, axis=1), curve)


def bind_uncertainty(plan: Plan, b: Binding) -> None:
    """Bind the kind of noise in counts (usikkerhet.toml); spreads are read by the draws."""
    found = plan.uncertainty.befolkning
    kind = ("ingen", "normal", "poisson").index(found.tellestoey) if found else 0
    origin = (
        plan_origin(found, "usikkerhet.toml", "befolkning") if found else Origin("data", "usikkerhet.toml", "", "ikke i planen")
    )
    b.put("tellestoey_art", np.full(len(b.years), float(kind)), origin)
