"""Long-term capital management and liquidity from finans.toml and fond.toml, with their opening balances."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, per_id, plan_origin
from ldip.plan.document import Plan
from ldip.plan.schema.finance import LOSS_YEARS, Capital

FILE = "finans.toml"
LOSSES = tuple(str(i + 1) for i in range(LOSS_YEARS))
NONE = Capital(kilde="planen har ingen kapitalforvaltning")


def bind_capital(plan: Plan, b: Binding) -> None:
    """[kapitalforvaltning] and trekkramme of finans.toml, the funds marked as managed, and opening values."""
    c, n = plan.finance.kapitalforvaltning or NONE, len(b.years)
    rule, own = plan_origin(c, FILE, "kapitalforvaltning.uttak"), plan_origin(c, FILE, "kapitalforvaltning.verdi")
    b.put("uttak_alt", np.full(n, float(c.uttak == "alt")), rule)
    b.put("uttak_realavkastning", np.full(n, float(c.uttak == "realavkastning")), rule)
    b.put("har_portefoelje", np.full(n, float(c.verdi is not None)), own)
    b.open("portefoelje_ib", c.verdi.kroner if c.verdi else 0.0, own)
    ids = b.ids["fond"]
    b.constant(
        "er_kursreserve", per_id(ids, {c.kursreserve or "": 1.0}, 0.0), plan_origin(c, FILE, "kapitalforvaltning.kursreserve")
    )
    _losses(c, b)


def _losses(c: Capital, b: Binding) -> None:
    """The path of losses, and the plan years in which it occurs."""
    origin = plan_origin(c, FILE, "kapitalforvaltning.tapsbane")
    path = {str(i + 1): v * 0.01 for i, v in enumerate(c.tapsbane)}
    b.constant("tapsbane", per_id(b.ids["tapsaar"], path, 0.0), origin)
    b.constant("tapsbane_gjelder", per_id(b.ids["tapsaar"], dict.fromkeys(path, 1.0), 0.0), origin)
    strikes = {c.tap_inntreffer + i: v * 0.01 for i, v in enumerate(c.tapsbane)} if c.tap_inntreffer else {}
    when = plan_origin(c, FILE, "kapitalforvaltning.tap_inntreffer")
    b.put("tap_i_aaret", np.array([strikes.get(y, 0.0) for y in b.years]), when)
    b.put("tap_inntreffer", np.array([float(y in strikes) for y in b.years]), when)
