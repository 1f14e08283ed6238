"""usikkerhet.toml: the seed, and where the plan's uncertain factors differ from the shipped ones (parameters/usikkerhet.toml)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ldip.plan.schema.about import KEY, About
from ldip.plan.schema.fields import Fraction, Share, Sourced, Strict, Text
from ldip.plan.schema.population import PopulationUncertainty
from ldip.plan.schema.ranges import PART

Kept = Annotated[float, Field(ge=0.0, le=1.0), About(unit="andel")]
Exponent = Annotated[float, Field(ge=-1.0, le=0.0), About(unit="eksponent")]
Inhabitants = Annotated[float, Field(gt=0.0, le=1e7), About(unit="personer")]
Times = Annotated[float, Field(ge=1.0, le=5.0), About(unit="faktor")]
Freedom = Annotated[float, Field(ge=3.0, le=1000.0), About(unit="antall")]
Outcome = Annotated[float, Field(ge=-100.0, le=100.0)]
Weight = Annotated[float, Field(ge=0.0, le=1.0)]


class FactorPart(Strict):
    """A part of a factor: shared by the nation, or of the municipality. A number left out is the shipped one."""

    standardavvik: Annotated[Share, PART] | None = None
    varighet: Kept | None = None
    varig: Annotated[Share, PART] | None = None
    stoerrelse_eksponent: Exponent | None = None
    stoerrelse_tak: Inhabitants | None = None


class Factor(Sourced):
    """An uncertain factor of the plan. A number left out is the shipped one; `av` leaves the factor out of the draws."""

    id: Annotated[Text, KEY]
    av: bool = False
    standardavvik: Annotated[Share, PART] | None = None
    varighet: Kept | None = None
    varig: Annotated[Share, PART] | None = None
    gulvavstand: Annotated[Share, PART] | None = None
    frihetsgrader: Freedom | None = None
    sannsynlighet: Fraction | None = None
    felles: Fraction | None = None
    stoerrelse_eksponent: Exponent | None = None
    stoerrelse_tak: Inhabitants | None = None
    elementfaktor: Times | None = None
    utfall: Annotated[list[Outcome], Field(max_length=20), About(unit="antall")] | None = None
    andeler: Annotated[list[Weight], Field(max_length=20), About(unit="andel")] | None = None
    nasjonal: FactorPart | None = None
    kommune: FactorPart | None = None


class Correlation(Sourced):
    """Correlation of the yearly surprises in two factors of one group; pairs left out have the shipped one."""

    mellom: Annotated[list[Text], Field(min_length=2, max_length=2), About(unit="faktor")]
    verdi: Annotated[float, Field(ge=-0.99, le=0.99), About(unit="andel")]


class ProjectCost(Sourced):
    """Uncertain cost of projects: each has its own spread, and a common construction market correlates them."""

    korrelasjon: Fraction = 0.4


class UncertaintyFile(Strict):
    """usikkerhet.toml. `trekkemaate` motsatt gives each draw a twin with the opposite surprises."""

    ABOUT = About("usikkerhet")

    froe: Annotated[int, Field(ge=0, le=2**31 - 1), About(unit="heltall")] = 1
    trekkemaate: Literal["vanlig", "motsatt"] = "vanlig"
    prosjektkostnad: ProjectCost | None = None
    befolkning: PopulationUncertainty | None = None
    faktor: Annotated[list[Factor], Field(max_length=100)] = Field(default_factory=list)
    korrelasjon: Annotated[list[Correlation], Field(max_length=200)] = Field(default_factory=list)
