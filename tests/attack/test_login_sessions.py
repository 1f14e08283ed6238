"""Sessions end: unused, after their longest life, one by one, everywhere, and with what they rested on. Streams end with them."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.requests import Request

from ldip.errors import SourceError
from ldip.store.members import grant, revoke
from ldip.store.runs import ask
from ldip.store.schema import Membership
from ldip.web import runs
from ldip.web.client import SESSION, agent_of, cookie_name
from ldip.web.context import actor_with, open_plan
from ldip.web.login_rules import login_rules
from tests.attack.town import PASSWORD, Town, a_town, guess
from tests.web.conftest import Browser, plan_files, put

COOKIE = cookie_name(SESSION, True)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with a_town(tmp_path, monkeypatch) as found:
        yield found


def inside(browser: Browser) -> bool:
    return bool(browser.get("/api/planer").status_code == 200)


def test_an_unused_session_ends_and_use_keeps_it(town: Town) -> None:
    browser, idle = town.enter("kari"), town.service.settings.login.idle
    for _ in range(3):
        town.clock.forward(seconds=idle.total_seconds() - 60)
        assert inside(browser), "bruk forlenger"
    town.clock.forward(seconds=idle.total_seconds() + 1)
    assert not inside(browser)


def test_a_session_in_constant_use_ends_after_its_longest_life(town: Town) -> None:
    browser, rules = town.enter("kari"), town.service.settings.login
    steps = int(rules.longest / dt.timedelta(hours=1))
    for _ in range(steps - 1):
        town.clock.forward(hours=1)
        assert inside(browser)
    town.clock.forward(hours=1, seconds=5)
    assert not inside(browser)


def test_a_page_left_open_is_no_use(town: Town) -> None:
    """A stream that reconnects does not keep a session alive."""
    browser, idle = town.enter("kari"), town.service.settings.login.idle
    town.clock.forward(seconds=idle.total_seconds() - 60)
    assert browser.get("/api/kjoeringer/1/hendelser").status_code == 404, "sesjonen gjelder ennå"
    town.clock.forward(seconds=120)
    assert not inside(browser)


def test_own_sessions_are_listed_and_ended_one_by_one_and_together(town: Town) -> None:
    one, two, other = town.enter("kari"), town.enter("kari"), town.enter("ola")
    listed = one.get("/api/konto").json()["sesjoner"]
    assert len(listed) == 2 and [s["denne"] for s in listed].count(True) == 1
    assert not any(str(one.client.cookies[COOKIE])[:16] in s["id"] for s in listed), "tokenet vises ikke"
    theirs = other.get("/api/konto").json()["sesjoner"][0]["id"]
    assert one.delete(f"/api/konto/sesjoner/{theirs}").status_code == 404 and inside(other)
    assert one.delete("/api/konto/sesjoner/tull").status_code == 422
    ended = next(s["id"] for s in listed if not s["denne"])
    assert one.delete(f"/api/konto/sesjoner/{ended}").status_code == 204
    assert inside(one) and not inside(two)
    three = town.enter("kari")
    assert one.delete("/api/konto/sesjoner").status_code == 204
    assert not inside(one) and not inside(three) and inside(other)


def test_a_session_tells_where_it_was_opened(town: Town) -> None:
    browser = town.browser()
    browser.post("/api/innlogging", {"epost": "kari@kommunen.no", "passord": PASSWORD}, headers={"user-agent": FIREFOX})
    assert browser.get("/api/konto").json()["sesjoner"][0]["laget_paa"] == "Firefox, Windows"
    assert agent_of("x" * 10_000) == "" and agent_of("Mozilla (Linux; Android 14) Chrome/1 Safari/5") == "Chrome, Android"


def test_a_new_login_replaces_the_session_of_the_browser(town: Town) -> None:
    browser = town.enter("kari")
    before = str(browser.client.cookies[COOKIE])
    assert guess(browser, "kari", PASSWORD) == 200
    assert actor_with(town.service, before) is None and inside(browser)


def test_the_cookies_are_bound_to_the_host_and_closed_to_scripts(town: Town) -> None:
    browser = town.enter("kari")
    kept = {c.name: c for c in browser.client.cookies.jar}
    assert set(kept) == {"__Host-ldip_sesjon", "__Host-ldip_enhet"}
    assert all(c.secure and c.path == "/" and c.has_nonstandard_attr("HttpOnly") for c in kept.values())


def end_by(town: Town, what: str) -> None:
    system = town.enter("system")
    user = town.users["kari"]
    if what == "passord":
        other = town.enter("kari")
        body = {"gammelt": PASSWORD, "nytt": "tåke sykkel marmelade torsdag"}
        assert other.post("/api/passord", body).status_code == 204
    elif what == "systemansvar":
        assert system.post(f"/api/brukere/{user}/systemansvarlig", {"verdi": True}).status_code == 200
        assert system.post(f"/api/brukere/{user}/systemansvarlig", {"verdi": False}).status_code == 200
    else:
        assert system.post(f"/api/brukere/{user}/{what}").status_code == 200


@pytest.mark.parametrize("what", ["passord", "systemansvar", "steng", "utlogging"])
def test_sessions_end_everywhere_with_what_they_rested_on(town: Town, what: str) -> None:
    browsers = [town.enter("kari"), town.enter("kari")]
    end_by(town, what)
    assert not any(inside(b) for b in browsers)


# -- streams -----------------------------------------------------------------------------------------------


def request_of(town: Town, browser: Browser, path: str) -> Request:
    async def never() -> Any:
        await asyncio.sleep(3600)

    headers = [(b"cookie", f"{COOKIE}={browser.client.cookies[COOKIE]}".encode())]
    scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "query_string": b"", "app": town.app}
    return Request({**scope, "client": ("203.0.113.7", 1), "server": ("x", 443), "scheme": "https"}, never)


async def ends(stream: AsyncIterator[Any], act: Callable[[], Any]) -> bool:
    """Whether a stream that runs ends within a second of an action."""
    await anext(stream)
    await asyncio.to_thread(act)
    try:
        async with asyncio.timeout(1.0):
            async for _ in stream:
                pass
    except TimeoutError:
        return False
    return True


@pytest.fixture
def planned(town: Town, monkeypatch: pytest.MonkeyPatch) -> tuple[Town, int, int]:
    """A plan that Kari reads, and a run of it that waits."""
    monkeypatch.setattr(runs, "EVENTS_S", 0.02)
    monkeypatch.setattr(runs, "LOOK_S", 0.02)
    plan, version = put(town.service, "Nordvik", plan_files(), town.users["ola"])
    with town.service.store.session() as session:
        grant(session, plan, town.users["kari"], "leser", town.users["ola"])
        return town, plan, ask(session, version, town.users["ola"], 0, None).id


def take_role(town: Town) -> None:
    with town.service.store.session() as session:
        revoke(session, session.scalars(select(Membership)).one(), town.users["ola"])


ACTS: dict[str, Callable[[Town, Browser], Any]] = {
    "ingenting": lambda town, browser: None,
    "rollen": lambda town, browser: take_role(town),
    "utlogging": lambda town, browser: browser.post("/api/utlogging"),
    "stenging": lambda town, browser: end_by(town, "steng"),
    "hvile": lambda town, browser: town.clock.forward(hours=3),
}


@pytest.mark.parametrize("what", ACTS)
def test_a_stream_ends_with_the_right_it_had(planned: tuple[Town, int, int], what: str) -> None:
    town, plan, run = planned
    browser = town.enter("kari")
    actor = actor_with(town.service, str(browser.client.cookies[COOKIE]))
    assert actor is not None
    events = runs.events(request_of(town, browser, f"/api/planer/{plan}/hendelser"), open_plan(town.service, actor, plan, "les"))
    seen = runs.seen_run(run, town.service, actor)
    progress = runs.progress(request_of(town, browser, f"/api/kjoeringer/{run}/hendelser"), town.service, seen)

    async def both() -> list[bool]:
        first = await ends(events, lambda: ACTS[what](town, browser))
        return [first, await ends(progress, lambda: None) if what == "ingenting" else await drained(progress)]

    async def drained(stream: AsyncIterator[Any]) -> bool:
        async with asyncio.timeout(1.0):
            return [e async for e in stream] == []

    assert asyncio.run(both()) == ([False, False] if what == "ingenting" else [True, True])


# -- the settings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "accepted", "refused"),
    [
        ("LDIP_SESJON_HVILE_MIN", ("5", "1440", ""), ("4", "1441", "-5", "5.5", "to", "٥٥", "9" * 5000)),
        ("LDIP_SESJON_LENGST_MIN", ("15", "10080"), ("14", "10081")),
        ("LDIP_KODE_MIN", ("30", "1440"), ("29", "1441")),
        ("LDIP_TOFAKTOR", ("frivillig", "systemansvarlig", "alle"), ("", "ingen", "Alle")),
        (
            "LDIP_PROXYER",
            ("", "10.0.0.1", "10.0.0.0/8, ::1", ",".join(f"10.0.0.{i}" for i in range(50))),
            ("10.0.0.1/8", "alle", "10.0.0.300", ",".join(f"10.0.0.{i}" for i in range(51))),
        ),
    ],
)
def test_settings_have_a_range(name: str, accepted: tuple[str, ...], refused: tuple[str, ...]) -> None:
    for value in accepted:
        login_rules({name: value})
    for value in refused:
        with pytest.raises(SourceError, match=name):
            login_rules({name: value})
