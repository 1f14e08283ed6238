"""Internhusleie: users of premises pay the landlord, and the sum over services is zero (docs/method/drift.md)."""

from __future__ import annotations

from ldip.engine.graph import Array, Given, renamed, step, total, weighted_sum
from ldip.operations.frames import TU, T, on_purchases

METHOD = "metode: drift#internhusleie"

GIVENS = (
    Given("husleiesats_fast", "kr_per_m2_fast", "drift.toml: internhusleie.sats_per_m2"),
    Given("utleier", "flagg", "drift.toml: internhusleie.utleier", T),
)


@step(unit="m2", source=METHOD + ": areal for den delen av året bygget er i bruk", axes=T)
def leieareal(
    bygg_areal: Array,
    bygg_andel_av_aaret: Array,
    bygg_i_tjeneste: Array,
    prosjekt_areal: Array,
    prosjekt_andel_av_aaret: Array,
    prosjekt_i_tjeneste: Array,
) -> Array:
    """Mean area in use over the year. (batch, tjeneste)."""
    buildings = weighted_sum("rb,rtb->rt", bygg_areal * bygg_andel_av_aaret, bygg_i_tjeneste)
    return buildings + weighted_sum("rp,rtp->rt", prosjekt_areal * prosjekt_andel_av_aaret, prosjekt_i_tjeneste)


@step(unit="m2", source=METHOD + ": areal i bygg året før, som rammene bygger på", axes=T)
def leieareal_i_fjor(bygg_areal: Array, bygg_andel_av_fjoraaret: Array, bygg_i_tjeneste: Array) -> Array:
    """Mean area of buildings in use last year. (batch, tjeneste)."""
    return weighted_sum("rb,rtb->rt", bygg_areal * bygg_andel_av_fjoraaret, bygg_i_tjeneste)


@step(unit="andel", source=METHOD + ": fra åpningsmåneden", axes=("prosjekt",))
def prosjekt_andel_av_aaret(prosjekt_aapent_brukt: Array, aapner_i_aar_brukt: Array, andel_av_aapningsaaret: Array) -> Array:
    """Share of the year a project is in use. (batch, prosjekt)."""
    return prosjekt_aapent_brukt - aapner_i_aar_brukt * (1.0 - andel_av_aapningsaaret)


@step(unit="kr_fast", source=METHOD + ": betalt leie mindre mottatt", axes=T)
def internhusleie_ub(leieareal: Array, husleiesats_fast: Array, utleier: Array) -> Array:
    """Rent paid, negative for the landlord; zero in sum. (batch, tjeneste)."""
    paid = leieareal * husleiesats_fast[:, None] * (1.0 - utleier)
    return paid - utleier * weighted_sum("rt->r", paid)[:, None]


internhusleie_aapning = renamed(internhusleie_ub, "internhusleie_aapning", ("leieareal_i_fjor", "husleiesats_fast", "utleier"))


@step(unit="kr", source=METHOD + ": endringen fra i fjor flyttes mellom rammene, som kjøp", axes=TU, deflates=True)
def internhusleie_fordelt(
    internhusleie_ib: Array, internhusleie_ub: Array, deflator_indeks_ub: Array, artsnoekkel: Array
) -> Array:
    """Change in internal rent by service; zero in sum over services. (batch, tjeneste, utgiftsart)."""
    return on_purchases((internhusleie_ub - internhusleie_ib) * deflator_indeks_ub[:, None], artsnoekkel)


internhusleie_sum_ub = total(
    "internhusleie_sum_ub", plus=("internhusleie_ub",), unit="kr_fast", source=METHOD + ": skal være null"
)
