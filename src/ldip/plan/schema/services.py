"""Schema of a service's file and of the labour market around the services."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ldip.parameters.plausible import sectors
from ldip.plan.messages import nearest
from ldip.plan.schema.about import COMPARED, KEY, TEXT, About, feeds, gives
from ldip.plan.schema.fields import (
    Age,
    AgeSpan,
    CurrentCost,
    FixedAmount,
    FixedCost,
    Fraction,
    Id,
    Index,
    NotNegative,
    Persons,
    Portion,
    Positive,
    Relative,
    Share,
    Sourced,
    Strict,
    Text,
    Year,
)
from ldip.plan.schema.ranges import GROWTH, LEVEL, PART, Within
from ldip.plan.schema.unpriced import PlacePrice


class UseRate(AgeSpan):
    """Users per person in an age span, in per cent."""

    prosent: Portion


class RatePath(Sourced):
    """Path of the level of the use rates, relative to the plan's own, which is 1."""

    vekst: Annotated[Share | None, GROWTH, feeds("bruksrate_trend")] = None
    gulv: Annotated[Relative, gives("bruksrate_gulv")] = 0.0
    tak: Annotated[Relative, gives("bruksrate_tak", absent=10.0)] = 10.0
    maal: Annotated[Relative | None, feeds("bruksrate_maal", "bruksrate_mot_maal")] = None
    maal_aar: Annotated[Year | None, feeds("bruksrate_mot_maal")] = None


class AgeShift(Sourced):
    """«Flere friske år»: the rate of an age is read at the age minus κ times the gain in remaining life at 80."""

    kappa: Annotated[float, Field(ge=-1.0, le=1.0), gives("kappa", unit="år per år")]


class Prevention(Sourced):
    """A lasting measure that lowers the need: share of the rate for each 1 000 kr per inhabitant spent, after a delay."""

    tiltak: Annotated[Id, feeds("forebygging_fast", nature="mengde")]
    virkning_per_1000_kr: Annotated[Fraction, gives("forebygging_virkning")]
    forsinkelse_aar: Annotated[int, Field(ge=0, le=20), feeds("forebygging_fast", nature="mengde", unit="år")] = 4


class Threshold(Sourced):
    """Change of the age from which the service is given, with the rate kept or recalibrated to the same number of users."""

    fra_alder: Annotated[Age, feeds("terskel_under")]
    til_alder: Annotated[Age, feeds("terskel_under")]
    fra: Annotated[Year, feeds("terskel_i_kraft", "terskel_starter")]
    rate: Annotated[Literal["holdt", "rekalibrert"], gives(terskel_rekalibreres="rekalibrert")]


class ClassSize(AgeSpan):
    """Greatest number of pupils in a class; each age is a grade, counted by zone in whole classes."""

    elever: Annotated[Positive, About(unit="elever")]


class StaffNorm(AgeSpan):
    """Greatest number of children or pupils per FTE."""

    per_aarsverk: Annotated[Positive, About(unit="personer per årsverk")]


class CostShape(Sourced):
    """Shares of the unit cost that do not follow each user: what is fixed, and what goes in whole classes, groups or posts.

    A whole unit is a class of `klasser`, or so many weighted users."""

    fast_andel: Annotated[Fraction, gives("fast_andel")] = 0.0
    trinn_andel: Annotated[Fraction, gives("trinnandel")] = 0.0
    brukere_per_enhet: Annotated[NotNegative, gives("brukere_per_enhet", unit="vektede brukere")] = 0.0


class Scale(Sourced):
    """Economies of scale in building: cost is size to the power of the exponent; real discount rate as a share."""

    eksponent: Annotated[float, Field(gt=0.0, lt=1.0), gives("stordriftseksponent", unit="eksponent")]
    kalkulasjonsrente: Annotated[float, Field(gt=0.0, le=0.2), gives("utbyggingsrente", unit="andel")]


class Places(Strict):
    """Reserve and occupancy for services with places, lead time of new places, and yearly cost of an idle place.

    `ventetidsmargin` adds that many square roots of the number of users (Little's law and a waiting-time target).
    """

    reserve: Annotated[Share, PART, gives("reserve")]
    belegg: Annotated[Share, Within(0.0, 2.0), gives("belegg", absent=1.0)]
    ventetidsmargin: Annotated[NotNegative, gives("ventetidsmargin", unit="kvadratrøtter av brukerne")] = 0.0
    ledetid_aar: Annotated[NotNegative, gives("ledetid", unit="år")] = 4.0
    stordrift: Scale | None = None
    pris: PlacePrice | None = None
    kostnad_per_ledig_plass: Annotated[FixedCost | None, gives("kostnad_per_ledig_plass", unit="kr per plass")] = None


class Weight(AgeSpan):
    """Cost of a user of an age relative to the unit cost; 1 for ages left out."""

    vekt: Annotated[NotNegative, About(unit="vekt")]


class AreaNorm(AgeSpan):
    """Net square metres for each user present at once."""

    m2: Annotated[NotNegative, About(unit="m²")]


class WeeklyHours(AgeSpan):
    """Mean hours per week for each user of an age."""

    timer: Annotated[NotNegative, About(unit="timer per uke")]


class Hours(Sourced):
    """Home services by hours: FTE = hours · 52 / (hours of an FTE · share of direct time)."""

    rater: Annotated[list[WeeklyHours], feeds("timer_per_uke")]
    direkte_andel: Annotated[float, Field(gt=0.0, le=1.0), feeds("aarsverk_per_ukestime", unit="andel")]
    timer_per_aarsverk: Annotated[Positive, feeds("aarsverk_per_ukestime", unit="timer")] = 1720.0


class NeedLevel(Strict):
    """A level of need in behovsliste.csv: counts, never persons. `avgang` is the share that leaves per year."""

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]
    antall: Annotated[NotNegative, feeds("behovsliste_ib", nature="mengde", unit="personer")] = 0.0
    vekt: Annotated[NotNegative, feeds("nivaa_vekt", unit="vekt")] = 1.0
    avgang: Annotated[Fraction, feeds("nivaa_avgang")] = 0.0


class RoundTheClock(Sourced):
    """Shares of residents under 80, which turn places into the four definitions of coverage."""

    andel_under_80_institusjon: Annotated[Fraction, gives("andel_under_80_institusjon")]
    andel_under_80_bolig: Annotated[Fraction, gives("andel_under_80_bolig")]


class Consumption(Sourced):
    """Places that are consumed permanently: graves by deaths, less reuse."""

    per_doed: Annotated[NotNegative, gives("forbruk_per_doed", unit="plasser")]
    gjenbruk_per_aar: Annotated[NotNegative, gives("gjenbruk_per_aar", nature="mengde", unit="plasser")] = 0.0


class Private(Sourced):
    """Private providers: the municipality's own share, and its cost per weighted user one and two years before."""

    kommunal_andel: Annotated[Share, PART, gives("kommunal_andel", absent=1.0)]
    paaslag: Annotated[Share, Within(-1.0, 2.0), gives("privat_paaslag")]
    kostnad_i_fjor: Annotated[CurrentCost, gives("kostnadsgrunnlag_ib", nature="mengde")]
    kostnad_forfjor: Annotated[CurrentCost, gives("kostnadsgrunnlag_fjor_ib", nature="mengde")]


class Coverage(Strict):
    """Which definition of coverage the numbers use (A–D) and its group of ages."""

    definisjon: Annotated[Literal["A", "B", "C", "D", "egen"], TEXT]
    fra_alder: Annotated[Age, feeds("dekningsgruppe")]
    til_alder: Annotated[Age, feeds("dekningsgruppe")]
    tekst: Annotated[Text, TEXT]


def known_sector(name: str) -> str:
    """The validated id of a sector. Errors: ValueError, with the nearest one, when no national level is known of it."""
    if name not in sectors():
        raise ValueError(f"ukjent KOSTRA-sektor||{nearest(name, list(sectors()))}")
    return name


class ServiceFile(Sourced):
    """tjenester/<id>.toml. `kostra` names the sectors that the spending per inhabitant is compared with."""

    ABOUT = About("tjenester", axis="tjeneste")

    navn: Annotated[Text, TEXT]
    bemanning_foelger: Annotated[Literal["befolkning", "kapasitet"], gives(bemanning_foelger_befolkning="befolkning")]
    telledato: Annotated[Literal["aarssnitt", "aarsslutt"], gives(telles_ved_aarsslutt="aarsslutt")]
    enhetskostnad: Annotated[FixedCost, gives("enhetskostnad_fast", unit="kr per bruker")]
    aarsverk_per_bruker: Annotated[NotNegative, gives("aarsverk_per_bruker", unit="årsverk per bruker")] = 0.0
    bruksrate: Annotated[list[UseRate], feeds("bruksrate", nature="mengde")]
    bruksrate_utvikling: Annotated[Index | None, LEVEL, feeds("bruksrate", nature="mengde")] = None
    bruksrate_bane: RatePath | None = None
    aldersforskyvning: AgeShift | None = None
    forebygging: Annotated[Prevention | None, About("tiltak")] = None
    terskel: Threshold | None = None
    klasser: Annotated[list[ClassSize], feeds("klassestoerrelse")] = Field(default_factory=list)
    normer: Annotated[list[StaffNorm], feeds("barn_per_voksen")] = Field(default_factory=list)
    pedagognormer: Annotated[list[StaffNorm], feeds("barn_per_pedagog")] = Field(default_factory=list)
    aarsverk_per_klasse: Annotated[NotNegative, gives("aarsverk_per_klasse", unit="årsverk per klasse")] = 0.0
    kostnadsform: CostShape | None = None
    rett: Annotated[list[UseRate], feeds("rettighetsandel")] = Field(default_factory=list)
    vekter: Annotated[list[Weight], feeds("kostnadsvekt")] = Field(default_factory=list)
    arealnorm: Annotated[list[AreaNorm], feeds("arealnorm")] = Field(default_factory=list)
    kontorandel: Annotated[Fraction, gives("kontorandel")] = 0.0
    m2_per_kontoraarsverk: Annotated[NotNegative, gives("m2_per_kontoraarsverk", unit="m²")] = 0.0
    timer: Hours | None = None
    nivaaer: Annotated[list[NeedLevel], About(axis="behovsnivaa", to=("nivaa_i_tjeneste",))] = Field(default_factory=list)
    heldoegn: Annotated[RoundTheClock | None, gives("heldoegns")] = None
    forbruk: Consumption | None = None
    privat: Annotated[Private | None, gives("har_private")] = None
    plasser: Annotated[Places | None, gives("plassbasert")] = None
    dekning: Coverage | None = None
    kostra: Annotated[list[Annotated[str, AfterValidator(known_sector)]], COMPARED] = Field(default_factory=list)
    standardvekst: Annotated[Share | None, GROWTH, gives("standardvekst_rate", group="prinsipper")] = None
    oppgaveendring: Annotated[FixedAmount | None, gives("oppgaveendring_fast", group="inntektssystem", nature="mengde")] = None
    innsparingsvekt: Annotated[NotNegative, gives("innsparingsvekt", group="prinsipper", unit="vekt", absent=1.0)] = 1.0


class WorkforceFile(Sourced):
    """arbeidskraft.toml: the labour market around the services."""

    ABOUT = About("tjenester")

    fra_alder: Annotated[Age, feeds("arbeidsalder")] = 20
    til_alder: Annotated[Age, feeds("arbeidsalder")] = 66
    yrkesdeltakelse: Annotated[Share, PART, gives("yrkesdeltakelse")]
    netto_innpendling: Annotated[Persons, gives("netto_innpendling", nature="mengde")]
    sykefravaer: Annotated[Share, PART, gives("sykefravaer")]
    avgang: Annotated[Share, PART, gives("avgang_fra_arbeid")]
    hoeyeste_andel: Annotated[Fraction | None, gives("hoeyeste_arbeidskraftandel")] = None
