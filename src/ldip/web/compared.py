"""Routes that compare two versions."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from ldip.compare.plans import Bridge, compare_plans
from ldip.glossary import label
from ldip.locales import language
from ldip.plan.document import Plan
from ldip.plan.inputs import Page, page_of
from ldip.publish.content.changes import Changed, changed_inputs
from ldip.publish.content.ratios import ratio_name
from ldip.publish.protect_inputs import input_shown
from ldip.store.changes import Touched, last_touched
from ldip.web.access import Actor
from ldip.web.context import Served, Service, Who, open_version
from ldip.web.drafts import EMPTY, Draft
from ldip.web.schemas_inputs import TouchedOut, touched_out
from ldip.web.schemas_plans import Id

router = APIRouter(prefix="/api", tags=["sammenligning"])


class CompareIn(BaseModel):
    """Two versions, each with a draft."""

    model_config = ConfigDict(extra="forbid")
    fra: Id
    til: Id
    utkast_fra: Draft = EMPTY
    utkast_til: Draft = EMPTY


class InputOut(BaseModel):
    """An input that differs, in words, with its place, source and cause; who changed it last where that is known."""

    fil: str
    sti: list[str]
    linje: int
    side: Page | None
    gruppe: str
    aarsak: str
    navn: str
    foer: str
    etter: str
    kilde: str
    anslag: bool
    endret: TouchedOut | None


class ResultOut(BaseModel):
    """A result over the years both plans have."""

    navn: str
    etikett: str
    enhet: str
    foer: list[float]
    etter: list[float]


class ComparedOut(BaseModel):
    """Inputs that differ, and the results that follow, in the engine's units."""

    aar: list[int]
    inndata: list[InputOut]
    resultater: list[ResultOut]


@router.post("/sammenligning")
def compared(body: CompareIn, service: Served, actor: Who) -> ComparedOut:
    """Compare two versions, of one plan or two: inputs that differ, located, and results that differ by year."""
    bridge, limited = bridge_of(body, service, actor)
    return _compared(bridge, inputs_out(body, service, changed_inputs(bridge), limited))


def bridge_of(body: CompareIn, service: Service, actor: Actor) -> tuple[Bridge, tuple[Plan, ...]]:
    """The difference between two versions, and the plans of which some inputs are hidden from the actor."""
    sides = [open_version(service, actor, v, "les") for v in (body.fra, body.til)]
    drafts = [s.allowed(d) for s, d in zip(sides, (body.utkast_fra, body.utkast_til), strict=True)]
    before, after = (service.drafts.plan(s.id, d) for s, d in zip(sides, drafts, strict=True))
    key = (body.fra, body.til, *(d.model_dump_json() for d in drafts))
    bridge: Bridge = service.drafts.answers.get(key, lambda: compare_plans(before, after))
    return bridge, () if all(s.internal for s in sides) else (before, after)


def inputs_out(body: CompareIn, service: Service, changes: Sequence[Changed], limited: tuple[Plan, ...]) -> list[InputOut]:
    """Changed inputs as JSON models, those that the actor may see; who changed a file last where the draft does not."""
    with service.store.reading() as session:
        touched = last_touched(session, body.til)
    drafted = {e.fil for e in body.utkast_til.endringer}
    return [
        input_out(c, None if c.change.file in drafted else touched.get(c.change.file))
        for c in changes
        if all(input_shown(p, c.change.file, c.change.path) for p in limited)
    ]


def _compared(bridge: Bridge, inputs: list[InputOut]) -> ComparedOut:
    names = {r.measured: ratio_name(r) for r in bridge.after.plan.rules.maaltall}
    return ComparedOut(
        aar=list(bridge.years),
        inndata=inputs,
        resultater=[
            ResultOut(
                navn=n,
                etikett=names.get(n, label(n, language())),
                enhet=bridge.after.unit(n),
                foer=[bridge.before.value(n, y) for y in bridge.years],
                etter=[bridge.after.value(n, y) for y in bridge.years],
            )
            for n in dict.fromkeys(c.name for c in bridge.results)
        ],
    )


def input_out(c: Changed, touched: Touched | None) -> InputOut:
    """A changed input as JSON model."""
    return InputOut(
        fil=c.change.file,
        sti=list(c.change.path),
        linje=c.change.line,
        side=page_of(c.change.file),
        gruppe=c.change.group,
        aarsak=c.group,
        navn=c.name,
        foer=c.before,
        etter=c.after,
        kilde=c.source,
        anslag=c.anslag,
        endret=touched_out(touched) if touched else None,
    )
