"""What is sent and answered about plans, versions, people and runs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ldip.store.locks import Kind
from ldip.store.members import Role
from ldip.store.schema import MOST_ID
from ldip.web.drafts import EMPTY, Draft


def _utc(moment: dt.datetime) -> dt.datetime:
    """A moment with its zone; SQLite gives moments back without one, and they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


Moment = Annotated[dt.datetime, AfterValidator(_utc)]
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
BranchName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^/\x00-\x1f]*[^/\s\x00-\x1f][^/\x00-\x1f]*$")]
Message = Annotated[str, Field(max_length=2000)]
Id = Annotated[int, Field(ge=1, le=MOST_ID)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlanOut(BaseModel):
    """A plan one has a place in."""

    id: int
    navn: str
    hode: int
    versjoner: int
    endret: Moment
    av: str


class NewPlan(_In):
    """A plan from what ships: the commented skeleton."""

    navn: Text


class LockOut(BaseModel):
    """A lock and whether its signature still holds."""

    slag: str
    av: str
    tid: Moment
    signatur: str
    gyldig: bool


class VersionOut(BaseModel):
    """A version in the tree."""

    id: int
    forelder: int | None
    slag: str
    melding: str
    av: str
    tid: Moment
    feil: int
    hash: str
    laaser: list[LockOut]
    endret: dict[str, str]


class BranchOut(BaseModel):
    """The main line or an alternative; `min` says whether one may save on it."""

    navn: str
    hode: int
    privat: bool
    eier: str
    min: bool


class RoleOut(BaseModel):
    """A role and what it is limited to."""

    rolle: str
    omfang: str


class TreeOut(BaseModel):
    """A plan with its branches and versions, the newest first, and what one may do."""

    id: int
    navn: str
    grener: list[BranchOut]
    versjoner: list[VersionOut]
    handlinger: list[str]
    roller: list[RoleOut]


class NewBranch(_In):
    """An alternative from a version, with what was tried on it as its first change."""

    navn: BranchName
    fra: Id
    privat: bool = True
    utkast: Draft = EMPTY
    melding: Message = ""


class Save(_In):
    """A draft to be kept. `grunnlag` is the version it was made upon; `etter_laas` goes on after a lock."""

    grunnlag: Id
    utkast: Draft
    melding: Message = ""
    etter_laas: bool = False


class SavedOut(BaseModel):
    """A new version, what it was merged with, and how many mistakes it has."""

    versjon: int
    flettet_med: int | None
    feil: int


class RevisionLine(_In):
    """A line of a budget revision, in kroner."""

    linje: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=120)]
    aar: Annotated[int, Field(ge=1990, le=2100)]
    element: Annotated[str, Field(max_length=120)] = ""
    revidert: Annotated[float, Field(ge=-1e13, le=1e13)]
    prognose: Annotated[float, Field(ge=-1e13, le=1e13)] | None = None
    regnskap: Annotated[float, Field(ge=-1e13, le=1e13)] | None = None
    begrunnelse: Message = ""


class Revise(_In):
    """A budget revision."""

    grunnlag: Id
    linjer: Annotated[list[RevisionLine], Field(min_length=1, max_length=500)]
    melding: Message = ""


class RevisedLine(BaseModel):
    """A line as it was and as it became."""

    linje: str
    etikett: str
    aar: int
    element: str
    opprinnelig: float | None
    revidert: float
    prognose: float | None
    regnskap: float | None
    begrunnelse: str


class SetLock(_In):
    """How a version is locked."""

    slag: Kind


class MemberOut(BaseModel):
    """A role somebody has."""

    id: int
    bruker: int
    navn: str
    epost: str
    rolle: str
    omfang: str


class NewMember(_In):
    """A role to be given; a user that is not known is made when `navn` is said."""

    epost: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=320)]
    navn: Annotated[str, Field(max_length=200)] = ""
    rolle: Role
    omfang: Annotated[str, Field(max_length=200)] = ""


class AuditOut(BaseModel):
    """A row of the audit trail."""

    nr: int
    tid: Moment
    av: str
    handling: str
    gjelder: str
    hash: str


class TrailOut(BaseModel):
    """The newest rows, and whether the whole chain holds."""

    rader: list[AuditOut]
    antall: int
    brutt: int | None


class CommentOut(BaseModel):
    """A comment on a line or a number."""

    id: int
    sted: str
    tekst: str
    av: str
    tid: Moment
    svar_paa: int | None
    loest: bool


class NewComment(_In):
    """A comment."""

    sted: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
    tekst: Annotated[str, Field(min_length=1, max_length=5000, pattern=r"\S")]
    svar_paa: Id | None = None


class NewRun(_In):
    """A long run to be queued."""

    trekninger: Annotated[int, Field(ge=0, le=100_000)] = 10_000
    froe: Annotated[int, Field(ge=0, le=MOST_ID)] | None = None


class RunOut(BaseModel):
    """A queued run."""

    id: int
    versjon: int
    status: str
    framdrift: float
    trekninger: int
    bestilt: Moment
    feil: str
    hash: str
    tall: dict[str, float]


class NewShare(_In):
    """A link for anybody."""

    tittel: Text
    spaker: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=12)] = Field(default_factory=list)
    grep: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=12)] = Field(default_factory=list)


class ShareOut(BaseModel):
    """A link; the token is shown once."""

    id: int
    tittel: str
    versjon: int
    laget: Moment
    utloeper: Moment
    trukket: bool
    token: str = ""
