"""Measures: lasting, one-off, cuts without a measure, and those on top of adopted lines (docs/method/drift.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, pick, step, total, weighted_sum
from ldip.operations.carried import EXPENDITURE

MEASURES = "metode: drift#tiltak"

GIVENS = (
    Given("tiltak_varig_fast", "kr_fast", "tiltak.csv: varige", ("tiltak",)),
    Given("tiltak_engang_fast", "kr_fast", "tiltak.csv: engangs", ("tiltak",)),
    Given("tiltak_i_tjeneste", "flagg", "tiltak.csv: tjeneste", ("tjeneste", "tiltak")),
    Given("tiltak_innarbeidet", "flagg", "tiltak.csv: innarbeidet", ("tiltak",), nature="egenskap"),
    Given("tiltak_ukonkretisert", "flagg", "tiltak.csv: type = ukonkretisert", ("tiltak",), nature="egenskap"),
)
OPENINGS = (Opening("tiltak_varig_ib", "tiltak før planperioden ligger i rammene", "tiltak", start=0.0),)


@step(unit="kr_fast", source=MEASURES + ": varige tiltak", axes=("tiltak",))
def tiltak_varig_ub(tiltak_varig_fast: Array) -> Array:
    """Level of lasting measures, positive = higher expenditure. (batch, tiltak)."""
    return tiltak_varig_fast * 1.0


@step(unit="kr", source=MEASURES + ": endring i varige tiltak", axes=("tjeneste",), deflates=True)
def tiltak_endring(tiltak_varig_ib: Array, tiltak_varig_ub: Array, tiltak_i_tjeneste: Array, deflator_indeks_ub: Array) -> Array:
    """Change in lasting measures by service. (batch, tjeneste)."""
    change = weighted_sum("rm,rtm->rt", tiltak_varig_ub - tiltak_varig_ib, tiltak_i_tjeneste)
    return change * deflator_indeks_ub[:, None]


@step(unit="kr", source=MEASURES + ": tiltak som ikke er innarbeidet i vedtatte linjer", axes=("tjeneste",), deflates=True)
def tiltak_utenom_vedtaket(
    tiltak_i_aaret: Array, tiltak_innarbeidet: Array, tiltak_i_tjeneste: Array, deflator_indeks_ub: Array
) -> Array:
    """Measures that come on top of adopted lines and frames, by service. (batch, tjeneste)."""
    outside = weighted_sum("rm,rtm->rt", tiltak_i_aaret * (1.0 - tiltak_innarbeidet), tiltak_i_tjeneste)
    return outside * deflator_indeks_ub[:, None]


@step(unit="kr", source=MEASURES + ": fordelt på arter som rammen", axes=("utgiftsart",))
def tiltak_utenom_per_art(tiltak_utenom_vedtaket: Array, artsnoekkel: Array) -> Array:
    """The same by type of expenditure. (batch, utgiftsart)."""
    return weighted_sum("rt,rtu->ru", tiltak_utenom_vedtaket, artsnoekkel)


tiltak_utenom = tuple(
    pick(f"tiltak_utenom_{art}", "tiltak_utenom_per_art", i, unit="kr", source=MEASURES) for i, art in enumerate(EXPENDITURE)
)


@step(unit="kr", source=MEASURES + ": engangstiltak", axes=("tjeneste",), deflates=True)
def engangstiltak(tiltak_engang_fast: Array, tiltak_i_tjeneste: Array, deflator_indeks_ub: Array) -> Array:
    """One-off measures by service; they never roll. (batch, tjeneste)."""
    return weighted_sum("rm,rtm->rt", tiltak_engang_fast, tiltak_i_tjeneste) * deflator_indeks_ub[:, None]


tiltak_i_aaret = total(
    "tiltak_i_aaret",
    plus=("tiltak_varig_ub", "tiltak_engang_fast"),
    axes=("tiltak",),
    unit="kr_fast",
    source=MEASURES + ": varige tiltak og engangstiltak",
)


@step(unit="kr", source="metode: inndekningsbehov#ukonkretiserte-kutt", deflates=True)
def ukonkretisert_innsparing(tiltak_i_aaret: Array, tiltak_ukonkretisert: Array, deflator_indeks_ub: Array) -> Array:
    """Cuts in adopted frames without a measure. (batch,)."""
    cuts = weighted_sum("rm,rm->r", tiltak_i_aaret, tiltak_ukonkretisert)
    return np.maximum(-cuts, 0.0) * deflator_indeks_ub
