"""Liveness, readiness and metrics: for the machine that watches the server, without login and without secrets.

Anybody is answered whether the server is ready; what is wrong, and the metrics, only those on this machine or with the key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import anyio
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from ldip.errors import LdipError
from ldip.store.database import newest_revision
from ldip.store.keys import existing_ring
from ldip.store.pulse import alive, revision_of
from ldip.web.context import Served, Service
from ldip.web.errors import RefusedError
from ldip.web.logs import security
from ldip.web.metrics import CONTENT_TYPE, exposition
from ldip.web.watching import Watching

router = APIRouter(include_in_schema=False, tags=["drift"])
State = Literal["klar", "redusert", "ikke_klar"]
TURNS: Final = 2  # threads for checks; they must be answered also when every other thread is busy


class Health(BaseModel):
    """The state of the server: `ikke_klar` when it cannot answer, `redusert` when it answers but no worker runs the queue."""

    status: State
    deler: dict[str, str] = {}


@router.get("/helse/lever")
async def lives() -> Health:
    """Whether the process answers at all. Waits for no thread and no database."""
    return Health(status="klar")


@router.get("/helse")
async def ready(request: Request, service: Served) -> Response:
    """Whether the server can answer: 200, or 503 with a time to wait."""
    found = await anyio.to_thread.run_sync(checked, service, limiter=limiter_of(request))
    status: State = "ikke_klar" if {found[n] for n in ("database", "skjema", "noekkel")} != {"ok"} else "klar"
    if status == "klar" and found["arbeider"] != "ok":
        status = "redusert"
    watching: Watching = request.app.state.watching
    told = Health(status=status, deler=found if watching.trusts(request) else {})
    wait = {"retry-after": "5"} if status == "ikke_klar" else {}
    return JSONResponse(told.model_dump(), 503 if wait else 200, {"cache-control": "no-store", **wait})


@router.get("/metrics")
async def metrics(request: Request, service: Served) -> Response:
    """Metrics as OpenMetrics text."""
    watching: Watching = request.app.state.watching
    if not watching.trusts(request):
        raise RefusedError(403, "nektet.metrikk")
    body = await anyio.to_thread.run_sync(exposition, service.store, limiter=limiter_of(request))
    return Response(body, media_type=CONTENT_TYPE, headers={"cache-control": "no-store"})


def limiter_of(request: Request) -> anyio.CapacityLimiter:
    """The threads for checks, of one application."""
    held = request.app.state
    if not hasattr(held, "checks"):
        held.checks = anyio.CapacityLimiter(TURNS)
    found: anyio.CapacityLimiter = held.checks
    return found


def checked(service: Service) -> dict[str, str]:
    """ok or svikt by part: database, schema at the newest revision, key, and a worker with a recent heartbeat."""

    def asked(question: Callable[[], bool]) -> str:
        try:
            return "ok" if question() else "svikt"
        except (LdipError, SQLAlchemyError, OSError):
            return "svikt"

    found = {"database": asked(lambda: True), "skjema": "svikt", "noekkel": asked(lambda: _key(service)), "arbeider": "svikt"}
    try:
        with service.store.reading() as session:
            found["skjema"] = asked(lambda: revision_of(session) == newest_revision())
            found["arbeider"] = asked(lambda: alive(session) > 0)
    except (SQLAlchemyError, OSError):
        found["database"] = "svikt"
    if found["noekkel"] != "ok":
        security("noekkel_mangler", {})
    return found


def _key(service: Service) -> bool:
    """Whether the key ring's file is still there, whole and the store's own; the server holds its own copy, but a new one could
    not start."""
    service.ring.refresh()
    return bool(existing_ring(service.settings.key).keys)
