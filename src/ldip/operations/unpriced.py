"""Operation of places the plan lacks: premises, rent, and staff where it follows capacity (docs/method/uprisede-behov.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, step
from ldip.operations.frames import TU, T, on_purchases

METHOD = "metode: uprisede-behov#drift-av-plassene"


@step(unit="kr", source=METHOD + ": areal · FDV i bygde plasser, leie i leide", axes=T, deflates=True)
def uprisede_lokaler(
    uprisede_plasser_ub: Array,
    leide_plasser: Array,
    m2_per_plass: Array,
    plass_fdv_per_m2_fast: Array,
    leie_per_plass_fast: Array,
    deflator_indeks_ub: Array,
) -> Array:
    """Running cost of premises built, and rent. (batch, tjeneste)."""
    own = uprisede_plasser_ub * m2_per_plass * plass_fdv_per_m2_fast
    return (own + leide_plasser * leie_per_plass_fast) * deflator_indeks_ub[:, None]


@step(
    unit="kr_per_person_fast",
    source=METHOD + ": oppgitt, ellers enhetskostnaden · brukere per plass; bare etter kapasitet",
    axes=T,
)
def bemanning_per_plass_fast(
    plass_bemanning_fast: Array,
    har_plassbemanning: Array,
    enhetskostnad_fast: Array,
    reserve: Array,
    belegg: Array,
    bemanning_foelger_befolkning: Array,
) -> Array:
    """Cost of serving a place; 0 where staff follows population, since the frame has it already. (batch, tjeneste)."""
    own = enhetskostnad_fast * belegg / (1.0 + reserve)
    return np.where(har_plassbemanning > 0.0, plass_bemanning_fast, own) * (1.0 - bemanning_foelger_befolkning)


@step(unit="kr", source=METHOD + ": bygde og leide plasser", axes=T, deflates=True)
def uprisede_bemanning(
    uprisede_plasser_ub: Array, leide_plasser: Array, bemanning_per_plass_fast: Array, deflator_indeks_ub: Array
) -> Array:
    """Cost of serving the places. (batch, tjeneste)."""
    return (uprisede_plasser_ub + leide_plasser) * bemanning_per_plass_fast * deflator_indeks_ub[:, None]


@step(unit="kr", source=METHOD + ": lokaler er kjøp, resten følger rammens arter; ruller ikke", axes=TU)
def uprisede_fordelt(uprisede_lokaler: Array, uprisede_bemanning: Array, artsnoekkel: Array) -> Array:
    """Operation of the places by type. (batch, tjeneste, utgiftsart)."""
    return on_purchases(uprisede_lokaler, artsnoekkel) + uprisede_bemanning[..., None] * artsnoekkel
