"""Debt by purpose: served by fee payers of self-cost areas, or by the free income (forskriften §§ 5-7, 5-12)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, product, step, total, weighted_sum

METHOD = "metode: finans#gjeld-etter-formål"

GIVENS = (Given("laan_er_selvkost", "flagg", "planens laan.csv: formaal", ("laan",)),)
OPENINGS = (Opening("nye_selvkostlaan_ib", "ingen nye lån ved åpning", "finans", start=0.0),)

selvkost_investert_sum = total("selvkost_investert_sum", plus=("selvkost_investert",), unit="kr", source=METHOD)


@step(unit="andel", source=METHOD + ": årets lån fordeles etter det som kan lånefinansieres")
def selvkostandel_av_laan(selvkost_investert_sum: Array, laanetak: Array) -> Array:
    """Share of the year's loans that self-cost areas bear. (batch,)."""
    return np.minimum(divide(selvkost_investert_sum, laanetak, 0.0), 1.0)


nye_selvkostlaan_opptak = product(
    "nye_selvkostlaan_opptak", of=("laaneopptak_felles", "selvkostandel_av_laan"), unit="kr", source=METHOD, deflates=False
)


@step(unit="kr", source=METHOD + ": nye lån betales ned med samme andel uansett formål")
def nye_selvkostlaan_ub(
    nye_selvkostlaan_ib: Array,
    nye_selvkostlaan_opptak: Array,
    nye_laan_saldo_ib: Array,
    nye_laan_saldo_ub: Array,
    laaneopptak_felles: Array,
) -> Array:
    """Closing balance of new loans that self-cost areas bear. (batch,)."""
    left = divide(nye_laan_saldo_ub - laaneopptak_felles, nye_laan_saldo_ib, 0.0)
    return nye_selvkostlaan_ib * left + nye_selvkostlaan_opptak


@step(unit="kr", source=METHOD + ": lån merket selvkost i laan.csv")
def selvkostlaan_eksisterende_ub(laan_saldo_ub: Array, laan_er_selvkost: Array) -> Array:
    """Closing balance of existing loans that self-cost areas bear. (batch,)."""
    return weighted_sum("rl,rl->r", laan_saldo_ub, laan_er_selvkost)


selvkostgjeld_ub = total(
    "selvkostgjeld_ub",
    plus=("selvkostlaan_eksisterende_ub", "nye_selvkostlaan_ub"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-7: gjeld til selvkostområder",
)
gjeld_uten_selvkost_ub = total(
    "gjeld_uten_selvkost_ub",
    plus=("laanegjeld_ub",),
    minus=("selvkostgjeld_ub",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-7: gjeld til egne investeringer uten selvkostområder",
)
