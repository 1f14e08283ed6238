"""Services, frames and measures."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, membership, origins_by_id
from ldip.binding.service_rates import SERVICES, bind_rates
from ldip.binding.users import bind_users
from ldip.engine.graph import Array
from ldip.parameters.demography import AGES
from ldip.plan import measures
from ldip.plan.document import Plan
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.vectors import expand


def bind_services(plan: Plan, b: Binding) -> None:
    """tjenester/*.toml"""
    ids, services, n = b.ids["tjeneste"], plan.services, len(b.years)
    rates = np.zeros((n, len(ids), AGES))
    groups = np.zeros((len(ids), AGES))
    for i, s in services.items():
        rates[:, ids.index(i)] = _rates(s, b.years)
        if s.dekning:
            groups[ids.index(i), s.dekning.fra_alder : s.dekning.til_alder + 1] = 1.0
    b.put_array("bruksrate", rates, SERVICES)
    b.elements("bruksrate", origins_by_id(services, f.ServiceFile))
    b.constant("dekningsgruppe", groups, SERVICES)
    bind_rates(plan, b)
    bind_users(plan, b)


def _rates(s: f.ServiceFile, years: tuple[int, ...]) -> Array:
    base = np.zeros(AGES)
    for r in s.bruksrate:
        base[r.ages] = r.prosent * 0.01
    change = expand(s.bruksrate_utvikling, years) if s.bruksrate_utvikling else np.ones(len(years))
    return change[:, None] * base


def bind_frames(plan: Plan, b: Binding) -> None:
    """rammer.csv: opening frames, gross."""
    rows = plan.table("rammer.csv", t.FrameRow).rows
    out = np.zeros((len(b.ids["tjeneste"]), 4))
    income = np.zeros((len(b.ids["tjeneste"]), 4))
    for r in rows:
        target, arts = (out, t.EXPENDITURE) if r.art in t.EXPENDITURE else (income, t.INCOME)
        target[b.ids["tjeneste"].index(r.tjeneste), arts.index(r.art)] += r.kroner
    rough = any(r.anslag for r in rows)
    origin = Origin("data", "rammer.csv", "", rows[0].kilde if rows else "", rough)
    b.open("ramme_utgift_ib", out, origin)
    b.open("ramme_inntekt_ib", income, origin)


def bind_measures(plan: Plan, b: Binding) -> None:
    """Bind tiltak.csv: a lasting measure in effect keeps its level until its next row."""
    ids, rows = b.ids["tiltak"], measures.by_year(plan)
    lasting, once = np.zeros((len(b.years), len(ids))), np.zeros((len(b.years), len(ids)))
    without, inside = np.zeros(len(ids)), np.zeros(len(ids))
    for r in rows:
        i = ids.index(r.id)
        without[i], inside[i] = float(r.type == "ukonkretisert"), float(r.innarbeidet)
    for r, kroner in measures.used(plan):
        i, k = ids.index(r.id), b.years.index(r.aar)
        if r.type == "engangs":
            once[k, i] = kroner
        else:
            lasting[k:, i] = kroner
    origin = Origin("data", "tiltak.csv", "", "planens tiltak")
    each = {r.id: Origin("data", "tiltak.csv", r.id, r.kilde, r.anslag) for r in rows}
    for name, array in (("tiltak_varig_fast", lasting), ("tiltak_engang_fast", once)):
        b.put_array(name, array, origin)
        b.elements(name, each)
    b.constant("tiltak_ukonkretisert", without, origin)
    b.constant("tiltak_innarbeidet", inside, origin)
    b.constant("tiltak_i_tjeneste", membership(b, "tiltak", {r.id: r.tjeneste for r in rows}), origin)
