"""The end of the year: strikes, use of funds and cover of merforbruk (forskriften §§ 4-2 to 4-6), and the lines of § 5-9."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, step, total

F = ("fond",)
DRIFT = "budsjett- og regnskapsforskriften § 4-3"
COVER = "budsjett- og regnskapsforskriften § 4-4"
INVEST = "budsjett- og regnskapsforskriften § 4-6"
FORM = "budsjett- og regnskapsforskriften § 5-9, "


def take_in_order(amount: Array, available: Array) -> Array:
    """Take an amount (batch,) from parts (batch, n) in order until it is met."""
    taken = np.zeros(np.broadcast_shapes(available.shape, (amount.shape[0], available.shape[1])))
    left = amount
    for i in range(available.shape[1]):
        taken[:, i] = np.minimum(np.maximum(left, 0.0), available[:, i])
        left = left - taken[:, i]
    return taken


@step(unit="kr", source=DRIFT + ": mindreforbruk før strykninger")
def mindreforbruk(rest_til_overfoering: Array, overfoering_fri: Array) -> Array:
    """Result left after the transfer. (batch,)."""
    return np.maximum(rest_til_overfoering - overfoering_fri, 0.0)


@step(unit="kr", source=DRIFT + ": bruk av disposisjonsfond strykes ved mindreforbruk, i planens rekkefølge", axes=F)
def strykning_bruk_disposisjonsfond(mindreforbruk: Array, bruk_budsjettert: Array) -> Array:
    """Budgeted use that a surplus makes needless. (batch, fond)."""
    return take_in_order(mindreforbruk, bruk_budsjettert)


strykning_bruk_sum = total(
    "strykning_bruk_disposisjonsfond_sum", plus=("strykning_bruk_disposisjonsfond",), unit="kr", source=FORM + "drift, linje 12"
)
mindreforbruk_etter_strykning = total(
    "mindreforbruk_etter_strykning",
    plus=("mindreforbruk",),
    minus=("strykning_bruk_disposisjonsfond_sum",),
    unit="kr",
    source=DRIFT,
)


@step(unit="kr", source=DRIFT + ": mindreforbruk dekker først tidligere merforbruk")
def dekning_av_mindreforbruk(mindreforbruk_etter_strykning: Array, merforbruk_ib: Array, dekning_av_resultatet: Array) -> Array:
    """Earlier merforbruk that the surplus covers beyond the budget. (batch,)."""
    return np.minimum(mindreforbruk_etter_strykning, np.maximum(merforbruk_ib - dekning_av_resultatet, 0.0))


avsatt_rest = total(
    "avsatt_rest",
    plus=("mindreforbruk_etter_strykning",),
    minus=("dekning_av_mindreforbruk",),
    unit="kr",
    source=DRIFT + ": resten av mindreforbruket avsettes til disposisjonsfond",
)


@step(unit="kr", source=DRIFT + ": unntatt det neste års budsjett bruker", axes=F, whole=True)
def bruk_reservert_neste_aar(planlagt_bruk_disposisjonsfond: Array) -> Array:
    """Next year's budgeted use of each part; zero after the last year. (år, batch, fond)."""
    reserved = np.zeros(planlagt_bruk_disposisjonsfond.shape)
    reserved[:-1] = planlagt_bruk_disposisjonsfond[1:]
    return reserved


@step(unit="kr", source=DRIFT, axes=F)
def disposisjonsfond_til_dekning(
    disposisjonsfond_ib: Array, bruk_budsjettert: Array, strykning_bruk_disposisjonsfond: Array, bruk_reservert_neste_aar: Array
) -> Array:
    """Amount that may be used against merforbruk by named part. (batch, fond)."""
    left = disposisjonsfond_ib - bruk_budsjettert + strykning_bruk_disposisjonsfond
    return np.maximum(left - bruk_reservert_neste_aar, 0.0)


@step(unit="kr", source=DRIFT + ": disposisjonsfond brukes før merforbruk føres fram; i planens rekkefølge", axes=F)
def bruk_ved_merforbruk(underskudd: Array, disposisjonsfond_til_dekning: Array) -> Array:
    """Use of disposisjonsfond against a deficit, part by part in the plan's order. (batch, fond)."""
    return take_in_order(underskudd, disposisjonsfond_til_dekning)


@step(unit="kr", source=COVER + ": tidligere merforbruk dekkes av fritt disposisjonsfond", axes=F)
def bruk_til_inndekning(
    merforbruk_ib: Array,
    dekning_av_resultatet: Array,
    dekning_av_mindreforbruk: Array,
    disposisjonsfond_til_dekning: Array,
    bruk_ved_merforbruk: Array,
    avsetning_per_fond: Array,
) -> Array:
    """Use of disposisjonsfond, the year's own allocation with it, against earlier merforbruk. (batch, fond)."""
    left = merforbruk_ib - dekning_av_resultatet - dekning_av_mindreforbruk
    return take_in_order(left, disposisjonsfond_til_dekning - bruk_ved_merforbruk + avsetning_per_fond)


bruk_ved_merforbruk_sum = total(
    "bruk_ved_merforbruk_sum", plus=("bruk_ved_merforbruk",), unit="kr", source=FORM + "drift, linje 14"
)
bruk_til_inndekning_sum = total(
    "bruk_til_inndekning_sum", plus=("bruk_til_inndekning",), unit="kr", source=FORM + "drift, linje 15"
)


@step(unit="kr", source=FORM + "drift, linje 4: vedtatt linje, revidert budsjett, eller reglenes krav; mer når resultatet rekker")
def overfoering_budsjettert(
    overfoering_krav: Array,
    overfoering_i_revidert_budsjett: Array,
    framskrevet_aar: Array,
    overfoering_oeremerket: Array,
    overfoering_fri: Array,
    har_linje_overfoering_til_investering: Array,
) -> Array:
    """Budgeted transfer: the adopted line, or the demand of the adopted rules, in projected years as it is revised. (batch,)."""
    asked = np.where(framskrevet_aar > 0.0, overfoering_i_revidert_budsjett, overfoering_krav)
    budgeted = np.where(har_linje_overfoering_til_investering > 0.0, overfoering_fri, np.maximum(asked, overfoering_fri))
    return budgeted + overfoering_oeremerket


strykning_overfoering = total(
    "strykning_overfoering",
    plus=("overfoering_budsjettert",),
    minus=("overfoering_til_investering",),
    unit="kr",
    source=FORM + "drift, linje 9; øremerkede midler strykes ikke",
)
avsetning_budsjettert = total(
    "avsetning_disposisjonsfond_budsjettert",
    plus=("avsetning_fond_budsjettert_sum", "fondsgulv_som_fylles"),
    unit="kr",
    source=FORM + "drift, linje 5",
)
strykning_avsetning = total(
    "strykning_avsetning_disposisjonsfond",
    plus=("avsetning_disposisjonsfond_budsjettert",),
    minus=("avsatt_etter_plan", "avsatt_fondsgulv"),
    unit="kr",
    source=FORM + "drift, linje 10",
)
strykning_dekning = total(
    "strykning_dekning_merforbruk",
    plus=("krav_dekning_merforbruk",),
    minus=("dekning_av_resultatet",),
    unit="kr",
    source=FORM + "drift, linje 11",
)
budsjettavvik_drift = total(
    "budsjettavvik_drift",
    plus=("netto_driftsresultat", "dekning_utenfra", "bruk_bundne_driftsfond", "bruk_budsjettert_sum"),
    minus=(
        "avsetning_bundne_driftsfond",
        "overfoering_budsjettert",
        "avsetning_disposisjonsfond_budsjettert",
        "krav_dekning_merforbruk",
    ),
    unit="kr",
    source=FORM + "drift, linje 8",
)
avvik_etter_strykninger_drift = total(
    "resultat_etter_strykninger_drift",
    plus=(
        "budsjettavvik_drift",
        "strykning_overfoering",
        "strykning_avsetning_disposisjonsfond",
        "strykning_dekning_merforbruk",
    ),
    minus=("strykning_bruk_disposisjonsfond_sum",),
    unit="kr",
    source=FORM + "drift, linje 13",
)
fremfoert_merforbruk = total(
    "fremfoert_merforbruk",
    plus=("resultat_etter_strykninger_drift", "bruk_ved_merforbruk_sum"),
    minus=("dekning_av_mindreforbruk", "avsatt_rest"),
    unit="kr",
    source=FORM + "drift, linje 18; linje 15 dekker tidligere års merforbruk og endrer ikke årets",
)


@step(unit="kr", source=INVEST + ": bruk av ubundet investeringsfond strykes sist ved udisponert beløp")
def strykning_bruk_ubundet(udisponert_foer_strykning: Array, bruk_ubundet_mulig: Array) -> Array:
    """Planned use of the free investment fund that is not needed. (batch,)."""
    return np.minimum(udisponert_foer_strykning, bruk_ubundet_mulig)


@step(unit="kr", source=INVEST + ": vedtatt overføring og lån over det investeringene bruker", use_instead="bruk_av_laan")
def overfinansiert(overfoering_fri: Array, bruk_av_laan: Array, finansieringsbehov: Array) -> Array:
    """Adopted transfer and loan above what investments use. (batch,)."""
    return np.maximum(overfoering_fri + bruk_av_laan - finansieringsbehov, 0.0)


udisponert_foer_strykning = total(
    "udisponert_foer_strykning",
    plus=("udisponert_i_investering", "overfinansiert"),
    unit="kr",
    source=INVEST + ": udisponert før strykning",
)
udisponert_etter_strykning = total(
    "udisponert_etter_strykning",
    plus=("udisponert_foer_strykning",),
    minus=("strykning_bruk_ubundet",),
    unit="kr",
    source=FORM + "investering, linje 15",
)


@step(unit="kr", source="kommuneloven § 14-11", use_instead="netto_driftsresultat")
def udekket_foer_strykning(finansieringsbehov: Array, overfoering_fri: Array, bruk_av_laan: Array) -> Array:
    """Investment that neither result nor lawful loan covers. (batch,)."""
    return np.maximum(finansieringsbehov - overfoering_fri - bruk_av_laan, 0.0)


@step(unit="kr", source=INVEST + ": avsetning til ubundet investeringsfond strykes ved udekket beløp")
def strykning_avsetning_ubundet(udekket_foer_strykning: Array, avsetning_ubundet_etter_plan: Array) -> Array:
    """Planned allocation to the free investment fund that pays investments instead. (batch,)."""
    return np.minimum(udekket_foer_strykning, avsetning_ubundet_etter_plan)


udekket_i_aaret = total(
    "udekket_i_aaret",
    plus=("udekket_foer_strykning",),
    minus=("strykning_avsetning_ubundet",),
    unit="kr",
    source="kommuneloven § 14-11; § 5-5, linje 27",
)


@step(unit="kr", source=FORM + "investering, linje 4: vedtatt linje, eller det budsjettert overføring lar stå, høyst lånetaket")
def bruk_av_laan_budsjettert(
    finansieringsbehov: Array,
    overfoering_budsjettert: Array,
    overfoering_oeremerket: Array,
    laanetak: Array,
    bruk_av_laan: Array,
    har_linje_bruk_av_laan: Array,
) -> Array:
    """Budgeted loan: the adopted line; without one the plan may take more where the result falls short. (batch,)."""
    left = np.maximum(finansieringsbehov - (overfoering_budsjettert - overfoering_oeremerket), 0.0)
    return np.where(har_linje_bruk_av_laan > 0.0, bruk_av_laan, np.maximum(np.minimum(left, laanetak), bruk_av_laan))


laan_under_tak = total(
    "laan_under_tak",
    plus=("laanetak",),
    minus=("bruk_av_laan",),
    unit="kr",
    source="kommuneloven § 14-15; budsjett- og regnskapsforskriften § 2-6: margin til det som kan lånefinansieres",
)
strykning_laan = total(
    "strykning_bruk_av_laan",
    plus=("bruk_av_laan_budsjettert",),
    minus=("bruk_av_laan",),
    unit="kr",
    source=FORM + "investering, linje 11",
)
sum_foer_laan = total(
    "netto_investering_foer_laan",
    plus=("netto_investering",),
    minus=("bruk_av_laan",),
    unit="kr",
    source=FORM + "investering, linje 1",
)
budsjettavvik_investering = total(
    "budsjettavvik_investering",
    plus=(
        "netto_investering_foer_laan",
        "bruk_bundne_investeringsfond",
        "bruk_av_laan_budsjettert",
        "overfoering_budsjettert",
        "bruk_ubundet_mulig",
    ),
    minus=("avsetning_bundne_investeringsfond_sum", "avsetning_ubundet_etter_plan", "dekning_udekket"),
    unit="kr",
    source=FORM + "investering, linje 9",
)
resultat_etter_strykninger_investering = total(
    "resultat_etter_strykninger_investering",
    plus=("budsjettavvik_investering", "strykning_avsetning_ubundet"),
    minus=("strykning_bruk_av_laan", "strykning_overfoering", "strykning_bruk_ubundet"),
    unit="kr",
    source=FORM + "investering, linje 14",
)
fremfoert_udekket_avslutning = total(
    "fremfoert_udekket_avslutning",
    plus=("resultat_etter_strykninger_investering",),
    minus=("udisponert_etter_strykning",),
    unit="kr",
    source=FORM + "investering, linje 16",
)
