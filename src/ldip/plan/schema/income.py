"""Schema of inntekter.toml: the income system, property tax, integration grant and concession power."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ldip.plan.schema.about import KEY, OWN_UNIT, TEXT, About, feeds, gives
from ldip.plan.schema.fields import (
    CurrentCost,
    CurrentPrices,
    FixedAmount,
    FixedPrices,
    Fraction,
    Id,
    InCurrent,
    Index,
    InFixed,
    MoneyUnit,
    NotNegative,
    Percent,
    Persons,
    Positive,
    Share,
    Sourced,
    StatedAmount,
    Strict,
    Text,
    Year,
    YearVector,
)
from ldip.plan.schema.ranges import GROWTH, LEVEL, NOT_NEGATIVE, PART, Within

PartName = Literal[
    "korreksjon-skoler",
    "saerskilt-fordeling",
    "distriktstilskudd",
    "veksttilskudd",
    "storbytilskudd",
    "skjoennstilskudd",
    "oppgaveendringer",
]
# The same for every municipality, so per inhabitant it is the mean size over the own: 76 in the smallest.
BasicCriterion = Annotated[float, Field(ge=0.0, le=200.0), About(unit="indeks")]
Mille = Annotated[float, Field(ge=0.0, le=7.0), About(unit="promille")]


class Continuation(Sourced):
    """Declares that the last rule known at `kunnskapsdato` is carried on."""

    videre: Annotated[
        Literal["videreføres"], About("tekst", why="sier at siste kjente regel føres videre; regelen selv er en parameter")
    ]


class National(Strict):
    """National levels per inhabitant in one year, and their growth.

    A level that is left out is the one that ships with the program, as known at `kunnskapsdato`.
    """

    aar: Annotated[Year, feeds("vekst_frie_inntekter_teller")]
    skatt_per_innbygger: Annotated[
        CurrentCost | None, feeds("skatt_per_innbygger_landet_start", "landet_frie_inntekter_start")
    ] = None
    innbyggertilskudd_per_innbygger: Annotated[
        CurrentCost | None, feeds("innbyggertilskudd_per_innbygger_start", "landet_frie_inntekter_start")
    ] = None
    utgiftsbehov_per_innbygger: Annotated[CurrentCost | None, feeds("utgiftsbehov_per_innbygger_start")] = None
    realvekst_frie_inntekter: Annotated[Share, GROWTH, feeds("realvekst_frie_inntekter")]
    vekstbane: Annotated[Literal["gitt", "demografi"], gives(vekst_dekker_demografi="demografi")] = "gitt"
    utjevning: Continuation


class TaxDrift(Sourced):
    """The municipality's tax ratio moves linearly to a level and stays there."""

    prosent: Annotated[Percent, gives("skatteandel_maal")]
    fra: Annotated[Year, feeds("skatteandel_drift")]
    til: Annotated[Year, feeds("skatteandel_drift")]


class NeedByAge(Sourced):
    """The need index follows the municipality's age mix relative to the nation's from the year of the stated index."""

    indeks_aar: Annotated[Year, feeds("landet_alder_i_indeksaaret", "landet_i_indeksaaret")]
    noekkel_aar: Annotated[Year, feeds("kriterievekt", "basiskriterium_vekt")] = 2026
    basiskriterium: Annotated[BasicCriterion, gives("basiskriterium_start", absent=1.0)] = 1.0


class GrantPart(StatedAmount):
    """A part of the block grant as a stated amount: «løpende» stays nominal, fixed prices follow the deflator."""

    del_: Annotated[PartName, About(unit="tilskuddsdel")] = Field(alias="del")


class Ingar(Sourced):
    """The transition scheme is computed from the municipality's growth relative to the nation's."""

    trekk_per_innbygger: Annotated[NotNegative, gives("ingar_trekk_per_innbygger", unit="kr per innbygger")]


class PerMille(YearVector):
    """Rate of property tax by year, per mille."""

    enhet: Literal["promille"]

    @property
    def factor(self) -> float:
        """Per mille to share."""
        return 0.001


class Property(InCurrent, Sourced):
    """A kind of property: total assessed value, allowance for each unit, and rate by year."""

    WRONG: ClassVar[str] = "taksten er i løpende kroner"

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]
    type: Annotated[Literal["bolig", "naering", "tomt", "kraft"], feeds("eiendom_faktor", "husholdning_takst")]
    takst: Annotated[Positive, gives("eiendom_takst", also=("husholdning_takst",), nature="mengde", unit=OWN_UNIT)]
    enhet: Annotated[MoneyUnit, feeds("eiendom_takst", "eiendom_bunnfradrag", "husholdning_takst")]
    priser: Annotated[CurrentPrices, About("kontroll", why="taksten er i løpende kroner; bare kontrollert")]
    antall: Annotated[NotNegative, gives("eiendom_antall", also=("husholdning_takst",), nature="mengde", unit="enheter")] = 0.0
    bunnfradrag: Annotated[NotNegative, feeds("eiendom_bunnfradrag", nature="mengde", unit=OWN_UNIT)] = 0.0
    bunnfradrag_fra: Annotated[Year | None, feeds("eiendom_bunnfradrag", nature="mengde")] = None
    promille: Annotated[PerMille, Within(0.0, 0.007), gives("eiendom_promille")]
    forrige_promille: Annotated[Mille, About("kontroll", why="lovens grense for økning i satsen kontrolleres mot den")] = 0.0
    taksert_aar: Annotated[Year | None, About("kontroll", why="kontorjustering kontrolleres mot takståret")] = None
    kontorjustering: Annotated[Share | None, PART, gives("eiendom_kontorjustering")] = None
    kwh: Annotated[NotNegative, About("kontroll", why="takst av kraftverk kontrolleres mot den", unit="kWh")] = 0.0


class Household(Sourced):
    """The household whose bill is shown: assessed value of its home, and how many ordinary subscriptions it has of an area.

    Without a value it has the mean dwelling of `eiendom`; of an area that is not named it has one subscription."""

    takst: Annotated[CurrentCost | None, feeds("husholdning_takst", nature="mengde")] = None
    abonnement: Annotated[
        dict[Id, NotNegative], Field(max_length=20), feeds("husholdning_abonnement", nature="mengde", unit="abonnement")
    ] = Field(default_factory=dict)


class Integration(InFixed, Sourced):
    """Refugees settled by year; `bosatte_foer` is one to four years before the first plan year. Rates for each of five years."""

    bosatte: Annotated[Persons, NOT_NEGATIVE, feeds("integrering_personer", nature="mengde")]
    bosatte_foer: Annotated[
        list[NotNegative], Field(min_length=4, max_length=4), feeds("integrering_personer", nature="mengde", unit="personer")
    ]
    satser: Annotated[list[NotNegative], Field(min_length=5, max_length=5), feeds("integrering_sats", unit=OWN_UNIT)]
    enhet: Annotated[MoneyUnit, feeds("integrering_sats")] = "kr"
    priser: Annotated[FixedPrices, About("kontroll", why="satsene er i planens prisår; bare kontrollert")]


class Concession(Sourced):
    """Concession power: volume, market price and lawful cost, kroner per MWh in running prices; sale (function 321), or
    general income where `linje` is generelle."""

    mwh: Annotated[Index, NOT_NEGATIVE, gives("konsesjonskraft_mwh", nature="mengde", unit="MWh")]
    pris: Annotated[Index, Within(-1e5, 1e5), gives("konsesjonskraft_pris", unit="kr per MWh")]
    kostnad: Annotated[Index, NOT_NEGATIVE, gives("konsesjonskraft_kostnad", unit="kr per MWh")]
    linje: Annotated[Literal["salg", "generelle"], gives(konsesjonskraft_er_generell="generelle")] = "salg"


class IncomeFile(Strict):
    """inntekter.toml"""

    ABOUT = About("inntektssystem")

    nasjonalt: National
    skatt_i_prosent_av_landet: Annotated[Share, LEVEL, gives("skatteandel")]
    skatt_mot: Annotated[TaxDrift | None, feeds("skatteandel_maal", "skatteandel_drift")] = None
    behovsindeks: Annotated[Index, LEVEL, gives("behovsindeks")]
    behov: Annotated[
        NeedByAge | None,
        feeds("indeks_foelger_alder", "basiskriterium_start", "landet_alder_i_indeksaaret", "landet_i_indeksaaret"),
    ] = None
    rammetilskudd: Annotated[list[GrantPart], feeds("tilskuddsdel_beloep", "tilskuddsdel_prisjusteres", nature="mengde")] = Field(
        default_factory=list
    )
    ingar: Annotated[Ingar | None, gives("ingar_i_bruk")] = None
    andre_rammetilskudd: Annotated[FixedAmount, gives("andre_rammetilskudd_fast", nature="mengde")]
    eiendomsskatt: Annotated[FixedAmount, NOT_NEGATIVE, gives("eiendomsskatt_fast", nature="mengde")]
    eiendom: Annotated[list[Property], About(axis="eiendomstype")] = Field(default_factory=list)
    eiendomsskatt_reduksjon: Annotated[Fraction, gives("eiendom_reduksjon")] = 0.0
    husholdning: Household | None = None
    andre_skatteinntekter: Annotated[FixedAmount, NOT_NEGATIVE, gives("andre_skatteinntekter_fast", nature="mengde")]
    integrering: Integration | None = None
    konsesjonskraft: Concession | None = None
    andre_generelle_driftsinntekter: Annotated[FixedAmount, gives("andre_generelle_driftsinntekter_fast", nature="mengde")]
    innbyggere_1_juli_aaret_foer: Annotated[
        Persons, NOT_NEGATIVE, feeds("innbyggere_juli_ib", group="befolkning", nature="mengde")
    ]
