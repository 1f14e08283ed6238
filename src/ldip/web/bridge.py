"""The route of the bridge from the last adopted year to the first projected one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from ldip.publish.content.bridge import bridge_table
from ldip.publish.content.cells import Row
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.numbers import header
from ldip.web.context import OpenVersion, versioned
from ldip.web.schemas import DraftIn

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["tall"])
Reader = Annotated[OpenVersion, versioned("les")]
BEFORE_NUMBERS = 2  # columns of words


class BridgeRow(BaseModel):
    """A line: its place in the form, and the printed figures with the address of those that have one."""

    plass: str
    navn: str
    steg: str
    sum: bool
    trykt: list[str]
    adresser: list[str]


class BridgeOut(BaseModel):
    """The bridge as printed, million kroner; without lines for a plan that has none, and then the notes tell."""

    kjoering: dict[str, str]
    tittel: str
    kolonner: list[str]
    linjer: list[BridgeRow]
    merknader: list[str]


@router.post("/bro")
def bridge(body: DraftIn, opened: Reader) -> BridgeOut:
    """The change of every line of §§ 5-6 and 5-4 from the last adopted to the first projected year, by cause."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    table = bridge_table(run)
    return BridgeOut(
        kjoering=header(run),
        tittel=table.title,
        kolonner=[c.label for c in table.columns[BEFORE_NUMBERS:]],
        linjer=[_row(r) for r in table.rows],
        merknader=list(table.notes),
    )


def _row(row: Row) -> BridgeRow:
    place, name, *numbers = row.cells
    return BridgeRow(
        plass=place.text,
        navn=name.text,
        steg=row.id,
        sum=row.kind == "sum",
        trykt=[c.words for c in numbers],
        adresser=[c.address for c in numbers],
    )
