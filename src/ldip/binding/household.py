"""inntekter.toml: husholdning. The dwelling and the subscriptions whose yearly bill is shown."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, per_id, plan_origin
from ldip.plan.document import Plan
from ldip.plan.schema.fields import SCALE

FILE = "inntekter.toml"
DWELLING = "bolig"  # the type of property that a household owns one of


def bind_household(plan: Plan, b: Binding) -> None:
    """The household's assessed value by kind of property, and its subscriptions by self-cost area."""
    said = plan.income.husholdning
    own = plan_origin(said, FILE, "husholdning") if said else None
    kinds, areas = b.ids["eiendomstype"], b.ids["selvkostomraade"]
    values, origins = np.zeros(len(kinds)), dict[str, Origin]()
    homes = [p for p in plan.income.eiendom if p.type == DWELLING]
    for k, p in enumerate(homes):
        if said is not None and said.takst is not None:
            values[kinds.index(p.id)] = said.takst.kroner if k == 0 else 0.0  # one home, so of the first kind alone
            origins[p.id] = plan_origin(said.takst, FILE, "husholdning.takst")
        else:
            values[kinds.index(p.id)] = p.takst * SCALE[p.enhet] / p.antall if p.antall else 0.0
            text = f"snittet av boligene: takst delt på antall ({p.kilde})"
            origins[p.id] = Origin("data", FILE, f"eiendom.{p.id}", text, p.anslag)
    b.constant("husholdning_takst", values, own or Origin("data", FILE, "eiendom", "planen har ingen boliger med takst"))
    b.elements("husholdning_takst", origins)
    asked = dict(said.abonnement) if said else {}
    usual = Origin("data", FILE, "husholdning.abonnement", "en vanlig abonnent: ett abonnement i hvert område", True)
    b.constant("husholdning_abonnement", per_id(areas, {i: asked.get(i, 1.0) for i in plan.fees}, 0.0), own or usual)
