"""The route of a plan's måltall and unit costs beside its neighbours. Who they are is changed as any value of the plan is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from ldip.compare.neighbours import peers
from ldip.publish.content.beside import costs_beside, ratios_beside
from ldip.publish.content.cells import Row, Table
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.numbers import header
from ldip.web.context import OpenVersion, versioned
from ldip.web.schemas import DraftIn

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["tall"])
Reader = Annotated[OpenVersion, versioned("les")]


class BesideRow(BaseModel):
    """A måltall or a service: its name, and as printed the plan's figures, the year in KOSTRA and the others' figures.

    `adresser` and `kilder` are of the figures that have one, else empty."""

    id: str
    navn: str
    trykt: list[str]
    adresser: list[str]
    kilder: list[str]


class BesideTable(BaseModel):
    """A table as printed."""

    id: str
    tittel: str
    kolonner: list[str]
    linjer: list[BesideRow]
    merknader: list[str]


class AreaOut(BaseModel):
    """An area that the plan is seen beside: a municipality, a KOSTRA group, a county or the nation."""

    kode: str
    navn: str
    slag: str


class BesideOut(BaseModel):
    """The tables, the areas in the order of the columns, and the chosen neighbours' numbers in the plan's order."""

    kjoering: dict[str, str]
    tabeller: list[BesideTable]
    omraader: list[AreaOut]
    naboer: list[str]
    kostragruppe: str


@router.post("/naboer")
def beside(body: DraftIn, opened: Reader) -> BesideOut:
    """Måltall and unit costs of a version with a draft, beside neighbours, KOSTRA group, county and nation."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    return BesideOut(
        kjoering=header(run),
        tabeller=[_table(ratios_beside(run)), _table(costs_beside(run))],
        omraader=[AreaOut(kode=p.code, navn=p.name, slag=p.kind) for p in peers(run.plan)],
        naboer=run.plan.rules.naboer,
        kostragruppe=run.plan.rules.kostragruppe or "",
    )


def _table(table: Table) -> BesideTable:
    return BesideTable(
        id=table.id,
        tittel=table.title,
        kolonner=[c.label for c in table.columns[1:]],
        linjer=[_row(r) for r in table.rows],
        merknader=list(table.notes),
    )


def _row(row: Row) -> BesideRow:
    name, *cells = row.cells
    return BesideRow(
        id=row.id,
        navn=name.text,
        trykt=[c.words for c in cells],
        adresser=[c.address for c in cells],
        kilder=[c.note for c in cells],
    )
