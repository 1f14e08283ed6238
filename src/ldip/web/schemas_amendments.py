"""Request and response models of amendments and votes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ldip.plan.edits import Edit
from ldip.web.drafts import EMPTY, Draft
from ldip.web.schemas_plans import Text

LineId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}\.[a-z0-9-]{1,80}$")]
Count = Annotated[int | None, Field(ge=0, le=1000)]
Amount = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
Name = Annotated[str, Field(max_length=100)]


class AmendmentLineOut(BaseModel):
    """A line: its text, part and place of work, printed amounts by year, and the result of a vote already held."""

    id: str
    nr: int
    tekst: str
    del_: Annotated[str, Field(serialization_alias="del")]
    virker: str
    varighet: str
    beloep: list[str]
    status: str


class AmendmentOut(BaseModel):
    """A proposal: lines, printed sums by year, and its balance in words; `tekst` is the proposal for the meeting."""

    id: str
    navn: str
    gruppe: str
    beskrivelse: str
    linjer: list[AmendmentLineOut]
    summer: list[str]
    i_balanse: bool
    balanse: str
    tekst: list[str]


class TargetOut(BaseModel):
    """A place where a line can work."""

    id: str
    navn: str


class AmendmentsOut(BaseModel):
    """The proposals of a version with a draft, the budget years, and where a new line can work."""

    aar: list[int]
    vedtatt_til: int | None
    merknad: str
    forslag: list[AmendmentOut]
    skjult: int
    tjenester: list[TargetOut]
    linjer: list[TargetOut]
    grupper: list[str]


class VoteIn(BaseModel):
    """The vote on a line; with counts they decide, otherwise `resultat`."""

    model_config = ConfigDict(extra="forbid")
    linje: LineId
    resultat: Literal["vedtatt", "falt"] = "falt"
    stemmer_for: Count = None
    stemmer_mot: Count = None


class VotesIn(BaseModel):
    """Votes held so far."""

    model_config = ConfigDict(extra="forbid")
    stemmer: Annotated[list[VoteIn], Field(max_length=500)]


class VoteOut(BaseModel):
    """The result of the vote on a line; `faller` names why a carried line is left out, empty where it is not."""

    linje: str
    resultat: Literal["vedtatt", "falt"]
    faller: str


class StandingOut(BaseModel):
    """The plan after the votes: results, sums by year, sentences, and the edits that make it."""

    aar: list[int]
    resultater: list[VoteOut]
    summer: list[str]
    i_balanse: bool
    balanse: str
    setninger: list[str]
    dom: list[str]
    endringer: list[Edit]


class NewLineIn(BaseModel):
    """A line to add to a proposal by id, or to a new one of a group. Amounts by year in million running kroner."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    forslag: Annotated[str, Field(pattern=r"^([a-z0-9-]{1,80})?$")] = ""
    navn: Name = ""
    gruppe: Name = ""
    tekst: Text
    del_: Annotated[Literal["drift", "investering", "inntekt", "finans"], Field(alias="del")] = "drift"
    tjeneste: Name = ""
    linje: Name = ""
    varighet: Literal["varig", "engangs"] = "varig"
    beloep: Annotated[dict[Annotated[str, Field(pattern=r"^\d{4}$")], Amount], Field(min_length=1, max_length=4)]


class DropLineIn(BaseModel):
    """A line to remove."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    linje: LineId


class EditsOut(BaseModel):
    """Edits that make a change, to be put in the draft."""

    endringer: list[Edit]
