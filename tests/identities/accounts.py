"""The accounting identities, as a list of named gaps that must be zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ldip.engine.graph import Array

NAMES = [
    "sum_driftsinntekter",
    "sum_driftsutgifter",
    "avskrivninger",
    "renteinntekter",
    "utbytter",
    "gevinst_og_tap_finansielle_omloepsmidler",
    "renteutgifter",
    "avdrag_paa_laan",
    "netto_driftsresultat",
    "dekning_utenfra",
    "overfoering_til_investering",
    "overfoering_oeremerket",
    "bruk_reservert_neste_aar",
    "fremfoert_merforbruk",
    "fremfoert_udekket_avslutning",
    "udisponert_etter_strykning",
    "mindreforbruk_etter_strykning",
    "bruk_etter_plan_sum",
    "strykning_bruk_disposisjonsfond_sum",
    "strykning_overfoering",
    "strykning_bruk_av_laan",
    "bruk_ubundet_investeringsfond",
    "avsetning_ubundet_investeringsfond",
    "avsetning_bundne_driftsfond",
    "bruk_bundne_driftsfond",
    "avsetning_disposisjonsfond",
    "bruk_disposisjonsfond",
    "dekning_av_merforbruk",
    "merforbruk_i_aaret",
    "fremfoert_til_inndekning",
    "sum_investeringsinntekter",
    "sum_investeringsutgifter",
    "netto_utgifter_videreutlaan",
    "sum_overfoering_og_avsetninger",
    "udekket_i_aaret",
    "udekket_ub",
    "merforbruk_ub",
    "anleggsmidler_ub",
    "laanegjeld_ub",
    "laanegjeld_ib",
    "videreutlaan_gjeld_ub",
    "videreutlaan_gjeld_ib",
    "ubrukte_laanemidler_ub",
    "ubrukte_laanemidler_ib",
    "kapitalkonto_ub",
    "arbeidskapital_ub",
    "arbeidskapital_ib",
    "disposisjonsfond_sum_ub",
    "disposisjonsfond_ub",
    "bundne_driftsfond_ub",
    "ubundet_investeringsfond_ub",
    "bundne_investeringsfond_ub",
    "netto_investering",
    "laaneopptak",
    "laaneopptak_videreutlaan",
    "bruk_av_laan",
    "bruk_av_laan_videreutlaan",
    "avdrag_i_investering",
    "avdrag_videreutlaan",
    "laan_saldo_ub",
    "nye_laan_saldo_ub",
    "laanetak",
    "finansieringsbehov",
    "minimumsavdrag",
    "avsatt_etter_plan",
    "avsatt_fondsgulv",
    "avsatt_rest",
    "nytt",
    "ndr_krav",
    "brutto_driftsresultat",
    "sum_generelle_driftsinntekter",
    "sum_netto_driftsutgifter",
    "anvendt_av_resultatet",
    "balansedifferanse_ub",
    "langsiktige_forpliktelser_ub",
    "leieforpliktelse_ub",
    "pensjonsforpliktelse_ub",
    "prinsippendringer_ub",
    "bankinnskudd_ib",
    "utlaan_ub",
    "utlaan_ib",
    "videreutlaan_utestaaende_ib",
    "egne_utlaan_ub",
    "videreutlaan_utestaaende_ub",
    "nibor_3m",
    "innskuddsmargin",
    "trekkmargin",
    "egne_utlaansmargin",
    "utlaansmargin",
    "renter_trekk",
    "renter_bankinnskudd",
    "renter_egne_utlaan",
    "renter_fra_videreutlaan",
]


def gaps(v: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    """Each identity's gap in kroner, (year, rows)."""
    ndr = v["netto_driftsresultat"]
    yield (
        "1 netto driftsresultat",
        ndr
        - v["sum_driftsinntekter"]
        + (v["sum_driftsutgifter"] - v["avskrivninger"])
        - v["renteinntekter"]
        - v["utbytter"]
        - v["gevinst_og_tap_finansielle_omloepsmidler"]
        + v["renteutgifter"]
        + v["avdrag_paa_laan"],
    )
    yield "2 anvendt", v["anvendt_av_resultatet"] - ndr
    outside = v["dekning_utenfra"]
    rest = ndr + outside - v["overfoering_til_investering"] - v["avsetning_bundne_driftsfond"] + v["bruk_bundne_driftsfond"]
    rest = rest - v["avsetning_disposisjonsfond"] + v["bruk_disposisjonsfond"] - v["dekning_av_merforbruk"]
    yield "2 disponering", rest + v["merforbruk_i_aaret"]
    yield "2 fremført", v["fremfoert_til_inndekning"] + v["merforbruk_i_aaret"]
    invested = v["sum_investeringsinntekter"] - v["sum_investeringsutgifter"] - v["netto_utgifter_videreutlaan"]
    yield "§ 5-9 drift", v["fremfoert_merforbruk"] + v["merforbruk_i_aaret"]
    yield "§ 5-9 investering", v["fremfoert_udekket_avslutning"] + v["udekket_i_aaret"]
    yield "3 investering", invested + v["sum_overfoering_og_avsetninger"] + v["udekket_i_aaret"]
    debt = v["laanegjeld_ub"] + v["videreutlaan_gjeld_ub"]
    yield "4 kapitalkonto", v["kapitalkonto_ub"] - v["anleggsmidler_ub"] + debt - v["ubrukte_laanemidler_ub"]
    funds = v["disposisjonsfond_sum_ub"] + v["bundne_driftsfond_ub"]
    funds = funds + v["ubundet_investeringsfond_ub"] + v["bundne_investeringsfond_ub"]
    covered = funds - v["merforbruk_ub"] - v["udekket_ub"] + v["ubrukte_laanemidler_ub"] + v["prinsippendringer_ub"]
    yield "5 arbeidskapital", v["arbeidskapital_ub"] - covered
    unused = v["ubrukte_laanemidler_ub"] - v["ubrukte_laanemidler_ib"]
    moved = v["arbeidskapital_ub"] - v["arbeidskapital_ib"]
    yield "6 endring i arbeidskapital", moved - ndr - outside - v["netto_investering"] - unused
    before = v["laanegjeld_ib"] + v["videreutlaan_gjeld_ib"]
    taken = v["laaneopptak"] + v["laaneopptak_videreutlaan"]
    paid = v["avdrag_paa_laan"] + v["avdrag_i_investering"] + v["avdrag_videreutlaan"]
    yield "7 gjeld", debt - before - taken + paid
    yield "7 ubrukte lånemidler", unused - taken + v["bruk_av_laan"] + v["bruk_av_laan_videreutlaan"]
    yield "7 lånebok", v["laan_saldo_ub"].sum(axis=2) + v["nye_laan_saldo_ub"] - v["laanegjeld_ub"]
    deposit = v["nibor_3m"] + v["innskuddsmargin"]
    bank = v["bankinnskudd_ib"]
    own = v["utlaan_ib"] - v["videreutlaan_utestaaende_ib"]
    earned = own * (v["nibor_3m"] + v["egne_utlaansmargin"])
    earned = earned + v["videreutlaan_utestaaende_ib"] * (v["nibor_3m"] + v["utlaansmargin"])
    modelled = v["renter_bankinnskudd"] + v["renter_egne_utlaan"] + v["renter_fra_videreutlaan"]
    held = bank * deposit + np.minimum(bank, 0.0) * v["trekkmargin"]
    yield "renter på bank, trekk og utlån", modelled - v["renter_trekk"] - earned - held
    yield "utlån er egne og videre", v["utlaan_ub"] - v["egne_utlaan_ub"] - v["videreutlaan_utestaaende_ub"]
    gross = v["sum_generelle_driftsinntekter"] - v["sum_netto_driftsutgifter"]
    yield "§ 5-8 eiendeler er egenkapital og gjeld", v["balansedifferanse_ub"]
    owed = v["langsiktige_forpliktelser_ub"] - v["leieforpliktelse_ub"] - v["pensjonsforpliktelse_ub"]
    yield "§ 5-7 gjeld er lånegjelden", owed - debt
    yield "§ 5-4 og § 5-6 har samme brutto driftsresultat", gross - v["brutto_driftsresultat"]


def breaches(v: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    """What must never be positive in any year and row: money kinds, caps, and the year-end order of §4-3."""
    yield "bruk av lån over lånetaket (§ 14-15)", v["bruk_av_laan"] - v["laanetak"]
    free = v["overfoering_til_investering"] - v["overfoering_oeremerket"]
    yield "overføring over det investeringene bruker (§ 14-9)", free - v["finansieringsbehov"]
    for name in ("strykning_overfoering", "strykning_bruk_av_laan", "overfoering_oeremerket", "bruk_ubundet_investeringsfond"):
        yield f"{name} under null", -v[name]
    idle = v["udisponert_etter_strykning"] > 0.5
    yield (
        "udisponert mens lån, overføring eller fond brukes (§ 4-6)",
        np.where(idle, free + v["bruk_av_laan"] + v["bruk_ubundet_investeringsfond"], 0.0),
    )
    surplus = v["mindreforbruk_etter_strykning"] > 0.5
    needless = v["bruk_etter_plan_sum"] - v["strykning_bruk_disposisjonsfond_sum"]
    yield "mindreforbruk før bruk av disposisjonsfond er strøket (§ 4-3)", np.where(surplus, needless, 0.0)
    missing = v["udekket_i_aaret"] > 0.5
    yield "udekket før avsetning er strøket (§ 4-6)", np.where(missing, v["avsetning_ubundet_investeringsfond"], 0.0)
    for name in ("disposisjonsfond_ub", "merforbruk_ub", "udekket_ub", "bundne_driftsfond_ub"):
        yield f"{name} under null", -v[name]
    for name in ("ubundet_investeringsfond_ub", "bundne_investeringsfond_ub", "bruk_av_laan"):
        yield f"{name} under null", -v[name]
    short = v["merforbruk_i_aaret"] > 0.5
    unreserved = np.maximum(v["disposisjonsfond_ub"] - v["bruk_reservert_neste_aar"], 0.0).sum(axis=2)
    yield "merforbruk mens disposisjonsfond står (§ 4-3)", np.where(short, unreserved, 0.0)
    struck = free + v["avsetning_disposisjonsfond"]
    yield "merforbruk før overføring og avsetning er strøket (§ 4-3)", np.where(short, struck, 0.0)


def assert_accounts(v: Mapping[str, Array], tolerance: float = 0.01) -> None:
    """Every identity holds to a hundredth of a krone in every year and row, and nothing is breached."""
    scale = max(1.0, float(np.abs(v["sum_driftsinntekter"]).max()) * 1e-10)
    for name, gap in gaps(v):
        assert float(np.abs(gap).max(initial=0.0)) <= tolerance * scale, (name, gap)
    for name, excess in breaches(v):
        assert float(excess.max(initial=0.0)) <= tolerance * scale, (name, excess)
