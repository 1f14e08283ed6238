"""The changes of a draft in words, each with the edits that it is made of, so that it can be taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from ldip.compare.drafted import Part, parts_of
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.inputs import Page, page_of
from ldip.publish.content.changes import in_words
from ldip.publish.protect_inputs import input_shown
from ldip.web.context import OpenVersion, versioned
from ldip.web.drafts import EMPTY
from ldip.web.schemas import DraftIn

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["inndata"])
Reader = Annotated[OpenVersion, versioned("les")]
SHOWN = 3  # most inputs shown of one part


class DraftedOut(BaseModel):
    """A change in words, where it is, and the places of its edits in the draft."""

    tekst: str
    fil: str
    side: Page | None
    endringer: list[int]


@router.post("/kladd")
def drafted(body: DraftIn, opened: Reader) -> list[DraftedOut]:
    """The edits of a draft in words, without its levers."""
    drafts, draft = opened.service.drafts, opened.allowed(body.utkast)
    if not draft.endringer:
        return []
    before = drafts.plan(opened.id, EMPTY)
    after = drafts.plan(opened.id, draft.model_copy(update={"spaker": {}, "grep": []}))
    parts = parts_of(before, after, draft.endringer)
    return [
        DraftedOut(tekst=_text(p, before, after, opened.internal), fil=p.file, side=page_of(p.file), endringer=list(p.edits))
        for p in parts
    ]


def _text(part: Part, before: Plan, after: Plan, internal: bool) -> str:
    """The inputs of a part in words; the file alone where none differs, or none may be shown."""
    shown = [c for c in part.changes if internal or all(input_shown(p, c.file, c.path) for p in (before, after))]
    words = in_words(shown, before, after, {})
    if not words:
        return tr("kladd.fil", file=part.file)
    texts = [tr("kladd.endret", name=c.name, before=c.before or "–", after=c.after or "–") for c in words[:SHOWN]]
    more = len(words) - SHOWN
    return "; ".join(texts) + (tr("kladd.flere", n=more) if more > 0 else "")
