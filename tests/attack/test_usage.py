"""Limits of a user and an address: each just below (accepted) and just above (refused), and given back afterwards."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest

from ldip.errors import SourceError
from ldip.store.limits import RunLimits, from_environment
from ldip.web.body import Body
from ldip.web.callers import VISITORS, Caller
from ldip.web.errors import RefusedError
from ldip.web.limits import Limits
from ldip.web.settings import BODY, local_settings
from ldip.web.turns import Share
from ldip.web.usage import MB, Usage

KARI = Caller("bruker", Share("bruker:1"), "192.0.2.1")
OLA = Caller("bruker", Share("bruker:2"), "192.0.2.1")


def visitor(address: str) -> Caller:
    return Caller("besoekende", Share(VISITORS), address)


def refused(call: Any, *given: Any) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        call(*given)
    return caught.value


def test_a_user_has_so_many_requests_at_once() -> None:
    usage = Usage(Limits(user_waiting=3))
    for _ in range(3):
        usage.enter(KARI)
    error = refused(usage.enter, KARI)
    assert (error.status, error.key) == (429, "web.mange_venter") and int(error.headers["retry-after"]) > 0
    usage.enter(OLA)  # at the same address: a user's limit is the user's own
    usage.leave(KARI)
    usage.enter(KARI)


def test_an_address_that_is_not_logged_in_has_so_many() -> None:
    usage = Usage(Limits(address_waiting=2, visitors_waiting=5))
    for _ in range(2):
        usage.enter(visitor("192.0.2.1"))
    assert refused(usage.enter, visitor("192.0.2.1")).status == 429
    stranger = Caller("fremmed", Share("adresse:192.0.2.1"), "192.0.2.1")
    assert refused(usage.enter, stranger).status == 429, "whichever page it asks for"
    usage.enter(KARI)  # one who is logged in at that address
    usage.leave(visitor("192.0.2.1"))
    usage.enter(visitor("192.0.2.1"))


def test_visitors_of_every_address_have_so_many_together() -> None:
    usage = Usage(Limits(address_waiting=2, visitors_waiting=5))
    for i in range(5):
        usage.enter(visitor(f"198.51.100.{i}"))
    assert refused(usage.enter, visitor("198.51.100.99")).status == 429
    usage.enter(KARI)


def test_streams_of_a_user() -> None:
    usage = Usage(Limits(user_streams=2))
    with usage.stream(KARI), usage.stream(KARI):
        error = refused(lambda: usage.stream(KARI).__enter__())
        assert (error.status, error.key) == (429, "web.mange_stroemmer")
        with usage.stream(OLA):
            pass
    with usage.stream(KARI):
        pass


def test_seconds_of_computing_in_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    usage = Usage(Limits(user_seconds=60, visitors_seconds=6))
    usage.charge(KARI, 59.9)
    usage.afford(KARI)
    usage.charge(KARI, 3.1)
    error = refused(usage.afford, KARI)
    assert (error.status, error.headers["retry-after"]) == (429, "4")
    usage.afford(OLA)
    now[0] += float(error.headers["retry-after"])
    usage.afford(KARI)
    usage.charge(visitor("192.0.2.1"), 6.5)
    assert refused(usage.afford, visitor("192.0.2.2")).status == 429, "visitors share one budget"
    now[0] += 3600.0
    usage.charge(KARI, 60.5)
    assert refused(usage.afford, KARI).status == 429, "an hour's rest gives one minute's time"


def test_bytes_of_bodies_that_wait() -> None:
    usage, users = Usage(Limits(held_megabytes=128)), [Caller("bruker", Share(f"bruker:{n}"), "192.0.2.1") for n in range(5)]
    for user in users[:4]:
        usage.hold(user, 32 * MB)
        error = refused(usage.hold, user, 1)
        assert (error.status, error.key) == (503, "web.opptatt"), "a quarter is the most of one user"
    assert refused(usage.hold, users[4], 1).status == 503, "all together hold so many"
    usage.free(users[0], 1)
    usage.hold(users[4], 1)


def test_bodies_of_those_not_logged_in_leave_room_for_users() -> None:
    usage = Usage(Limits(held_megabytes=256))
    for n in range(8):
        stranger = Caller("fremmed", Share(f"adresse:192.0.2.{n}"), f"192.0.2.{n}")
        usage.hold(stranger, 8 * MB)
        assert refused(usage.hold, stranger, 1).status == 503, "the share of an address"
    assert refused(usage.hold, visitor("192.0.2.99"), 1).status == 503, "the share of all who are not logged in"
    for user in (KARI, OLA):
        usage.hold(user, 64 * MB)
    usage.free(visitor("192.0.2.1"), 1)
    usage.hold(visitor("192.0.2.1"), 1)


def test_only_those_who_are_logged_in_upload() -> None:
    usage = Usage(Limits())
    parts = [(KARI, BODY + 1, True), (visitor("192.0.2.1"), BODY, True), (visitor("192.0.2.1"), BODY + 1, False)]
    for caller, size, accepted in parts:
        body = Body(usage, caller)

        async def receive(size: int = size) -> Any:
            return {"type": "http.request", "body": b"x" * size, "more_body": False}

        if accepted:
            asyncio.run(body.read(receive))
        else:
            assert (error := refused(asyncio.run, body.read(receive))).status == 413 and error.key == "web.stor"
        body.free()
    assert usage._held == {}


@pytest.mark.parametrize("kind", [Limits, RunLimits])
def test_every_limit_has_a_variable_with_a_range(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import fields

    names = [f.metadata["env"] for f in fields(kind)]
    assert len(set(names)) == len(names) and all(n.startswith("LDIP_") for n in names)
    guide = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "kapasitet.md").read_text(encoding="utf-8")
    for f in fields(kind):
        name, low, high = f.metadata["env"], f.metadata["low"], f.metadata["high"]
        assert f"| `{name}` | {f.default} |" in guide, "the guide has the variable and its default"
        for value, accepted in ((low, True), (high, True), (low - 1, False), (high + 1, False)):
            monkeypatch.setenv(name, str(value))
            if accepted:
                assert getattr(from_environment(kind), f.name) == value
            else:
                with pytest.raises(SourceError, match=name):
                    from_environment(kind)
        monkeypatch.delenv(name)
    for text in ("ti", "1.5", "-1", "٣", "9" * 400):
        monkeypatch.setenv(names[0], text)
        with pytest.raises(SourceError, match="helt tall"):
            from_environment(kind)
    monkeypatch.setenv(names[0], "")
    assert from_environment(kind) == kind() or any(n in os.environ for n in names[1:])


def test_one_user_alone_has_the_whole_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Browsing every page of a plan on a slow machine of one's own is never refused for time; the environment still may."""
    monkeypatch.delenv("LDIP_BRUKER_SEKUNDER", raising=False)
    usage = Usage(local_settings("x.db").limits)
    usage.charge(KARI, 600.0)
    usage.afford(KARI)
    monkeypatch.setenv("LDIP_BRUKER_SEKUNDER", "60")
    assert local_settings("x.db").limits.user_seconds == 60
