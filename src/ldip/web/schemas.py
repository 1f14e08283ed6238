"""Request and response models of numbers, from which the front end's types are generated."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from ldip.web.drafts import EMPTY, Draft
from ldip.web.errors import CautionOut

Name = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=120)]
Place = Annotated[str, Field(pattern=r"^[a-z0-9_*.:/-]+$", max_length=120)]
Variant = Literal["uten_innsparing", "varig", "aar_for_aar", "realisert"]
View = Annotated[Variant | None, Query(description="The variant of the need that the numbers are seen by; no edit of the plan")]
DRAWS = 1000


class QuestionIn(BaseModel):
    """One quantity: statistic, element by axis (`*` for every one), years (all where none are named)."""

    model_config = ConfigDict(extra="forbid")
    navn: Name
    statistikk: Annotated[str, Field(pattern=r"^(basis|faste|p\d{1,2}(\.\d)?)$")] = "basis"
    akser: Annotated[dict[Name, Place], Field(max_length=6)] = Field(default_factory=dict)
    aar: Annotated[list[Annotated[int, Field(ge=1900, le=2200)]], Field(max_length=60)] = Field(default_factory=list)


class NumbersIn(BaseModel):
    """Questions about a draft."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    sporringer: Annotated[list[QuestionIn], Field(max_length=80)] = Field(default_factory=list)
    brudd: bool = False


class SeriesOut(BaseModel):
    """A series; hidden values are null. Number `i` has the address navn/aar[i]/statistikk/akse=id."""

    navn: str
    etikett: str
    akser: dict[str, str]
    elementnavn: str
    statistikk: str
    enhet: str
    aar: list[int]
    verdier: list[float | None]
    opphav: list[str]
    anslag: bool


class NumberOut(BaseModel):
    """One number."""

    adresse: str
    aar: int
    verdi: float
    enhet: str
    opphav: str
    anslag: bool


class FigureOut(BaseModel):
    """A key figure of the strip."""

    id: str
    tall: NumberOut | None
    antall: int
    av: int


class AboutRun(BaseModel):
    """Facts that every page shows about its numbers: decimals of amounts, price year, adopted years, headline year.

    `aapent_fra` is the first year in which something can still be decided; an earlier year of decision has passed."""

    desimaler: int
    prisaar: int
    vedtatt_til: int | None
    overskriftsaar: int
    aapent_fra: int
    variant: str
    merknad: str


class NumbersOut(BaseModel):
    """An answer: the run and the series."""

    kjoering: dict[str, str]
    om: AboutRun
    aar: list[int]
    serier: list[SeriesOut]
    brudd: list[str]
    varsler: list[CautionOut]


class DraftIn(BaseModel):
    """A draft."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY


class ChanceOut(BaseModel):
    """Shares of the draws: by year, and in every year."""

    per_aar: list[float]
    alle_aar: float


class RatioOut(BaseModel):
    """A måltall."""

    id: str
    navn: str
    enhet: str
    desimaler: int
    nivaaer: dict[str, float | None]
    maal: str
    status: list[str]
    foerste_brudd: int | None
    bare_aar: int | None
    margin: str
    kilde: str
    sjanse: ChanceOut | None


class SurplusPart(BaseModel):
    """A part of the surplus with its address, and its sign in the sum."""

    navn: str
    tall: NumberOut
    fritt: bool


class OverviewOut(BaseModel):
    """The first page."""

    kjoering: dict[str, str]
    om: AboutRun
    aar: list[int]
    maaltall: list[RatioOut]
    overskudd: list[SurplusPart]
    overskudd_tekst: str
    overskudd_aar: int
    varsler: list[CautionOut]


class UncertaintyIn(BaseModel):
    """Questions about the draws of a draft."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    trekninger: Annotated[int, Field(ge=100, le=2000)] = DRAWS
    navn: Annotated[list[Name], Field(max_length=12)] = Field(default_factory=list)
    sjanser: bool = False


class FanOut(BaseModel):
    """Percentiles of a quantity by year, each a real draw."""

    navn: str
    etikett: str
    enhet: str
    basis: list[float]
    baand: dict[str, list[float]]


class CurvePoint(BaseModel):
    """A level, and the share of draws for which it is enough."""

    nivaa: float
    andel: float


class UncertaintyOut(BaseModel):
    """The fans, the certainty curve of the lasting need with the share of draws the plan's own is enough in, the chances."""

    om: AboutRun
    trekninger: int
    froe: int
    variant: str
    faktorer: list[str]
    aar: list[int]
    vifter: list[FanOut]
    kurve: list[CurvePoint]
    basis_andel: float
    sikkerhet: dict[str, float]
    setning_aar: int
    maaltall: list[RatioOut]
    samtidig: ChanceOut | None


class ExplainIn(BaseModel):
    """The address of the number to explain."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    adresse: Annotated[str, Field(min_length=3, max_length=400)]
    dybde: Annotated[int, Field(ge=1, le=4)] = 2
