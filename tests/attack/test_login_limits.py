"""Guessing is slow for whoever guesses, and for nobody else: failures only are counted, by account, address and known device."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter as Tally
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.requests import Request

from ldip.cli import serve
from ldip.store.attempts import ACCOUNT, DEVICE, PLACE, Counter
from ldip.web.client import DEVICE as DEVICE_COOKIE
from ldip.web.client import address_of, cookie_name, network_of
from ldip.web.counted import counted
from ldip.web.errors import RefusedError
from ldip.web.slow import Desk
from tests.attack.town import LOGIN, PASSWORD, Town, a_town, guess


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with a_town(tmp_path, monkeypatch) as found:
        yield found


def test_correct_logins_from_one_address_lock_nobody_out(town: Town) -> None:
    """Forty in a row for one account, more than any counter allows to fail."""
    for _ in range(PLACE.free + 10):
        assert guess(town.browser(), "kari", PASSWORD) == 200


def test_many_log_in_at_once_from_one_address(town: Town) -> None:
    with ThreadPoolExecutor(24) as pool:
        found = list(pool.map(lambda i: guess(town.browser(), ("kari", "ola")[i % 2], PASSWORD), range(24)))
    assert set(found) == {200}


def test_failures_wait_and_the_wait_doubles(town: Town) -> None:
    browser = town.browser()
    assert [guess(browser, "kari") for _ in range(ACCOUNT.free)] == [401] * ACCOUNT.free
    for wanted in (30, 60, 120, 240, 480, 900, 900):
        refused = browser.post(LOGIN, {"epost": "kari@kommunen.no", "passord": PASSWORD})
        assert refused.status_code == 429 and wanted - 2 <= int(refused.headers["retry-after"]) <= wanted
        town.clock.forward(seconds=wanted - 3)
        assert guess(browser, "kari", PASSWORD) == 429, "også det riktige passordet venter"
        town.clock.forward(seconds=4)
        assert guess(browser, "kari") == 401, "den som har ventet, får prøve"
    town.clock.forward(seconds=901)
    assert guess(browser, "kari", PASSWORD) == 200
    assert [guess(town.browser(), "kari") for _ in range(ACCOUNT.free)] == [401] * ACCOUNT.free, "et riktig passord tilgir"


def test_a_refused_attempt_prolongs_nothing(town: Town) -> None:
    browser = town.browser()
    for _ in range(ACCOUNT.free):
        guess(browser, "kari")
    for _ in range(40):
        assert guess(browser, "kari") == 429
    town.clock.forward(seconds=31)
    assert guess(browser, "kari", PASSWORD) == 200


def test_simultaneous_guesses_are_counted_too(town: Town) -> None:
    """The limit holds although no guess has been answered when the next begins."""
    with ThreadPoolExecutor(20) as pool:
        found = Tally(pool.map(lambda i: guess(town.browser(f"198.51.100.{i}"), "kari", f"gjetning {i}"), range(20)))
    assert found[401] <= ACCOUNT.free and found[429] == 20 - found[401]


def test_an_attempt_is_counted_before_its_check(town: Town) -> None:
    """Checks that never answer count too: no more than the limit are ever under way for one account."""
    counters, gate = (Counter("konto:kari@kommunen.no", ACCOUNT),), threading.Event()

    def attempt(_: int) -> str:
        try:
            with counted(town.service.store, counters):
                gate.wait(1.0)
                raise RefusedError(401, "web.feil_passord")
        except RefusedError as refused:
            return refused.key

    with ThreadPoolExecutor(12) as pool:
        found = Tally(pool.map(attempt, range(12)))
    assert found == {"web.feil_passord": ACCOUNT.free, "web.mange": 12 - ACCOUNT.free}


def test_an_address_that_tries_every_account_waits(town: Town) -> None:
    browser = town.browser("198.51.100.9")
    assert {guess(browser, f"ukjent{i}") for i in range(PLACE.free)} == {401}
    assert guess(browser, "kari", PASSWORD) == 429
    assert guess(town.browser("198.51.100.10"), "kari", PASSWORD) == 200


def test_a_known_user_is_not_locked_out_by_somebody_else(town: Town) -> None:
    """The browser a user has logged in with before is counted by itself, also behind the attacker's own address."""
    known = town.enter("kari", "198.51.100.9")
    for _ in range(ACCOUNT.free):
        guess(town.browser("198.51.100.9"), "kari")
    assert guess(town.browser(), "kari", PASSWORD) == 429
    assert guess(known, "kari", PASSWORD) == 200
    assert [guess(known, "kari") for _ in range(DEVICE.free)] == [401] * DEVICE.free
    assert guess(known, "kari", PASSWORD) == 429, "også den kjente nettleseren har en grense"


def test_a_known_browser_is_known_for_its_own_user_only_and_cannot_be_forged(town: Town) -> None:
    insider = town.enter("ola")
    for _ in range(ACCOUNT.free):
        guess(insider, "kari")
    assert guess(insider, "kari", PASSWORD) == 429, "Olas nettleser er ikke Karis"
    forged = town.browser()
    name = cookie_name(DEVICE_COOKIE, True)
    head, body, _ = str(insider.client.cookies[name]).split(".")
    for token in (f"{head}.{body}.AAAA", "æøå", "a.b.c", "x" * 5000, ""):
        forged.client.cookies.clear()
        raw = f"{name}={token}".encode("latin-1", "replace")
        answer = forged.client.post(LOGIN, json={"epost": "kari@kommunen.no", "passord": PASSWORD}, headers=[(b"cookie", raw)])
        assert answer.status_code == 429, token[:20]


# -- the address that is counted ---------------------------------------------------------------------------


def test_a_header_anybody_can_write_gives_no_new_address(town: Town) -> None:
    browser = town.browser()
    for i in range(PLACE.free):
        browser.post(LOGIN, {"epost": f"x{i}@y.no", "passord": "x"}, headers={"x-forwarded-for": f"198.51.100.{i}"})
    fresh = {"x-forwarded-for": "192.0.2.1"}
    assert browser.post(LOGIN, {"epost": "kari@kommunen.no", "passord": PASSWORD}, headers=fresh).status_code == 429


def test_a_trusted_proxy_tells_users_apart(town: Town) -> None:
    town.rules(proxies=(ip_network("10.0.0.0/24"),))
    proxy = town.browser("10.0.0.2")
    for i in range(PLACE.free):
        proxy.post(LOGIN, {"epost": f"x{i}@y.no", "passord": "x"}, headers={"x-forwarded-for": "198.51.100.9"})
    body = {"epost": "kari@kommunen.no", "passord": PASSWORD}
    assert proxy.post(LOGIN, body, headers={"x-forwarded-for": "192.0.2.1, 198.51.100.9"}).status_code == 429
    assert proxy.post(LOGIN, body, headers={"x-forwarded-for": "198.51.100.9, 192.0.2.1"}).status_code == 200


@pytest.mark.parametrize(
    ("came", "forwarded", "found"),
    [
        ("203.0.113.7", "192.0.2.1", "203.0.113.7"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "192.0.2.1", "192.0.2.1"),
        ("10.0.0.2", "192.0.2.1, 10.0.0.9", "192.0.2.1"),
        ("10.0.0.2", "203.0.113.1, 192.0.2.1, 10.0.0.9", "192.0.2.1"),
        ("10.0.0.2", "192.0.2.1:4711", "192.0.2.1"),
        ("10.0.0.2", "[2001:db8::1]:443", "2001:db8::1"),
        ("10.0.0.2", "::ffff:192.0.2.1", "192.0.2.1"),
        ("10.0.0.2", "192.0.2.1, tull", "10.0.0.2"),
        ("10.0.0.2", ",".join(["192.0.2.1"] + ["10.0.0.9"] * 5000), "10.0.0.9"),
        ("testclient", "192.0.2.1", "testclient"),
    ],
)
def test_the_rightmost_address_that_is_no_proxy_counts(came: str, forwarded: str, found: str) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    request = Request({"type": "http", "client": (came, 1), "headers": headers})
    assert address_of(request, (ip_network("10.0.0.0/24"),)) == found
    assert address_of(request, ()) == came


def test_the_server_itself_believes_no_header(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """uvicorn by default takes the address from X-Forwarded-For when the connection is from this machine."""
    kept: dict[str, object] = {}
    monkeypatch.setattr("uvicorn.Config", lambda app, **about: kept.update(about))
    monkeypatch.setattr("uvicorn.Server", lambda config: SimpleNamespace(run=lambda sockets: None))
    monkeypatch.setattr("ldip.web.app.prepare", lambda app: None)
    with socket.socket() as listening:
        serve._serve(town.app, town.service.settings, 1, listening)
    assert kept["proxy_headers"] is False


def test_a_subscriber_with_a_whole_network_is_one() -> None:
    assert network_of("2001:db8:1:2::5") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::5")
    assert network_of("192.0.2.1") == "192.0.2.1"


# -- the desk ----------------------------------------------------------------------------------------------


def test_the_desk_has_so_many_slots_so_long_a_line_and_so_many_of_it_for_one() -> None:
    """Two at a time; the sixth in all and the third of one address are refused, and there is room again afterwards."""
    desk, gate, at_once, most = Desk(slots=2, waiting=5, each=2), threading.Event(), [0], [0]
    lock = threading.Lock()

    def work() -> None:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        gate.wait(5)
        with lock:
            at_once[0] -= 1

    async def outcome(who: str) -> int:
        try:
            await desk.run(who, work)
        except RefusedError as refused:
            assert refused.headers["Retry-After"]
            return refused.status
        return 200

    async def flood() -> list[int]:
        tasks = [asyncio.create_task(outcome(who)) for who in ("a", "a", "a", "b", "b", "c", "d")]
        await asyncio.sleep(0.1)
        gate.set()
        return [await t for t in tasks] + [await outcome("a")]

    assert asyncio.run(flood()) == [200, 200, 503, 200, 200, 200, 503, 200]
    assert most[0] == 2


def test_a_failing_check_leaves_its_place_in_the_line() -> None:
    desk = Desk(slots=1, waiting=1, each=1)

    def fails() -> None:
        raise ValueError("nei")

    async def tried() -> None:
        for _ in range(3):
            with pytest.raises(ValueError, match="nei"):
                await desk.run("a", fails)

    asyncio.run(tried())
