"""Dispositions of the result (kommuneloven §14-10 and §14-11; forskriften §4-3); `closing.py` ends the year.

Order: bound funds and earmarked transfer, earlier merforbruk, fund floors, planned fund moves, transfer up
to what investments can use, the rest to disposisjonsfond. In a deficit the transfer goes first (never the
earmarked part), then planned allocations, then floors, then cover of earlier merforbruk.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, product, step, total

F = ("fond",)
ART = "budsjett- og regnskapsforskriften § 5-6, linje "
CLOSE = "budsjett- og regnskapsforskriften § 4-3"
PLAN = "planens fond.toml"

GIVENS = (
    Given("planlagt_avsetning_fast", "kr_fast", PLAN + ": avsetning", F),
    Given("planlagt_bruk_fast", "kr_fast", PLAN + ": bruk", F),
    Given("fondsgulv", "kr", PLAN + ": gulv", F),
    Given("fond_tar_rest", "flagg", PLAN + ": tar_rest", F),
    Given("avsetning_bundne_driftsfond_fast", "kr_fast", PLAN + ": bundne_driftsfond.avsetning"),
    Given("planlagt_bruk_bundne_driftsfond_fast", "kr_fast", PLAN + ": bundne_driftsfond.bruk"),
    Given("overfoering_oeremerket_fast", "kr_fast", PLAN + ": oeremerket_overfoering"),
)
OPENINGS = (Opening("merforbruk_ib", "balanse.toml: merforbruk"),)

planned_bound = tuple(
    product(name + "_oppgitt", of=(name + "_fast", "deflator_indeks_ub"), unit="kr", source=ART + line)
    for name, line in (("avsetning_bundne_driftsfond", "26"), ("planlagt_bruk_bundne_driftsfond", "27"))
)
oeremerket_planlagt = product(
    "overfoering_oeremerket_planlagt",
    of=("overfoering_oeremerket_fast", "deflator_indeks_ub"),
    unit="kr",
    source=PLAN + ": oeremerket_overfoering",
)
avsetning_oeremerket = total(
    "avsetning_oeremerket",
    plus=("overfoering_oeremerket_planlagt",),
    minus=("overfoering_oeremerket",),
    unit="kr",
    source="kommuneloven § 14-10: ubrukte øremerkede midler avsettes til bundet driftsfond",
)
avsetning_bundne_driftsfond = total(
    "avsetning_bundne_driftsfond",
    plus=("avsetning_bundne_driftsfond_oppgitt", "avsetning_selvkostfond", "avsetning_oeremerket"),
    unit="kr",
    source=ART + "26",
    avvik=True,
)
planlagt_bruk_bundne_driftsfond = total(
    "planlagt_bruk_bundne_driftsfond",
    plus=("planlagt_bruk_bundne_driftsfond_oppgitt", "bruk_selvkostfond"),
    unit="kr",
    source=ART + "27",
    avvik=True,
)


@step(unit="kr", source=PLAN, axes=F, deflates=True)
def planlagt_avsetning_disposisjonsfond(planlagt_avsetning_fast: Array, deflator_indeks_ub: Array) -> Array:
    """Planned allocations by named part of disposisjonsfond. (batch, fond)."""
    return planlagt_avsetning_fast * deflator_indeks_ub[:, None]


@step(unit="kr", source=PLAN, axes=F, deflates=True)
def planlagt_bruk_disposisjonsfond(planlagt_bruk_fast: Array, deflator_indeks_ub: Array) -> Array:
    """Planned use by named part of disposisjonsfond. (batch, fond)."""
    return planlagt_bruk_fast * deflator_indeks_ub[:, None]


@step(unit="kr", source=ART + "27: fondet kan ikke brukes ned under null")
def bruk_bundne_driftsfond(planlagt_bruk_bundne_driftsfond: Array, bundne_driftsfond_ib: Array) -> Array:
    """Use of bound operating funds, at most the balance. (batch,)."""
    return np.minimum(planlagt_bruk_bundne_driftsfond, bundne_driftsfond_ib)


oensket = (
    total(
        "avsetning_fond_oensket",
        plus=("planlagt_avsetning_disposisjonsfond", "avsetning_kursreserve"),
        axes=F,
        unit="kr",
        source=PLAN + ": avsetning, og avkastning over uttaket",
    ),
    total(
        "bruk_fond_oensket",
        plus=("planlagt_bruk_disposisjonsfond", "bruk_kursreserve_oensket"),
        axes=F,
        unit="kr",
        source=PLAN + ": bruk, og avkastning under uttaket",
    ),
)


@step(unit="kr", source=PLAN + ": bruk, høyst det som står på fondet", axes=F)
def bruk_etter_plan(bruk_fond_oensket: Array, disposisjonsfond_ib: Array) -> Array:
    """Planned use and use of the reserve, at most the balance. (batch, fond)."""
    return np.minimum(bruk_fond_oensket, disposisjonsfond_ib)


bruk_etter_plan_sum = total("bruk_etter_plan_sum", plus=("bruk_etter_plan",), unit="kr", source=PLAN)
avsetning_etter_plan_sum = total("avsetning_etter_plan_sum", plus=("avsetning_fond_oensket",), unit="kr", source=PLAN)


fond_etter_plan = total(
    "fond_etter_plan",
    plus=("disposisjonsfond_ib", "avsetning_fond_oensket"),
    minus=("bruk_etter_plan",),
    axes=F,
    unit="kr",
    source=PLAN + ": hver del etter planlagt avsetning og bruk",
)


@step(unit="kr", source="metode: inndekningsbehov#felles-bruk: F", axes=F)
def fondsgulv_tillegg(fondsgulv: Array, fond_etter_plan: Array) -> Array:
    """Extra allocation that a fund floor needs. (batch, fond)."""
    return np.maximum(fondsgulv - fond_etter_plan, 0.0)


fondsgulv_tillegg_sum = total(
    "fondsgulv_tillegg_sum", plus=("fondsgulv_tillegg",), unit="kr", source="metode: inndekningsbehov#felles-bruk: F"
)


planlagte_avsetninger = total(
    "planlagte_avsetninger",
    plus=("avsetning_bundne_driftsfond", "overfoering_oeremerket", "avsetning_etter_plan_sum", "krav_dekning_merforbruk"),
    minus=("bruk_bundne_driftsfond", "bruk_etter_plan_sum"),
    unit="kr",
    source="metode: inndekningsbehov#felles-bruk: A",
)


disponeringer_foer_overfoering = total(
    "disponeringer_foer_overfoering",
    plus=("planlagte_avsetninger", "fondsgulv_tillegg_sum"),
    unit="kr",
    source="metode: finans#disponering-av-resultatet: A + F",
)
disponibelt = total(
    "disponibelt",
    plus=("netto_driftsresultat", "dekning_utenfra", "bruk_bundne_driftsfond", "bruk_budsjettert_sum"),
    minus=("avsetning_bundne_driftsfond", "overfoering_oeremerket"),
    unit="kr",
    source="metode: finans#disponering-av-resultatet: bundne fond og øremerkede midler går først (§ 14-10)",
)


@step(unit="kr", source=ART + "30; kommuneloven § 14-11")
def dekning_av_resultatet(disponibelt: Array, krav_dekning_merforbruk: Array) -> Array:
    """Earlier merforbruk covered by the year's result. (batch,)."""
    return np.minimum(np.maximum(disponibelt, 0.0), krav_dekning_merforbruk)


@step(unit="kr", source="metode: finans#disponering-av-resultatet: fondsgulv")
def avsatt_fondsgulv(disponibelt: Array, dekning_av_resultatet: Array, fondsgulv_som_fylles: Array) -> Array:
    """Allocation to fund floors that the result allows. (batch,)."""
    return np.minimum(np.maximum(disponibelt - dekning_av_resultatet, 0.0), fondsgulv_som_fylles)


@step(unit="kr", source=CLOSE + ": avsetninger strykes ved merforbruk")
def avsatt_etter_plan(
    disponibelt: Array, dekning_av_resultatet: Array, avsatt_fondsgulv: Array, avsetning_fond_budsjettert_sum: Array
) -> Array:
    """Planned allocation that the result allows. (batch,)."""
    left = np.maximum(disponibelt - dekning_av_resultatet - avsatt_fondsgulv, 0.0)
    return np.minimum(left, avsetning_fond_budsjettert_sum)


rest_til_overfoering = total(
    "rest_til_overfoering",
    plus=("disponibelt",),
    minus=("dekning_av_resultatet", "avsatt_fondsgulv", "avsatt_etter_plan"),
    unit="kr",
    source="metode: finans#disponering-av-resultatet",
)


@step(unit="kr", source=ART + "25; kommuneloven § 14-9: høyst det investeringene bruker", use_instead="netto_driftsresultat")
def overfoering_av_resultatet(rest_til_overfoering: Array, finansieringsbehov: Array, bruk_av_laan: Array) -> Array:
    """Transfer that the result of an adopted year allows. (batch,)."""
    return np.minimum(np.maximum(rest_til_overfoering, 0.0), np.maximum(finansieringsbehov - bruk_av_laan, 0.0))


@step(unit="kr", source=ART + "25: vedtatt linje uten øremerkede midler, som alt er trukket fra det investeringene trenger")
def overfoering_vedtatt_fri(
    linje_overfoering_til_investering: Array, har_linje_overfoering_til_investering: Array, overfoering_oeremerket: Array
) -> Array:
    """Adopted transfer of what is not earmarked, zero without a line. (batch,)."""
    return (linje_overfoering_til_investering - overfoering_oeremerket) * har_linje_overfoering_til_investering


@step(unit="kr", source=ART + "25: vedtatt linje, det revidert budsjett overfører, eller det resultatet rekker til")
def overfoering_fri(
    overfoering_av_resultatet: Array,
    overfoering_i_revidert_budsjett: Array,
    uloest: Array,
    framskrevet_aar: Array,
    overfoering_vedtatt_fri: Array,
    har_linje_overfoering_til_investering: Array,
) -> Array:
    """Transfer to investment of what is not earmarked. (batch,)."""
    projected = overfoering_i_revidert_budsjett - np.minimum(uloest, overfoering_i_revidert_budsjett)
    played = np.where(framskrevet_aar > 0.0, projected, overfoering_av_resultatet)
    return np.where(har_linje_overfoering_til_investering > 0.0, overfoering_vedtatt_fri, played)


overfoering_til_investering = total(
    "overfoering_til_investering",
    plus=("overfoering_fri", "overfoering_oeremerket"),
    unit="kr",
    source=ART + "25",
    avvik=True,
)


@step(unit="kr", source=CLOSE)
def underskudd(rest_til_overfoering: Array, overfoering_fri: Array) -> Array:
    """Deficit left after all strikes. (batch,)."""
    return np.maximum(overfoering_fri - rest_til_overfoering, 0.0)


@step(
    unit="kr", source="planens fond.toml: fordeling på navngitte deler", axes=F, use_instead="planlagt_avsetning_disposisjonsfond"
)
def avsetning_per_fond(
    avsetning_fond_budsjettert: Array,
    fondsgulv_tillegg: Array,
    avsatt_etter_plan_andel: Array,
    avsatt_fondsgulv_andel: Array,
    avsatt_rest_per_fond: Array,
) -> Array:
    """Allocations by named part of disposisjonsfond. (batch, fond)."""
    planned = avsetning_fond_budsjettert * avsatt_etter_plan_andel[:, None]
    floors = fondsgulv_tillegg * avsatt_fondsgulv_andel[:, None]
    return planned + floors + avsatt_rest_per_fond


@step(unit="andel", source=CLOSE)
def avsatt_etter_plan_andel(avsatt_etter_plan: Array, avsetning_fond_budsjettert_sum: Array) -> Array:
    """Share of planned allocations carried out; 1 exactly when all are. (batch,)."""
    whole = avsatt_etter_plan == avsetning_fond_budsjettert_sum
    return np.where(whole, 1.0, avsatt_etter_plan / np.where(whole, 1.0, avsetning_fond_budsjettert_sum))


@step(unit="andel", source="metode: finans#disponering-av-resultatet: fondsgulv")
def avsatt_fondsgulv_andel(avsatt_fondsgulv: Array, fondsgulv_tillegg_sum: Array) -> Array:
    """Share of the floors' need carried out. (batch,)."""
    none = fondsgulv_tillegg_sum == 0.0
    return np.where(none, 0.0, avsatt_fondsgulv / np.where(none, 1.0, fondsgulv_tillegg_sum))


bruk_per_fond = total(
    "bruk_per_fond",
    plus=("bruk_budsjettert", "bruk_ved_merforbruk", "bruk_til_inndekning"),
    minus=("strykning_bruk_disposisjonsfond",),
    axes=F,
    unit="kr",
    source=ART + "29",
)
avsetning_disposisjonsfond = total("avsetning_disposisjonsfond", plus=("avsetning_per_fond",), unit="kr", source=ART + "28")
bruk_disposisjonsfond = total("bruk_disposisjonsfond", plus=("bruk_per_fond",), unit="kr", source=ART + "29")
dekning_av_merforbruk = total(
    "dekning_av_merforbruk",
    plus=("dekning_av_resultatet", "dekning_av_mindreforbruk", "bruk_til_inndekning"),
    unit="kr",
    source=ART + "30",
)
merforbruk_i_aaret = total(
    "merforbruk_i_aaret", plus=("underskudd",), minus=("bruk_ved_merforbruk",), unit="kr", source=ART + "32"
)
merforbruk_ub = total(
    "merforbruk_ub",
    plus=("merforbruk_ib", "merforbruk_i_aaret"),
    minus=("dekning_av_merforbruk",),
    unit="kr",
    source="kommuneloven § 14-11",
)
sum_disponeringer = total(
    "sum_disponeringer",
    plus=("bruk_bundne_driftsfond", "bruk_disposisjonsfond", "dekning_utenfra"),
    minus=(
        "overfoering_til_investering",
        "avsetning_bundne_driftsfond",
        "avsetning_disposisjonsfond",
        "dekning_av_merforbruk",
    ),
    unit="kr",
    source=ART + "31",
)
fremfoert_til_inndekning = total(
    "fremfoert_til_inndekning", plus=("netto_driftsresultat", "sum_disponeringer"), unit="kr", source=ART + "32"
)
