"""Schema of befolkning.toml: stocks, rates, moves, zones, dwellings, projections side by side, age groups."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from ldip.plan.schema.fields import (
    Age,
    FileRef,
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
    Year,
)


class AgeGroup(Strict):
    """A group of ages, both ends included; the last may be open at 105."""

    id: Id
    navn: Text
    fra: Annotated[int, Field(ge=0, le=105)]
    til: Annotated[int, Field(ge=0, le=105)]


class Projection(FileRef):
    """An imported projection: persons by year and age group, or by year, sex and single age."""

    id: Id
    navn: Text


class Pinned(Sourced):
    """A total that the projection must reach, 1 January of a year."""

    aar: Year
    personer: Positive


class ProfileBand(Strict):
    """Persons (or shares) of an age span; the two sexes in equal parts unless `kvinneandel` says otherwise."""

    fra_alder: Age
    til_alder: Age
    personer: NotNegative
    kvinneandel: Fraction = 0.5


class SpecialGroup(Sourced):
    """Persons who do not age: their number by year and their age profile stay as given (students, institutions)."""

    id: Id
    navn: Text
    sone: Id = "kommunen"
    antall: Persons
    profil: list[ProfileBand]


class DwellingType(Sourced):
    """Persons in a new dwelling of a type by age."""

    id: Id
    navn: Text
    personer: list[ProfileBand]


class BaseBuilding(Strict):
    """Dwellings a year that the base period's moves already contain."""

    sone: Id = "kommunen"
    boligtype: Id
    boliger: NotNegative


class Housing(Sourced):
    """How the housing programme becomes people (population.md §2)."""

    effekt_paa_totalen: Fraction = 0.5
    innflytting_samme_aar: Fraction = 0.6
    ferdigandel: Share
    ferdigandel_standardavvik: Fraction = 0.0
    frafall: Fraction = 0.0
    utsatt_aar: Annotated[float, Field(ge=0.0, le=20.0)] = 0.0
    basisbygging: list[BaseBuilding] = Field(default_factory=list)


class PopulationFile(Strict):
    """befolkning.toml"""

    folketall: FileRef
    folketall_kommunen: FileRef | None = None
    dato: dt.date
    doedelighet: FileRef
    doedelighetsutvikling: Literal["nasjonal", "holdt"] = "nasjonal"
    doedelighet_aar: Year | None = None
    levealder_tillegg: Annotated[float, Field(ge=-2.0, le=2.0)] = 0.0
    fruktbarhet: FileRef
    samlet_fruktbarhetstall: Index
    lokal_fruktbarhetsfaktor: Literal["beregnet"] | Positive = 1.0
    gutter_per_jente: Positive
    flyttetidspunkt: Literal["jevn", "slutt"] = "jevn"
    flytting: FileRef | None = None
    utflytting: FileRef | None = None
    innflytting: FileRef | None = None
    historie: FileRef | None = None
    basisperiode: Literal[5, 10] = 10
    krymping: bool = True
    negativ_flytting_som: Literal["rater", "antall"] = "rater"
    flyttenivaa: Index | None = None
    kommuneflytting: FileRef | None = None
    saergrupper: list[SpecialGroup] = Field(default_factory=list)
    boligtyper: list[DwellingType] = Field(default_factory=list)
    bolig: Housing | None = None
    framskrivinger: list[Projection] = Field(default_factory=list)
    framskriving_i_bruk: Id = "egen"
    laasing: Literal["celler", "grupper", "totalt"] = "celler"
    laast_totalt: list[Pinned] = Field(default_factory=list)
    aldersgruppering: Id | None = None
    aldersgrupper: list[AgeGroup] = Field(default_factory=list)


class PopulationUncertainty(Sourced):
    """Components of the population's uncertainty; a field left out takes the calibrated value (docs/method/demografi.md)."""

    tellestoey: Literal["normal", "poisson", "ingen"] = "normal"
    fruktbarhet_nasjonal_sd: Fraction | None = None
    fruktbarhet_nasjonal_varighet: Fraction | None = None
    fruktbarhet_lokal_sd: Fraction | None = None
    fruktbarhet_lokal_varighet: Fraction | None = None
    flytting_nasjonal_sd: Fraction | None = None
    flytting_nasjonal_varighet: Fraction | None = None
    flytting_nasjonal_varig: Fraction | None = None
    flytting_lokal_sd: Fraction | None = None
    flytting_lokal_varighet: Fraction | None = None
    flytting_lokal_varig: Fraction | None = None
    stoerrelse_eksponent: Annotated[float, Field(ge=-1.0, le=0.0)] | None = None
    stoerrelse_tak: Positive | None = None
    sone_faktor: Annotated[float, Field(ge=1.0, le=5.0)] | None = None
    doedelighet_sd: Fraction | None = None

    @property
    def changes(self) -> dict[str, float]:
        """Settings the plan gives itself."""
        given = self.model_dump(exclude={"kilde", "anslag", "tellestoey"})
        return {k: v for k, v in given.items() if v is not None}
