"""Accounting entities beside kommunekassen: their accounts, own minimum instalment, debt and funds (kommuneloven ch. 14).

Lines are given; depreciation, interest, instalments, loans and the year-end follow the same law as kommunekassen's.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, divide, product, step
from ldip.finance.enterprise_lines import ART, FORM, LINES, METHOD, SHEET, E, parts
from ldip.finance.loans import LAW as INSTALMENT


@step(unit="kr", source=ART + "14: lineært over gjenstående levetid", axes=E)
def foretak_avskrivning_eksisterende(foretak_eksisterende_ib: Array, foretak_avskrivning_plan: Array) -> Array:
    """Depreciation of the entity's opening assets. (batch, foretak)."""
    return np.minimum(foretak_eksisterende_ib, foretak_avskrivning_plan)


@step(unit="kr", source=ART + "14: nye anlegg fra året etter, lineært", axes=E)
def foretak_avskrivningsserie_ub(
    foretak_avskrivningsserie_ib: Array, foretak_investeringer_varige: Array, foretak_levetid: Array
) -> Array:
    """Next year's depreciation of assets built in the plan. (batch, foretak)."""
    return foretak_avskrivningsserie_ib + foretak_investeringer_varige / foretak_levetid


@step(unit="kr", source=ART + "14", axes=E)
def foretak_avskrivninger(
    foretak_avskrivning_eksisterende: Array, foretak_avskrivningsserie_ib: Array, foretak_avskrivbare_anleggsmidler_ib: Array
) -> Array:
    """Depreciation, never more than the book value. (batch, foretak)."""
    return np.minimum(foretak_avskrivning_eksisterende + foretak_avskrivningsserie_ib, foretak_avskrivbare_anleggsmidler_ib)


@step(unit="kr", source=INSTALMENT + " første ledd, for hver regnskapsenhet; uten anlegg kommunekassens avdragstid", axes=E)
def foretak_minimumsavdrag(
    foretak_avskrivninger: Array,
    foretak_laanegjeld_ib: Array,
    foretak_avskrivbare_anleggsmidler_ib: Array,
    implisitt_avdragstid: Array,
) -> Array:
    """Smallest lawful instalment of each entity. (batch, foretak)."""
    own = divide(foretak_avskrivninger * foretak_laanegjeld_ib, foretak_avskrivbare_anleggsmidler_ib, 0.0)
    without = divide(foretak_laanegjeld_ib, implisitt_avdragstid[:, None], 0.0)
    return np.where(foretak_avskrivbare_anleggsmidler_ib > 0.0, own, without)


@step(unit="kr", source=METHOD + ": serielån; årets opptak gir avdrag fra neste år", axes=E)
def foretak_avdragsserie_ub(foretak_avdragsserie_ib: Array, foretak_bruk_av_laan: Array, foretak_laan_loepetid: Array) -> Array:
    """Next year's scheduled instalment. (batch, foretak)."""
    return foretak_avdragsserie_ib + foretak_bruk_av_laan / foretak_laan_loepetid


@step(unit="kr", source=ART + "21: det største av planen og minimumsavdraget, høyst gjelden", axes=E)
def foretak_avdrag_paa_laan(foretak_avdragsserie_ib: Array, foretak_minimumsavdrag: Array, foretak_laanegjeld_ib: Array) -> Array:
    """Instalments. (batch, foretak)."""
    return np.minimum(np.maximum(foretak_avdragsserie_ib, foretak_minimumsavdrag), foretak_laanegjeld_ib)


@step(unit="kr", source=ART + "20: rente på gjelden ved årets start", axes=E)
def foretak_renter_laan(foretak_laanegjeld_ib: Array, nibor_3m: Array, foretak_laan_margin: Array) -> Array:
    """Interest on loans. (batch, foretak)."""
    return foretak_laanegjeld_ib * (nibor_3m[:, None] + foretak_laan_margin)


@step(unit="kr", source=ART + "20: overtrekk ved årets start, til kommunekassens rente", axes=E)
def foretak_renter_trekk(
    foretak_arbeidskapital_ib: Array,
    foretak_kortsiktig_gjeld_ib: Array,
    nibor_3m: Array,
    innskuddsmargin: Array,
    trekkmargin: Array,
) -> Array:
    """Interest on an overdraft when the year opens. (batch, foretak)."""
    overdrawn = np.maximum(-(foretak_arbeidskapital_ib + foretak_kortsiktig_gjeld_ib), 0.0)
    return overdrawn * (nibor_3m + innskuddsmargin + trekkmargin)[:, None]


INCOME = tuple(n for n, s in LINES if s in {ART + str(i) for i in (5, 6, 7, 8)})
COSTS = tuple(n for n, s in LINES if s in {ART + str(i) for i in (10, 11, 12, 13)})
result = (
    parts("renteutgifter", ART + "20", ("renter_laan", "renter_trekk")),
    parts("motpost_avskrivninger", ART + "23", ("avskrivninger",)),
    parts(
        "resultat",
        ART + "24: netto driftsresultat; avskrivninger og motposten går mot hverandre",
        (*INCOME, "renteinntekter", "utbytter"),
        (*COSTS, "renteutgifter", "avdrag_paa_laan"),
    ),
    parts(
        "finansieringsrest",
        METHOD + ": investeringer og udekket uten egne inntekter",
        ("investeringer_varige", "dekning_udekket"),
        ("mva_kompensasjon_investering", "tilskudd_fra_andre", "salg_av_varige_driftsmidler"),
    ),
    parts("dekning_udekket", "kommuneloven § 14-11", ("udekket_ib",)),
)


@step(unit="kr", source="kommuneloven § 14-12: merforbruk dekkes året etter", axes=E)
def foretak_dekning_av_resultatet(foretak_resultat: Array, foretak_merforbruk_ib: Array) -> Array:
    """Earlier merforbruk covered by the result. (batch, foretak)."""
    return np.minimum(np.maximum(foretak_resultat, 0.0), foretak_merforbruk_ib)


@step(unit="kr", source=FORM + "20; kommuneloven § 14-9: høyst det investeringene bruker", axes=E)
def foretak_overfoering_til_investering(
    foretak_overfoering_planlagt: Array,
    foretak_resultat: Array,
    foretak_dekning_av_resultatet: Array,
    foretak_finansieringsrest: Array,
) -> Array:
    """Transfer as planned, as far as result and use allow. (batch, foretak)."""
    free = np.maximum(foretak_resultat - foretak_dekning_av_resultatet, 0.0)
    return np.minimum(np.minimum(foretak_overfoering_planlagt, free), np.maximum(foretak_finansieringsrest, 0.0))


@step(unit="kr", source="kommuneloven § 14-15: høyst varige driftsmidler uten mva-kompensasjon", axes=E)
def foretak_bruk_av_laan(
    foretak_finansieringsrest: Array,
    foretak_overfoering_til_investering: Array,
    foretak_investeringer_varige: Array,
    foretak_mva_kompensasjon_investering: Array,
) -> Array:
    """Loan for what remains. (batch, foretak)."""
    need = np.maximum(foretak_finansieringsrest - foretak_overfoering_til_investering, 0.0)
    return np.minimum(need, np.maximum(foretak_investeringer_varige - foretak_mva_kompensasjon_investering, 0.0))


@step(unit="kr", source="kommuneloven § 14-11: udekket i investering", axes=E)
def foretak_udekket_i_aaret(
    foretak_finansieringsrest: Array, foretak_overfoering_til_investering: Array, foretak_bruk_av_laan: Array
) -> Array:
    """Investment that neither transfer nor lawful loan pays. (batch, foretak)."""
    return np.maximum(foretak_finansieringsrest - foretak_overfoering_til_investering - foretak_bruk_av_laan, 0.0)


@step(unit="kr", source=FORM + "23: udisponert", axes=E)
def foretak_avsetning_ubundet_investeringsfond(foretak_finansieringsrest: Array) -> Array:
    """Investment income that is not used. (batch, foretak)."""
    return np.maximum(-foretak_finansieringsrest, 0.0)


rest = parts(
    "rest",
    METHOD + ": resultat etter dekning og overføring",
    ("resultat",),
    ("dekning_av_resultatet", "overfoering_til_investering"),
)


@step(unit="kr", source=ART + "28: mindreforbruk avsettes", axes=E)
def foretak_avsetning_disposisjonsfond(foretak_rest: Array) -> Array:
    """Allocation of a surplus. (batch, foretak)."""
    return np.maximum(foretak_rest, 0.0)


@step(unit="kr", source=ART + "29: fondet dekker årets og tidligere merforbruk", axes=E)
def foretak_bruk_disposisjonsfond(
    foretak_rest: Array,
    foretak_merforbruk_ib: Array,
    foretak_dekning_av_resultatet: Array,
    foretak_disposisjonsfond_sum_ib: Array,
) -> Array:
    """Use of the fund against deficits. (batch, foretak)."""
    short = np.maximum(-foretak_rest, 0.0) + foretak_merforbruk_ib - foretak_dekning_av_resultatet
    return np.minimum(short, foretak_disposisjonsfond_sum_ib)


@step(unit="kr", source="kommuneloven § 14-12: merforbruk i året når fondet ikke rekker", axes=E)
def foretak_merforbruk_i_aaret(foretak_rest: Array, foretak_bruk_disposisjonsfond: Array) -> Array:
    """Deficit carried on. (batch, foretak)."""
    return np.maximum(np.maximum(-foretak_rest, 0.0) - foretak_bruk_disposisjonsfond, 0.0)


balances = (
    parts(
        "dekning_av_merforbruk",
        ART + "30",
        ("resultat", "bruk_disposisjonsfond", "merforbruk_i_aaret"),
        ("overfoering_til_investering", "avsetning_disposisjonsfond"),
    ),
    parts("merforbruk_ub", "kommuneloven § 14-12", ("merforbruk_ib", "merforbruk_i_aaret"), ("dekning_av_merforbruk",)),
    parts("udekket_ub", "kommuneloven § 14-11", ("udekket_ib", "udekket_i_aaret"), ("dekning_udekket",)),
    parts(
        "disposisjonsfond_sum_ub",
        SHEET + "C I 1",
        ("disposisjonsfond_sum_ib", "avsetning_disposisjonsfond"),
        ("bruk_disposisjonsfond",),
    ),
    parts(
        "ubundet_investeringsfond_ub",
        SHEET + "C II 1",
        ("ubundet_investeringsfond_ib", "avsetning_ubundet_investeringsfond"),
    ),
    parts("laanegjeld_ub", "§ 5-7", ("laanegjeld_ib", "bruk_av_laan"), ("avdrag_paa_laan",)),
    parts("gjeld_uten_selvkost_ub", "§ 5-7", ("laanegjeld_ub",)),
    parts("eksisterende_ub", METHOD, ("eksisterende_ib",), ("avskrivning_eksisterende",)),
    parts(
        "avskrivbare_anleggsmidler_ub",
        SHEET + "A I",
        ("avskrivbare_anleggsmidler_ib", "investeringer_varige"),
        ("avskrivninger", "salg_av_varige_driftsmidler"),
    ),
    *(
        parts(f"{n}_ub", s + ": holdes", (f"{n}_ib",))
        for n, s in (("tomter", SHEET + "A I"), ("bundne_driftsfond", SHEET + "C I 2"), ("kortsiktig_gjeld", SHEET + "E"))
    ),
    parts("varige_driftsmidler_ub", SHEET + "A I", ("avskrivbare_anleggsmidler_ub", "tomter_ub")),
    parts(
        "arbeidskapital_ub",
        "budsjett- og regnskapsforskriften § 5-10 a",
        (
            "arbeidskapital_ib",
            "resultat",
            "mva_kompensasjon_investering",
            "tilskudd_fra_andre",
            "salg_av_varige_driftsmidler",
            "bruk_av_laan",
        ),
        ("investeringer_varige",),
    ),
    parts("bankinnskudd_ub", SHEET + "B I", ("arbeidskapital_ub", "kortsiktig_gjeld_ub")),
    parts(
        "kapitalkonto_med_pensjon_ub",
        SHEET + "C III 1",
        ("kapitalkonto_med_pensjon_ib", "investeringer_varige", "avdrag_paa_laan"),
        ("avskrivninger", "salg_av_varige_driftsmidler", "bruk_av_laan"),
    ),
)
margin = parts("avdrag_over_minimum", INSTALMENT + ": margin til minimum", ("avdrag_paa_laan",), ("minimumsavdrag",))
utenfra = parts("laan_utenfra_ub", METHOD + ": gjeld til andre enn kommunekassen", ("laanegjeld_ub",), ("intern_gjeld_ub",))
owed_to_kasse = tuple(
    product(
        f"foretak_intern_{n}",
        of=(f"foretak_{of}", "foretak_laan_fra_kommunen"),
        axes=E,
        unit="kr",
        source=METHOD + ": lån fra kommunekassen",
    )
    for n, of in (
        ("rente", "renter_laan"),
        ("avdrag", "avdrag_paa_laan"),
        ("opptak", "bruk_av_laan"),
        ("gjeld_ub", "laanegjeld_ub"),
    )
)
