"""Unpriced needs over HTTP: by themselves, since each kind that is priced takes a search."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from ldip.locales import tr
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.unpriced import UnpricedNeed, unpriced_need
from ldip.web.context import OpenVersion, versioned
from ldip.web.schemas import DraftIn
from ldip.web.verdicts import Said, TagOut, said

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["tall"])
Reader = Annotated[OpenVersion, versioned("les")]


class PricedPart(BaseModel):
    """Amount that a kind of unpriced need adds; `oppgitt` is false where the plan lacks what it takes to price it."""

    id: str
    tall: Said
    oppgitt: bool


class LackingOut(BaseModel):
    """Places that a service lacks: in the last year, and at most with the year; `priset`: whether a place has a price."""

    id: str
    navn: str
    varig: float
    mest: float
    foerst: int
    topp: int
    priset: bool


class UnpricedOut(BaseModel):
    """The lasting need without and with what the plan leaves out, its parts and sentences; `foerst`: it is the headline."""

    foerst: bool
    uten: Said
    med: Said
    deler: list[PricedPart]
    tjenester: list[LackingOut]
    setninger: list[str]
    merke: TagOut | None


@router.post("/uprisede")
def left_out(body: DraftIn, opened: Reader) -> UnpricedOut:
    """The unpriced needs of a version with a draft."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    found = unpriced_need(run, opened.internal)
    return UnpricedOut(
        foerst=found.first,
        uten=said(found.base),
        med=said(found.amount),
        deler=[PricedPart(id=p.id, tall=said(found.parts[p.id]), oppgitt=p.stated) for p in found.found.parts],
        tjenester=[
            LackingOut(id=i, navn=found.names[i], varig=s.lasting, mest=s.most, foerst=s.first, topp=s.peak, priset=s.priced)
            for i, s in found.found.shortages.items()
        ],
        setninger=found.texts,
        merke=_tag(found),
    )


def _tag(found: UnpricedNeed) -> TagOut | None:
    """The one of the two numbers that is not the headline."""
    if found.amount.value is None or found.base.value is None:
        return None
    if found.first:
        return TagOut(slag="info", tekst=tr("dom.merke.uten_uprisede", v=found.base.words))
    return TagOut(slag="obs", tekst=tr("dom.merke.uprisede", v=found.amount.words))
