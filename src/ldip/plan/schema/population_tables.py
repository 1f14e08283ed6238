"""Schema of the csv files that befolkning.toml points to, and of boligprogram.csv, one model per kind of row."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ldip.plan.schema.about import TEXT, About
from ldip.plan.schema.csvrow import Row
from ldip.plan.schema.fields import Age, Fraction, Id, NotNegative, Number, Portion, Text, Year

Sex = Literal["k", "m"]


class Cell(Row):
    """A cell of the population."""

    kjoenn: Sex
    alder: Age
    sone: Id = "kommunen"


class StockRow(Cell):
    """Persons by sex and single age 1 January."""

    personer: Annotated[NotNegative, About(unit="personer")]


class MortalityRow(Row):
    """Central death rate from an age up to the age of the next row."""

    fra_alder: Age
    kvinner: Annotated[float, Field(ge=0.0, le=2.0), About(unit="døde per person")]
    menn: Annotated[float, Field(ge=0.0, le=2.0), About(unit="døde per person")]


class FertilityRow(Row):
    """Share of total fertility in an age group of women, in per cent."""

    fra_alder: Age
    til_alder: Age
    prosent: Portion


class MigrationRow(Cell):
    """Net persons moving in a year by sex and age."""

    personer: Annotated[Number, About(unit="personer")]


class RateRow(Cell):
    """Share of the persons present who move out in a year, by sex and age."""

    andel: Fraction


class ArrivalRow(Cell):
    """Persons who move in during a year, by sex and age."""

    personer: Annotated[NotNegative, About(unit="personer")]


class HistoryRow(Cell):
    """Persons 1 January of an earlier year, by sex and single age."""

    aar: Year
    personer: Annotated[NotNegative, About(unit="personer")]


class ProjectionRow(Row):
    """Persons 1 January of a year, in an age group or by sex and single age."""

    aar: Year
    aldersgruppe: str = ""
    kjoenn: Literal["", "k", "m"] = ""
    alder: Age | None = None
    personer: Annotated[NotNegative, About(unit="personer")]


class ProgrammeRow(Row):
    """Dwellings planned to be finished in a year."""

    ABOUT = About("befolkning", "mengde", to=("boligprogram",))

    aar: Year
    boligtype: Id
    boliger: Annotated[NotNegative, About(unit="boliger")]
    sone: Id = "kommunen"
    kilde: Annotated[Text, TEXT]
