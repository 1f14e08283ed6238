"""Routes of the investment plan's board: limit and gaps beside the projects, and a year's wait of each, which takes searches."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from ldip.compare.one_year_later import work_of_waits
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.timeline import Timeline, WaitedProjects, timeline, waited_projects
from ldip.web.context import OpenVersion, versioned
from ldip.web.schemas import DraftIn

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["prosjekter"])
Reader = Annotated[OpenVersion, versioned("les")]


@router.post("/tidslinje")
def beside_projects(body: DraftIn, opened: Reader) -> Timeline:
    """The delivery limit, and the needs without a project."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    return timeline(run, opened.internal)


@router.post("/ett-aar-senere")
def a_year_later(body: DraftIn, opened: Reader) -> WaitedProjects:
    """Each project that can be put off: the change of the need, and the places lacking, when it is built a year later."""
    drafts, draft = opened.service.drafts, opened.allowed(body.utkast)
    drafts.bear(work_of_waits(drafts.plan(opened.id, draft)))
    run = drafts.run(opened.id, draft, ALWAYS)
    return waited_projects(run, opened.internal)
