"""The outermost middleware: gives each request an id, measures it, and writes it in the logs when it ends."""

from __future__ import annotations

import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ldip.web import logs
from ldip.web.metrics import EVENTS, SECONDS
from ldip.web.notes import CURRENT, Notes, note, notes_of
from ldip.web.watching import Watching

HEADER: Final = b"x-request-id"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
ASSETS: Final = "/assets"


def template_of(scope: Scope) -> str:
    """The template of the route that answered; never the path itself, which may hold names and tokens."""
    found = getattr(scope.get("route"), "path", None)
    return str(found) if found else ASSETS if str(scope["path"]).startswith(f"{ASSETS}/") else "-"


class Observed:
    """Measures and logs every request."""

    def __init__(self, app: ASGIApp, settings: Watching) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        notes = notes_of(scope)
        status, began, taken = 500, time.perf_counter(), 0.0

        async def sending(message: Message) -> None:
            nonlocal status, taken
            if message["type"] == "http.response.start":
                status, taken = int(message["status"]), time.perf_counter() - began
                message = {**message, "headers": [*message.get("headers", []), (HEADER, notes.id.encode())]}
            await send(message)

        before = CURRENT.set(notes)
        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            note(scope, "tjenestefeil")
            logs.failure(error, {"id": notes.id, "rute": template_of(scope), "bruker": notes.user})
            raise
        finally:
            CURRENT.reset(before)
            self._write(scope, notes, status, taken or time.perf_counter() - began)

    def _write(self, scope: Scope, notes: Notes, status: int, taken: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "-"
        route, client = template_of(scope), scope.get("client")
        address = logs.written(client[0] if client else "", self.settings.address)
        SECONDS.labels(method, route, str(status)).observe(taken)
        about: dict[str, str | int | None] = {
            "id": notes.id,
            "metode": method,
            "rute": route,
            "status": status,
            "bruker": notes.user,
            "adresse": address,
        }
        logs.access(about | {"ms": round(taken * 1e3)})
        for happened in notes.events:
            EVENTS.labels(happened).inc()
            logs.security(happened, about)
