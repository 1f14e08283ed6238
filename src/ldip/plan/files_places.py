"""Schema of the TOML files in folders: one service or one project a file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ldip.plan.fields import (
    Age,
    Amount,
    Beyond,
    Fraction,
    Id,
    Index,
    NotNegative,
    Persons,
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


class Places(Strict):
    """Reserve and occupancy for services with places, lead time for new ones, and what an idle place costs a year."""

    reserve: Share
    belegg: Share
    ledetid_aar: NotNegative = 4.0
    kostnad_per_ledig_plass: UnitCost | None = None


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
    terskel: Threshold | None = None
    klasser: list[ClassSize] = Field(default_factory=list)
    normer: list[StaffNorm] = Field(default_factory=list)
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


class ProjectFunding(Strict):
    """Shares of gross cost."""

    mva_kompensasjon_andel: Fraction = 0.0
    tilskudd_andel: Fraction = 0.0
    tilskudd_sannsynlighet: Fraction = 1.0
    tomteandel: Fraction = 0.0


class ProjectCapacity(Strict):
    """Places added and the month they open."""

    plasser: float = 0.0
    sone: Id | None = None
    aapner: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class ProjectOperation(Strict):
    """Yearly operating effect of a project."""

    m2_netto: float = 0.0
    fdv_per_m2: UnitCost | None = None
    bemanning_per_plass: UnitCost | None = None


class ProjectFile(Sourced):
    """prosjekter/<id>.toml: a project, or a recurring frame (type = "ramme": the amount is yearly)."""

    navn: Text
    type: Literal["prosjekt", "ramme"]
    tjeneste: Id | None = None
    sektor: Text
    fase: Literal["F0", "behov", "konsept", "forprosjekt", "kontrakt"]
    anleggsklasse: Text
    rentabel: bool = False
    kostnad: UnitCost
    framdrift: dict[str, Fraction]
    videre: Beyond | None = None
    ferdig: Year | None = None
    finansiering: ProjectFunding = ProjectFunding()
    kapasitet: ProjectCapacity | None = None
    drift: ProjectOperation | None = None
