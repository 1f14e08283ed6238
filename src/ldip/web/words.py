"""The glossary with unit, formula and source, and the pages of the method."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from ldip.glossary import every_term, label
from ldip.locales import language
from ldip.model.catalogue import catalogue
from ldip.model.cause_groups import GROUPS, group_label
from ldip.model.inputs import declared_inputs, fed_by
from ldip.publish import method
from ldip.publish.formulas import readable
from ldip.web.errors import RefusedError

router = APIRouter(prefix="/api", tags=["ordbok"])
Name = Annotated[str, Path(pattern=r"^[a-z0-9_]+$", max_length=120)]
Page = Annotated[str, Path(pattern=r"^[a-z0-9.-]+$", max_length=60)]


class Word(BaseModel):
    """A term."""

    navn: str
    etikett: str
    engelsk: str
    definisjon: str
    enhet: str
    kilde: str


class FieldOfPlan(BaseModel):
    """A field of the plan that an input is made of: file or folder, dotted key, and price basis."""

    fil: str
    felt: str
    priser: str


class WordPage(Word):
    """A term with its formula, its inputs and the terms that use it; for an input its cause group and the plan's fields."""

    formel: str
    gruppe: str
    felt: list[FieldOfPlan]
    av: list[Word]
    i: list[Word]


class MethodSection(BaseModel):
    """A heading of a page, and the anchor that sources point to."""

    anker: str
    tittel: str


class MethodPage(BaseModel):
    """A page of the method with its sections; `tekst` is Markdown, empty in the list of pages."""

    navn: str
    tittel: str
    avsnitt: list[MethodSection]
    tekst: str = ""


def _word(name: str) -> Word:
    term, found, given = every_term().get(name), catalogue().steps.get(name), catalogue().givens.get(name)
    return Word(
        navn=name,
        etikett=label(name, language()),
        engelsk=label(name, "en"),
        definisjon=term.definition(language()) if term else "",
        enhet=catalogue().unit_of(name) or "",
        kilde=found[0].source if found else given.source if given else "",
    )


@router.get("/ordbok")
def words() -> list[Word]:
    """Every term, sorted by its label."""
    return sorted((_word(n) for n in every_term()), key=lambda w: (w.etikett.casefold(), w.navn))


@router.get("/ordbok/{navn}")
def word(navn: Name) -> WordPage:
    """A term with its formula."""
    steps = catalogue().steps
    if navn not in every_term() and navn not in steps and navn not in declared_inputs():
        raise RefusedError(404, "web.404")
    own, declared = steps.get(navn, ()), declared_inputs().get(navn)
    inputs = dict.fromkeys(i for s in own for i in s.inputs)
    used = [n for n, versions in steps.items() if any(navn in s.inputs for s in versions)]
    return WordPage(
        **_word(navn).model_dump(),
        formel="\n".join(readable(s.text) for s in own if s.text),
        gruppe=group_label(declared.group, language()) if declared and declared.group in GROUPS else "",
        felt=[FieldOfPlan(fil=p.home, felt=p.key, priser=p.prices) for p in fed_by().get(navn, ())],
        av=[_word(n) for n in inputs],
        i=[_word(n) for n in used],
    )


def _page(found: method.MethodText, text: str = "") -> MethodPage:
    sections = [MethodSection(anker=anchor, tittel=heading) for anchor, heading in found.sections.items()]
    return MethodPage(navn=found.name, tittel=found.title, avsnitt=sections, tekst=text)


@router.get("/metode")
def pages() -> list[MethodPage]:
    """The pages of the method by name, without their text."""
    return [_page(p) for p in method.pages().values()]


@router.get("/metode/{navn}")
def page(navn: Page) -> MethodPage:
    """A page of the method."""
    found = method.pages().get(navn)
    if found is None:
        raise RefusedError(404, "web.404")
    return _page(found, found.text)
