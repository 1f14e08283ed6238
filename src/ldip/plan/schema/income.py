"""Schema of inntekter.toml: the income system, property tax, integration grant, concession power."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ldip.plan.schema.fields import (
    Amount,
    Fraction,
    Id,
    Index,
    MoneyUnit,
    NotNegative,
    Percent,
    Persons,
    Positive,
    Prices,
    Share,
    Sourced,
    Strict,
    Text,
    UnitCost,
    Year,
    YearVector,
)

PartName = Literal[
    "korreksjon-skoler",
    "saerskilt-fordeling",
    "distriktstilskudd",
    "veksttilskudd",
    "storbytilskudd",
    "skjoennstilskudd",
    "oppgaveendringer",
]
Mille = Annotated[float, Field(ge=0.0, le=7.0)]


class Continuation(Sourced):
    """Says that the last rule known at kunnskapsdato is carried on."""

    videre: Literal["videreføres"]


class National(Strict):
    """National levels per inhabitant in one year, and their growth."""

    aar: Year
    skatt_per_innbygger: UnitCost
    innbyggertilskudd_per_innbygger: UnitCost
    utgiftsbehov_per_innbygger: UnitCost
    realvekst_frie_inntekter: Share
    vekstbane: Literal["gitt", "demografi"] = "gitt"
    utjevning: Continuation


class TaxDrift(Sourced):
    """The own tax ratio moves in a straight line to a level, and stays there."""

    prosent: Percent
    fra: Year
    til: Year


class NeedByAge(Sourced):
    """The need index follows the own age mix against the nation's from the year of the stated index on."""

    indeks_aar: Year
    noekkel_aar: Year = 2026
    basiskriterium: NotNegative = 1.0


class GrantPart(Amount):
    """A part of the block grant as a stated amount: «løpende» stays nominal, fixed prices follow the deflator."""

    del_: PartName = Field(alias="del")


class Ingar(Sourced):
    """The transition scheme is worked out from own growth against the nation's."""

    trekk_per_innbygger: NotNegative


class PerMille(YearVector):
    """Rate of property tax by year, per mille."""

    enhet: Literal["promille"]

    @property
    def factor(self) -> float:
        """Per mille to share."""
        return 0.001


class Property(Sourced):
    """A kind of property: total assessed value, allowance for each unit, and rate by year."""

    id: Id
    navn: Text
    type: Literal["bolig", "naering", "tomt", "kraft"]
    takst: Positive
    enhet: MoneyUnit
    priser: Prices
    antall: NotNegative = 0.0
    bunnfradrag: NotNegative = 0.0
    bunnfradrag_fra: Year | None = None
    promille: PerMille
    forrige_promille: Mille = 0.0
    taksert_aar: Year | None = None
    kontorjustering: Share | None = None
    kwh: NotNegative = 0.0


class Integration(Sourced):
    """Refugees settled by year; `bosatte_foer` is one to four years before the first plan year. Rates for each of five years."""

    bosatte: Persons
    bosatte_foer: Annotated[list[NotNegative], Field(min_length=4, max_length=4)]
    satser: Annotated[list[NotNegative], Field(min_length=5, max_length=5)]
    enhet: MoneyUnit = "kr"
    priser: Prices


class Concession(Sourced):
    """Concession power: volume, market price and lawful cost, kroner per MWh in running prices."""

    mwh: Index
    pris: Index
    kostnad: Index


class IncomeFile(Strict):
    """inntekter.toml"""

    nasjonalt: National
    skatt_i_prosent_av_landet: Share
    skatt_mot: TaxDrift | None = None
    behovsindeks: Index
    behov: NeedByAge | None = None
    rammetilskudd: list[GrantPart] = Field(default_factory=list)
    ingar: Ingar | None = None
    andre_rammetilskudd: Amount
    eiendomsskatt: Amount
    eiendom: list[Property] = Field(default_factory=list)
    eiendomsskatt_reduksjon: Fraction = 0.0
    andre_skatteinntekter: Amount
    integrering: Integration | None = None
    konsesjonskraft: Concession | None = None
    andre_generelle_driftsinntekter: Amount
    innbyggere_1_juli_aaret_foer: Persons
