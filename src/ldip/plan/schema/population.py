"""Schema of befolkning.toml: stocks, rates, moves, zones, dwellings, projections side by side, age groups."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import Field

from ldip.plan.schema.about import KEY, TEXT, About, feeds, gives
from ldip.plan.schema.fields import (
    Age,
    AgeSpan,
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
from ldip.plan.schema.ranges import LEVEL, NOT_NEGATIVE, Within


class AgeGroup(Strict):
    """A group of ages, both ends included; the last may be open at 105."""

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]
    fra: Age
    til: Age


class Projection(FileRef):
    """An imported projection: persons by year and age group, or by year, sex and single age."""

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]


class Pinned(Sourced):
    """Total population that the projection must reach, 1 January of a year."""

    aar: Year
    personer: Annotated[Positive, About(unit="personer")]


class ProfileBand(AgeSpan):
    """Persons (or shares) of an age span; divided equally between the sexes unless `kvinneandel` is given."""

    personer: Annotated[NotNegative, About(unit="personer")]
    kvinneandel: Fraction = 0.5


class SpecialGroup(Sourced):
    """Groups that do not age: number by year and age profile stay as given (students, institutions)."""

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]
    sone: Id = "kommunen"
    antall: Annotated[Persons, NOT_NEGATIVE]
    profil: list[ProfileBand]


class DwellingType(Sourced):
    """Persons in a new dwelling of a type by age."""

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]
    personer: list[ProfileBand]


class BaseBuilding(Strict):
    """Dwellings per year that the base period's moves already include."""

    sone: Id = "kommunen"
    boligtype: Id
    boliger: Annotated[NotNegative, About(unit="boliger")]


class Housing(Sourced):
    """Parameters that turn the housing programme into people. Source: docs/method/demografi.md#boligprogram."""

    effekt_paa_totalen: Annotated[Fraction, gives("boligeffekt")] = 0.5
    innflytting_samme_aar: Annotated[Fraction, gives("innflytting_samme_aar", absent=1.0)] = 0.6
    ferdigandel: Annotated[Share, Within(0.0, 2.0), gives("ferdigandel", absent=1.0)]
    ferdigandel_standardavvik: Annotated[Fraction, About("usikkerhet", to=())] = 0.0
    frafall: Annotated[Fraction, gives("boligfrafall")] = 0.0
    utsatt_aar: Annotated[float, Field(ge=0.0, le=20.0), feeds("boligprogram", nature="mengde", unit="år")] = 0.0
    basisbygging: Annotated[list[BaseBuilding], feeds("basisbygging", "boliger_ferdige_ib", nature="mengde")] = Field(
        default_factory=list
    )


# Inputs that most fields of the file affect: the municipality's own path, and the totals it is adjusted to.
PATHS: Final = (
    *("folketall_ib", "folketall_egen_ib", "folketall_importert", "har_importert", "gruppe_laast", "har_gruppe_laast"),
    *("folketall_laast", "har_laast", "framskrevet_gruppe", "framskriving_finnes"),
)
MOVES: Final = ("innflytting_bane", "utflyttingsrate", "innflytterprofil", "flytteprofil", "omsetning", *PATHS)
SURVIVAL: Final = ("overlevelse", *MOVES)
BIRTHS: Final = ("fruktbarhet", *PATHS)
RATES: Final = ("overlevelse", "fruktbarhet", *MOVES)
GROUPED: Final = ("gruppetilhoerighet", "gruppe_basis", *PATHS)
STOCK: Final = (
    *("alder_i_indeksaaret", "alder_juli_ib", "flyttbarhet", "gruppe_basis", "personer_per_bolig", "soneandel"),
    *("utflyttingsrate", "innflytting_bane", *PATHS),
)


class PopulationFile(Strict):
    """befolkning.toml"""

    ABOUT = About("befolkning")

    folketall: Annotated[FileRef, feeds(*STOCK, nature="mengde")]
    folketall_kommunen: Annotated[FileRef | None, feeds(*STOCK, nature="mengde")] = None
    dato: Annotated[dt.date, feeds(*STOCK, *RATES, *PATHS)]
    doedelighet: Annotated[FileRef, feeds(*SURVIVAL)]
    doedelighetsutvikling: Annotated[Literal["nasjonal", "holdt"], feeds(*SURVIVAL)] = "nasjonal"
    doedelighet_aar: Annotated[Year | None, feeds(*SURVIVAL)] = None
    levealder_tillegg: Annotated[float, Field(ge=-2.0, le=2.0), feeds(*SURVIVAL, unit="år")] = 0.0
    fruktbarhet: Annotated[FileRef, feeds(*BIRTHS)]
    samlet_fruktbarhetstall: Annotated[Index, LEVEL, feeds(*BIRTHS)]
    lokal_fruktbarhetsfaktor: Annotated[Literal["beregnet"] | Positive, feeds(*BIRTHS, unit="faktor")] = 1.0
    gutter_per_jente: Annotated[float, Field(ge=0.8, le=1.3), feeds("gutteandel", *PATHS, unit="forhold")]
    flyttetidspunkt: Annotated[Literal["jevn", "slutt"], feeds("flyttetid_andel", *PATHS)] = "jevn"
    flytting: Annotated[FileRef | None, feeds(*MOVES)] = None
    utflytting: Annotated[FileRef | None, feeds(*MOVES)] = None
    innflytting: Annotated[FileRef | None, feeds(*MOVES)] = None
    historie: Annotated[FileRef | None, feeds(*MOVES, *BIRTHS)] = None
    basisperiode: Annotated[Literal[5, 10], feeds(*MOVES, *BIRTHS, unit="år")] = 10
    krymping: Annotated[bool, feeds(*MOVES)] = True
    negativ_flytting_som: Annotated[Literal["rater", "antall", "brutto"], feeds(*MOVES)] = "rater"
    flyttenivaa: Annotated[Index | None, LEVEL, feeds(*MOVES)] = None
    kommuneflytting: Annotated[FileRef | None, feeds(*PATHS)] = None
    saergrupper: Annotated[list[SpecialGroup], feeds("saergruppe_bane", "saergruppe_ib", nature="mengde")] = Field(
        default_factory=list
    )
    boligtyper: Annotated[list[DwellingType], About(to=("personer_per_bolig",), axis="boligtype")] = Field(default_factory=list)
    bolig: Housing | None = None
    framskrivinger: Annotated[list[Projection], About(to=PATHS, axis="framskriving")] = Field(default_factory=list)
    framskriving_i_bruk: Annotated[Id, feeds(*PATHS)] = "egen"
    laasing: Annotated[Literal["celler", "grupper", "totalt"], feeds(*PATHS)] = "celler"
    laast_totalt: Annotated[list[Pinned], feeds(*PATHS)] = Field(default_factory=list)
    sonenavn: Annotated[dict[Id, Text], TEXT] = Field(default_factory=dict)
    aldersgruppering: Annotated[Id | None, feeds(*GROUPED)] = None
    aldersgrupper: Annotated[list[AgeGroup], About(to=GROUPED, axis="aldersgruppe")] = Field(default_factory=list)


class PopulationUncertainty(Sourced):
    """Components of the population's uncertainty; a field left out takes the calibrated value (docs/method/demografi.md)."""

    tellestoey: Annotated[Literal["normal", "poisson", "ingen"], feeds("tellestoey_art")] = "normal"
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
    stoerrelse_eksponent: Annotated[float, Field(ge=-1.0, le=0.0), About(unit="eksponent")] | None = None
    stoerrelse_tak: Annotated[Positive, About(unit="faktor")] | None = None
    sone_faktor: Annotated[float, Field(ge=1.0, le=5.0), About(unit="faktor")] | None = None
    doedelighet_sd: Fraction | None = None

    @property
    def changes(self) -> dict[str, float]:
        """The settings that the plan sets itself, by field."""
        given = self.model_dump(exclude={"kilde", "anslag", "tellestoey"})
        return {k: v for k, v in given.items() if v is not None}
