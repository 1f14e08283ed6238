"""Long runs in the queue, with progress as server-sent events; and events of a plan while it is open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Final

import anyio
from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from ldip.errors import PlanError
from ldip.publish.numbers import of_draws
from ldip.store import audit
from ldip.store.runs import DONE, ask, cancel, run_of, runs_of
from ldip.store.schema import RunRow, User, Version
from ldip.web.access import Actor
from ldip.web.branches import names_of
from ldip.web.context import (
    OpenPlan,
    OpenVersion,
    RowId,
    Served,
    Service,
    Who,
    open_of,
    open_plan,
    planned,
    still,
    versioned,
    visible_branches,
)
from ldip.web.drafts import EMPTY
from ldip.web.errors import RefusedError
from ldip.web.schemas_plans import NewRun, RunOut

router = APIRouter(prefix="/api", tags=["kjøringer"])
LOOK_S: Final = 0.5
EVENTS_S: Final = 2.0


def run_out(run: RunRow) -> RunOut:
    """A run as JSON model."""
    found = run.sammendrag or {}
    return RunOut(
        id=run.id,
        versjon=run.versjon_id,
        status=run.status,
        framdrift=run.framdrift,
        trekninger=run.trekninger,
        bestilt=run.bestilt,
        feil=run.feil,
        hash=run.kjoeringshash,
        tall=dict(found.get("tall", {})),
    )


@router.get("/versjoner/{versjon}/kjoeringer")
def runs(opened: Annotated[OpenVersion, versioned("les")]) -> list[RunOut]:
    """A version's runs, the newest first."""
    with opened.service.store.reading() as session:
        found = [run_out(r) for r in runs_of(session, opened.id)]
    return [shown_run(opened, r) for r in found]


@router.post("/versjoner/{versjon}/kjoeringer", status_code=202)
def order(body: NewRun, opened: Annotated[OpenVersion, versioned("kjoer")]) -> RunOut:
    """Put a run in the queue."""
    with opened.service.store.session() as session:
        made = run_out(ask(session, opened.id, opened.plan.actor.id, body.trekninger, body.froe))
    return shown_run(opened, made)


def shown_run(opened: OpenVersion, run: RunOut) -> RunOut:
    """A run with the numbers of its summary that the actor may see; the plan is read only where there are any."""
    if not run.tall or _may_see(opened, drawn=True):
        return run
    base = {a: v for a, v in run.tall.items() if not any(of_draws(part) for part in a.split("/"))}
    return run.model_copy(update={"tall": base if _may_see(opened, drawn=False) else {}})


def _may_see(opened: OpenVersion, drawn: bool) -> bool:
    try:
        opened.allowed(EMPTY, drawn)
    except (RefusedError, PlanError):
        return False
    return True


def seen_run(kjoering: RowId, service: Served, actor: Who) -> RunOut:
    """A run of a version visible to the actor."""
    opened = open_of(service, actor, RunRow, kjoering, "les")
    return shown_run(opened, _look(service, kjoering))


SeenRun = Annotated[RunOut, Depends(seen_run)]


def watched_run(kjoering: RowId, service: Served, actor: Who) -> RunOut:
    """A run of a version visible to the actor, without numbers, which a stream does not carry. Resolved before a stream
    begins, since a started stream cannot be refused."""
    open_of(service, actor, RunRow, kjoering, "les")
    return _look(service, kjoering).model_copy(update={"tall": {}})


WatchedRun = Annotated[RunOut, Depends(watched_run)]


@router.get("/kjoeringer/{kjoering}")
def one(found: SeenRun) -> RunOut:
    """A run."""
    return found


@router.delete("/kjoeringer/{kjoering}")
def stop(kjoering: RowId, service: Served, actor: Who) -> RunOut:
    """Request that a run stops: one's own, or anybody's for those who may lock the plan. Errors: RefusedError 403."""
    opened = open_of(service, actor, RunRow, kjoering, "kjoer")
    with service.store.session() as session:
        if run_of(session, kjoering).bestilt_av != actor.id and not opened.plan.rights.may("laas"):
            raise RefusedError(403, "nektet.kjoering")
        cancel(session, kjoering, actor.id)
        stopped = run_out(run_of(session, kjoering))
    return shown_run(opened, stopped)


def _look(service: Service, run: int) -> RunOut:
    with service.store.reading() as session:
        return run_out(run_of(session, run))


@router.get("/kjoeringer/{kjoering}/hendelser", response_class=EventSourceResponse)
async def progress(request: Request, service: Served, seen: WatchedRun) -> AsyncIterator[ServerSentEvent]:
    """Progress of a run as events, until it has ended, or the session or the right to see it has."""
    before: tuple[str, float] | None = None
    while not await request.is_disconnected():
        found = await run_in_threadpool(still, request, service, partial(watched_run, seen.id, service))
        if found is None:
            return
        if (found.status, found.framdrift) != before:
            before = (found.status, found.framdrift)
            # the numbers are read with the run itself, by the rights the actor then has
            yield ServerSentEvent(data=found.model_dump(mode="json"), event="framdrift")
        if found.status in DONE:
            return
        await anyio.sleep(LOOK_S)


def _heads(opened: OpenPlan) -> dict[str, tuple[int, str, str]]:
    """Newest version, its author and time, by visible branch."""
    with opened.service.store.reading() as session:
        seen = names_of(visible_branches(session, opened))
        join = select(Version, User.navn).join(User, User.id == Version.forfatter_id)
        heads = session.execute(join.where(Version.id.in_([b.hode_id for b in seen.values()]))).all()
        found = {v.id: (v.id, author, audit.utc(v.tid)) for v, author in heads}
        return {name: found[b.hode_id] for name, b in seen.items() if b.hode_id in found}


def _heads_for(opened: OpenPlan, actor: Actor) -> dict[str, tuple[int, str, str]]:
    """The heads that an actor sees now, with the roles of now."""
    return _heads(open_plan(opened.service, actor, opened.id, "les"))


@router.get("/planer/{plan}/hendelser", response_class=EventSourceResponse)
async def events(request: Request, opened: Annotated[OpenPlan, planned("les")]) -> AsyncIterator[ServerSentEvent]:
    """New versions on any branch, as events, until the session or the right to see the plan ends."""
    before = await run_in_threadpool(_heads, opened)
    yield ServerSentEvent(data={"grener": {k: v[0] for k, v in before.items()}}, event="start")
    while not await request.is_disconnected():
        await anyio.sleep(EVENTS_S)
        now = await run_in_threadpool(still, request, opened.service, partial(_heads_for, opened))
        if now is None:
            return
        for branch, (version, author, time) in now.items():
            if before.get(branch, (0, "", ""))[0] != version:
                said_so = {"gren": branch, "versjon": version, "av": author, "tid": time}
                yield ServerSentEvent(data=said_so, event="versjon")
        before = now
