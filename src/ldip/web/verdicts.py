"""The one verdict over HTTP: by itself, so that the need year by year is shown before the search has ended."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel

from ldip.publish.content.bracket import Bracket
from ldip.publish.content.cells import Cell
from ldip.publish.content.demands import capital
from ldip.publish.content.fetched import decimals
from ldip.publish.content.headline import need_terms, undrawn_text
from ldip.publish.content.judged import Judged, Ruling, demanded_first
from ldip.publish.content.key_figures import ALWAYS, key_figures
from ldip.publish.content.need_card import Demanded, Need
from ldip.publish.content.need_words import state_sentences
from ldip.publish.content.ratio_table import status_text
from ldip.publish.content.verdict import Verdict, verdict
from ldip.publish.content.waited import waiting_sentence
from ldip.publish.numbers import header
from ldip.simulation.lasting import Lasting
from ldip.simulation.run import Run
from ldip.statements.status import Status
from ldip.web.context import OpenVersion, versioned
from ldip.web.numbers import about, figure_out
from ldip.web.schemas import AboutRun, DraftIn, FigureOut

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["tall"])
Reader = Annotated[OpenVersion, versioned("les")]


class Said(BaseModel):
    """A number as it is printed, with its value (None where there is none) and address (empty where it is of another run)."""

    tekst: str
    verdi: float | None
    adresse: str
    aar: int


class TagOut(BaseModel):
    """A short repetition of the verdict, with its status."""

    slag: Literal["ok", "obs", "brudd", "info"]
    tekst: str


class DemandOut(BaseModel):
    """A demand alone: what it would cost (None without a root), when it binds, and whether it is the one that does."""

    id: str
    slag: str
    navn: str
    naar: str
    tilstand: Literal["rot", "alltid", "uoppnaaelig", "ikke_entydig"]
    tall: Said
    binder: bool
    fra: int | None
    til: int | None


class JudgedOut(BaseModel):
    """A måltall where it is judged: worst status with its first years in words, the worst value, and when."""

    status: Status
    tekst: str
    holdt: bool
    verst: Said
    naar: str


class RulingOut(BaseModel):
    """A måltall judged without new saving, with it (null where there is none), and in the adopted years."""

    id: str
    navn: str
    kortnavn: str
    enhet: str
    desimaler: int
    maal: str
    sikte: str
    har_maal: bool
    uten: JudgedOut
    med: JudgedOut | None
    vedtatt: JudgedOut | None


class WaitedOut(BaseModel):
    """The need when phasing starts later; `tall` is None where it is too late."""

    aar: int
    starter: int | None
    fullt: int | None
    verdi: float | None


class BracketOut(BaseModel):
    """The years that bind, what the demand lacks in them, and both in words: for the picture and under it."""

    fra: int
    til: int
    mangler: Said
    tekst: str
    setning: str


class NeedOut(BaseModel):
    """The lasting need: state, amount, terms in words, other measures, engangsbehov before it is whole, saving by year; `unntak`
    are those of its sentences that no reader may miss."""

    tilstand: Literal["innsparing", "handlingsrom", "ingen_aar", "ingen_krav"]
    tall: Said
    stoerrelse: str
    vilkaar: str
    trinn: Said
    av_driften: Said
    per_innbygger: Said
    start: int | None
    fullt: int | None
    slutt: int | None
    engangs: list[Said]
    engangs_sum: Said
    per_aar: list[float]
    setninger: list[str]
    unntak: list[str]


class VerdictOut(BaseModel):
    """The verdict: sentences, tags, the headline number, the need with every demand, måltall, the strip.

    `nasjonalt` states that the plan is built on national levels; empty for a plan of its own."""

    kjoering: dict[str, str]
    om: AboutRun
    lovlig_til: int | None
    setninger: list[str]
    merker: list[TagOut]
    kortmerker: list[TagOut]
    spenn: BracketOut | None
    hovedtall: Said
    nasjonalt: str
    uprisede_foerst: bool
    behov: NeedOut
    krav: list[DemandOut]
    maaltall: list[RulingOut]
    stripe: list[FigureOut]
    problemer: list[str]
    kontroll_bommer: list[str]
    ikke_trukket: str


class WaitingOut(BaseModel):
    """The cost of waiting, with what it does to funds and one-off in a sentence; empty where there is none."""

    desimaler: int
    rader: list[WaitedOut]
    setning: str


@router.post("/dom")
def judged(body: DraftIn, opened: Reader) -> VerdictOut:
    """The verdict on a version with a draft."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    return verdict_out(run, verdict(run, opened.internal), opened.internal)


@router.post("/vente")
def waited(body: DraftIn, opened: Reader) -> WaitingOut:
    """The need when phasing starts one, two and four years later, after no wait at all."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    sentence = waiting_sentence(run)
    return WaitingOut(
        desimaler=decimals(run),
        rader=[_waited(found) for found in (run.lasting, *run.waiting)],
        setning=sentence.text if sentence else "",
    )


def _waited(found: Lasting) -> WaitedOut:
    starts, whole = (None if y is None else y + found.waited for y in (found.start, found.full))
    return WaitedOut(aar=found.waited, starter=starts, fullt=whole, verdi=found.amount)


def verdict_out(run: Run, found: Verdict, internal: bool) -> VerdictOut:
    """The verdict as JSON model."""
    return VerdictOut(
        kjoering=header(run),
        om=about(run),
        lovlig_til=found.law.before,
        setninger=[s.text for s in found.said],
        merker=[TagOut(slag=t.kind, tekst=t.text) for t in found.tags],
        kortmerker=[TagOut(slag=t.kind, tekst=t.text) for t in found.marks],
        spenn=_bracket(found.bracket),
        hovedtall=said(found.quoted),
        nasjonalt=found.national.text if found.national else "",
        uprisede_foerst=found.second is not None,
        behov=_need(found),
        krav=[_demand(run, found.need, d) for d in found.need.demands],
        maaltall=[_ruling(r) for r in demanded_first(run, found.rulings)],
        stripe=[figure_out(f) for f in key_figures(run, found, internal)],
        problemer=[str(p) for p in found.problems],
        kontroll_bommer=[str(p) for p in found.missed],
        ikke_trukket=undrawn_text(found) if found.undrawn else "",
    )


def _bracket(found: Bracket | None) -> BracketOut | None:
    if found is None:
        return None
    return BracketOut(fra=found.first, til=found.last, mangler=said(found.lacks), tekst=found.text, setning=found.sentence)


def said(cell: Cell) -> Said:
    """A cell as JSON model."""
    return Said(tekst=cell.words, verdi=cell.value, adresse=cell.address, aar=cell.year or 0)


def _need(found: Verdict) -> NeedOut:
    need = found.need
    return NeedOut(
        tilstand=need.state,
        tall=said(need.amount),
        stoerrelse=need.size,
        vilkaar=need_terms(found),
        trinn=said(need.step),
        av_driften=said(need.share),
        per_innbygger=said(need.person),
        start=need.start,
        fullt=need.full,
        slutt=need.end,
        engangs=[said(c) for c in need.one_off],
        engangs_sum=said(need.one_off_sum),
        per_aar=list(need.yearly),
        setninger=[s.text for s in found.card],
        unntak=[s.text for s in state_sentences(need)],
    )


def _demand(run: Run, need: Need, demand: Demanded) -> DemandOut:
    root = next(r for r in run.lasting.roots if r.id == demand.id)
    return DemandOut(
        id=demand.id,
        slag=demand.kind,
        navn=capital(demand.name),
        naar=demand.when,
        tilstand=root.state,
        tall=said(demand.amount),
        binder=need.binding is not None and need.binding.id == demand.id,
        fra=root.first,
        til=root.last,
    )


def _ruling(r: Ruling) -> RulingOut:
    return RulingOut(
        id=r.id,
        navn=r.name,
        kortnavn=r.short,
        enhet=r.unit,
        desimaler=r.decimals,
        maal=r.target,
        sikte=r.aim,
        har_maal=r.ruled,
        uten=_judged(r.before),
        med=None if r.after is None else _judged(r.after),
        vedtatt=None if r.adopted is None else _judged(r.adopted),
    )


def _judged(found: Judged) -> JudgedOut:
    return JudgedOut(status=found.status, tekst=status_text(found), holdt=found.held, verst=said(found.worst), naar=found.when)
