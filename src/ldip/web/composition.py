"""The route of the lasting need by its parts."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel

from ldip.locales import language
from ldip.publish.content.composition import NeedComposition, need_composition
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.split import signed
from ldip.simulation.work import work_of
from ldip.web.context import OpenVersion, versioned
from ldip.web.schemas import DraftIn

ROWS: Final = 32  # coalitions of five parts, each with a search of its own
router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["tall"])
Reader = Annotated[OpenVersion, versioned("les")]


class CompositionRow(BaseModel):
    """A part of the need, or the need itself: name, printed amount, and whether it is the sum."""

    id: str
    navn: str
    trykt: str
    sum: bool


class CompositionOut(BaseModel):
    """The lasting need by part, with its sentence and the sum in words; no parts for a plan without a need."""

    tittel: str
    kolonne: str
    deler: list[CompositionRow]
    setning: str
    avstemt: str
    merknader: list[str]


@router.post("/sammensetning")
def composed(body: DraftIn, opened: Reader) -> CompositionOut:
    """The lasting need of a version with a draft by starting position and parts."""
    drafts, draft = opened.service.drafts, opened.allowed(body.utkast)
    drafts.bear(work_of(drafts.plan(opened.id, draft), ROWS))
    run = drafts.run(opened.id, draft, ALWAYS)
    found: NeedComposition | None = drafts.answers.get(
        ("sammensetning", opened.id, draft.model_dump_json(), language()), lambda: need_composition(run)
    )
    if found is None:
        return CompositionOut(tittel="", kolonne="", deler=[], setning="", avstemt="", merknader=[])
    table, last = found.table, len(found.table.rows) - 1
    return CompositionOut(
        tittel=table.title,
        kolonne=table.columns[-1].label,
        deler=[
            CompositionRow(
                id=r.id, navn=r.cells[0].text, trykt=(r.cells[-1] if i == last else signed(r.cells[-1])).words, sum=i == last
            )
            for i, r in enumerate(table.rows)
        ],
        setning=found.sentence.text,
        avstemt=found.closes.text,
        merknader=list(table.notes),
    )
