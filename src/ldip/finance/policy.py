"""A projected year played as a revised budget (kommuneloven § 14-5): what it demands, a short year and a good year.

Funds are used first, then the transfer falls to its least level, and what is still missing is `mangel`. A surplus fills funds
and then lowers the loan (docs/method/inndekningsbehov.md). All amounts are those of one year; no credit between years.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, step, total, weighted_sum
from ldip.finance.closing import take_in_order

F = ("fond",)
METHOD = "metode: inndekningsbehov#"
SHORT = METHOD + "et-år-med-for-lite"
GOOD = METHOD + "et-år-med-overskudd"
BEYOND = METHOD + "når-pengene-ikke-strekker-til"

GIVENS = (
    Given("variant_aar_for_aar", "flagg", "visning: år for år", group="variant"),
    Given("variant_varig", "flagg", "visning: varig", group="variant"),
    Given("foer_full_innfasing", "flagg", "årene før innsparingen er faset inn", nature="flyt"),
    Given("overskudd_til_overfoering", "flagg", "handlingsregler.toml: overskudd_til"),
)


def below_floor(short: Array, floors: Array) -> Array:
    """Part of a shortfall that leaves fund floors unfilled: a floor is never filled with borrowed money. (batch,)."""
    return np.minimum(floors, short)


def lowered(short: Array, floors: Array, room: Array, margin: Array) -> Array:
    """Reduction of the transfer for what funds and unfilled floors do not cover; the loan that replaces it costs interest."""
    return np.minimum(np.maximum(short - floors, 0.0) / (1.0 - margin), room)


def missing(balance: Array, funds: Array, floors: Array, room: Array, margin: Array) -> Array:
    """Amount missing after funds and the transfer of a short year. (batch,)."""
    short = np.maximum(-balance - funds, 0.0)
    return short - lowered(short, floors, room, margin) * (1.0 - margin)


@step(unit="kr", source=SHORT + ": delene av disposisjonsfondet ned til gulvet, aldri kursreserven", axes=F)
def fond_over_gulv(fond_etter_plan: Array, fondsgulv: Array, er_kursreserve: Array) -> Array:
    """Amount by named part that a short year may use. (batch, fond)."""
    return np.maximum(fond_etter_plan - fondsgulv, 0.0) * (1.0 - er_kursreserve)


fond_over_gulv_sum = total("fond_over_gulv_sum", plus=("fond_over_gulv",), unit="kr", source=SHORT)
rom_til_minste_overfoering = total(
    "rom_til_minste_overfoering",
    plus=("overfoering_krav",),
    minus=("overfoering_minst",),
    unit="kr",
    source=SHORT + ": det overføringen kan senkes før gulvet, loven eller gjeldstaket stanser den",
)


@step(unit="kr", source=SHORT + ": det som mangler før ny innsparing")
def mangel_foer(
    over_eller_under_kravet_foer: Array,
    fond_over_gulv_sum: Array,
    fondsgulv_tillegg_sum: Array,
    rom_til_minste_overfoering: Array,
    rente_marginal: Array,
) -> Array:
    """Missing before the year's new saving. (batch,)."""
    return missing(
        over_eller_under_kravet_foer, fond_over_gulv_sum, fondsgulv_tillegg_sum, rom_til_minste_overfoering, rente_marginal
    )


over_eller_under = total(
    "over_eller_under_kravet",
    plus=("over_eller_under_kravet_foer", "nytt_realisert"),
    unit="kr",
    source=METHOD + "kravet-hvert-år: S = ndr(lånet ved O*) − O* − A − F",
)


@step(unit="flagg", source=METHOD + "visningene: år for år møter kravet med penger utenfra og bruker ikke reglene for fond")
def spilles_med_fond(framskrevet_aar: Array, variant_aar_for_aar: Array) -> Array:
    """1 in projected years where funds and transfer take up the difference. (batch,)."""
    return framskrevet_aar * (1.0 - variant_aar_for_aar)


@step(unit="kr", source=SHORT + ": fond brukes først, i planens rekkefølge", axes=F)
def bruk_av_fond_i_kort_aar(over_eller_under_kravet: Array, fond_over_gulv: Array, spilles_med_fond: Array) -> Array:
    """Use of funds above their floors in a short year. (batch, fond)."""
    return take_in_order(np.maximum(-over_eller_under_kravet, 0.0) * spilles_med_fond, fond_over_gulv)


bruk_av_fond_sum = total("bruk_av_fond_i_kort_aar_sum", plus=("bruk_av_fond_i_kort_aar",), unit="kr", source=SHORT)


@step(unit="kr", source=SHORT + ": det fondene ikke dekker")
def rest_etter_fond(over_eller_under_kravet: Array, bruk_av_fond_i_kort_aar_sum: Array, spilles_med_fond: Array) -> Array:
    """Short after use of funds. (batch,)."""
    return np.maximum(-over_eller_under_kravet * spilles_med_fond - bruk_av_fond_i_kort_aar_sum, 0.0)


@step(unit="kr", source=SHORT + ": overføringen senkes med rest/(1 − σ·r), aldri for å fylle et fond")
def overfoering_senket(
    rest_etter_fond: Array, fondsgulv_tillegg_sum: Array, rom_til_minste_overfoering: Array, rente_marginal: Array
) -> Array:
    """Reduction of the transfer in a short year. (batch,)."""
    return lowered(rest_etter_fond, fondsgulv_tillegg_sum, rom_til_minste_overfoering, rente_marginal)


@step(unit="kr", source=SHORT + ": mangelen, med fondsgulv som ikke ble fylt")
def mangel(rest_etter_fond: Array, overfoering_senket: Array, rente_marginal: Array) -> Array:
    """Missing after funds and transfer, unfilled floors included. (batch,)."""
    return rest_etter_fond - overfoering_senket * (1.0 - rente_marginal)


@step(unit="kr", source=METHOD + "varig: mangel før innsparingen er faset inn dekkes av et engangsbeløp")
def engangsbehov(mangel: Array, foer_full_innfasing: Array, variant_varig: Array) -> Array:
    """One-off that covers what is missing before the saving is phased in; outside the result. (batch,)."""
    return mangel * foer_full_innfasing * variant_varig


@step(unit="kr", source=METHOD + "visningene: engangsbehov, eller år for år differansen som mottas eller gis fra seg")
def dekning_utenfra(
    engangsbehov: Array, over_eller_under_kravet: Array, variant_aar_for_aar: Array, framskrevet_aar: Array
) -> Array:
    """Money from outside the accounts that a view assumes; zero in the plan's own path. (batch,)."""
    return engangsbehov - over_eller_under_kravet * variant_aar_for_aar * framskrevet_aar


@step(unit="kr", source=BEYOND + ": fondsgulv som ikke kan fylles")
def fondsgulv_ufylt(rest_etter_fond: Array, fondsgulv_tillegg_sum: Array, engangsbehov: Array, mangel: Array) -> Array:
    """Filling of floors struck in a short year, unless a one-off pays it. (batch,)."""
    return np.where(engangsbehov > 0.0, 0.0, below_floor(np.minimum(rest_etter_fond, mangel), fondsgulv_tillegg_sum))


@step(unit="kr", source=METHOD + "fondsgulv: det som fylles; i vedtatte år hele tillegget")
def fondsgulv_som_fylles(fondsgulv_tillegg_sum: Array, fondsgulv_ufylt: Array) -> Array:
    """Filling of fund floors that the year carries out. (batch,)."""
    return fondsgulv_tillegg_sum - fondsgulv_ufylt


pengemangel = total(
    "pengemangel",
    plus=("mangel",),
    minus=("engangsbehov", "fondsgulv_ufylt"),
    unit="kr",
    source=BEYOND + ": det som mangler når fondsgulv ikke fylles",
)


@step(unit="kr", source=BEYOND + ": overføringen til det loven krever")
def overfoering_til_lovens_minste(
    pengemangel: Array, overfoering_minst: Array, overfoering_lovlig: Array, rente_marginal: Array
) -> Array:
    """Further reduction of the transfer, down to what § 14-15 requires. (batch,)."""
    return np.minimum(pengemangel / (1.0 - rente_marginal), np.maximum(overfoering_minst - overfoering_lovlig, 0.0))


@step(unit="kr", source=BEYOND + ": fond under gulvet", axes=F)
def fond_under_gulv(
    fond_etter_plan: Array, bruk_av_fond_i_kort_aar: Array, bruk_reservert_neste_aar: Array, er_kursreserve: Array
) -> Array:
    """Amount by named part left below the floors, except what next year's budget uses. (batch, fond)."""
    left = fond_etter_plan - bruk_av_fond_i_kort_aar - bruk_reservert_neste_aar
    return np.maximum(left, 0.0) * (1.0 - er_kursreserve)


@step(unit="kr", source=BEYOND + ": det som mangler når overføringen er det loven krever")
def pengemangel_etter_overfoering(pengemangel: Array, overfoering_til_lovens_minste: Array, rente_marginal: Array) -> Array:
    """Missing after the further reduction of the transfer; the loan that replaces it costs interest. (batch,)."""
    return pengemangel - overfoering_til_lovens_minste * (1.0 - rente_marginal)


@step(unit="kr", source=BEYOND + ": fond under gulvet brukes i planens rekkefølge", axes=F)
def bruk_under_gulv(pengemangel_etter_overfoering: Array, fond_under_gulv: Array) -> Array:
    """Use of funds below their floors. (batch, fond)."""
    return take_in_order(pengemangel_etter_overfoering, fond_under_gulv)


@step(unit="kr", source=BEYOND + ": merforbruk, der loven stryker overføringen først (§ 4-3)")
def uloest(pengemangel_etter_overfoering: Array, bruk_under_gulv: Array) -> Array:
    """Deficit that neither transfer nor funds can meet. (batch,)."""
    return np.maximum(pengemangel_etter_overfoering - weighted_sum("rf->r", bruk_under_gulv), 0.0)


@step(unit="kr", source=GOOD + ": disposisjonsfondet uten kursreserve, etter planlagt bruk og fylte gulv")
def fond_foer_overskudd(fond_etter_plan: Array, fondsgulv_tillegg: Array, er_kursreserve: Array) -> Array:
    """Disposisjonsfond without the reserve before a surplus is used. (batch,)."""
    return weighted_sum("rf->r", (fond_etter_plan + fondsgulv_tillegg) * (1.0 - er_kursreserve))


@step(unit="kr", source=GOOD + ": til fondenes mål, så til tak eller til lavere lån, resten til fond (§ 4-3)")
def overskudd_til_fond_foerst(
    over_eller_under_kravet: Array,
    fond_foer_overskudd: Array,
    fond_maal_sum: Array,
    fond_tak_sum: Array,
    overskudd_til_overfoering: Array,
) -> Array:
    """Part of a surplus that goes to funds before the transfer is raised. (batch,)."""
    level = np.where(overskudd_til_overfoering > 0.0, fond_maal_sum, np.maximum(fond_tak_sum, fond_maal_sum))
    return np.minimum(np.maximum(over_eller_under_kravet, 0.0), np.maximum(level - fond_foer_overskudd, 0.0))


@step(unit="kr", source=GOOD + ": overføringen heves med rest/(1 − σ·r), høyst til det investeringene bruker (§ 14-9)")
def overfoering_hevet(
    over_eller_under_kravet: Array,
    overskudd_til_fond_foerst: Array,
    finansieringsbehov: Array,
    overfoering_krav: Array,
    rente_marginal: Array,
    spilles_med_fond: Array,
) -> Array:
    """Rise of the transfer in a good year. (batch,)."""
    rest = np.maximum(over_eller_under_kravet, 0.0) - overskudd_til_fond_foerst
    room = np.maximum(finansieringsbehov - overfoering_krav, 0.0)
    return np.minimum(rest / (1.0 - rente_marginal), room) * spilles_med_fond


overfoering_i_revidert_budsjett = total(
    "overfoering_i_revidert_budsjett",
    plus=("overfoering_krav", "overfoering_hevet"),
    minus=("overfoering_senket", "overfoering_til_lovens_minste"),
    unit="kr",
    source=METHOD + "revidert-budsjett: overføringen uten øremerkede midler",
)


@step(unit="kr", source=METHOD + "revidert-budsjett: avsetning som faller bort, fordi pengene brukes samme år", axes=F)
def avsetning_brukt_samme_aar(
    bruk_etter_plan: Array, bruk_av_fond_i_kort_aar: Array, bruk_under_gulv: Array, disposisjonsfond_ib: Array
) -> Array:
    """Planned allocation of each part that the year uses instead: a fund pays at most its balance. (batch, fond)."""
    return np.maximum(bruk_etter_plan + bruk_av_fond_i_kort_aar + bruk_under_gulv - disposisjonsfond_ib, 0.0)


@step(unit="kr", source=METHOD + "revidert-budsjett: planlagt bruk, og bruk i et år med for lite", axes=F)
def bruk_budsjettert(
    bruk_etter_plan: Array, bruk_av_fond_i_kort_aar: Array, bruk_under_gulv: Array, avsetning_brukt_samme_aar: Array
) -> Array:
    """Use of each part in the revised budget, at most its balance. (batch, fond)."""
    return bruk_etter_plan + bruk_av_fond_i_kort_aar + bruk_under_gulv - avsetning_brukt_samme_aar


avsetning_budsjettert = total(
    "avsetning_fond_budsjettert",
    plus=("avsetning_fond_oensket",),
    minus=("avsetning_brukt_samme_aar",),
    axes=F,
    unit="kr",
    source=METHOD + "revidert-budsjett: planlagt avsetning som ikke brukes samme år",
)
avsetning_budsjettert_sum = total(
    "avsetning_fond_budsjettert_sum", plus=("avsetning_fond_budsjettert",), unit="kr", source=METHOD + "revidert-budsjett"
)


bruk_budsjettert_sum = total("bruk_budsjettert_sum", plus=("bruk_budsjettert",), unit="kr", source=METHOD + "revidert-budsjett")
