"""Versions and drafts side by side: two to six columns, each with the actor's own rights in that plan."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from ldip.compare.alternatives import MOST
from ldip.locales import tr
from ldip.publish.content.alternatives import KEPT, Entry, Group, Line, Side, alternatives, alternatives_table
from ldip.publish.content.fetched import prices
from ldip.publish.numbers import header
from ldip.web.access import Actor
from ldip.web.branches import names_of
from ldip.web.context import OpenVersion, Served, Service, Who, open_version, visible_branches
from ldip.web.downloads import FILE, FileIn, file_of
from ldip.web.drafts import EMPTY, Draft
from ldip.web.numbers import about
from ldip.web.schemas import DRAWS, AboutRun
from ldip.web.schemas_plans import Id
from ldip.web.verdicts import Said, said

router = APIRouter(prefix="/api/sammenligning/alternativer", tags=["sammenligning"])
MAIN = "hovedlinje"


class SideIn(BaseModel):
    """A version with a draft."""

    model_config = ConfigDict(extra="forbid")
    versjon: Id
    utkast: Draft = EMPTY


class AlternativesIn(BaseModel):
    """The versions, the first being the one the others are held against. `trekninger`: with certainty, which takes draws."""

    model_config = ConfigDict(extra="forbid")
    kolonner: Annotated[list[SideIn], Field(min_length=2, max_length=MOST)]
    trekninger: bool = False


class AlternativesTableIn(AlternativesIn, FileIn):
    """The same as a file."""


class ColumnOut(BaseModel):
    """A column: the version, its name, whether it has a draft and whether it is private, price year, and the verdict."""

    versjon: int
    navn: str
    kladd: bool
    privat: bool
    prisaar: int
    dom: list[str]


class EntryOut(BaseModel):
    """A number or words, the printed change from the first column, and whether it is better (null where neither)."""

    tall: Said
    endring: str | None
    bedre: bool | None


class LineOut(BaseModel):
    """A row; `lik` where every column prints the same."""

    id: str
    gruppe: Group
    navn: str
    lik: bool
    celler: list[EntryOut]


class AlternativesOut(BaseModel):
    """The rows, with the run of the first column."""

    kjoering: dict[str, str]
    om: AboutRun
    trekninger: int
    kolonner: list[ColumnOut]
    rader: list[LineOut]


@router.post("")
def side_by_side(body: AlternativesIn, service: Served, actor: Who) -> AlternativesOut:
    """Versions and drafts side by side, with the change from the first."""
    opened, sides = _sides(body, service, actor)
    lines = alternatives(sides, body.trekninger)
    first = sides[0].run
    return AlternativesOut(
        kjoering=header(first),
        om=about(first),
        trekninger=first.draws,
        kolonner=[_column(o, s, side.utkast) for o, s, side in zip(opened, sides, body.kolonner, strict=True)],
        rader=[_line(x) for x in lines],
    )


@router.post("/tabell", **FILE)
def side_by_side_table(body: AlternativesTableIn, service: Served, actor: Who) -> Response:
    """The same as csv or a workbook."""
    _, sides = _sides(body, service, actor)
    return file_of(body, alternatives_table(sides, alternatives(sides, body.trekninger), body.tittel))


def _sides(body: AlternativesIn, service: Service, actor: Actor) -> tuple[list[OpenVersion], list[Side]]:
    """The versions, opened and run. Errors: RefusedError for one the actor may not see, or whose draft would tell too much."""
    opened = [open_version(service, actor, side.versjon, "les") for side in body.kolonner]
    drafts = [o.allowed(side.utkast, body.trekninger) for o, side in zip(opened, body.kolonner, strict=True)]
    draws = DRAWS if body.trekninger else 0
    runs = [service.drafts.run(o.id, d, KEPT, draws) for o, d in zip(opened, drafts, strict=True)]
    names = [_name(o, d) for o, d in zip(opened, drafts, strict=True)]
    return opened, [Side.of(n, r, o.internal) for n, r, o in zip(names, runs, opened, strict=True)]


def _name(opened: OpenVersion, draft: Draft) -> str:
    """The branch whose newest version this is, or the version's number; a draft is named."""
    with opened.service.store.reading() as session:
        found = names_of(visible_branches(session, opened.plan))
    own = next((n for n, b in found.items() if b.hode_id == opened.id), None)
    name = tr("ui.versjon_n", n=opened.id) if own is None else tr("ui.hovedlinje") if own == MAIN else own
    return name if draft == EMPTY else tr("alternativer.med_kladd", name=name)


def _column(opened: OpenVersion, side: Side, draft: Draft) -> ColumnOut:
    private = opened.id not in opened.service.public
    texts = [s.text for s in side.verdict.said]
    return ColumnOut(versjon=opened.id, navn=side.name, kladd=draft != EMPTY, privat=private, prisaar=prices(side.run), dom=texts)


def _line(line: Line) -> LineOut:
    return LineOut(id=line.id, gruppe=line.group, navn=line.name, lik=line.same, celler=[_entry(e) for e in line.entries])


def _entry(e: Entry) -> EntryOut:
    return EntryOut(tall=said(e.cell), endring=None if e.change is None else signed(e), bedre=e.better)


def signed(e: Entry) -> str:
    """The printed change, with a plus where it is more."""
    assert e.change is not None
    more = e.change.figure is not None and e.change.figure > 0
    return f"+{e.change.words}" if more else e.change.words
