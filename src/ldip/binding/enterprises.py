"""foretak/*.toml: the accounting entities beside kommunekassen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ldip.binding.bound import Binding, Origin, per_id
from ldip.finance.enterprise_lines import INTERNAL
from ldip.plan.document import Plan
from ldip.plan.schema.fields import SCALE
from ldip.plan.schema.files import EnterpriseFile, home_of
from ldip.plan.vectors import expand

IN_SAMLET = ("kf", "ipr", "ko", "laanefond")  # kommuneloven § 14-6; an IKS keeps its accounts outside the municipality's


def bind_enterprises(plan: Plan, b: Binding) -> None:
    """Bind internal amounts, the entities in the combined accounts, depreciation and opening balances by entity."""
    found, ids = plan.enterprises, b.ids["foretak"]
    origin = Origin("data", home_of(EnterpriseFile), "", "planens foretak")
    internal = np.zeros((len(b.years), len(ids), len(INTERNAL)))
    for i, e in found.items():
        for pair in e.intern:
            for name in (pair.linje, pair.motlinje):
                internal[:, ids.index(i), INTERNAL.index(name)] += expand(pair.beloep, b.years)
    b.put_array("foretak_internt_fast", internal, origin)
    b.constant("foretak_i_samlet", per_id(ids, {i: float(e.form in IN_SAMLET) for i, e in found.items()}, 0.0), origin)
    _openings(found, b, origin)


def _openings(found: Mapping[str, EnterpriseFile], b: Binding, origin: Origin) -> None:
    ids = b.ids["foretak"]

    def opened(*names: str) -> dict[str, float]:
        return {i: sum(float(getattr(e.balanse, n)) * SCALE[e.balanse.enhet] for n in names) for i, e in found.items()}

    assets = opened("avskrivbare_anleggsmidler")
    written_off = {i: assets[i] / e.restlevetid for i, e in found.items()}
    b.constant("foretak_avskrivning_plan", per_id(ids, written_off, 0.0), origin)
    fixed, debt, short = opened("avskrivbare_anleggsmidler", "tomter"), opened("laanegjeld"), opened("merforbruk")
    funds = opened("disposisjonsfond", "bundne_driftsfond", "ubundet_investeringsfond")
    openings = {
        "eksisterende": assets,
        "avskrivbare_anleggsmidler": assets,
        "disposisjonsfond_sum": opened("disposisjonsfond"),
        "avdragsserie": {i: debt[i] / e.laan_loepetid for i, e in found.items()},
        "arbeidskapital": {i: v - short[i] for i, v in funds.items()},
        "kapitalkonto_med_pensjon": {i: v - debt[i] for i, v in fixed.items()},
        "laan_utenfra": {i: v * (1.0 - found[i].laan_fra_kommunen_andel * 0.01) for i, v in debt.items()},
        "laanegjeld": debt,
        "merforbruk": short,
        **{n: opened(n) for n in ("tomter", "bundne_driftsfond", "ubundet_investeringsfond", "kortsiktig_gjeld")},
    }
    for name, values in openings.items():
        b.open(f"foretak_{name}_ib", per_id(ids, values, 0.0), origin)
