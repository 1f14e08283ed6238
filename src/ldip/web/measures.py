"""Measures over HTTP: the follow-up by year, and the need without them, with them and left, which takes a search of its own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from ldip.publish.content.cells import Row, Table
from ldip.publish.content.growth import GrowthText, growth_text
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.measure_facts import MeasureFacts, measure_facts
from ldip.publish.content.measures import MeasureNeed, follow_up, follow_up_sentences, measure_need
from ldip.publish.numbers import header
from ldip.web.context import OpenVersion, versioned
from ldip.web.schemas import DraftIn
from ldip.web.verdicts import Said, said

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["tall"])
Reader = Annotated[OpenVersion, versioned("les")]


class MeasureNeedOut(BaseModel):
    """The lasting need without measures, the part they give, and the rest; the two last with proposals, null without any."""

    uten: Said
    tiltak: Said
    gjenstaar: Said
    foreslaatt: Said | None
    deretter: Said | None
    setninger: list[str]


class FollowedRow(BaseModel):
    """A line of the follow-up: measure, status, owner and kind of effect, then the printed amounts."""

    id: str
    ord: list[str]
    trykt: list[str]
    sum: bool


class FollowUpOut(BaseModel):
    """Promised, decided and realised effect by year as printed, million kroner; `behov` is null for a plan without measures."""

    kjoering: dict[str, str]
    tittel: str
    hoder: list[str]
    aar: list[str]
    linjer: list[FollowedRow]
    merknader: list[str]
    setninger: list[str]
    behov: MeasureNeedOut | None
    fakta: list[MeasureFacts]
    overlapp: list[str]


@router.post("/tiltak")
def measures(body: DraftIn, opened: Reader) -> FollowUpOut:
    """The measures of a version with a draft, followed up."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    table, found, facts = follow_up(run), measure_need(run), measure_facts(run)
    return FollowUpOut(
        kjoering=header(run),
        tittel=table.title,
        hoder=[c.label for c in table.columns if c.kind != "number"],
        aar=[c.label for c in table.columns if c.kind == "number"],
        linjer=[_row(table, r) for r in table.rows],
        merknader=list(table.notes),
        setninger=[s.text for s in follow_up_sentences(run)],
        behov=None if found is None else _need(found),
        fakta=list(facts.measures),
        overlapp=list(facts.overlaps),
    )


@router.post("/vekst")
def grown(body: DraftIn, opened: Reader) -> GrowthText:
    """Growth of income and expenditure from the last adopted year on, with the sentence that holds."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    return growth_text(run)


def _row(table: Table, row: Row) -> FollowedRow:
    printed = [(column.kind, cell.words) for column, cell in zip(table.columns, row.cells, strict=True)]
    words = [text for kind, text in printed if kind != "number"]
    return FollowedRow(id=row.id, ord=words, trykt=[text for kind, text in printed if kind == "number"], sum=row.kind == "sum")


def _need(found: MeasureNeed) -> MeasureNeedOut:
    further, then = (None if c is None else said(c) for c in (found.further, found.then))
    return MeasureNeedOut(
        uten=said(found.without),
        tiltak=said(found.effect),
        gjenstaar=said(found.left),
        foreslaatt=further,
        deretter=then,
        setninger=found.texts,
    )
