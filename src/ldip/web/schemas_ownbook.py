"""Request and response models of a municipality's own workbook: the file and answers, and the changes it makes."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from ldip.plan.edits import Edit
from ldip.web.drafts import EMPTY, Draft
from ldip.web.errors import ProblemOut
from ldip.web.schemas_first import FILE_BYTES, ChoiceOut
from ldip.web.schemas_plans import Text
from ldip.workbook.own_terms import Sure

MOST_ANSWERS: Final = 600  # a question for each name of a workbook, and those of its tables
AnswerKey = Annotated[str, Field(min_length=1, max_length=400)]
Answer = Annotated[str, Field(min_length=1, max_length=400)]


class OwnBookIn(BaseModel):
    """A workbook upon a draft with the user's answers; `nytt` proposes a profile although the plan has one."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    navn: Text
    innhold: Annotated[Base64Bytes, Field(max_length=FILE_BYTES)]
    svar: Annotated[dict[AnswerKey, Answer], Field(max_length=MOST_ANSWERS)] = Field(default_factory=dict)
    nytt: bool = False


class OwnChoiceOut(BaseModel):
    """A choice with its value now; a question of the reading has no value, and rests on nothing."""

    noekkel: str
    tekst: str
    verdi: str
    valg: list[ChoiceOut]
    sikkerhet: Sure
    grunnlag: str


class OwnPreviewOut(BaseModel):
    """The first lines of a table as understood."""

    noekkel: str
    ark: str
    overskrifter: list[str]
    rader: list[list[str]]
    antall: int


class CauseOut(BaseModel):
    """A part of a difference in the unit of its line."""

    tekst: str
    beloep: float


class DifferenceOut(BaseModel):
    """A total of the workbook beside the plan's before and after; `aar` is 0 for all years, and null is no figure."""

    noekkel: str
    linje: str
    aar: int
    enhet: str
    regneark: float | None
    foer: float | None
    etter: float | None
    rest: float
    aarsaker: list[CauseOut]


class OwnBookOut(BaseModel):
    """The changes that a workbook makes in a plan: choices, preview, sums met, differences, notes, problems, and the edits."""

    fra_planen: bool
    valg: list[OwnChoiceOut]
    forhaandsvisning: list[OwnPreviewOut]
    summer: list[str]
    forskjeller: list[DifferenceOut]
    sagt: list[str]
    problemer: list[ProblemOut]
    endringer: list[Edit]
