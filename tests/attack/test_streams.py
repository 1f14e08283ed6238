"""Admission on ASGI alone: streams that stay open, clients that leave while they wait, and slow receivers of an answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ldip.web.admission import Admission
from ldip.web.context import Service, begin
from ldip.web.limits import Limits
from ldip.web.settings import local_settings

STREAM = ("GET", "/api/planer/1/hendelser")
TRY = ("POST", "/api/versjoner/1/tall")


@pytest.fixture
def service(tmp_path: Path) -> Any:
    opened = begin(replace(local_settings(str(tmp_path / "lager.db")), limits=Limits(user_streams=2, waiting_seconds=1)))
    yield opened
    opened.store.close()


class Client:
    """One request, whose client leaves when `left` is set and takes no more of the answer until `taken` is."""

    def __init__(self, method: str, path: str) -> None:
        self.scope = {"type": "http", "method": method, "path": path, "headers": [], "client": ("192.0.2.1", 1)}
        self.left, self.taken, self.statuses, self.given = asyncio.Event(), asyncio.Event(), list[int](), False
        self.taken.set()

    async def receive(self) -> dict[str, Any]:
        if not self.given:
            self.given = True
            return {"type": "http.request", "body": b"{}", "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.statuses.append(message["status"])
        await self.taken.wait()

    async def ask(self, admission: Admission) -> Client:
        await admission(self.scope, self.receive, self.send)
        return self


class Held:
    """An application that begins its answer, or holds it back, until `done` is set."""

    def __init__(self, begin_first: bool) -> None:
        self.begin_first, self.done, self.reached = begin_first, asyncio.Event(), 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.reached += 1
        if not self.begin_first:
            await self.done.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if self.begin_first:
            await self.done.wait()
        await send({"type": "http.response.body", "body": b""})


async def settle() -> None:
    await asyncio.sleep(0.05)


def test_streams_of_a_user_are_bounded_and_hold_no_turn(service: Service) -> None:
    async def work() -> None:
        app = Held(begin_first=True)
        admission = Admission(app, service)
        open_ones = [asyncio.create_task(Client(*STREAM).ask(admission)) for _ in range(2)]
        await settle()
        assert app.reached == 2 and not admission.usage._waiting, "an open stream is no waiting request"
        assert (await Client(*STREAM).ask(admission)).statuses == [429]
        app.done.set()
        await asyncio.gather(*open_ones)
        assert (await Client(*STREAM).ask(admission)).statuses == [200]

    asyncio.run(work())


def test_one_who_leaves_while_waiting_is_not_computed_for(service: Service) -> None:
    async def work() -> None:
        app = Held(begin_first=False)
        admission = Admission(app, service)
        first, second = Client(*TRY), Client(*TRY)
        working, waiting = asyncio.create_task(first.ask(admission)), asyncio.create_task(second.ask(admission))
        await settle()
        assert app.reached == 1 and admission.computing.waiting == 1
        second.left.set()
        await asyncio.wait_for(waiting, 1.0)
        assert second.statuses == [] and admission.computing.waiting == 0
        app.done.set()
        assert (await working).statuses == [200] and app.reached == 1
        assert admission.usage._held == {} and not admission.usage._waiting

    asyncio.run(work())


def test_one_who_waits_too_long_is_told(service: Service) -> None:
    async def work() -> None:
        app = Held(begin_first=False)
        admission = Admission(app, service)
        working = asyncio.create_task(Client(*TRY).ask(admission))
        await settle()
        assert (await Client(*TRY).ask(admission)).statuses == [503]
        await settle()
        assert admission.computing.waiting == 0
        app.done.set()
        assert (await working).statuses == [200]

    asyncio.run(work())


def test_a_slow_receiver_holds_no_turn(service: Service) -> None:
    async def work() -> None:
        app = Held(begin_first=False)
        app.done.set()
        admission = Admission(app, service)
        slow = Client(*TRY)
        slow.taken.clear()
        receiving = asyncio.create_task(slow.ask(admission))
        await settle()
        assert slow.statuses == [200] and not receiving.done()
        assert (await asyncio.wait_for(Client(*TRY).ask(admission), 0.5)).statuses == [200]
        slow.taken.set()
        await receiving

    asyncio.run(work())


def test_a_handler_that_breaks_gives_back_its_turn(service: Service) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise ZeroDivisionError

    async def work() -> None:
        admission = Admission(broken, service)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await Client(*TRY).ask(admission)
        assert admission.usage._waiting == {} == admission.usage._held
        caller = await admission.callers.of(Client(*TRY).scope)
        assert admission.computing.at_once(caller.share) is not None

    asyncio.run(work())
