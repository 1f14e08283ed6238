"""Binds drift.toml; neutral values where a plan leaves a table out."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, by_year_and_id, per_id, plan_origin
from ldip.plan.document import Plan
from ldip.plan.schema.fields import SCALE
from ldip.plan.schema.operations import VINTAGES, Pension
from ldip.plan.vectors import expand

FILE = "drift.toml"
NONE = Origin("data", FILE, "", "ikke i planen")


def bind_operations(plan: Plan, b: Binding) -> None:
    """Bind the rules that move frames, pension, resource-demanding services and internal rent."""
    _rules(plan, b)
    _pension(plan.operations.pensjon, b)
    _resource(plan, b)


def _rules(plan: Plan, b: Binding) -> None:
    ops, ids, n = plan.operations, b.ids["tjeneste"], len(b.years)
    demand = ops.effektivisering
    rates = {i: expand(demand.sats, b.years) for i in plan.services if demand and i not in demand.unntak} if demand else {}
    origin = plan_origin(demand, FILE, "effektivisering") if demand else NONE
    b.put_array("effektiviseringssats", by_year_and_id(b.years, ids, rates, 0.0), origin)
    reserve = ops.loenns_og_prisreserve
    origin = plan_origin(reserve, FILE, "loenns_og_prisreserve") if reserve else NONE
    key = reserve.noekkel if reserve else {}
    weight = sum(key.values())
    # Without a key each service gets its own compensation back and nothing is moved.
    b.put("prisreserve_andel", expand(reserve.andel, b.years) if reserve and weight else np.zeros(n), origin)
    b.constant("prisreserve_noekkel", per_id(ids, {i: v / weight for i, v in key.items()} if weight else {}, 0.0), origin)
    rent = ops.internhusleie
    landlord = plan_origin(rent, FILE, "internhusleie") if rent else NONE
    b.constant("utleier", per_id(ids, {rent.utleier: 1.0} if rent else {}, 0.0), landlord)


def _pension(p: Pension | None, b: Binding) -> None:
    n = len(b.years)
    origin = plan_origin(p, FILE, "pensjon") if p else NONE
    earlier, left = np.zeros(n), 0.0
    for v, unit in ((v, p.enhet) for v in p.premieavvik) if p else ():
        kroner = v.rest * SCALE[unit]
        earlier[: v.gjenstaar_aar] += kroner / v.gjenstaar_aar
        left += kroner
    b.put("amortisering_tidligere", earlier, origin)
    b.constant("premieaargang_alder", np.arange(1.0, VINTAGES + 1.0), origin)
    b.open("premieavvik_saldo_ib", left, origin)


def _resource(plan: Plan, b: Binding) -> None:
    r = plan.operations.ressurskrevende
    origin = plan_origin(r, FILE, "ressurskrevende") if r else NONE
    b.put("innslagspunkt_vokser", np.array([float(r is not None and y > r.aar) for y in b.years]), origin)
