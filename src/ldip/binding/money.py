"""Assets, loans and opening balances."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, by_year_and_id, per_id, plan_origin
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import MOST_YEARS, SCALE

TRANCHES = MOST_YEARS  # one for the new loans of each year


def bind_assets(plan: Plan, b: Binding) -> None:
    """Bind anlegg.csv: yearly depreciation, and the years in which lifetimes are revised."""
    rows = plan.table("anlegg.csv", t.AssetRow).rows
    ids, origin = b.ids["anleggsklasse"], Origin("data", "anlegg.csv", "", "anleggsregisteret ved åpning")
    each = {r.klasse: Origin("data", "anlegg.csv", r.klasse, r.kilde, r.anslag) for r in rows}
    booked = {r.klasse: r.bokfoert * SCALE[r.enhet] for r in rows}
    yearly = {r.klasse: 0.0 if r.under_utfoerelse else booked[r.klasse] / r.restlevetid for r in rows}
    b.open("avskrivning_aarlig_ib", per_id(ids, yearly, 0.0), origin)
    starts = {r.klasse: (np.array(b.years) == r.omlevetid_fra).astype(float) for r in rows}
    b.put_array("omlevetid_starter", by_year_and_id(b.years, ids, starts, 0.0), origin)
    b.elements("avskrivning_aarlig_ib", each)


def bind_loans(plan: Plan, b: Binding) -> None:
    """laan.csv"""
    rows, ids = plan.table("laan.csv", t.LoanRow).rows, b.ids["laan"]
    origin = Origin("data", "laan.csv", "", "låneporteføljen ved åpning")
    each = {r.id: Origin("data", "laan.csv", r.id, r.kilde, r.anslag) for r in rows}
    amounts = {r.id: r.saldo * SCALE[r.enhet] for r in rows}
    owed = {r.id: 0.0 if r.tas_opp else amounts[r.id] for r in rows}
    rough = any(r.anslag for r in rows if not r.tas_opp)
    debt = Origin("data", "laan.csv", "saldo", "summen av låneporteføljen ved åpning", rough)
    b.open("laanegjeld_ib", sum(owed.values()), debt)
    b.open("laan_saldo_ib", per_id(ids, owed, 0.0), origin)
    b.elements("laan_saldo_ib", each)
    b.constant("laan_avdrag_plan", per_id(ids, {r.id: amounts[r.id] / r.restloepetid for r in rows}, 0.0), origin)
    years = np.array(b.years)
    fixed = {r.id: (years <= r.fast_til).astype(float) * float(r.rentetype == "fast") for r in rows}
    by_year = {
        "laan_er_fast": fixed,
        "laan_opptak_planlagt": {r.id: (years == r.tas_opp) * amounts[r.id] for r in rows},
        # A planned loan begins to be repaid the year after it is taken.
        "laan_rest_aar": {r.id: r.restloepetid - (years - (r.tas_opp + 1 if r.tas_opp else years[0])) for r in rows},
        "swap_i_kraft": {r.id: (years <= r.swap_til).astype(float) for r in rows},
        "laan_forfaller_neste_aar": {r.id: (years + 1 == r.forfaller).astype(float) for r in rows},
    }
    for name, vectors in by_year.items():
        b.put_array(name, by_year_and_id(b.years, ids, vectors, 0.0), origin)
    for name in ("laan_avdrag_plan", *by_year):
        b.elements(name, each)
    none = Origin("data", "laan.csv", "", "ingen nye lån ved åpning")
    b.constant("laaneaargang_alder", np.arange(float(TRANCHES)), none)


def bind_balance(plan: Plan, b: Binding) -> None:
    """balanse.toml: merforbruk by the years since it arose, what on-lending has out, assets not yet finished."""
    bal = plan.balance
    out = bal.videreutlaan_utestaaende
    lent = min(bal.utlaan, bal.videreutlaan_gjeld) if out is None else out
    b.open("videreutlaan_utestaaende_ib", lent * SCALE[bal.enhet], plan_origin(bal, "balanse.toml", "videreutlaan_utestaaende"))
    left = [bal.anlegg_under_utfoerelse - sum(v for y, v in bal.finished if y <= year) for year in b.years]
    finished = plan_origin(bal, "balanse.toml", "under_utfoerelse_ferdig")
    b.put("anlegg_under_utfoerelse_aapnet", np.array(left) * SCALE[bal.enhet], finished)
    owed = np.array([bal.merforbruk * SCALE[bal.enhet], 0.0, 0.0, 0.0])
    b.open("merforbruk_aargang_ib", owed, plan_origin(bal, "balanse.toml", "merforbruk"))
