"""§5-5 sums, working capital and capital account by their own flows, so that §5-10 can be tested."""

from __future__ import annotations

from ldip.graph import total

FORM = "budsjett- og regnskapsforskriften § 5-5, linje "

GIVENS = ()

sum_investeringsinntekter = total(
    "sum_investeringsinntekter",
    plus=(
        "mva_kompensasjon_investering",
        "tilskudd_fra_andre",
        "salg_av_varige_driftsmidler",
        "salg_av_finansielle_anleggsmidler",
        "utdeling_fra_selskaper",
        "mottatte_avdrag_egne_utlaan",
        "bruk_av_laan",
    ),
    unit="kr",
    source=FORM + "14",
)
sum_overfoering_og_avsetninger = total(
    "sum_overfoering_og_avsetninger",
    plus=("overfoering_til_investering", "bruk_bundne_investeringsfond", "bruk_ubundet_investeringsfond"),
    minus=(
        "avsetning_bundne_investeringsfond_sum",
        "avsetning_ubundet_investeringsfond",
        "dekning_udekket",
    ),
    unit="kr",
    source=FORM + "26",
)
netto_investering = total(
    "netto_investering",
    plus=("sum_investeringsinntekter",),
    minus=("sum_investeringsutgifter", "netto_utgifter_videreutlaan"),
    unit="kr",
    source=FORM + "14 − 6 − 19",
)
fremfoert_udekket = total(
    "fremfoert_udekket",
    plus=("netto_investering", "sum_overfoering_og_avsetninger"),
    unit="kr",
    source=FORM + "27",
)
egenfinansiering_tellende = total(
    "egenfinansiering_tellende",
    plus=("egenfinansiering_tellende_annen", "overfoering_til_investering"),
    minus=("overfoering_utenfor_regelen",),
    unit="kr",
    source="metode: inndekningsbehov, tellende egenfinansiering",
)
arbeidskapital_ub = total(
    "arbeidskapital_ub",
    plus=(
        "arbeidskapital_ib",
        "netto_driftsresultat",
        "netto_investering",
        "laaneopptak",
        "laaneopptak_videreutlaan",
    ),
    minus=("bruk_av_laan", "bruk_av_laan_videreutlaan"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-10 a",
)
kapitalkonto_ub = total(
    "kapitalkonto_ub",
    plus=(
        "kapitalkonto_ib",
        "investeringer_varige",
        "aksjer_og_andeler",
        "utlaan_av_egne_midler",
        "videreutlaan",
        "avdrag_paa_laan",
        "avdrag_i_investering",
        "avdrag_videreutlaan",
    ),
    minus=(
        "mva_utenfor_anlegg",
        "avskrivninger",
        "salg_av_varige_driftsmidler",
        "salg_av_finansielle_anleggsmidler",
        "mottatte_avdrag_egne_utlaan",
        "mottatte_avdrag_videreutlaan",
        "bruk_av_laan",
        "bruk_av_laan_videreutlaan",
    ),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-10 b",
)
