"""Request and response models of first plans, of the estimates to replace, and of files that replace them."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from ldip.parameters.estimate_groups import How
from ldip.plan.edits import Edit
from ldip.plan.inputs import Page
from ldip.web.drafts import EMPTY, Draft
from ldip.web.errors import ProblemOut
from ldip.web.schemas import SeriesOut
from ldip.web.schemas_plans import Text
from ldip.web.verdicts import Said, VerdictOut

MOST_FILES: Final = 8
FILE_BYTES: Final = 6 * 2**20  # a municipality's own KOSTRA file has a few hundred kilobytes
MOST_ANSWERS: Final = 40  # of one file
Short = Annotated[str, Field(max_length=300)]
NUMBER: Final = r"^[0-9]{4}$"
FileKind = Literal[
    "kostra", "saldoliste", "prosjektliste", "kart", "ssb-folketall", "ssb-historie", "ssb-framskriving", "ssb-noekkeltall"
]


class FormerOut(BaseModel):
    """A number that a municipality or a part of it had, and its years."""

    nummer: str
    fra: int
    til: int


class MunicipalityOut(BaseModel):
    """A municipality of today, and the numbers it had earlier."""

    nummer: str
    navn: str
    fylke: str
    innbyggere: int
    tidligere: list[FormerOut]


class KeyRow(BaseModel):
    """A key figure over the shown years, and the sources of the inputs it rests on most; `anslag` where one is an estimate."""

    serie: SeriesOut
    anslag: bool
    kilder: list[str]


class FirstPlanOut(BaseModel):
    """A first plan with a draft upon it: the verdict, the need year by year, key figures of the shown years."""

    nummer: str
    navn: str
    plannavn: str
    datapakke: str
    dom: VerdictOut
    aar: list[int]
    behov: SeriesOut
    aar_vist: list[int]
    noekkeltall: list[KeyRow]


class BeginFirst(BaseModel):
    """A first plan with a draft upon it, to save under a name."""

    model_config = ConfigDict(extra="forbid")
    kommunenummer: Annotated[str, Field(pattern=NUMBER)]
    navn: Text
    utkast: Draft = EMPTY


class PlaceOut(BaseModel):
    """A figure of the plan: its place and the page it is edited on, as written, its source, and whether it is an estimate."""

    fil: str
    noekkel: str
    linje: int
    verdi: str
    enhet: str
    kilde: str
    anslag: bool
    gruppe: Page | None


class ReplacementOut(BaseModel):
    """A group with estimates left: how far it may be from the municipality's own and how it is replaced, in words, what that
    moves the headline, and as a share of the greatest."""

    id: str
    navn: str
    anslag: int
    egne: int
    virkning: Said
    andel: float
    spenn: str
    maate: How
    raad: str
    steder: list[PlaceOut]


class DoneOut(BaseModel):
    """A group with no estimates left."""

    id: str
    navn: str


class ReplaceOut(BaseModel):
    """The estimates of a plan, the greatest effect on the headline first; the headline with its range now, and when the first are
    replaced; how many of all figures are estimates, and how many the municipality's own."""

    basis: Said
    lav: Said
    hoey: Said
    lav_etter: Said
    hoey_etter: Said
    anslag: int
    egne: int
    av: int
    setninger: list[str]
    rader: list[ReplacementOut]
    ferdige: list[DoneOut]


class FileIn(BaseModel):
    """A file as the browser read it, and the user's choices where it can be read in more than one way."""

    model_config = ConfigDict(extra="forbid")
    navn: Text
    slag: FileKind
    innhold: Annotated[Base64Bytes, Field(max_length=FILE_BYTES)]
    svar: Annotated[dict[Short, Short], Field(max_length=MOST_ANSWERS)] = {}


class ProposeIn(BaseModel):
    """Files to put in place of estimates of a draft."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    filer: Annotated[list[FileIn], Field(min_length=1, max_length=MOST_FILES)]


class ProposedRow(BaseModel):
    """A figure before and after in its unit; `foer` is null for a new one, `etter` for one that is taken out."""

    fil: str
    navn: str
    foer: float | None
    etter: float | None
    enhet: str
    kilde: str
    anslag: bool


class ListedOut(BaseModel):
    """A project of a list: kroner by year and in all, of its own sources, and without a source."""

    navn: str
    kroner: list[float]
    sum: float
    kilder: float
    mangler: float


class SumOut(BaseModel):
    """Kroner by year of a kind of use or source in a list, or the projects' part of it, or the rest."""

    navn: str
    kroner: list[float]


class ProjectListOut(BaseModel):
    """A list of projects by year: the years, the projects, and the list's own sums beside those of the projects."""

    aar: list[int]
    prosjekter: list[ListedOut]
    summer: list[SumOut]


class ChoiceOut(BaseModel):
    """An answer there is to a question: its value, and what people read."""

    verdi: str
    tekst: str


class QuestionOut(BaseModel):
    """A choice that a file leaves open: the file's place in the request, its name, the key of the answer, and the answers."""

    nr: int
    fil: str
    noekkel: str
    tekst: str
    valg: list[ChoiceOut]


class ProposalOut(BaseModel):
    """The change that files make: rows, located problems, what they leave open, the edits, and the need before and after; `etter`
    is null where the files cannot be taken in. Answers to `spoersmaal` may let them. `liste` is of a list of projects."""

    rader: list[ProposedRow]
    antall: int
    problemer: list[ProblemOut]
    spoersmaal: list[QuestionOut]
    sagt: list[str]
    endringer: list[Edit]
    liste: ProjectListOut | None = None
    foer: Said
    etter: Said | None
