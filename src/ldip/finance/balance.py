"""§5-5 sums, working capital and capital account by their own flows, so that §5-10 can be tested; the balance of §5-8."""

from __future__ import annotations

from ldip.engine.graph import Opening, total
from ldip.finance.financing import INCOME

FORM = "budsjett- og regnskapsforskriften § 5-5, linje "

SHEET = "budsjett- og regnskapsforskriften § 5-8, linje "

OPENINGS = (
    Opening("arbeidskapital_ib", "balanse.toml: arbeidskapital"),
    Opening("kortsiktig_gjeld_ib", "balanse.toml: kortsiktig_gjeld"),
    Opening("kortsiktige_fordringer_ib", "balanse.toml: kortsiktige_fordringer"),
    Opening("pensjonsmidler_ib", "balanse.toml: pensjonsmidler"),
    Opening("pensjonsforpliktelse_ib", "balanse.toml: pensjonsforpliktelse"),
    Opening("prinsippendringer_drift_ib", "balanse.toml: prinsippendringer_drift"),
    Opening("prinsippendringer_investering_ib", "balanse.toml: prinsippendringer_investering"),
)

sum_investeringsinntekter = total(
    "sum_investeringsinntekter",
    plus=(*INCOME, "bruk_av_laan"),
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
    plus=("egenfinansiering_tellende_annen", "overfoering_fri"),
    minus=("overfoering_utenfor_regelen", "bortfalt_bruk_i_regelen"),
    unit="kr",
    source="metode: inndekningsbehov#egenfinansiering-som-teller: tellende egenfinansiering",
)
arbeidskapital_ub = total(
    "arbeidskapital_ub",
    plus=(
        "arbeidskapital_ib",
        "netto_driftsresultat",
        "dekning_utenfra",
        "netto_investering",
        "laaneopptak",
        "laaneopptak_videreutlaan",
    ),
    minus=("bruk_av_laan", "bruk_av_laan_videreutlaan"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-10 a",
)
kapitalkonto_aapning = total(
    "kapitalkonto_aapning",
    plus=("avskrivbare_anleggsmidler_ib", "tomter_ib", "aksjer_ib", "utlaan_ib", "ubrukte_laanemidler_ib"),
    minus=("laanegjeld_ib", "videreutlaan_gjeld_ib"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-10 b: anleggsmidler mindre langsiktig gjeld, med ubrukte lånemidler lagt til",
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


held = tuple(
    total(f"{name}_ub", plus=(f"{name}_ib",), unit="kr", source=f"{SHEET}{line}: holdes nominelt som i åpningsbalansen")
    for name, line in (
        ("kortsiktig_gjeld", "E"),
        ("kortsiktige_fordringer", "B III 2"),
        ("pensjonsmidler", "A IV"),
        ("pensjonsforpliktelse", "D II"),
        ("prinsippendringer_drift", "C III 2"),
        ("prinsippendringer_investering", "C III 3"),
    )
)
varige_driftsmidler_ub = total(
    "varige_driftsmidler_ub", plus=("avskrivbare_anleggsmidler_ub", "tomter_ub"), unit="kr", source=SHEET + "A I"
)
finansielle_anleggsmidler_ub = total(
    "finansielle_anleggsmidler_ub", plus=("aksjer_ub", "utlaan_ub"), unit="kr", source=SHEET + "A II"
)
sum_anleggsmidler_ub = total(
    "sum_anleggsmidler_ub",
    plus=("varige_driftsmidler_ub", "finansielle_anleggsmidler_ub", "pensjonsmidler_ub"),
    unit="kr",
    source=SHEET + "A",
)
omloepsmidler_ub = total(
    "omloepsmidler_ub",
    plus=("arbeidskapital_ub", "kortsiktig_gjeld_ub"),
    unit="kr",
    source=SHEET + "B: arbeidskapital er omløpsmidler mindre kortsiktig gjeld (§ 5-10 a)",
)
sum_eiendeler_ub = total("sum_eiendeler_ub", plus=("sum_anleggsmidler_ub", "omloepsmidler_ub"), unit="kr", source=SHEET + "A + B")
egenkapital_drift_ub = total(
    "egenkapital_drift_ub",
    plus=("disposisjonsfond_sum_ub", "bundne_driftsfond_ub"),
    minus=("merforbruk_ub",),
    unit="kr",
    source=SHEET + "C I",
)
egenkapital_investering_ub = total(
    "egenkapital_investering_ub",
    plus=("ubundet_investeringsfond_ub", "bundne_investeringsfond_ub"),
    minus=("udekket_ub",),
    unit="kr",
    source=SHEET + "C II",
)
kapitalkonto_med_pensjon_ub = total(
    "kapitalkonto_med_pensjon_ub",
    plus=("kapitalkonto_ub", "pensjonsmidler_ub"),
    minus=("pensjonsforpliktelse_ub",),
    unit="kr",
    source=SHEET + "C III 1",
)
prinsippendringer_ub = total(
    "prinsippendringer_ub",
    plus=("prinsippendringer_drift_ub", "prinsippendringer_investering_ub"),
    unit="kr",
    source=SHEET + "C III 2 og 3: kapittel 581 og 580",
)
sum_egenkapital_ub = total(
    "sum_egenkapital_ub",
    plus=("egenkapital_drift_ub", "egenkapital_investering_ub", "kapitalkonto_med_pensjon_ub", "prinsippendringer_ub"),
    unit="kr",
    source=SHEET + "C",
)
laan_ub = total("laan_ub", plus=("laanegjeld_ub", "videreutlaan_gjeld_ub"), unit="kr", source=SHEET + "D I")
langsiktig_gjeld_ub = total("langsiktig_gjeld_ub", plus=("laan_ub", "pensjonsforpliktelse_ub"), unit="kr", source=SHEET + "D")
sum_egenkapital_og_gjeld_ub = total(
    "sum_egenkapital_og_gjeld_ub",
    plus=("sum_egenkapital_ub", "langsiktig_gjeld_ub", "kortsiktig_gjeld_ub"),
    unit="kr",
    source=SHEET + "C + D + E",
)
balansedifferanse_ub = total(
    "balansedifferanse_ub",
    plus=("sum_eiendeler_ub",),
    minus=("sum_egenkapital_og_gjeld_ub",),
    unit="kr",
    source=SHEET + "A + B − C − D − E: skal være null",
)
langsiktige_forpliktelser_ub = total(
    "langsiktige_forpliktelser_ub",
    plus=("laan_ub", "leieforpliktelse_ub", "pensjonsforpliktelse_ub"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-7: gjeld og andre vesentlige langsiktige forpliktelser",
)
