"""The application: guard, routes, errors, and the built front end."""

from __future__ import annotations

import os
import pkgutil
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from ldip import web
from ldip.errors import LdipError
from ldip.locales import LANGUAGES, speaking
from ldip.plan.paths import path_fault
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.verdict import verdict
from ldip.publish.numbers import NEED
from ldip.publish.questions import names_of
from ldip.store.process import end_with_parent
from ldip.store.schema import Branch
from ldip.version import VERSION
from ldip.web import errors, faults, logs
from ldip.web.admission import Admission
from ldip.web.apart import Inside, serve_apart
from ldip.web.aside import Pool
from ldip.web.context import Service, begin
from ldip.web.drafts import EMPTY, HeavyError
from ldip.web.errors import DOCUMENTED, RefusedError
from ldip.web.faces import Faces, visits
from ldip.web.guard import Guard
from ldip.web.observe import Observed
from ldip.web.settings import Settings
from ldip.web.start import Started
from ldip.web.watching import watching

QUICK: Final = 4  # compression level: less than half the time of the best, and four per cent larger
SWITCH_S: Final = 0.001  # a thread that computes admits those that answer after this time; Python's own default is five times it
RUNS_APART: Final = 8  # runs a process apart caches; those with draws take tens of megabytes
SPOKEN: Final = "ldip_spraak"  # the cookie in which the pages keep the language chosen
LONG: Final = "public, max-age=31536000, immutable"


class Speaking:
    """Handles each request in its reader's language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        with speaking(language_of(scope)):
            await self.app(scope, receive, send)


def language_of(scope: Scope) -> str:
    """The language of a request: on a visit the one chosen in the pages, which a browser does not know; else bokmål."""
    headers = Headers(raw=scope.get("headers", []))  # the life of the application has none
    chosen = cookie_parser(headers.get("cookie", "")).get(SPOKEN, "") if visits(scope) else ""
    return next((code for code in (chosen, headers.get("accept-language", "")[:2].lower()) if code in LANGUAGES), "nb")


def create_app(settings: Settings, service: Service | None = None) -> FastAPI:
    """The application on a store. `service` is for tests that have opened one already."""
    served = service or begin(settings)
    app = answering(settings, served)
    app.add_middleware(Admission, service=served)
    app.add_middleware(Started, settings=settings)
    app.add_middleware(Faces)
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(Speaking)
    app.add_middleware(Observed, settings=app.state.watching)
    return app


def answering(settings: Settings, served: Service) -> FastAPI:
    """The routes, errors and pages alone, without the middleware that guards them."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        if served.aside is not None:
            served.aside.close()
        served.store.close()

    app = FastAPI(
        title="LDIP",
        version=VERSION,
        description="Langsiktig drifts- og investeringsplan: planer, versjoner og tall.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        responses=DOCUMENTED,
    )
    app.state.service = served
    app.state.watching = watching(settings.local)
    logs.configure(app.state.watching)
    errors.install(app)
    for router in routers().values():
        app.include_router(router)
    _pages(app, settings.static)
    faults.install(app)  # beneath the rest, so that its answers have their headers and language
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=QUICK)
    return app


def routers() -> dict[str, APIRouter]:
    """The routers of the modules beside this one, by module; a module with routes defines `router` and is included."""
    modules = {m.name: import_module(f"{web.__name__}.{m.name}") for m in pkgutil.iter_modules(web.__path__)}
    found = {name: getattr(modules[name], "router", None) for name in sorted(modules)}
    return {name: router for name, router in found.items() if isinstance(router, APIRouter)}


def _pages(app: FastAPI, static: Path) -> None:
    """Serve the built front end; every path that is no file returns index.html."""
    if (static / "assets").is_dir():
        app.mount("/assets", _Assets(directory=static / "assets"), name="assets")

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str, request: Request) -> Response:
        if path.startswith("api/") or path_fault(path.rstrip("/") or "index.html"):
            raise RefusedError(404, "web.404")
        file = static / path
        inside = path and "/" not in path and not path.startswith(".") and file.is_file()
        chosen = file if inside else static / "index.html"
        if not chosen.is_file():
            raise RefusedError(404, "web.ikke_bygd")
        return FileResponse(chosen, headers={"cache-control": "no-cache"})


class _Assets(StaticFiles):
    """Static files, cached for ever since their names contain the hash of the content."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """A file, with the header that lets browsers cache it."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = LONG
        return response


def prepare(app: FastAPI) -> None:
    """Make a server ready for its first requests: processes apart, and in a background thread the programs it compiles."""
    sys.setswitchinterval(SWITCH_S)
    service: Service = app.state.service
    if service.settings.limits.draft_processes:
        service.aside, service.drafts.apart = Pool(service.settings, apart), True
    threading.Thread(target=warmed, args=(service,), daemon=True).start()


def apart(settings: Settings, pipe: Connection) -> None:
    """A process that answers requests for a server, on the same store."""

    def made() -> Inside:
        service = begin(settings, migrate=False)
        service.drafts.keep_runs(RUNS_APART)
        app = answering(settings, service)
        return Inside(app, Speaking(app), lambda: warmed(service), settings.limits.draft_megabytes)

    serve_apart(pipe, made)


def warmed(service: Service) -> None:
    """Run the newest versions as the pages ask for them; with draws where this process makes draws."""
    try:
        with service.store.reading() as session:
            heads = list(session.scalars(select(Branch.hode_id).limit(3)))
        for head in heads:
            verdict(service.drafts.run(head, EMPTY, ALWAYS))
            if not service.drafts.apart:
                service.drafts.run(head, EMPTY, (NEED, "nytt", "sum_driftsinntekter", *names_of([])), 100)
    except (LdipError, SQLAlchemyError, RefusedError, HeavyError):  # a request that meets the error reports it
        return


def from_environment() -> FastAPI:
    """The application as configured by `ldip serve` for several processes."""
    from ldip.web.settings import local_settings, organisation_settings

    end_with_parent()
    store = os.environ["LDIP_LAGER"]
    hosts = tuple(h for h in os.environ.get("LDIP_VERT", "").split(",") if h)
    app = create_app(organisation_settings(store, hosts) if hosts else local_settings(store))
    prepare(app)
    return app
