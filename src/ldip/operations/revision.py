"""Revised rules of the income system as an uncertain event (docs/method/inntekter.md).

The effect is stated against the nation's need per inhabitant, as a change of the need index is. It is the level of all revisions
so far. A loss is phased in as the transition scheme INGAR does, and a gain is paid at once. Adopted years keep the rules they
were adopted under.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, Opening, divide, step

METHOD = "inntektssystemet, Grønt hefte; metode: inntekter#når-systemet-endres: "

GIVENS = (
    Given(
        "sjokk_inntektssystem",
        "andel",
        "usikkerhetsfaktor eller stress; null i basisforløpet",
        group="inntektssystem",
        factor=Factor("inntektssystem"),
    ),
)
OPENINGS = (Opening("systemendring_andel_ib", "ingen endring ved åpning", "inntektssystem", start=0.0),)


@step(unit="andel", source=METHOD + "et tap øker i året med høyst grensen i INGAR, en gevinst kommer straks")
def systemendring_andel_ub(
    systemendring_andel_ib: Array,
    sjokk_inntektssystem: Array,
    framskrevet_aar: Array,
    ingar_grense: Array,
    utgiftsbehov_per_innbygger: Array,
) -> Array:
    """Effect in force in the year, on its way to the effect of the rules fully phased in. (batch,)."""
    most = divide(ingar_grense, utgiftsbehov_per_innbygger, 0.0)
    return np.maximum(sjokk_inntektssystem * framskrevet_aar, systemendring_andel_ib - most)


@step(unit="kr", source=METHOD + "andel · U · innbyggere 1. juli året før")
def systemendring(systemendring_andel_ub: Array, utgiftsbehov_per_innbygger: Array, innbyggere_juli_ib: Array) -> Array:
    """Change of the block grant by revised rules. (batch,)."""
    return systemendring_andel_ub * utgiftsbehov_per_innbygger * innbyggere_juli_ib
