"""Tax and block grant by the income system (docs/method/inntekter.md)."""

from __future__ import annotations

from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, Opening, product, ratio, step, total
from ldip.operations import equalisation

IS = "inntektssystemet, Grønt hefte; metode: inntekter#"
PLAN = "planens inntekter.toml"
NATION = "inntekter.toml [nasjonalt]"
FACTOR = "usikkerhetsfaktor eller stress; null i basisforløpet"

GIVENS = (
    Given("skatt_per_innbygger_landet_start", "kr_per_person", NATION),
    Given("innbyggertilskudd_per_innbygger_start", "kr_per_person", NATION),
    Given("utgiftsbehov_per_innbygger_start", "kr_per_person", NATION),
    Given("vekst_frie_inntekter_teller", "flagg", "1 fra året etter nivåene i " + NATION),
    Given(
        "sjokk_frie_inntekter",
        "andel",
        FACTOR,
        group="makro",
        factor=Factor("frie_inntekter"),
    ),
    Given("sjokk_realvekst", "andel", FACTOR, group="makro", factor=Factor("realvekst", correlated="makro", points=True)),
    Given("deflatoravvik_samme_aar", "andel", "parameters/inntektssystem.toml", group="makro"),
    Given("skatteandel", "andel", PLAN + ": skatt_i_prosent_av_landet"),
    Given("skatteandel_maal", "andel", PLAN + ": skatt_mot"),
    Given("skatteandel_drift", "andel", PLAN + ": skatt_mot"),
    Given("sjokk_skatteandel", "andel", FACTOR, group="makro", factor=Factor("skatteandel")),
    *equalisation.RULE_GIVENS,
    Given("utjevning_finansiering", "andel", "parameters/inntektssystem.toml", group="inntektssystem"),
    Given("andre_rammetilskudd_fast", "kr_fast", PLAN + ": andre_rammetilskudd"),
    Given("andre_skatteinntekter_fast", "kr_fast", PLAN + ": andre_skatteinntekter"),
)
OPENINGS = (Opening("frie_inntekter_indeks_ib", "1 i nivåenes år", "inntektssystem", start=1.0),)


@step(unit="andel", source=IS + "når-prisene-overrasker: tilskuddet er vedtatt før prisene er kjent, og tar det igjen året etter")
def deflatoretterslep(deflatoravvik_ub: Array, deflatoravvik_ib: Array, deflatoravvik_samme_aar: Array) -> Array:
    """Surprise in the deflator that free income lacks this year, less last year's, which it now gets. (batch,)."""
    return (1.0 - deflatoravvik_samme_aar) * (deflatoravvik_ub - deflatoravvik_ib)


@step(unit="indeks", source=IS + "landets-vei: frie inntekter per innbygger vokser med deflator og realvekst")
def frie_inntekter_indeks_ub(
    frie_inntekter_indeks_ib: Array,
    deflator_vekst: Array,
    deflatoretterslep: Array,
    realvekst_brukt: Array,
    vekst_frie_inntekter_teller: Array,
) -> Array:
    """National free income per inhabitant, 1 in the year of the stated levels. (batch,)."""
    growth = (1.0 + (deflator_vekst - deflatoretterslep)) * (1.0 + realvekst_brukt) - 1.0
    return frie_inntekter_indeks_ib * (1.0 + growth * vekst_frie_inntekter_teller)


@step(unit="indeks", source=IS + "landets-vei: nivået på frie inntekter i forhold til planens bane")
def frie_inntekter_nivaa(frie_inntekter_indeks_ub: Array, sjokk_frie_inntekter: Array, framskrevet_aar: Array) -> Array:
    """The index with an uncertain or stressed level of the year, which does not roll on; not in adopted years. (batch,).

    An adopted tax is carried on by growth from its last year, whose level must then be the plan's own."""
    return frie_inntekter_indeks_ub * (1.0 + sjokk_frie_inntekter * framskrevet_aar)


skatt_per_innbygger_landet = product(
    "skatt_per_innbygger_landet",
    of=("skatt_per_innbygger_landet_start", "frie_inntekter_nivaa"),
    unit="kr_per_person",
    source=IS + "landets-vei: A",
)
innbyggertilskudd_per_innbygger = product(
    "innbyggertilskudd_per_innbygger",
    of=("innbyggertilskudd_per_innbygger_start", "frie_inntekter_nivaa"),
    unit="kr_per_person",
    source=IS + "landets-vei: innbyggertilskudd per innbygger",
)
utgiftsbehov_per_innbygger = product(
    "utgiftsbehov_per_innbygger",
    of=("utgiftsbehov_per_innbygger_start", "frie_inntekter_nivaa"),
    unit="kr_per_person",
    source=IS + "landets-vei: U",
)


@step(unit="andel", source=IS + "skatt-og-inntektsutjevning: r holdes, eller går mot et mål")
def skatteandel_brukt(
    skatteandel: Array, skatteandel_maal: Array, skatteandel_drift: Array, sjokk_skatteandel: Array, framskrevet_aar: Array
) -> Array:
    """Own tax per inhabitant against the nation's, by scenario, and its relative deviation after the adopted years. (batch,)."""
    planned = skatteandel + (skatteandel_maal - skatteandel) * skatteandel_drift
    return planned * (1.0 + sjokk_skatteandel * framskrevet_aar)


@step(unit="kr", source="skatteloven; " + IS + "skatt-og-inntektsutjevning: skatt = r · A · innbyggere 1. januar")
def skatt_etter_forholdstall(skatteandel_brukt: Array, skatt_per_innbygger_landet: Array, innbyggere_ib: Array) -> Array:
    """Income and wealth tax by the own ratio to the national average. (batch,)."""
    return skatteandel_brukt * skatt_per_innbygger_landet * innbyggere_ib


skatt_paa_inntekt_og_formue = total(
    "skatt_paa_inntekt_og_formue",
    plus=("skatt_etter_forholdstall",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-6, linje 2",
    avvik=True,
    follows="skattevekst",
)
skatt_per_innbygger = ratio(
    "skatt_per_innbygger",
    "skatt_paa_inntekt_og_formue",
    "innbyggere_ib",
    unit="kr_per_person",
    source=IS + "skatt-og-inntektsutjevning: utjevningen ser kommunens skatt, også den vedtatte",
)


innbyggertilskudd = product(
    "innbyggertilskudd",
    of=("innbyggertilskudd_per_innbygger", "innbyggere_juli_ib"),
    unit="kr",
    source=IS + "delene-av-rammetilskuddet: folketall 1. juli året før",
)


@step(unit="kr", source=IS + "behovsindeks-og-utgiftsutjevning: (I − 1) · U · innbyggere 1. juli året før")
def utgiftsutjevning(behovsindeks_brukt: Array, utgiftsbehov_per_innbygger: Array, innbyggere_juli_ib: Array) -> Array:
    """Expenditure equalisation from the need index. (batch,)."""
    return (behovsindeks_brukt - 1.0) * utgiftsbehov_per_innbygger * innbyggere_juli_ib


@step(unit="kr_per_person", source=IS + "skatt-og-inntektsutjevning: symmetrisk utjevning, tilleggskompensasjon og finansiering")
def inntektsutjevning_per_innbygger(
    skatt_per_innbygger: Array,
    skatt_per_innbygger_landet: Array,
    utjevning_symmetrisk: Array,
    utjevning_tillegg: Array,
    utjevning_terskel: Array,
    utjevning_finansiering: Array,
) -> Array:
    """Income equalisation per inhabitant; the shares are those in force in the year. (batch,)."""
    mean = skatt_per_innbygger_landet
    own = skatt_per_innbygger
    symmetric = equalisation.symmetric_part(own, mean, utjevning_symmetrisk)
    extra = equalisation.extra_part(own, mean, utjevning_tillegg, utjevning_terskel)
    return symmetric + extra - utjevning_finansiering * mean


inntektsutjevning = product(
    "inntektsutjevning",
    of=("inntektsutjevning_per_innbygger", "innbyggere_ib"),
    unit="kr",
    source=IS + "skatt-og-inntektsutjevning: folketall 1. januar",
)
andre_rammetilskudd = product(
    "andre_rammetilskudd",
    of=("andre_rammetilskudd_fast", "deflator_indeks_ub"),
    unit="kr",
    source=IS + "delene-av-rammetilskuddet: andre beløp",
)
rammetilskudd = total(
    "rammetilskudd",
    plus=(
        "innbyggertilskudd",
        "utgiftsutjevning",
        "tilskuddsdeler",
        "ingar",
        "andre_rammetilskudd",
        "inntektsutjevning",
        "systemendring",
    ),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-6, linje 1",
    avvik=True,
    follows="tilskuddsvekst",
)
andre_skatter_oppgitt = product(
    "andre_skatter_oppgitt",
    of=("andre_skatteinntekter_fast", "deflator_indeks_ub"),
    unit="kr",
    source=PLAN + ": andre_skatteinntekter",
)
andre_skatteinntekter = total(
    "andre_skatteinntekter",
    plus=("andre_skatter_oppgitt",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-6, linje 4",
    avvik=True,
    follows="andre_skatter_vekst",
)
andre_generelle_driftsinntekter_sum = total(
    "andre_generelle_driftsinntekter_sum",
    plus=("andre_generelle_driftsinntekter", "andre_skatteinntekter"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-4, linje 4: også andre skatteinntekter (KOSTRA art 877)",
)
sum_generelle_driftsinntekter = total(
    "sum_generelle_driftsinntekter",
    plus=("rammetilskudd", "skatt_paa_inntekt_og_formue", "eiendomsskatt", "andre_generelle_driftsinntekter_sum"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-4, linje 5",
)
frie_inntekter = total(
    "frie_inntekter",
    plus=("rammetilskudd", "skatt_paa_inntekt_og_formue"),
    unit="kr",
    source=IS + "frie-inntekter",
)
