"""The inside of a process apart: it answers one request at a time until its server ends or its memory is full."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message

from ldip.store.process import end_with_parent, give_way, limit_memory, resident
from ldip.web.aside import Answered, Asked

BEHIND: Final = 10  # steps of priority behind the server: those who read go first
FULL: Final = 0.5  # a process whose caches hold this share of its limit ends after its answer, and a fresh one is started


@dataclass(frozen=True)
class Inside:
    """The application of a process apart, alone and with its language, its preparation, and its limit of memory."""

    app: FastAPI
    outer: ASGIApp
    warm: Callable[[], None]
    megabytes: int


def serve_apart(pipe: Connection, make: Callable[[], Inside]) -> None:
    """Answer requests from the pipe with an application that is made here."""
    end_with_parent()
    give_way(BEHIND)
    inside = make()
    exhausted: list[BaseException] = []

    def noted(_: Request, error: Exception) -> Response:
        exhausted.append(error)
        return Response(status_code=503)

    inside.app.add_exception_handler(MemoryError, noted)
    inside.warm()
    limit_memory(inside.megabytes)
    full = resident() + FULL * inside.megabytes
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt), asyncio.Runner() as runner:
        pipe.send(True)
        while True:
            answer = runner.run(answered(inside.outer, pipe.recv()))
            answer = Answered(failure="minne") if exhausted else answer
            pipe.send(answer)
            if answer.failure or resident() > full:
                return


async def answered(app: ASGIApp, asked: Asked) -> Answered:
    """The answer of an application to a request; a failure where it needs more memory than the process may use."""
    started: list[Message] = []
    parts: list[bytes] = []
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            return {"type": "http.disconnect"}
        given = True
        return {"type": "http.request", "body": asked.body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.append(message)
        else:
            parts.append(message.get("body", b""))

    scope: dict[str, Any] = {"type": "http", "asgi": {"version": "3.0"}, "root_path": "", "state": {}, **asked.scope}
    try:
        await app(scope, receive, send)
    except MemoryError:
        return Answered(failure="minne")
    except Exception:
        if not started:
            return Answered(failure="stanset")
    return Answered(started[0]["status"], list(started[0].get("headers", [])), b"".join(parts))
