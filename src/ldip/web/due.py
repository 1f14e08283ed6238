"""Decisions due this year over HTTP: by itself, since each project takes a search."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel

from ldip.compare.one_year_later import work_of_waits
from ldip.locales import language
from ldip.publish.content.due import Decision, decisions
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.split import signed
from ldip.web.context import OpenVersion, versioned
from ldip.web.schemas import DraftIn
from ldip.web.verdicts import Said, said

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["tall"])
Reader = Annotated[OpenVersion, versioned("les")]


class DueRow(BaseModel):
    """A project or a service to decide on; `kostnad` is the change of the lasting need by a year's delay, a dash without one."""

    slag: Literal["prosjekt", "tjeneste"]
    id: str
    navn: str
    tekst: str
    for_sent: bool
    kostnad: Said


class DueOut(BaseModel):
    """Decisions due in a year: those that are too late first, then the dearest to delay."""

    aar: int
    rader: list[DueRow]


@router.post("/maa-bestemmes")
def to_decide(body: DraftIn, opened: Reader) -> DueOut:
    """Decisions due in the first year in which something can be decided, in a version with a draft."""
    drafts, draft = opened.service.drafts, opened.allowed(body.utkast)
    plan = drafts.plan(opened.id, draft)
    drafts.bear(work_of_waits(plan))
    run = drafts.run(opened.id, draft, ALWAYS)
    key = ("maa_bestemmes", opened.id, draft.model_dump_json(), opened.internal, language())
    year, found = drafts.answers.get(key, lambda: decisions(run, opened.internal))
    return DueOut(aar=year, rader=[_row(d) for d in found])


def _row(found: Decision) -> DueRow:
    cost = said(found.cost)
    if found.cost.value is not None:
        cost.tekst = signed(found.cost).words
    slag: Literal["prosjekt", "tjeneste"] = "prosjekt" if found.kind == "prosjekt" else "tjeneste"
    return DueRow(slag=slag, id=found.id, navn=found.name, tekst=found.text, for_sent=found.late, kostnad=cost)
