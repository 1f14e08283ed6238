"""Admission: every request of the interface waits for a fair turn, without a thread, and heavy ones are answered apart.

Reading of what is stored has turns of its own, so that nobody who reads waits for those who compute. A turn ends when the
answer begins; a slow receiver keeps none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Final, Literal, Self

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ldip.locales import tr
from ldip.web.aside import Answered, Asked
from ldip.web.body import Body, GoneError
from ldip.web.callers import Caller, Callers
from ldip.web.context import Service
from ldip.web.drafts import HeavyError
from ldip.web.errors import RefusedError, reply
from ldip.web.guard import SAFE
from ldip.web.notes import note, notes_of
from ldip.web.turns import Turn, Turns
from ldip.web.usage import SOON_S, Usage

LIGHT: Final = 24  # requests at a time that read what is stored; fewer than the server's threads
COMPUTING: Final = (
    1  # requests at a time that read or run plans in this process; they hold the interpreter, which those who read need
)
COMPUTED: Final = ("/api/versjoner/", "/api/planer", "/api/sammenligning", "/api/delt/", "/api/kommuner/")
APART: Final = (  # draws, many cases at once, workbooks, and first plans, which are made of the whole data pack
    *("/usikkerhet", "/usikkerhet/spenn", "/usikkerhet/aarsaker", "/usikkerhet/forloep"),
    *(
        "/stress",
        "/omvendt-stress",
        "/sammenligning",
        "/sammenligning/tabell",
        "/sammenligning/aarsaker",
        "/sammenligning/aarsak",
        "/sammenligning/alternativer",
        "/sammenligning/alternativer/tabell",
    ),
    *("/ett-aar-senere", "/lukke-gap"),
    *("/anslag", "/forslag", "/foersteplan", "/mappe.zip", "/planer/ny", "/arbeidsbok"),
)
STREAMS: Final = "/hendelser"

Lane = Literal["lett", "regning", "apart"]


class Admission:
    """Plain ASGI, so that streams pass through unchanged."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app, self.service, self.limits = app, service, service.settings.limits
        self.callers, self.usage = Callers(service), Usage(self.limits)
        self.light, self.computing = Turns(LIGHT), Turns(COMPUTING)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not str(scope["path"]).startswith("/api/"):
            await self.app(scope, receive, send)
            return
        caller = await self.callers.of(scope)
        notes_of(scope).user = caller.user or None  # also of what is answered apart
        try:
            with ExitStack() as held:
                self.usage.enter(caller)
                left = held.enter_context(_Once(lambda: self.usage.leave(caller)))
                if scope["method"] == "GET" and str(scope["path"]).endswith(STREAMS):
                    held.enter_context(self.usage.stream(caller))
                await self._answer(scope, receive, _telling(send, left), caller)
        except RefusedError as error:
            await reply(error.status, tr(error.key, **error.values), error.headers)(scope, receive, send)
        except GoneError:
            return

    async def _answer(self, scope: Scope, receive: Receive, send: Send, caller: Caller) -> None:
        if scope["method"] in SAFE:
            await self._read(scope, receive, send, caller)
            return
        body = Body(self.usage, caller)
        try:
            try:
                await body.read(receive)
            except HTTPException as error:  # refused while it came; the routes have the words for it
                await self.app(scope, _refusing(error), send)
                return
            lane = self._lane(scope, caller)
            if lane != "lett":
                self.usage.afford(caller)
            if lane != "apart":
                try:
                    turns = self.light if lane == "lett" else self.computing
                    await self._here(turns, (scope, body.replayed(receive), send), receive, caller)
                    return
                except HeavyError:
                    pass
            status = await self._apart(Asked.of(scope, body.content), receive, send, caller)
            if status == 403:
                note(scope, "nektet")
        finally:
            body.free()

    async def _read(self, scope: Scope, receive: Receive, send: Send, caller: Caller) -> None:
        """Answer a request without a body; what needs a large plan read is answered apart."""
        try:
            await self._here(self.light, (scope, receive, send), receive, caller)
        except HeavyError:
            self.usage.afford(caller)
            await self._apart(Asked.of(scope, b""), receive, send, caller)

    def _lane(self, scope: Scope, caller: Caller) -> Lane:
        path = str(scope["path"])
        if not path.startswith(COMPUTED):
            return "lett"
        heavy = path.endswith(APART) or caller.kind == "besoekende"
        return "apart" if heavy and self.service.aside is not None else "regning"

    async def _here(self, turns: Turns, request: tuple[Scope, Receive, Send], receive: Receive, caller: Caller) -> None:
        """Answer in this process. Errors: HeavyError for work that belongs apart."""
        scope, body, send = request
        turn = await self._turn(turns, receive, caller)
        with _Once(lambda: self._end(turn, caller, turns)) as once:
            await self.app(scope, body, _telling(send, once))

    async def _apart(self, asked: Asked, receive: Receive, send: Send, caller: Caller) -> int:
        """Answer in a process apart: the status. Errors: RefusedError 422 above its limits, 503 when it has ended."""
        pool = self.service.aside
        assert pool is not None, "work is sent apart only where there are processes"
        turn = await self._turn(pool.turns, receive, replace(caller, share=pool.share_of(caller.share, caller.kind == "bruker")))
        with _Once(lambda: self._end(turn, caller, pool.turns)):
            answer = await pool.ask(asked, caller.key)
        if answer.failure:
            raise self._failed(answer)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})
        return answer.status

    def _failed(self, answer: Answered) -> RefusedError:
        if answer.failure == "tid":
            return RefusedError(422, "web.for_lang_tid", n=self.limits.draft_seconds)
        if answer.failure == "minne":
            return RefusedError(422, "web.for_mye_minne", n=self.limits.draft_megabytes)
        return RefusedError(503, "web.regning_stanset", {"retry-after": str(SOON_S)})

    def _end(self, turn: Turn, caller: Caller, turns: Turns) -> None:
        seconds = turn.leave()
        if turns is not self.light:
            self.usage.charge(caller, seconds)

    async def _turn(self, turns: Turns, receive: Receive, caller: Caller) -> Turn:
        """Wait for a turn. Errors: RefusedError 503 after too long; GoneError when the client leaves while it waits."""
        if (turn := turns.at_once(caller.share)) is not None:
            return turn
        waiting, gone = asyncio.ensure_future(turns.enter(caller.share)), asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait({waiting, gone}, timeout=self.limits.waiting_seconds, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return waiting.result()
            if gone.done():
                raise GoneError
            raise RefusedError(503, "web.opptatt", {"retry-after": str(SOON_S)})
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                waiting.result().leave()
            raise
        finally:
            for task in (waiting, gone):
                if not task.done():
                    task.cancel()


class _Once:
    """Calls a function at the end of the context, or before it by `now`; only once."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call: Callable[[], None] | None = call

    def now(self) -> None:
        """Call it unless it has been called."""
        call, self._call = self._call, None
        if call is not None:
            call()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.now()


def _telling(send: Send, once: _Once) -> Send:
    """Send, and call `once` when the answer begins."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            once.now()
        await send(message)

    return sending


def _refusing(error: HTTPException) -> Receive:
    """A body that cannot be received."""

    async def receiving() -> Message:
        raise error

    return receiving


async def _left(receive: Receive) -> None:
    """Returns when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
