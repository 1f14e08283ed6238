"""The body of a request, read before it takes a turn. It must come at a certain rate, so that a slow sender holds no place."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from starlette.types import Message, Receive

from ldip.web.callers import Caller
from ldip.web.errors import RefusedError
from ldip.web.settings import BODY
from ldip.web.usage import Usage

RATE: Final = 50_000  # bytes a second; a body may take `body_seconds` and then one second more for each of these


class GoneError(Exception):
    """The client has gone, and nobody waits for the answer."""


class Body:
    """A body held in memory until `free`."""

    def __init__(self, usage: Usage, caller: Caller) -> None:
        self._usage, self._caller, self._parts, self.size = usage, caller, list[bytes](), 0

    async def read(self, receive: Receive) -> None:
        """Read the whole body. Errors: RefusedError 408 when it comes too slowly, 503 when too much is held; GoneError."""
        began = time.monotonic()
        while True:
            allowed = self._usage.limits.body_seconds + self.size / RATE
            try:
                async with asyncio.timeout(began + allowed - time.monotonic()):
                    message = await receive()
            except TimeoutError:
                raise RefusedError(408, "web.for_sakte", {"connection": "close"}) from None
            if message["type"] == "http.disconnect":
                raise GoneError
            self._add(message.get("body", b""))
            if not message.get("more_body", False):
                return

    def _add(self, part: bytes) -> None:
        if part:
            if self._caller.kind != "bruker" and self.size + len(part) > BODY:
                raise RefusedError(413, "web.stor", {"connection": "close"})  # only those who are logged in upload
            self._usage.hold(self._caller, len(part))
            self.size += len(part)
            self._parts.append(part)

    @property
    def content(self) -> bytes:
        """All of it."""
        self._parts = [b"".join(self._parts)]
        return self._parts[0]

    def free(self) -> None:
        """Let the bytes go."""
        self._usage.free(self._caller, self.size)
        self._parts, self.size = [], 0

    def replayed(self, receive: Receive) -> Receive:
        """The body as a message, and then whatever the connection sends."""
        given = False

        async def receiving() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": self.content, "more_body": False}

        return receiving
