"""Routes that split the change of a number between two versions over its causes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from ldip.compare.drill import Drilled, drill
from ldip.compare.method import Stored
from ldip.compare.plans import Bridge
from ldip.compare.split import Split, split_plans
from ldip.compare.stored import with_stored
from ldip.locales import language
from ldip.model.cause_groups import CAUSES, group_content
from ldip.plan.document import Plan
from ldip.publish.content.cells import Cell, Table
from ldip.publish.content.changes import changed_inputs
from ldip.publish.content.comparison import Comparison, Number, comparison, effects, measure_of, numbers
from ldip.publish.content.drilled import parts_told
from ldip.publish.content.fetched import decimals
from ldip.publish.content.split import Part, signed, told
from ldip.publish.protect_split import parts_shown, split_tells
from ldip.simulation.work import work_of
from ldip.store.runs import runs_of
from ldip.store.versions import version_of
from ldip.web.access import Actor
from ldip.web.compared import CompareIn, InputOut, bridge_of, inputs_out
from ldip.web.context import Served, Service, Who
from ldip.web.drafts import EMPTY
from ldip.web.errors import RefusedError
from ldip.web.schemas import Name

router = APIRouter(prefix="/api/sammenligning", tags=["sammenligning"])
ROWS = 1024  # coalitions of ten causes
PARTS = 128  # rows of a cause by its parts
AYear = Annotated[int, Field(ge=1900, le=2200)]


class SplitIn(CompareIn):
    """Two versions and the number to split: the lasting need without a name. `faste`: money in fixed prices."""

    navn: Name | None = None
    aar: AYear | None = None
    faste: bool = True


class PrintedOut(BaseModel):
    """A number in its reading unit, rounded as it is printed, and the printed text."""

    verdi: float | None
    trykt: str


class PartOut(BaseModel):
    """A cause: its share in the stated order and without order, and the sum after it in both ways."""

    gruppe: str
    etikett: str
    innhold: str
    rekkefoelge: PrintedOut
    fri: PrintedOut
    sum_rekkefoelge: PrintedOut
    sum_fri: PrintedOut


class NumberChoice(BaseModel):
    """A number that can be split; `aar` is whether it needs a year."""

    navn: str
    etikett: str
    aar: bool


class SideRow(BaseModel):
    """A part of the verdict on both plans, as printed."""

    id: str
    navn: str
    foer: str
    etter: str


class SplitOut(BaseModel):
    """The change by cause, the sentences in both ways, the verdicts side by side, and the changed inputs by effect."""

    ender: list[str]
    tall: str
    navn: str
    valgt_aar: int | None
    enhet: str
    prisaar: int
    foer: PrintedOut
    etter: PrintedOut
    endring: PrintedOut
    deler: list[PartOut]
    tekst: dict[str, list[str]]
    merknader: list[str]
    dommer: list[SideRow]
    inndata: list[InputOut]
    valg: list[NumberChoice]
    aar: list[int]
    merknad: str


@router.post("/aarsaker")
def causes(body: SplitIn, service: Served, actor: Who) -> SplitOut:
    """The change of a number between two versions, split over cause groups."""
    bridge, limited, split = _split(body, service, actor)
    found = comparison(bridge, split, not limited)
    return _out(found, split, inputs_out(body, service, found.inputs, limited))


def _split(body: SplitIn, service: Service, actor: Actor) -> tuple[Bridge, tuple[Plan, ...], Split]:
    """Both runs, the plans that limit what the actor may see, and the split. Errors: RefusedError 403 where it would tell what is
    hidden from the actor."""
    bridge, limited = bridge_of(body, service, actor)
    if limited and split_tells(*limited):
        raise RefusedError(403, "nektet.aarsaker")
    measure = measure_of(bridge, body.navn, body.aar)
    plans, price = (bridge.before.plan, bridge.after.plan), None if body.faste else 0
    service.drafts.bear(work_of(plans[1], ROWS))
    key = ("aarsaker", body.model_dump_json(include={*SplitIn.model_fields}))
    split: Split = service.drafts.answers.get(key, lambda: split_plans(*plans, (measure,), price_year=price))
    return bridge, limited, with_stored(split, bridge.before, _stored(body, service))


def _stored(body: SplitIn, service: Service) -> Stored | None:
    """The figures of the newest finished run of the first version, where no draft is laid upon it."""
    if body.utkast_fra != EMPTY:
        return None
    with service.store.reading() as session:
        plan_hash = version_of(session, body.fra).innholdshash
        done = next((r for r in runs_of(session, body.fra) if r.status == "ferdig" and r.sammendrag), None)
        figures = (done.sammendrag or {}).get("tall", {}) if done is not None else {}
    return Stored(plan_hash, "", figures) if figures else None


class CauseIn(SplitIn):
    """A split and the cause to take apart."""

    gruppe: Name


class CausePartOut(BaseModel):
    """A part of a cause, with its file where it is one part: name, what is changed in it, and its share."""

    fil: str
    navn: str
    endring: str
    andel: PrintedOut


class CauseSplitOut(BaseModel):
    """A cause by its parts; none where it cannot be taken apart. `inndata` are its changed inputs, those of the largest parts
    first."""

    gruppe: str
    deler: list[CausePartOut]
    inndata: list[InputOut]


@router.post("/aarsak")
def cause(body: CauseIn, service: Served, actor: Who) -> CauseSplitOut:
    """A cause of a split by project, measure or key."""
    bridge, limited, split = _split(body, service, actor)
    a, b = bridge.before.plan, bridge.after.plan
    if body.gruppe in CAUSES and body.gruppe not in split.causes:
        return CauseSplitOut(gruppe=body.gruppe, deler=[], inndata=[])
    service.drafts.bear(work_of(b, PARTS))
    key = ("aarsak", body.model_dump_json())
    found: Drilled = service.drafts.answers.get(key, lambda: drill(a, b, split, body.gruppe))
    if limited and not parts_shown(limited, found.parts):
        raise RefusedError(403, "nektet.aarsaker")
    own = [c for c in changed_inputs(bridge, effects(split)) if c.change.group == body.gruppe]
    parts = parts_told(found, told(split, 0, b, decimals(bridge.after)), bridge, own)
    ranked = list({id(c): c for c in (*(c for p in parts for c in p.inputs), *own)}.values())
    return CauseSplitOut(
        gruppe=body.gruppe,
        deler=[
            CausePartOut(fil=p.part.file if p.part else "", navn=p.label, endring=p.detail, andel=_printed(p.share, sign=True))
            for p in parts
        ],
        inndata=inputs_out(body, service, ranked, limited),
    )


def _out(found: Comparison, split: Split, inputs: list[InputOut]) -> SplitOut:
    number = found.told
    return SplitOut(
        ender=list(found.ends),
        tall=number.label,
        navn=number.measure.name,
        valgt_aar=number.measure.year,
        enhet=number.unit,
        prisaar=split.price_year,
        foer=_printed(number.before),
        etter=_printed(number.after),
        endring=_printed(number.change, sign=True),
        deler=[_part(p) for p in number.parts],
        tekst={way: [s.text for s in said] for way, said in found.said.items()},
        merknader=list(found.table.notes),
        dommer=_sides(found.verdicts),
        inndata=inputs,
        valg=[_choice(n) for n in numbers(found.bridge)],
        aar=list(found.bridge.years),
        merknad=found.bridge.after.illustration,
    )


def _part(p: Part) -> PartOut:
    ordered, free = (_printed(c, sign=True) for c in p.shares)
    return PartOut(
        gruppe=p.cause,
        etikett=p.label,
        innhold=group_content(p.cause, language()),
        rekkefoelge=ordered,
        fri=free,
        sum_rekkefoelge=_printed(p.sums[0]),
        sum_fri=_printed(p.sums[1]),
    )


def _printed(cell: Cell, sign: bool = False) -> PrintedOut:
    figure = cell.figure
    return PrintedOut(verdi=None if figure is None else float(figure), trykt=(signed(cell) if sign else cell).words)


def _sides(table: Table) -> list[SideRow]:
    return [SideRow(id=r.id, navn=r.cells[0].text, foer=r.cells[1].words, etter=r.cells[2].words) for r in table.rows]


def _choice(n: Number) -> NumberChoice:
    return NumberChoice(navn=n.name, etikett=n.label, aar=n.yearly)
