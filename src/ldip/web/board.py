"""The projects of a draft, as the board of the investment plan shows them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from ldip.publish.portfolio import project_rows
from ldip.web.context import OpenVersion, versioned
from ldip.web.schemas import DraftIn

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["prosjekter"])


class WaitOut(BaseModel):
    """What a project waits for."""

    project: str
    before: str


class ProjectOut(BaseModel):
    """A project; `cost` in kroner of `prices`, null when shielded. `earliest` and `latest` are values of utsettes_aar."""

    id: str
    name: str
    kind: str
    service: str
    service_name: str
    sector: str
    phase: str
    cost: float | None
    prices: str
    first: int
    last: int
    moved: int
    earliest: int
    latest: int
    finished: int | None
    opens: str
    places: float
    settled: bool
    in_use: bool
    hidden: bool
    waits: list[WaitOut]


@router.post("/prosjekter")
def projects(body: DraftIn, opened: Annotated[OpenVersion, versioned("les")]) -> list[ProjectOut]:
    """Every project and frame."""
    run = opened.service.bench.run(opened.id, opened.allowed(body.utkast), ("sum_driftsinntekter",))
    return [ProjectOut(**asdict(p)) for p in project_rows(run, opened.internal)]
