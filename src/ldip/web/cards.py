"""Explanations as cards: one number, and the way from a number to the row it can be changed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from ldip.glossary import every_term
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.explain.cards import Card, Fact, Term
from ldip.publish.explain.chain import MOST_STEPS, card_at, chain
from ldip.publish.explain.rows import Place
from ldip.publish.explain.word import example
from ldip.publish.numbers import parse
from ldip.publish.protect import is_hidden
from ldip.publish.questions import Question
from ldip.simulation.run import Run
from ldip.statements.prices import PRICES
from ldip.web.context import OpenVersion, versioned
from ldip.web.drafts import EMPTY, Draft
from ldip.web.errors import RefusedError
from ldip.web.numbers import draws_for
from ldip.web.schemas import DraftIn

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["tall"])
Reader = Annotated[OpenVersion, versioned("les")]
Word = Annotated[str, Path(pattern=r"^[a-z0-9_]+$", max_length=120)]


class CardIn(BaseModel):
    """The address of the number to explain."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    adresse: Annotated[str, Field(min_length=3, max_length=400)]


class WayIn(CardIn):
    """The address of the number to explain, and the most cards to answer with."""

    steg: Annotated[int, Field(ge=1, le=MOST_STEPS)] = MOST_STEPS


class EditableOut(BaseModel):
    """An editable row: a file with the path of a value, or with the line of a csv row (0 without one)."""

    fil: str
    sti: list[str | int]
    linje: int


class TermOut(BaseModel):
    """A term of the sum; `adresse` opens its own card, `rad` is the row it is changed in."""

    navn: str
    tall: str
    fortegn: str
    opphav: str
    anslag: bool
    adresse: str
    rad: EditableOut | None


class FactOut(BaseModel):
    """A line under the sum, by kind: lov, vedtak, regel, kilde, andre_krav, avrunding, skritt, merknad."""

    slag: str
    tekst: str
    rad: EditableOut | None


class CardOut(BaseModel):
    """An explanation of one number; every figure is printed text, the same in all formats."""

    adresse: str
    navn: str
    tittel: str
    smule: str
    tall: str
    enhet: str
    fast: str
    setning: str
    regnestykker: list[str]
    ledd: list[TermOut]
    fakta: list[FactOut]
    opphav: str
    anslag: bool
    rad: EditableOut | None


class ExampleOut(BaseModel):
    """A word of the glossary in the plan: its formula in words, the card of a number, and the pages that show it."""

    formel: str
    kort: CardOut | None
    sider: list[str]


def _row(place: Place | None) -> EditableOut | None:
    return None if place is None else EditableOut(fil=place.file, sti=list(place.path), linje=place.line)


def _term(t: Term) -> TermOut:
    words = {"navn": t.label, "tall": t.digits, "fortegn": t.sign, "opphav": t.origin, "adresse": t.address}
    return TermOut(**words, anslag=t.anslag, rad=_row(t.place))


def _fact(f: Fact) -> FactOut:
    return FactOut(slag=f.kind, tekst=f.text, rad=_row(f.place))


def card_out(card: Card) -> CardOut:
    """A card as JSON model."""
    return CardOut(
        adresse=card.address,
        navn=card.name,
        tittel=card.title,
        smule=card.crumb,
        tall=card.digits,
        enhet=card.unit,
        fast=card.fixed,
        setning=card.sentence,
        regnestykker=list(card.sums),
        ledd=[_term(t) for t in card.terms],
        fakta=[_fact(f) for f in card.facts],
        opphav=card.origin,
        anslag=card.anslag,
        rad=_row(card.place),
    )


def _run(body: CardIn, opened: OpenVersion) -> Run:
    """The run that the address is of; a number of the draws needs them."""
    name, year, statistic, axes = parse(body.adresse)
    question = Question(name, statistic)
    keep = (name, *PRICES, *ALWAYS) if question.drawn else ALWAYS
    seen = axes.get("variant", "") if question.drawn else ""  # draws are of one variant only
    draft = opened.allowed(body.utkast, question.drawn)
    run = opened.service.drafts.run(opened.id, draft, keep, draws_for([question]), seen)
    at = {a: v for a, v in axes.items() if a != "variant"}
    if not opened.internal and at and is_hidden(run, name, year, at):
        raise RefusedError(403, "nektet.skjermet")
    return run


@router.post("/forklaring/kort")
def card(body: CardIn, opened: Reader) -> CardOut:
    """The card of a number: sentence, sum, terms by name, law, source and row."""
    return card_out(card_at(_run(body, opened), body.adresse, opened.internal))


@router.post("/forklaring/vei")
def way(body: WayIn, opened: Reader) -> list[CardOut]:
    """The cards from a number to the nearest row that can be changed, at most four."""
    return [card_out(c) for c in chain(_run(body, opened), body.adresse, body.steg, opened.internal)]


@router.post("/ordbok/{navn}")
def word_in_plan(navn: Word, body: DraftIn, opened: Reader) -> ExampleOut:
    """A word of the glossary with the plan's own numbers."""
    if navn not in every_term():
        raise RefusedError(404, "web.404")
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    found = example(run, navn, opened.internal)
    return ExampleOut(formel=found.formula, kort=card_out(found.card) if found.card else None, sider=list(found.pages))
