"""The views of the need: without new saving, year by year, lasting, and realised year by year without foresight.

A view is a row of the batch with the same formulas (docs/method/inndekningsbehov.md); it never edits the plan.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, step, total, weighted_sum

METHOD = "metode: inndekningsbehov#"
REAL = METHOD + "realisert"
LASTING = METHOD + "varig"
SHOWN = METHOD + "behovet-i-andre-mål"
P = ("tidligere_aar",)
KRONE = 0.5

GIVENS = (
    Given("varig_innsparing_fast", "kr_fast", "visning: varig, funnet ved søk", group="variant", nature="mengde"),
    Given("innfasing_andel", "andel", "handlingsregler.toml: innfasing_aar", nature="flyt"),
    Given("innsparing_realiseres", "flagg", "visning: realisert", group="variant"),
    Given("variant_uten_innsparing", "flagg", "visning: uten ny innsparing", group="variant"),
    Given("gjenoppbygging_aar", "aar", "handlingsregler.toml: gjenoppbygging_aar"),
    Given("slippes_etter_aar", "aar", "handlingsregler.toml: slippes_etter_aar"),
    Given("vindu_resultat", "aar", "handlingsregler.toml: resultatgrad.vindu"),
    Given("krav_resultat_gulv_andel", "andel", "handlingsregler.toml: resultatgrad.gulv"),
    Given("har_krav_resultat_gulv", "flagg", "handlingsregler.toml: resultatgrad.gulv"),
    Given("maales_foer_kursendring", "flagg", "handlingsregler.toml: resultatgrad.maales"),
)
OPENINGS = (
    Opening("innsparing_realisert_ib", "ingen realisert innsparing ved åpning", "prinsipper", start=0.0),
    Opening("nytt_realisert_ib", "ingen realisert innsparing ved åpning", "prinsipper", start=0.0),
    Opening("resultatrest_ib", "ingen framskrevne år ved åpning", "prinsipper", start=0.0),
    Opening("framskrevne_aar_ib", "ingen framskrevne år ved åpning", "prinsipper", start=0.0),
    Opening("overskuddsaar_ib", "ingen år med overskudd ved åpning", "prinsipper", start=0.0),
    Opening("minste_overskudd_fast_ib", "ingen år med overskudd ved åpning", "prinsipper", start=0.0),
    Opening("fond_ved_maal_ib", "fondene er ikke prøvd mot målet ved åpning", "prinsipper", start=0.0),
)


@step(unit="kr", source=LASTING + ": s_t = s · innfasing · deflator", deflates=True)
def innsparing_varig(varig_innsparing_fast: Array, innfasing_andel: Array, deflator_indeks_ub: Array) -> Array:
    """Lasting change in yearly cost, phased in; negative is room for more. (batch,)."""
    return varig_innsparing_fast * innfasing_andel * deflator_indeks_ub


@step(
    unit="kr", source=METHOD + "resultatregelen: gevinst og tap byttes med forventet avkastning når regelen måles før kursendring"
)
def kursendring_utenfor(
    gevinst_og_tap_finansielle_omloepsmidler: Array,
    forvaltningskapital_ib: Array,
    forventet_avkastning: Array,
    maales_foer_kursendring: Array,
) -> Array:
    """Gain above the expected return that the result rule leaves out. (batch,)."""
    expected = forvaltningskapital_ib * forventet_avkastning
    return (gevinst_og_tap_finansielle_omloepsmidler - expected) * maales_foer_kursendring


@step(unit="kr_fast", source=REAL + ": (ndr − g·B) i faste priser før ny innsparing", deflates=True)
def resultatrest_foer(
    ndr_foer: Array, kursendring_utenfor: Array, krav_resultatgrad: Array, deflator_indeks_ub: Array, framskrevet_aar: Array
) -> Array:
    """Result above the demanded level before new saving. (batch,)."""
    return (ndr_foer - kursendring_utenfor - krav_resultatgrad) / deflator_indeks_ub * framskrevet_aar


@step(unit="kr_fast", source=REAL + ": årets rest slik året ble spilt, så de foregående", axes=P)
def resultatrest_ub(resultatrest_ib: Array, resultat_mangel_fast: Array, framskrevet_aar: Array) -> Array:
    """Result above the demanded level of this year and earlier ones. (batch, tidligere_aar)."""
    now = -resultat_mangel_fast * framskrevet_aar
    out = np.empty((max(len(resultatrest_ib), len(now)), resultatrest_ib.shape[1]))
    out[:, 0] = now
    out[:, 1:] = resultatrest_ib[:, :-1]
    return out


framskrevne = total(
    "framskrevne_aar_ub",
    plus=("framskrevne_aar_ib", "framskrevet_antall"),
    unit="aar",
    source=REAL + ": år siden vedtatt budsjett",
)


@step(unit="aar", source=REAL)
def framskrevet_antall(framskrevet_aar: Array) -> Array:
    """1 in a projected year. (batch,)."""
    return framskrevet_aar * 1.0


@step(unit="kr_fast", source=REAL + ": mangelen til resultatregelen, snittet over vinduet som ender i året")
def resultatmangel_i_vindu(
    resultatrest_ib: Array, resultatrest_foer: Array, vindu_resultat: Array, framskrevne_aar_ib: Array
) -> Array:
    """Mean shortfall of the demanded result over the years of the window so far. (batch,)."""
    earlier = np.minimum(vindu_resultat - 1.0, framskrevne_aar_ib)
    counts = np.arange(float(resultatrest_ib.shape[1])) < earlier[:, None]
    found = resultatrest_foer + weighted_sum("ra->r", resultatrest_ib * counts)
    return np.maximum(-found / (earlier + 1.0), 0.0)


@step(unit="kr", source=REAL + ": mangelen til målet i vinduet eller gulvet i året", deflates=True)
def resultatmangel(
    resultatmangel_i_vindu: Array,
    deflator_indeks_ub: Array,
    krav_resultat_gulv_andel: Array,
    har_krav_resultat_gulv: Array,
    sum_driftsinntekter: Array,
    ndr_foer: Array,
    kursendring_utenfor: Array,
) -> Array:
    """Shortfall of the result rules. (batch,)."""
    floor = krav_resultat_gulv_andel * sum_driftsinntekter - ndr_foer + kursendring_utenfor
    return np.maximum(resultatmangel_i_vindu * deflator_indeks_ub, np.where(har_krav_resultat_gulv > 0.0, floor, 0.0))


@step(unit="kr", source=REAL + ": disposisjonsfondet uten kursreserve etter bruk, før avsetning", axes=())
def fond_etter_bruk(
    disposisjonsfond_ib: Array,
    bruk_etter_plan: Array,
    er_kursreserve: Array,
    over_eller_under_kravet_foer: Array,
    fond_over_gulv_sum: Array,
) -> Array:
    """Disposisjonsfond without the reserve after the use of a year without new saving. (batch,)."""
    planned = weighted_sum("rf->r", (disposisjonsfond_ib - bruk_etter_plan) * (1.0 - er_kursreserve))
    return planned - np.minimum(np.maximum(-over_eller_under_kravet_foer, 0.0), fond_over_gulv_sum)


@step(unit="kr", source=REAL + ": (mål − fond)/gjenoppbygging − max(S, 0), mens fondet er under målet")
def gjenoppbygging(
    fond_maal_sum: Array, fond_etter_bruk: Array, gjenoppbygging_aar: Array, over_eller_under_kravet_foer: Array
) -> Array:
    """Saving that rebuilds the funds in the stated years. (batch,)."""
    short = np.maximum(fond_maal_sum - fond_etter_bruk, 0.0)
    asked = short / gjenoppbygging_aar - np.maximum(over_eller_under_kravet_foer, 0.0)
    return np.where(short > 0.0, np.maximum(asked, 0.0), 0.0)


@step(unit="kr", source=REAL + ": nytt = max(resultatregelen, mangel, gjenoppbygging, 0); null i vedtatte år")
def nytt(mangel_foer: Array, resultatmangel: Array, gjenoppbygging: Array, framskrevet_aar: Array) -> Array:
    """New saving of a year played without foresight. (batch,)."""
    return np.maximum(np.maximum(mangel_foer, resultatmangel), gjenoppbygging) * framskrevet_aar


@step(unit="kr", source=REAL, only_with={"innsparing_realiseres": ("nytt",)})
def nytt_realisert(nytt: Array, innsparing_realiseres: Array) -> Array:
    """New saving of the year, in the view that realises it. (batch,)."""
    return nytt * innsparing_realiseres


@step(unit="kr", source=REAL + ": innsparing_ib·(1 + prisvekst)")
def innsparing_ib_prisjustert(innsparing_realisert_ib: Array, deflator_vekst: Array) -> Array:
    """Earlier realised saving in this year's prices. (batch,)."""
    return innsparing_realisert_ib * (1.0 + deflator_vekst)


innsparing_realisert = total("innsparing_realisert", plus=("innsparing_ib_prisjustert", "nytt_realisert"), unit="kr", source=REAL)


@step(unit="kr_fast", source=REAL + ": overskuddet over kravet", deflates=True)
def overskudd_fast(over_eller_under_kravet: Array, deflator_indeks_ub: Array) -> Array:
    """Surplus above the demand in fixed prices. (batch,)."""
    return over_eller_under_kravet / deflator_indeks_ub


@step(unit="flagg", source=REAL + ": et år teller når fondene sto ved målet, året har overskudd og ingen ny innsparing trengs")
def aaret_teller(over_eller_under_kravet: Array, nytt: Array, fond_ved_maal_ib: Array, framskrevet_aar: Array) -> Array:
    """1 in a year that counts towards release. (batch,)."""
    good = (over_eller_under_kravet > KRONE) & (nytt <= KRONE) & (fond_ved_maal_ib > 0.0)
    return good * framskrevet_aar


@step(unit="aar", source=REAL + ": år på rad, før frigivelse")
def overskuddsaar(overskuddsaar_ib: Array, aaret_teller: Array) -> Array:
    """Years in a row that count. (batch,)."""
    return (overskuddsaar_ib + 1.0) * aaret_teller


@step(unit="kr_fast", source=REAL + ": det minste overskuddet i årene som teller", name="minste_overskudd_fast_ub")
def minste_overskudd(minste_overskudd_fast_ib: Array, overskuddsaar: Array, overskudd_fast: Array) -> Array:
    """Least surplus of the years in a row. (batch,)."""
    return np.where(overskuddsaar > 1.0, np.minimum(minste_overskudd_fast_ib, overskudd_fast), overskudd_fast)


@step(unit="flagg", source=REAL + ": slippes når n år på rad teller; 0 er aldri")
def slippes(overskuddsaar: Array, slippes_etter_aar: Array) -> Array:
    """1 in a year after which saving is released. (batch,)."""
    return np.asarray((slippes_etter_aar > 0.0) & (overskuddsaar >= slippes_etter_aar), dtype=np.float64)


@step(unit="aar", source=REAL + ": årene telles på nytt etter en frigivelse")
def overskuddsaar_ub(overskuddsaar: Array, slippes: Array) -> Array:
    """Years in a row carried to next year. (batch,)."""
    return overskuddsaar * (1.0 - slippes)


@step(unit="kr", source=REAL + ": det minste av minste overskudd og innsparing/n, fra neste år", deflates=True)
def slippes_fra_neste_aar(
    slippes: Array,
    minste_overskudd_fast_ub: Array,
    innsparing_realisert: Array,
    slippes_etter_aar: Array,
    deflator_indeks_ub: Array,
) -> Array:
    """Saving released from next year. (batch,)."""
    least = np.minimum(minste_overskudd_fast_ub * deflator_indeks_ub, divide(innsparing_realisert, slippes_etter_aar, 0.0))
    return np.maximum(least, 0.0) * slippes


innsparing_realisert_ub = total(
    "innsparing_realisert_ub",
    plus=("innsparing_realisert",),
    minus=("slippes_fra_neste_aar",),
    unit="kr",
    source=REAL + ": nivået som føres videre i faste priser",
)
nytt_realisert_ub = total(
    "nytt_realisert_ub",
    plus=("nytt_realisert",),
    minus=("slippes_fra_neste_aar",),
    unit="kr",
    source=REAL + ": endringen som går inn i neste års rammer",
)


@step(unit="flagg", source=REAL + ": om fondene er ved målet ved årets slutt")
def fond_ved_maal_ub(fond_uten_kursreserve_ub: Array, fond_maal_sum: Array) -> Array:
    """1 when the funds have reached their target. (batch,)."""
    return np.asarray(fond_uten_kursreserve_ub >= fond_maal_sum - KRONE, dtype=np.float64)


innsparing_i_aaret = total(
    "innsparing_i_aaret", plus=("nytt_realisert", "innsparing_varig"), unit="kr", source=METHOD + "visningene"
)


@step(unit="kr_fast", source=METHOD + "år-for-år: −S i faste priser, med fortegn; null i vedtatte år", deflates=True)
def gap_fast(over_eller_under_kravet: Array, deflator_indeks_ub: Array, framskrevet_aar: Array) -> Array:
    """Amount that the year lacks of its demand in fixed prices; negative when it has money left. (batch,)."""
    return -over_eller_under_kravet / deflator_indeks_ub * framskrevet_aar


@step(unit="kr", source=METHOD + "visningene: hver visning viser sitt eget behov", deflates=True)
def inndekningsbehov(
    gap_fast: Array,
    deflator_indeks_ub: Array,
    variant_aar_for_aar: Array,
    behov_uten_innsparing: Array,
    variant_uten_innsparing: Array,
    innsparing_realisert: Array,
    innsparing_varig: Array,
) -> Array:
    """The need of the view, by year. (batch,)."""
    yearly = gap_fast * deflator_indeks_ub * variant_aar_for_aar + behov_uten_innsparing * variant_uten_innsparing
    return yearly + innsparing_realisert + innsparing_varig


@step(unit="kr_fast", source=SHOWN + ": faste priser", deflates=True)
def inndekningsbehov_fast(inndekningsbehov: Array, deflator_indeks_ub: Array) -> Array:
    """The need in prices of the plan's price year. (batch,)."""
    return inndekningsbehov / deflator_indeks_ub
