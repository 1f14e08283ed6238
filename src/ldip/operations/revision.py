"""Revised rules of the income system as an uncertain event (docs/method/inntekter.md).

The effect is stated against the nation's need per inhabitant, as a change of the need index is. It lasts; a loss is phased in as
the transition scheme INGAR does, and a gain is paid at once. Adopted years keep the rules they were adopted under.
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
        factor=Factor("inntektssystem", "empirisk"),
    ),
)
OPENINGS = (
    Opening("systemendring_maal_ib", "ingen endring ved åpning", "inntektssystem", start=0.0),
    Opening("systemendring_andel_ib", "ingen endring ved åpning", "inntektssystem", start=0.0),
)


@step(unit="andel", source=METHOD + "endringene så langt, i andel av landets utgiftsbehov per innbygger")
def systemendring_maal_ub(systemendring_maal_ib: Array, sjokk_inntektssystem: Array, framskrevet_aar: Array) -> Array:
    """Lasting effect of revised rules once it is phased in. (batch,)."""
    return systemendring_maal_ib + sjokk_inntektssystem * framskrevet_aar


@step(unit="andel", source=METHOD + "et tap øker i året med høyst grensen i INGAR, en gevinst kommer straks")
def systemendring_andel_ub(
    systemendring_andel_ib: Array, systemendring_maal_ub: Array, ingar_grense: Array, utgiftsbehov_per_innbygger: Array
) -> Array:
    """Effect in force in the year. (batch,)."""
    most = divide(ingar_grense, utgiftsbehov_per_innbygger, 0.0)
    return np.maximum(systemendring_maal_ub, systemendring_andel_ib - most)


@step(unit="kr", source=METHOD + "andel · U · innbyggere 1. juli året før")
def systemendring(systemendring_andel_ub: Array, utgiftsbehov_per_innbygger: Array, innbyggere_juli_ib: Array) -> Array:
    """Change of the block grant by revised rules. (batch,)."""
    return systemendring_andel_ub * utgiftsbehov_per_innbygger * innbyggere_juli_ib
