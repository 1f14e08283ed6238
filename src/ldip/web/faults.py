"""Errors that are not the program's own: a value that cannot be stored or a database that is gone; and those nobody foresaw.

A client gets a message and, where waiting helps, how long to wait; never a traceback. An unforeseen error is logged under the id
of the request, which the client gets as a code, so that operations can find it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import exc
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ldip.locales import tr
from ldip.web import logs
from ldip.web.errors import reply
from ldip.web.notes import note, notes_of
from ldip.web.observe import template_of
from ldip.web.requests import BodyError

RETRY_S: Final = 5  # a database that restarts is back in a few seconds
RETRY: Final = {"Retry-After": str(RETRY_S)}
# (errors, status, key): the database is gone or full; a value is refused by it; a value no parser takes; no memory.
ANSWERS: Final[tuple[tuple[tuple[type[Exception], ...], int, str], ...]] = (
    ((exc.OperationalError, exc.InterfaceError, exc.TimeoutError, exc.DBAPIError), 503, "web.lager_nede"),
    ((exc.IntegrityError,), 409, "web.samtidig"),
    ((exc.DataError,), 422, "web.verdi"),
    ((RecursionError, OverflowError, UnicodeError, csv.Error), 422, "web.verdi"),
    ((MemoryError,), 503, "web.minne"),
)


def install(app: FastAPI) -> None:
    """Register the answers, and the last handler beneath every other middleware."""
    for kinds, status, key in ANSWERS:
        for kind in kinds:
            app.add_exception_handler(kind, _answering(status, key))
    app.add_exception_handler(BodyError, _body)
    app.add_middleware(Caught)


def _answering(status: int, key: str) -> Callable[[Request, Exception], JSONResponse]:
    def answer(request: Request, error: Exception) -> JSONResponse:
        return _told(request.scope, error, status, key)

    return answer


def _told(scope: Scope, error: Exception, status: int, key: str) -> JSONResponse:
    _logged(scope, error, status)
    return reply(status, tr(key), RETRY if status == 503 else {})


def _body(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BodyError)
    return reply(error.status_code, tr(error.key, **error.values))


def _logged(scope: Scope, error: Exception, status: int) -> str:
    """Log an error by its type and places; its text may hold what a client sent. The id of the request."""
    notes = notes_of(scope)
    if status >= 500:
        note(scope, "tjenestefeil")
    logs.failure(error, {"id": notes.id, "rute": template_of(scope), "bruker": notes.user})
    return notes.id


class Caught:
    """Answers an error that nobody foresaw with 500 and a code. Once an answer has begun, the error ends it instead."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            code = _logged(scope, error, 500)
            await reply(500, tr("web.uventet", id=code))(scope, receive, sending)
