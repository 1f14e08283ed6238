"""Schema of a service's file and of the labour market around the services."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ldip.plan.schema.fields import (
    Age,
    Amount,
    Fraction,
    Id,
    Index,
    NotNegative,
    Persons,
    Positive,
    Share,
    Sourced,
    Strict,
    Text,
    UnitCost,
    Year,
)


class UseRate(Strict):
    """Users per person in an age span, in per cent."""

    fra_alder: Age
    til_alder: Age
    prosent: NotNegative


class RatePath(Sourced):
    """How the level of the use rates moves from the plan's own, which is 1."""

    vekst: Share | None = None
    gulv: NotNegative = 0.0
    tak: NotNegative = 10.0
    maal: NotNegative | None = None
    maal_aar: Year | None = None


class AgeShift(Sourced):
    """«Flere friske år»: rates are read κ times the gain in remaining life at 80 further down."""

    kappa: Annotated[float, Field(ge=-1.0, le=1.0)]


class Prevention(Sourced):
    """A lasting measure that lowers the need: share of the rate for each 1 000 kr per inhabitant spent, after a delay."""

    tiltak: Id
    virkning_per_1000_kr: Annotated[float, Field(ge=0.0, le=1.0)]
    forsinkelse_aar: Annotated[int, Field(ge=0, le=20)] = 4


class Threshold(Sourced):
    """The age from which the service is given moves, with the rate held or recalibrated to as many users."""

    fra_alder: Age
    til_alder: Age
    fra: Year
    rate: Literal["holdt", "rekalibrert"]


class ClassSize(Strict):
    """Most pupils in a class; each age is a grade, counted by zone in whole classes."""

    fra_alder: Age
    til_alder: Age
    elever: Annotated[float, Field(gt=0.0)]


class StaffNorm(Strict):
    """Most children or pupils for each FTE."""

    fra_alder: Age
    til_alder: Age
    per_aarsverk: Annotated[float, Field(gt=0.0)]


class Scale(Sourced):
    """Economies of scale in building: cost rises as size to the exponent; real discount rate as a share."""

    eksponent: Annotated[float, Field(gt=0.0, lt=1.0)]
    kalkulasjonsrente: Annotated[float, Field(gt=0.0, le=0.2)]


class Places(Strict):
    """Reserve and occupancy for services with places, lead time for new ones, and what an idle place costs a year.

    `ventetidsmargin` adds that many square roots of the number of users (Little's law and a waiting-time target).
    """

    reserve: Share
    belegg: Share
    ventetidsmargin: NotNegative = 0.0
    ledetid_aar: NotNegative = 4.0
    stordrift: Scale | None = None
    kostnad_per_ledig_plass: UnitCost | None = None


class Weight(Strict):
    """How much a user of an age costs against the unit cost; 1 where nothing is said."""

    fra_alder: Age
    til_alder: Age
    vekt: NotNegative


class AreaNorm(Strict):
    """Net square metres for each user present at once."""

    fra_alder: Age
    til_alder: Age
    m2: NotNegative


class WeeklyHours(Strict):
    """Mean hours a week for each user of an age."""

    fra_alder: Age
    til_alder: Age
    timer: NotNegative


class Hours(Sourced):
    """Home services by hours: FTE = hours · 52 / (hours of an FTE · share of direct time)."""

    rater: list[WeeklyHours]
    direkte_andel: Annotated[float, Field(gt=0.0, le=1.0)]
    timer_per_aarsverk: Positive = 1720.0


class NeedLevel(Strict):
    """A level of need in behovsliste.csv: counts, never persons. `avgang` is the share that leaves in a year."""

    id: Id
    navn: Text
    antall: NotNegative = 0.0
    vekt: NotNegative = 1.0
    avgang: Fraction = 0.0


class RoundTheClock(Sourced):
    """Shares of residents under 80, which turn places into the four definitions of coverage."""

    andel_under_80_institusjon: Fraction
    andel_under_80_bolig: Fraction


class Consumption(Sourced):
    """Places that are used up for good: graves by deaths, less reuse."""

    per_doed: NotNegative
    gjenbruk_per_aar: NotNegative = 0.0


class Private(Sourced):
    """Private providers: the municipality's own share, and its cost per weighted user one and two years before."""

    kommunal_andel: Share
    paaslag: Share
    kostnad_i_fjor: UnitCost
    kostnad_forfjor: UnitCost


class Coverage(Strict):
    """Which definition of coverage the numbers use (A–D) and its group of ages."""

    definisjon: Literal["A", "B", "C", "D", "egen"]
    fra_alder: Age
    til_alder: Age
    tekst: Text


class ServiceFile(Sourced):
    """tjenester/<id>.toml"""

    navn: Text
    bemanning_foelger: Literal["befolkning", "kapasitet"]
    telledato: Literal["aarssnitt", "aarsslutt"]
    enhetskostnad: UnitCost
    aarsverk_per_bruker: NotNegative = 0.0
    bruksrate: list[UseRate]
    bruksrate_utvikling: Index | None = None
    bruksrate_bane: RatePath | None = None
    aldersforskyvning: AgeShift | None = None
    forebygging: Prevention | None = None
    terskel: Threshold | None = None
    klasser: list[ClassSize] = Field(default_factory=list)
    normer: list[StaffNorm] = Field(default_factory=list)
    pedagognormer: list[StaffNorm] = Field(default_factory=list)
    aarsverk_per_klasse: NotNegative = 0.0
    rett: list[UseRate] = Field(default_factory=list)
    vekter: list[Weight] = Field(default_factory=list)
    arealnorm: list[AreaNorm] = Field(default_factory=list)
    kontorandel: Fraction = 0.0
    m2_per_kontoraarsverk: NotNegative = 0.0
    timer: Hours | None = None
    nivaaer: list[NeedLevel] = Field(default_factory=list)
    heldoegn: RoundTheClock | None = None
    forbruk: Consumption | None = None
    privat: Private | None = None
    plasser: Places | None = None
    dekning: Coverage | None = None
    standardvekst: Share | None = None
    oppgaveendring: Amount | None = None
    innsparingsvekt: NotNegative = 1.0


class WorkforceFile(Sourced):
    """arbeidskraft.toml: the labour market around the services."""

    fra_alder: Age = 20
    til_alder: Age = 66
    yrkesdeltakelse: Share
    netto_innpendling: Persons
    sykefravaer: Share
    avgang: Share
    hoeyeste_andel: Fraction | None = None
