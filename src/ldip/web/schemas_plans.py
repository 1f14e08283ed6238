"""Request and response models of plans, versions, users and runs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ldip.plan.texts import named, written
from ldip.store.limits import MOST_DRAWS
from ldip.store.locks import Kind
from ldip.store.members import Role
from ldip.store.schema import MOST_ID
from ldip.web.drafts import EMPTY, Draft


def _utc(moment: dt.datetime) -> dt.datetime:
    """A time with its zone; SQLite returns times without one, and they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


Moment = Annotated[dt.datetime, AfterValidator(_utc)]
Named = AfterValidator(named)  # one line, every character shown
Written = AfterValidator(written)
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S"), Named]
BranchName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^/\x00-\x1f]*[^/\s\x00-\x1f][^/\x00-\x1f]*$"), Named]
Message = Annotated[str, Field(max_length=2000), Written]
Id = Annotated[int, Field(ge=1, le=MOST_ID)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlanOut(BaseModel):
    """A plan in which the user has a role."""

    id: int
    navn: str
    hode: int
    versjoner: int
    endret: Moment
    av: str


class NewPlan(_In):
    """A new plan from the commented skeleton."""

    navn: Text


class LockOut(BaseModel):
    """A lock, and whether its signature is valid."""

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
    """The main line or an alternative; `min` is true where the user may save on it."""

    navn: str
    hode: int
    privat: bool
    eier: str
    min: bool


class RoleOut(BaseModel):
    """A role and its scope."""

    rolle: str
    omfang: str


class TreeOut(BaseModel):
    """A plan with its branches and versions, the newest first, and the actions allowed to the user."""

    id: int
    navn: str
    grener: list[BranchOut]
    versjoner: list[VersionOut]
    handlinger: list[str]
    roller: list[RoleOut]


class NewBranch(_In):
    """A new alternative from a version, with a draft as its first change."""

    navn: BranchName
    fra: Id
    privat: bool = True
    utkast: Draft = EMPTY
    melding: Message = ""


class Save(_In):
    """A draft to save. `grunnlag` is the version it is based on; `etter_laas` allows a version after a lock."""

    grunnlag: Id
    utkast: Draft
    melding: Message = ""
    etter_laas: bool = False


class SavedOut(BaseModel):
    """A new version, the version it was merged with, and its number of problems."""

    versjon: int
    flettet_med: int | None
    feil: int


class RevisionLine(_In):
    """A line of a budget revision, in kroner."""

    linje: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=120)]
    aar: Annotated[int, Field(ge=1990, le=2100)]
    element: Annotated[str, Field(max_length=120), Named] = ""
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
    """A line before and after the revision."""

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
    """The kind of lock of a version."""

    slag: Kind


class MemberOut(BaseModel):
    """A user's role."""

    id: int
    bruker: int
    navn: str
    epost: str
    rolle: str
    omfang: str


class NewMember(_In):
    """A role to give; an unknown user is created when `navn` is given."""

    epost: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=320), Named]
    navn: Annotated[str, Field(max_length=200), Named] = ""
    rolle: Role
    omfang: Annotated[str, Field(max_length=200), Named] = ""


class NewPartyMember(_In):
    """A person with a role in the plan, to let into the party `omfang`."""

    epost: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=320)]
    omfang: Annotated[str, Field(min_length=1, max_length=200)]


class AuditOut(BaseModel):
    """A row of the audit trail."""

    nr: int
    tid: Moment
    av: str
    handling: str
    gjelder: str
    hash: str


class TrailOut(BaseModel):
    """The newest rows, and whether the whole hash chain is valid."""

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

    sted: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S"), Named]
    tekst: Annotated[str, Field(min_length=1, max_length=5000, pattern=r"\S"), Written]
    svar_paa: Id | None = None


class NewRun(_In):
    """A long run to queue."""

    trekninger: Annotated[int, Field(ge=0, le=MOST_DRAWS)] = 10_000
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
    """A share link to create: a sandbox with levers, or, with `tjeneste`, the page of one service and nothing else."""

    tittel: Text
    spaker: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=12)] = Field(default_factory=list)
    grep: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=12)] = Field(default_factory=list)
    tjeneste: Annotated[str, Field(max_length=100)] = ""


class ShareOut(BaseModel):
    """A share link; the token is returned once."""

    id: int
    tittel: str
    versjon: int
    laget: Moment
    utloeper: Moment
    trukket: bool
    tjeneste: str = ""
    token: str = ""
