"""The size of a draft over HTTP: the count of unsaved changes in the pages, 0 where there is nothing to save."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from ldip.compare.own_changes import count_changes
from ldip.compare.whatif import lever_edits
from ldip.web.context import OpenVersion, versioned
from ldip.web.drafts import Draft
from ldip.web.schemas import DraftIn

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["tall"])
Reader = Annotated[OpenVersion, versioned("les")]


class ChangedOut(BaseModel):
    """The number of changes a draft makes: inputs that its edits change, levers moved, and the plan's own levers applied."""

    antall: int


@router.post("/endret")
def changed(body: DraftIn, opened: Reader) -> ChangedOut:
    """The number of changes a draft makes. Edits to the values that the plan has are none."""
    drafts, draft = opened.service.drafts, opened.allowed(body.utkast)
    edits = Draft(endringer=draft.endringer)
    before = drafts.plan(opened.id), drafts.contents(opened.id)
    after = drafts.plan(opened.id, edits), drafts.drafted(opened.id, edits)
    moved = [i for i, v in draft.spaker.items() if lever_edits(after[0], {i: v})]
    return ChangedOut(antall=count_changes(before, after) + len(moved) + len(draft.grep))
