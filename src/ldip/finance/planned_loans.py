"""Planned loans: the plan borrows what it needs, and a planned loan sets the terms of a part of it."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, divide, step, total, weighted_sum

L = ("laan",)
METHOD = "metode: finans#lånebok"

GIVENS = (Given("laan_opptak_planlagt", "kr", "planens laan.csv: saldo i året tas_opp", L),)


@step(unit="kr", source=METHOD + ": planlagte lån, til sammen høyst det årets investeringer lånes for", axes=L)
def laan_opptak(laan_opptak_planlagt: Array, laaneopptak: Array) -> Array:
    """Uptake by planned loan: the stated amount, or its share of what the plan borrows. (batch, laan)."""
    planned = weighted_sum("rl->r", laan_opptak_planlagt)
    share = np.minimum(divide(laaneopptak, planned, 0.0), 1.0)
    return laan_opptak_planlagt * share[:, None]


laaneopptak_felles = total(
    "laaneopptak_felles",
    plus=("laaneopptak",),
    minus=("laan_opptak",),
    unit="kr",
    source=METHOD + ": det planlagte lån ikke dekker, lånes på vilkårene i finans.toml",
)
