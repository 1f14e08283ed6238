"""The projects of a draft, for the board of the investment plan."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from ldip.publish.content.portfolio import ProjectRow, project_rows
from ldip.web.context import OpenVersion, versioned
from ldip.web.schemas import DraftIn

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["prosjekter"])


@router.post("/prosjekter")
def projects(body: DraftIn, opened: Annotated[OpenVersion, versioned("les")]) -> list[ProjectRow]:
    """Every project and frame, with those that the draft has added or changed marked."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ("sum_driftsinntekter",))
    return project_rows(run, opened.internal, opened.service.drafts.plan(opened.id))
