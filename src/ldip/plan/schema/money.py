"""Schema of the TOML files about money: investments, finance, funds, balances, rules, uncertainty."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ldip.plan.schema.about import KEY, OWN_UNIT, TEXT, WHOLE_FILE, About, feeds, gives
from ldip.plan.schema.fields import (
    CurrentAmount,
    CurrentCost,
    FixedAmount,
    FixedCost,
    Fraction,
    Id,
    MoneyUnit,
    NotNegative,
    Positive,
    Share,
    Sourced,
    Strict,
    Text,
    Year,
)
from ldip.plan.schema.population import PopulationUncertainty
from ldip.plan.schema.unpriced import Renewal

PostName = Literal[
    "tilskudd_til_andres_investeringer",
    "aksjer_og_andeler",
    "aksjer_i_eiendomsselskap",
    "utlaan_av_egne_midler",
    "avdrag_i_investering",
    "salg_av_varige_driftsmidler",
    "salg_av_finansielle_anleggsmidler",
    "utdeling_fra_selskaper",
    "mottatte_avdrag_egne_utlaan",
    "videreutlaan",
    "avdrag_videreutlaan",
    "mottatte_avdrag_videreutlaan",
    "avsetning_bundne_investeringsfond",
    "planlagt_bruk_bundne_investeringsfond",
    "planlagt_avsetning_ubundet_investeringsfond",
    "planlagt_bruk_ubundet_investeringsfond",
]

LOSS_YEARS: Final = 10  # greatest number of years in a path of losses
OPTIONAL_POSTS: Final = frozenset({"aksjer_i_eiendomsselskap"})  # few plans have them; left out means none


class Upkeep(Sourced):
    """Maintenance norm and amount paid by operations, per square metre; opening backlog; cost factor of catching up."""

    norm_per_m2: Annotated[FixedCost, gives("vedlikeholdsnorm_fast", unit="kr per m²")]
    i_drift_per_m2: Annotated[FixedCost, gives("vedlikehold_i_drift_fast", unit="kr per m²")]
    etterslep: Annotated[CurrentCost, gives("vedlikeholdsetterslep_ib", nature="mengde")]
    faktor: Annotated[float, Field(ge=1.0, le=3.0), gives("innhentingsfaktor", absent=1.0, unit="faktor")] = 1.3


class InvestmentFile(Strict):
    """investeringer.toml: lines of §5-5 outside projects."""

    ABOUT = About("investeringer")

    gjennomfoeringsgrad: Annotated[Share, gives("gjennomfoeringsgrad")]
    aktivering: Annotated[Literal["inkl_mva", "ekskl_mva"], gives(group="prinsipper", aktivering_ekskl_mva="ekskl_mva")]
    avskrivning_starter: Annotated[
        Literal["aaret_etter", "ferdig_aar"], gives(group="prinsipper", avskrives_fra_ferdigaaret="ferdig_aar")
    ] = "aaret_etter"
    salg_tomteandel: Annotated[Share, gives("salg_tomteandel")]
    vedlikehold: Upkeep | None = None
    reinvestering: Renewal | None = None
    poster: Annotated[dict[PostName, FixedAmount], gives("{}_fast", nature="mengde")] = Field(default_factory=dict)
    ingen: Annotated[list[PostName], About("tekst", why="sier at en post er null; kontrolleres mot postene")] = Field(
        default_factory=list
    )


class NewLoans(Sourced):
    """Terms of loans taken in the plan period."""

    margin: Annotated[Share, gives("nye_laan_margin")]
    loepetid: Annotated[Positive, gives("nye_laan_loepetid", unit="år")]
    type: Annotated[Literal["serie", "annuitet", "minimum"], gives(nye_laan_annuitet="annuitet", nye_laan_minimum="minimum")] = (
        "serie"
    )


class OnLending(Sourced):
    """Margins on loans for on-lending and on the lending itself."""

    margin: Annotated[Share, gives("videreutlaan_margin")]
    utlaansmargin: Annotated[Share, gives("utlaansmargin")]


class MinimumInstalment(Strict):
    """Choices that kommuneloven § 14-18 leaves open: whether unused loans are debt, whether assets under construction are
    assets, and whether the municipality as a whole (rettssubjekt) must meet it beside each accounting entity."""

    ubrukte_laanemidler: Annotated[Literal["med", "uten"], gives(minimum_uten_ubrukte="uten")] = "med"
    anlegg_under_utfoerelse: Annotated[Literal["med", "uten"], gives(minimum_uten_under_utfoerelse="uten")] = "med"
    enhet: Annotated[
        Literal["rettssubjekt", "regnskapsenhet"], About("kontroll", why="sier hvilken regnskapsenhet kravet dømmes for")
    ] = "rettssubjekt"


class Capital(Sourced):
    """Long-term capital management: opening market value, spending rule, the fund that covers price falls, a path of losses.

    `tapsbane` is the return of each bad year in per cent; it occurs from the year `tap_inntreffer` where that is given.
    """

    verdi: Annotated[CurrentCost | None, feeds("portefoelje_ib", "har_portefoelje", nature="mengde")] = None
    tilfoersel: Annotated[FixedAmount | None, gives("portefoelje_tilfoert_fast", nature="mengde")] = None
    uttak: Annotated[
        Literal["alt", "realavkastning", "andel"], feeds("uttak_alt", "uttak_realavkastning", group="prinsipper")
    ] = "alt"
    uttaksandel: Annotated[Share | None, gives("uttaksandel_oppgitt", group="prinsipper")] = None
    kursreserve: Annotated[Id | None, feeds("er_kursreserve", group="prinsipper")] = None
    tapsbane: Annotated[
        list[Annotated[float, Field(ge=-100.0, le=100.0), About(unit="prosent")]],
        Field(max_length=LOSS_YEARS),
        feeds("tapsbane", "tapsbane_gjelder", "tap_i_aaret", "tap_inntreffer"),
    ] = Field(default_factory=list)
    tap_inntreffer: Annotated[Year | None, feeds("tap_i_aaret", "tap_inntreffer")] = None


class FinanceFile(Strict):
    """finans.toml"""

    ABOUT = About("finans")

    minimumsavdrag: Annotated[MinimumInstalment, About("prinsipper")] = MinimumInstalment()
    merforbruk_dekkes_over: Annotated[Literal[1, 2, 4], gives("inndekning_over_aar", group="prinsipper", unit="år")] = 1

    nye_laan: NewLoans
    videreutlaan: OnLending
    avdragspolitikk: Annotated[
        Literal["minst_minimumsavdrag", "fast"], gives(group="prinsipper", avdrag_minst_minimum="minst_minimumsavdrag")
    ]
    rente_andel_av_aarets_opptak: Annotated[Share, gives("rente_andel_av_opptak")]
    innskuddsmargin: Annotated[Share, gives("innskuddsmargin")]
    rentekompensasjon_grunnlag: Annotated[CurrentAmount | None, gives("rentekompensasjon_grunnlag", nature="mengde")] = None
    forventet_avkastning: Annotated[Share, gives("forventet_avkastning")]
    kapitalforvaltning: Capital | None = None
    trekkramme: Annotated[FixedAmount | None, gives("trekkramme_fast", nature="mengde")] = None
    utbytter: Annotated[FixedAmount, gives("utbytter_fast", nature="mengde")]


class Fund(Sourced):
    """A named part of disposisjonsfond (kap. 56)."""

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]
    tar_rest: Annotated[bool, gives("fond_tar_rest")] = False
    markedsforvaltet: Annotated[bool, gives("fond_markedsforvaltet")] = False
    avsetning: Annotated[FixedAmount | None, gives("planlagt_avsetning_fast", nature="mengde")] = None
    bruk: Annotated[FixedAmount | None, gives("planlagt_bruk_fast", nature="mengde")] = None
    gulv: Annotated[CurrentAmount | None, gives("fondsgulv", nature="mengde")] = None
    maal: Annotated[FixedAmount | None, gives("fond_maal_fast", also=("har_fond_maal",), nature="mengde")] = None
    tak: Annotated[FixedAmount | None, gives("fond_tak_fast", also=("har_fond_tak",), nature="mengde")] = None


class BoundFund(Strict):
    """Planned moves of bundne driftsfond."""

    avsetning: Annotated[FixedAmount, gives("avsetning_bundne_driftsfond_fast", nature="mengde")]
    bruk: Annotated[FixedAmount, gives("planlagt_bruk_bundne_driftsfond_fast", nature="mengde")]


class FundFile(Strict):
    """fond.toml. A short year uses the parts of disposisjonsfond in the list's order, and a surplus fills them in that order.

    `maal` of a part is its opening level when left out, and `tak` is `tak_prosent` of its target. `maal_foelger` is
    the scale of both: fixed prices per inhabitant, fixed prices, or neither.
    """

    ABOUT = About("prinsipper")

    ubundet_markedsforvaltet: Annotated[bool, gives("ubundet_markedsforvaltet")] = False
    maal_foelger: Annotated[
        Literal["innbygger", "faste", "nominell"], feeds("fond_foelger_priser", "fond_foelger_innbyggere")
    ] = "innbygger"
    tak_prosent: Annotated[float, Field(ge=100.0), feeds("fond_tak_andel", unit="prosent")] = 150.0
    oeremerket_overfoering: Annotated[FixedAmount | None, gives("overfoering_oeremerket_fast", nature="mengde")] = None
    bundne_driftsfond: BoundFund
    disposisjonsfond: Annotated[list[Fund], About(axis="fond")]


class BalanceFile(Sourced):
    """balanse.toml: opening balances 31 December before the first year, in one money unit.

    Short-term debt and pension keep these amounts in the balance sheet of §5-8; kapitalkonto is given without
    pension, which §5-8 line C III 1 adds, and is checked against what the other amounts make it.
    """

    ABOUT = About("aapningsbalanse", "mengde", OWN_UNIT)

    enhet: Annotated[MoneyUnit, feeds(WHOLE_FILE)]
    avskrivbare_anleggsmidler: Annotated[NotNegative, gives("avskrivbare_anleggsmidler_ib")]
    tomter: Annotated[NotNegative, gives("tomter_ib")]
    aksjer: Annotated[NotNegative, gives("aksjer_ib")]
    utlaan: Annotated[NotNegative, gives("utlaan_ib")]
    laanegjeld: Annotated[NotNegative, About("kontroll", why="skal være summen av laan.csv, som lånegjelden bindes fra")]
    videreutlaan_gjeld: Annotated[NotNegative, gives("videreutlaan_gjeld_ib")]
    ubrukte_laanemidler: Annotated[NotNegative, gives("ubrukte_laanemidler_ib")]
    bundne_driftsfond: Annotated[NotNegative, gives("bundne_driftsfond_ib")]
    ubundet_investeringsfond: Annotated[NotNegative, gives("ubundet_investeringsfond_ib", "ubundet_investeringsfond_planlagt_ib")]
    bundne_investeringsfond: Annotated[NotNegative, gives("bundne_investeringsfond_ib")]
    merforbruk: Annotated[NotNegative, gives("merforbruk_ib", also=("merforbruk_aargang_ib",))]
    udekket: Annotated[NotNegative, gives("udekket_ib")]
    arbeidskapital: Annotated[float, gives("arbeidskapital_ib")]
    kapitalkonto: Annotated[float, About("kontroll", why="skal være det kapitalkonto åpner med, som regnes (§ 5-10 b)")]
    anlegg_under_utfoerelse: Annotated[NotNegative, gives("anlegg_under_utfoerelse_ib")] = 0.0
    kortsiktig_gjeld: Annotated[NotNegative, gives("kortsiktig_gjeld_ib")] = 0.0
    kortsiktige_fordringer: Annotated[NotNegative, gives("kortsiktige_fordringer_ib")] = 0.0
    pensjonsmidler: Annotated[NotNegative, gives("pensjonsmidler_ib")] = 0.0
    pensjonsforpliktelse: Annotated[NotNegative, gives("pensjonsforpliktelse_ib")] = 0.0
    disposisjonsfond: Annotated[dict[Id, NotNegative], gives("disposisjonsfond_ib", also=("fond_ved_aapning",), axis="fond")]


class Factor(Sourced):
    """An uncertain factor: yearly standard deviation and persistence of its AR(1) path."""

    id: Annotated[Text, KEY]
    standardavvik: Share
    varighet: Annotated[float, Field(ge=0.0, lt=1.0), About(unit="andel")]


class ProjectCost(Sourced):
    """Uncertain cost of projects: each has its own spread, and a common construction market correlates them."""

    korrelasjon: Fraction = 0.4


class UncertaintyFile(Strict):
    """usikkerhet.toml"""

    ABOUT = About("usikkerhet")

    froe: Annotated[int, Field(ge=0), About(unit="heltall")] = 1
    prosjektkostnad: ProjectCost | None = None
    befolkning: PopulationUncertainty | None = None
    faktor: list[Factor] = Field(default_factory=list)
