"""What words mean and how numbers are computed: the glossary with unit, formula and source, and the method's pages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from ldip.glossary import glossary, label
from ldip.locales import language
from ldip.model.catalogue import catalogue
from ldip.publish.tables import readable
from ldip.web.errors import RefusedError

router = APIRouter(prefix="/api", tags=["ordbok"])
Name = Annotated[str, Path(pattern=r"^[a-z0-9_]+$", max_length=120)]
Page = Annotated[str, Path(pattern=r"^[a-z0-9-]+$", max_length=60)]


class Word(BaseModel):
    """A term."""

    navn: str
    etikett: str
    definisjon: str
    enhet: str
    kilde: str


class WordPage(Word):
    """A term with its formula, what it is made of and what it is used in."""

    formel: str
    av: list[Word]
    i: list[Word]


class MethodPage(BaseModel):
    """A page of the method; `tekst` is Markdown."""

    navn: str
    tittel: str
    tekst: str = ""


def _word(name: str) -> Word:
    term, found = glossary().get(name), catalogue().steps.get(name)
    return Word(
        navn=name,
        etikett=label(name, language()),
        definisjon=term.definition(language()) if term else "",
        enhet=catalogue().unit_of(name) or "",
        kilde=found[0].source if found else "",
    )


@router.get("/ordbok")
def words() -> list[Word]:
    """Every term, by what people read."""
    return sorted((_word(n) for n in glossary()), key=lambda w: (w.etikett.casefold(), w.navn))


@router.get("/ordbok/{navn}")
def word(navn: Name) -> WordPage:
    """A term with its formula."""
    steps = catalogue().steps
    if navn not in glossary() and navn not in steps:
        raise RefusedError(404, "web.404")
    own = steps.get(navn, ())
    inputs = dict.fromkeys(i for s in own for i in s.inputs)
    used = [n for n, versions in steps.items() if any(navn in s.inputs for s in versions)]
    return WordPage(
        **_word(navn).model_dump(),
        formel="\n".join(readable(s.text) for s in own if s.text),
        av=[_word(n) for n in inputs],
        i=[_word(n) for n in used],
    )


@cache
def _folder() -> FilePath:
    """The method's pages: in the package, or in the working copy."""
    inside = FilePath(__file__).parents[1] / "method"
    return inside if inside.is_dir() else FilePath(__file__).parents[3] / "docs" / "method"


def _title(text: str, name: str) -> str:
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return found[1] if found else name


@router.get("/metode")
def pages() -> list[MethodPage]:
    """The method's pages by title."""
    found = [p for p in sorted(_folder().glob("*.md")) if p.stem != "README"]
    return [MethodPage(navn=p.stem, tittel=_title(p.read_text(encoding="utf-8"), p.stem)) for p in found]


@router.get("/metode/{navn}")
def page(navn: Page) -> MethodPage:
    """A page of the method."""
    path = _folder() / f"{navn}.md"
    if not path.is_file():
        raise RefusedError(404, "web.404")
    text = path.read_text(encoding="utf-8")
    return MethodPage(navn=navn, tittel=_title(text, navn), tekst=text)
