"""A plan as a workbook to download, and a workbook's changes as edits of a draft, with every problem at its cell."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Response
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from ldip.plan.edits import Contents, Edit, apply
from ldip.simulation.work import reading_of
from ldip.web.context import OpenVersion, versioned
from ldip.web.downloads import TYPES
from ldip.web.drafts import EMPTY, Draft, size_of
from ldip.web.errors import ProblemOut, out, shown
from ldip.web.schemas import DraftIn
from ldip.web.schemas_first import FILE_BYTES
from ldip.web.schemas_plans import Text
from ldip.workbook.taking import portable, taken_in
from ldip.workbook.write_book import workbook_of

router = APIRouter(prefix="/api/versjoner/{versjon}/arbeidsbok", tags=["arbeidsbok"])
Insider = Annotated[OpenVersion, versioned("les_internt")]
BOOK: Final[dict[str, Any]] = {"response_class": Response, "responses": {200: {"content": {TYPES["xlsx"]: {}}}}}
MOST_ROWS: Final = 500  # changes of a preview
SHEETS: Final = 40  # readings of a plan that its sheets take as long as


class BookIn(BaseModel):
    """A workbook as the browser read it, and the draft that it is to change."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    navn: Text
    innhold: Annotated[Base64Bytes, Field(max_length=FILE_BYTES)]


class ChangedCell(BaseModel):
    """A value that a workbook changes: its cell, its file and key, and the value before and after."""

    sted: str
    fil: str
    noekkel: str
    foer: str
    etter: str


class BookOut(BaseModel):
    """The change that a workbook makes: the first values, the number of all, located problems, what must be noticed, and the
    edits; none where the workbook cannot be taken in."""

    rader: list[ChangedCell]
    antall: int
    problemer: list[ProblemOut]
    sagt: list[str]
    endringer: list[Edit]


@router.post("", **BOOK)
def plan_book(body: DraftIn, opened: Insider) -> Response:
    """The plan of a version with the edits of a draft as a workbook."""
    return Response(workbook_of(_contents(opened, body.utkast)), media_type=TYPES["xlsx"])


@router.post("/forslag")
def book_changes(body: BookIn, opened: Insider) -> BookOut:
    """The change that a workbook makes in a version with the edits of a draft; nothing is stored."""
    contents = _contents(opened, body.utkast, len(body.innhold))
    found = taken_in(contents, body.navn, body.innhold)
    rows = [
        ChangedCell(sted=shown(c.where), fil=shown(c.file), noekkel=shown(c.key), foer=shown(c.before), etter=shown(c.after))
        for c in found.changes[:MOST_ROWS]
    ]
    return BookOut(
        rader=rows,
        antall=len(found.changes),
        problemer=[out(p) for p in found.problems],
        sagt=[shown(line) for line in found.told],
        endringer=[] if found.problems else list(portable(found)),
    )


def _contents(opened: OpenVersion, draft: Draft, more: int = 0) -> Contents:
    """The files with the edits of a draft; its levers are a way of looking, and are no part of a workbook."""
    drafts = opened.service.drafts
    contents = apply(drafts.contents(opened.id), draft.endringer)
    size = size_of(contents)
    drafts.bear(reading_of(size + more))
    drafts.bear(reading_of(size).times(SHEETS))
    return contents
