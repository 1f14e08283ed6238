"""Error responses: a message and located problems, in the reader's language where the message is the program's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from ldip.errors import LdipError, ModelError, PlanError, Problem
from ldip.locales import tr
from ldip.plan.bounds import MOST_PROBLEMS
from ldip.plan.inputs import Page, page_of
from ldip.plan.plausible.caution import Caution
from ldip.store.runs import QueueFullError
from ldip.store.versions import StaleEditError
from ldip.web.notes import note_refusal


class ProblemOut(BaseModel):
    """A problem, with place and remedy; `gruppe` is the page on which the file is edited."""

    fil: str
    noekkel: str
    melding: str
    verdi: str = ""
    raad: str = ""
    linje: int = 0
    kolonne: int = 0
    gruppe: Page | None = None


class CautionOut(BaseModel):
    """A warning of plausibility, with place, value, customary value and source; `grunn` where the plan accepts it."""

    regel: str
    navn: str
    sted: str
    fil: str
    noekkel: str
    linje: int
    kolonne: int
    melding: str
    verdi: str
    vanlig: str
    kilde: str
    grunn: str
    dato: str
    gruppe: Page | None


class Side(BaseModel):
    """A file that two users changed: the text before, the other user's, and the sender's own. None where the file is absent."""

    fil: str
    foer: str | None
    deres: str | None
    din: str | None


class ErrorOut(BaseModel):
    """An error."""

    melding: str
    problemer: list[ProblemOut] = []
    hode: int | None = None
    sider: list[Side] = []


class RefusedError(Exception):
    """A refused request: HTTP status, and a key of the catalogue."""

    def __init__(self, status: int, key: str, headers: Mapping[str, str] | None = None, **values: object) -> None:
        super().__init__(key)
        self.status, self.key, self.values, self.headers = status, key, values, dict(headers or {})


class ConflictingError(Exception):
    """A stale edit with the text of both sides."""

    def __init__(self, head: int, sides: list[Side]) -> None:
        super().__init__("konflikt")
        self.head, self.sides = head, sides


SHOWN: Final = 400  # most characters of a text that a client sent and is shown again
STATUSES: tuple[tuple[type[LdipError], int], ...] = ((StaleEditError, 409), (QueueFullError, 429), (ModelError, 404))
LATER = {"retry-after": "60"}  # a queue of runs that is full
DOCUMENTED: dict[int | str, dict[str, Any]] = {
    code: {"model": ErrorOut} for code in (400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 503)
}


def out(p: Problem) -> ProblemOut:
    """A problem as JSON model."""
    file, key = shown(p.file), shown(p.key)
    place = {"fil": file, "noekkel": key, "linje": p.line, "kolonne": p.column, "gruppe": page_of(file)}
    return ProblemOut(melding=shown(p.message), verdi=shown(p.value), raad=shown(p.hint), **place)


def shown(text: str) -> str:
    """A text in an answer: of bounded length, and with half characters, which cannot be sent, replaced."""
    return text[: 10 * SHOWN].encode("utf-8", "replace").decode()


def caution_out(c: Caution) -> CautionOut:
    """A warning as JSON model, in the reader's language."""
    place = {"fil": c.file, "noekkel": c.key, "linje": c.line, "kolonne": c.column, "gruppe": page_of(c.file), "sted": c.place}
    rule = {"regel": c.rule, "navn": c.about.name, "vanlig": c.about.usual, "kilde": c.about.kilde}
    return CautionOut(melding=c.message, verdi=c.value, grunn=c.reason, dato=c.since, **place, **rule)


def _sent(error: Mapping[str, Any]) -> ProblemOut:
    """A problem of a value of a request, from the validation error."""
    key = ".".join(str(part) for part in error["loc"])[:SHOWN]
    message = str(error["msg"]).removeprefix("Value error, ")
    return ProblemOut(fil="forespørsel", noekkel=shown(key), melding=shown(message))


def reply(status: int, message: str, headers: Mapping[str, str] | None = None, **more: Any) -> JSONResponse:
    """An error as a response."""
    body = ErrorOut(melding=shown(message), **more).model_dump(mode="json")
    return JSONResponse(body, status_code=status, headers=dict(headers or {}))


def install(app: FastAPI) -> None:
    """Register handlers that return every error in one form, in the language of the request."""

    @app.exception_handler(RefusedError)
    def _refused(request: Request, error: RefusedError) -> JSONResponse:
        note_refusal(request.scope, error.key)
        return reply(error.status, tr(error.key, **error.values), error.headers)

    @app.exception_handler(ConflictingError)
    def _conflict(request: Request, error: ConflictingError) -> JSONResponse:
        return reply(409, tr("web.konflikt"), hode=error.head, sider=error.sides)

    @app.exception_handler(LdipError)
    def _ours(request: Request, error: LdipError) -> JSONResponse:
        problems = [out(p) for p in error.problems] if isinstance(error, PlanError) else []
        status = next((s for kind, s in STATUSES if isinstance(error, kind)), 422)
        message = tr("web.problemer", n=len(problems)) if problems else str(error)
        return reply(status, message, LATER if status == 429 else None, problemer=problems)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        found = error.errors()
        problems = [_sent(e) for e in found[:MOST_PROBLEMS]]
        if (rest := len(found) - MOST_PROBLEMS) > 0:
            problems.append(ProblemOut(fil="forespørsel", noekkel="", melding=tr("web.flere", n=rest)))
        return reply(422, tr("web.ugyldig"), problemer=problems)

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> JSONResponse:
        key = f"web.{error.status_code}" if error.status_code in (400, 404, 405, 413, 422) else "web.feil"
        return reply(error.status_code, tr(key), error.headers)
