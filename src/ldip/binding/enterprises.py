"""foretak/*.toml: the accounting entities beside kommunekassen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import numpy as np

from ldip.binding.bound import Binding, Origin, by_year_and_id, expand, per_id, plan_origin
from ldip.finance.enterprise_lines import INTERNAL
from ldip.plan.document import Plan
from ldip.plan.schema.fields import SCALE
from ldip.plan.schema.files import EnterpriseFile, EnterpriseLine

IN_SAMLET = ("kf", "ipr", "ko", "laanefond")  # § 14-6; an IKS has its own accounts outside


def bind_enterprises(plan: Plan, b: Binding) -> None:
    """Lines, internal amounts, terms and opening balances by entity."""
    found, ids = plan.enterprises, b.ids["foretak"]
    origin = Origin("data", "foretak/", "", "planens foretak")
    each = {i: plan_origin(e, f"foretak/{i}.toml", "") for i, e in found.items()}
    for line in get_args(EnterpriseLine):
        given = {i: expand(e.linjer[line], b.years) for i, e in found.items() if line in e.linjer}
        b.put_array(f"foretak_{line}_fast", by_year_and_id(b.years, ids, given, 0.0), origin)
        b.elements(f"foretak_{line}_fast", each)
    planned = {i: expand(e.overfoering_til_investering, b.years) for i, e in found.items() if e.overfoering_til_investering}
    b.put_array("foretak_overfoering_planlagt_fast", by_year_and_id(b.years, ids, planned, 0.0), origin)
    margin = {i: expand(e.laan_margin, b.years) for i, e in found.items()}
    b.put_array("foretak_laan_margin", by_year_and_id(b.years, ids, margin, 0.0), origin)
    internal = np.zeros((len(b.years), len(ids), len(INTERNAL)))
    for i, e in found.items():
        for pair in e.intern:
            for name in (pair.linje, pair.motlinje):
                internal[:, ids.index(i), INTERNAL.index(name)] += expand(pair.beloep, b.years)
    b.put_array("foretak_internt_fast", internal, origin)
    _terms(found, b, origin)
    _openings(found, b, origin)


def _terms(found: Mapping[str, EnterpriseFile], b: Binding, origin: Origin) -> None:
    terms: dict[str, tuple[dict[str, float], float]] = {
        "foretak_avskrivning_plan": ({i: _opened(e, "avskrivbare_anleggsmidler") / e.restlevetid for i, e in found.items()}, 0.0),
        "foretak_levetid": ({i: e.levetid for i, e in found.items()}, 1.0),
        "foretak_laan_loepetid": ({i: e.laan_loepetid for i, e in found.items()}, 1.0),
        "foretak_laan_fra_kommunen": ({i: e.laan_fra_kommunen_andel * 0.01 for i, e in found.items()}, 0.0),
        "foretak_i_samlet": ({i: float(e.form in IN_SAMLET) for i, e in found.items()}, 0.0),
        "foretak_andel": ({i: e.eierandel * 0.01 for i, e in found.items()}, 0.0),
    }
    for name, (values, absent) in terms.items():
        b.constant(name, per_id(b.ids["foretak"], values, absent), origin)


def _opened(e: EnterpriseFile, name: str) -> float:
    return float(getattr(e.balanse, name)) * SCALE[e.balanse.enhet]


def _openings(found: Mapping[str, EnterpriseFile], b: Binding, origin: Origin) -> None:
    ids = b.ids["foretak"]

    def opened(*names: str) -> dict[str, float]:
        return {i: sum(_opened(e, n) for n in names) for i, e in found.items()}

    fixed, debt, short = opened("avskrivbare_anleggsmidler", "tomter"), opened("laanegjeld"), opened("merforbruk")
    funds = opened("disposisjonsfond", "bundne_driftsfond", "ubundet_investeringsfond")
    openings = {
        "eksisterende": opened("avskrivbare_anleggsmidler"),
        "disposisjonsfond_sum": opened("disposisjonsfond"),
        "avdragsserie": {i: debt[i] / e.laan_loepetid for i, e in found.items()},
        "arbeidskapital": {i: v - short[i] for i, v in funds.items()},
        "kapitalkonto_med_pensjon": {i: v - debt[i] for i, v in fixed.items()},
        "udekket": {},
        "avskrivningsserie": {},
        "laan_utenfra": {i: v * (1.0 - found[i].laan_fra_kommunen_andel * 0.01) for i, v in debt.items()},
        **{
            n: opened(n)
            for n in (
                "avskrivbare_anleggsmidler",
                "tomter",
                "laanegjeld",
                "bundne_driftsfond",
                "ubundet_investeringsfond",
                "merforbruk",
                "kortsiktig_gjeld",
            )
        },
    }
    for name, values in openings.items():
        b.open(f"foretak_{name}_ib", per_id(ids, values, 0.0), origin)
