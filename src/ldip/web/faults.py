"""Errors that are not the program's own: a value that cannot be stored or a database that is gone; and those nobody foresaw.

A client gets a message and, where waiting helps, how long to wait; never a traceback. An unforeseen error is logged with its
traceback under a code that the client gets, so that operations can find it."""

from __future__ import annotations

import csv
import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import exc
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ldip.locales import tr
from ldip.web.errors import reply
from ldip.web.requests import BodyError

LOG: Final = logging.getLogger("ldip.feil")
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
        return _told(error, status, key)

    return answer


def _told(error: Exception, status: int, key: str) -> JSONResponse:
    code = _logged(error)
    headers: Mapping[str, str] = RETRY if status == 503 else {}
    return reply(status, tr(key), {**headers, "X-Feil": code})


def _body(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BodyError)
    return reply(error.status_code, tr(error.key, **error.values))


def _logged(error: Exception) -> str:
    """Log an error under a code of its own."""
    code = secrets.token_hex(6)
    LOG.error("feil %s: %s", code, type(error).__name__, exc_info=error)
    return code


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
            code = _logged(error)
            await reply(500, tr("web.uventet", id=code), {"X-Feil": code})(scope, receive, sending)
