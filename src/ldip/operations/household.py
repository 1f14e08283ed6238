"""The yearly bill of a household: the fees of an ordinary subscriber and the property tax of one dwelling."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, product, step, total

PLAN = "planens inntekter.toml: husholdning"
KIND, AREA = ("eiendomstype",), ("selvkostomraade",)

GIVENS = (
    Given("husholdning_takst", "kr", PLAN, KIND),
    Given("husholdning_abonnement", "personer", PLAN, AREA),
)

husholdning_gebyr = product(
    "husholdning_gebyr",
    of=("gebyr_per_abonnent", "husholdning_abonnement"),
    unit="kr",
    source="metode: drift#husholdning: snittgebyret ganger husholdningens abonnement",
    axes=AREA,
)


@step(unit="kr", source="eigedomsskattelova §§ 8 A-2, 11 og 14; metode: drift#husholdning", axes=KIND)
def husholdning_eiendomsskatt(
    husholdning_takst: Array,
    kontorjustering_ub: Array,
    eiendom_faktor: Array,
    eiendom_reduksjon: Array,
    eiendom_bunnfradrag: Array,
    eiendom_promille: Array,
    eiendom_minste_skatt: Array,
) -> Array:
    """Tax of one dwelling, by the rules of all property; nothing where the bill is below the least. (batch, eiendomstype)."""
    share = np.minimum(eiendom_faktor, 1.0 - eiendom_reduksjon[:, None])
    base = husholdning_takst * (1.0 + kontorjustering_ub) * share
    tax = np.maximum(base - eiendom_bunnfradrag, 0.0) * eiendom_promille
    return np.where(tax < eiendom_minste_skatt[:, None], 0.0, tax)


husholdning_gebyr_sum = total("husholdning_gebyr_sum", plus=("husholdning_gebyr",), unit="kr", source="metode: drift#husholdning")
husholdning_eiendomsskatt_sum = total(
    "husholdning_eiendomsskatt_sum", plus=("husholdning_eiendomsskatt",), unit="kr", source="metode: drift#husholdning"
)
husholdning_betaler = total(
    "husholdning_betaler",
    plus=("husholdning_gebyr_sum", "husholdning_eiendomsskatt_sum"),
    unit="kr",
    source="metode: drift#husholdning: kommunale gebyrer og eiendomsskatt",
)
