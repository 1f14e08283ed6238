"""Admission of real requests: limits over HTTP, work refused before it is done, and what is sent apart."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ldip import read_plan
from ldip.simulation.work import Work, reading_of, work_of
from ldip.store.accounts import set_password
from ldip.store.members import add_user, grant
from ldip.store.shares import share
from ldip.store.versions import create_plan, folder_contents
from ldip.web.admission import Admission
from ldip.web.apart import answered
from ldip.web.app import create_app
from ldip.web.aside import Answered, Asked, Failure
from ldip.web.callers import VISITORS
from ldip.web.context import Service, begin
from ldip.web.drafts import Drafts, HeavyError
from ldip.web.errors import RefusedError
from ldip.web.limits import INSIDE_MB, INSIDE_S, Limits
from ldip.web.settings import local_settings, organisation_settings
from ldip.web.turns import Turns
from tests.web.conftest import open_local

ROOT = Path(__file__).resolve().parents[2]
NORDVIK = folder_contents(ROOT / "examples" / "nordvik")
HOST = "plan.kommunen.no"
PASSWORD = "et langt passord for prøver"
FAN = {"trekninger": 100, "navn": []}


def local(folder: Path, limits: Limits) -> tuple[Service, Any]:
    settings = replace(local_settings(str(folder / "lager.db")), limits=limits)
    service = begin(settings)
    with service.store.session() as session:
        create_plan(session, "Nordvik", NORDVIK, service.local_id, "start")
    return service, create_app(settings, service)


class Apart:
    """A pool that notes what it is sent."""

    def __init__(self, failure: Failure | None = None) -> None:
        self.turns, self.asked, self.failure = Turns(1), list[tuple[str, str]](), failure

    def share_of(self, share: Any, user: bool) -> Any:
        return share

    async def ask(self, asked: Asked, who: str) -> Answered:
        self.asked.append((asked.scope["path"], who))
        return Answered(failure=self.failure) if self.failure else Answered(200, [(b"content-type", b"text/plain")], b"apart")

    def close(self) -> None:
        pass


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Any, TestClient, dict[str, str]]]:
    service, app = local(tmp_path, Limits())
    with TestClient(app, base_url="http://localhost") as client:
        yield (
            service,
            client,
            {"x-csrf-token": open_local(client, service).get("/api/meg").json()["csrf"], "accept-language": "nb"},
        )


def test_work_is_refused_or_sent_apart_just_above_each_limit() -> None:
    limits = Limits()
    nothing: Any = None  # no store is opened for an estimate
    drafts = Drafts(nothing, limits)
    edge = Work(float(limits.draft_seconds), float(limits.draft_megabytes))
    drafts.bear(edge)
    for above, key in (
        (replace(edge, seconds=edge.seconds + 0.1), "tid"),
        (replace(edge, megabytes=edge.megabytes + 1), "minne"),
    ):
        with pytest.raises(RefusedError, match=key) as caught:
            drafts.bear(above)
        assert caught.value.status == 422
    drafts.apart = True
    inside = Work(INSIDE_S, INSIDE_MB)
    drafts.bear(inside)
    for above in (replace(inside, seconds=INSIDE_S + 0.01), replace(inside, megabytes=INSIDE_MB + 1)):
        with pytest.raises(HeavyError):
            drafts.bear(above)


def test_estimated_work_grows_with_all_that_makes_it() -> None:
    nordvik, baerum = (read_plan(ROOT / "examples" / n) for n in ("nordvik", "baerum-2022"))
    one = work_of(baerum)
    assert work_of(nordvik).seconds < one.seconds < INSIDE_S < work_of(baerum, 1000).seconds < work_of(baerum, 2000).seconds < 60
    assert one.times(5).seconds == 5 * one.seconds and one.times(5).megabytes == one.megabytes
    some, more = work_of(baerum, 1000, ["laanegjeld_ub"]), work_of(baerum, 1000, ["laanegjeld_ub", "prosjekt_utgift"])
    assert one.megabytes < some.megabytes <= more.megabytes
    assert reading_of(10**6).seconds < INSIDE_S < reading_of(10**7).seconds


def test_what_is_estimated_too_large_is_refused_before_it_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service, app = local(tmp_path, Limits(draft_seconds=1))
    monkeypatch.setattr("ldip.web.drafts.simulate", lambda *given, **more: pytest.fail("run"))
    with TestClient(app, base_url="http://localhost") as client:
        headers = {"x-csrf-token": open_local(client, service).get("/api/meg").json()["csrf"], "accept-language": "nb"}
        answer = client.post("/api/versjoner/1/usikkerhet", json={"trekninger": 2000}, headers=headers)
    assert answer.status_code == 422 and "mer enn 1 sekunder" in answer.json()["melding"]


def test_a_user_who_waits_with_too_much_is_turned_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three requests held in the handler: the fourth of the same user gets 429, and each is answered afterwards."""
    service, app = local(tmp_path, Limits(user_waiting=3))
    going, held = threading.Semaphore(0), threading.Event()

    def slow(self: Drafts, contents: Any) -> None:
        going.release()
        held.wait(10.0)

    monkeypatch.setattr(Drafts, "sound", slow)
    statuses: list[int] = []
    with TestClient(app, base_url="http://localhost") as client:
        headers = {"x-csrf-token": open_local(client, service).get("/api/meg").json()["csrf"], "accept-language": "nb"}
        body = {"grunnlag": 1, "utkast": {"endringer": [{"slag": "ny_fil", "fil": "notater/a.md", "tekst": "a"}]}}
        path = "/api/planer/1/grener/hovedlinje/versjoner"
        asked = [
            threading.Thread(target=lambda: statuses.append(client.post(path, json=body, headers=headers).status_code))
            for _ in range(3)
        ]
        for t in asked:
            t.start()
        assert going.acquire(timeout=10.0)
        admission = found(app)
        while sum(admission.usage._waiting.values()) < 3:
            held.wait(0.01)
        answer = client.get("/api/planer", headers=headers)
        assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
        assert "for mange forespørsler" in answer.json()["melding"]
        held.set()
        for t in asked:
            t.join(10.0)
        assert client.get("/api/planer", headers=headers).status_code == 200
        assert sorted(statuses) == [201, 422, 422], "each is answered; the same file again changes nothing"
        assert admission.usage._waiting == {} == admission.usage._held


def found(app: Any) -> Admission:
    """The admission of an application that has answered."""
    layer = app.middleware_stack
    while not isinstance(layer, Admission):
        layer = layer.app
    return layer


def test_the_computing_time_of_a_minute(opened: tuple[Any, TestClient, dict[str, str]]) -> None:
    _, client, headers = opened
    app: Any = client.app
    client.get("/api/planer")
    usage = found(app).usage
    usage.limits = Limits(user_seconds=2)
    path, body = "/api/versjoner/1/tall", {"sporringer": [{"navn": "laanegjeld_ub"}]}
    usage._budgets.clear()
    assert client.post(path, json=body, headers=headers).status_code == 200
    usage._budgets = type(usage._budgets)({k: (-3.0, at) for k, (_, at) in usage._budgets.items()})
    answer = client.post(path, json=body, headers=headers)
    assert answer.status_code == 429 and 80 <= int(answer.headers["retry-after"]) <= 95
    assert client.get("/api/planer/1").status_code == 200, "reading is free"


def test_heavy_requests_are_answered_apart_and_others_here(opened: tuple[Any, TestClient, dict[str, str]]) -> None:
    service, client, headers = opened
    service.aside, service.drafts.apart = Apart(), True
    plain = {"sporringer": [{"navn": "laanegjeld_ub"}]}
    drawn = {"sporringer": [{"navn": "laanegjeld_ub", "statistikk": "p80"}]}
    for path, body, text in (("usikkerhet", FAN, "apart"), ("tall", plain, "serier"), ("tall", drawn, "apart")):
        answer = client.post(f"/api/versjoner/1/{path}", json=body, headers=headers)
        assert answer.status_code == 200 and text in answer.text, path
        assert answer.headers["x-frame-options"] == "DENY"


def test_many_levers_are_many_runs(opened: tuple[Any, TestClient, dict[str, str]]) -> None:
    service, client, headers = opened
    path = "/api/versjoner/1/spaker"
    levers = client.post(path, json={}, headers=headers).json()["spaker"]
    moved = {v["id"]: min(v["til"], v["planen"] + v["steg"]) for v in levers}
    service.aside, service.drafts.apart = Apart(), True
    for count, here in ((1, True), (3, False)):
        body = {"utkast": {"spaker": dict([*moved.items()][:count])}}
        answer = client.post(path, json=body, headers=headers)
        assert answer.status_code == 200 and (answer.text != "apart") is here, answer.text


def test_a_full_queue_is_a_wait(opened: tuple[Any, TestClient, dict[str, str]]) -> None:
    _, client, headers = opened
    orders = [client.post("/api/versjoner/1/kjoeringer", json={"trekninger": 0}, headers=headers) for _ in range(21)]
    assert [o.status_code for o in orders] == [202] * 20 + [429]
    assert int(orders[-1].headers["retry-after"]) > 0 and "køen tar ikke flere" in orders[-1].json()["problemer"][0]["melding"]
    for draws in (100_001, -1):
        assert client.post("/api/versjoner/1/kjoeringer", json={"trekninger": draws}, headers=headers).status_code == 422


@pytest.mark.parametrize(
    ("failure", "status", "text"), [("tid", 422, "60 sekunder"), ("minne", 422, "2048 MB"), ("stanset", 503, "Prøv igjen")]
)
def test_a_failure_apart_is_told(
    opened: tuple[Any, TestClient, dict[str, str]], failure: Failure, status: int, text: str
) -> None:
    service, client, headers = opened
    service.aside = Apart(failure)
    answer = client.post("/api/versjoner/1/usikkerhet", json=FAN, headers=headers)
    assert answer.status_code == status and text in answer.json()["melding"]
    assert ("retry-after" in answer.headers) is (status == 503)


def test_memory_that_is_full_is_a_failure_and_so_is_a_fault() -> None:
    async def full(*_: Any) -> None:
        raise MemoryError

    async def faulty(*_: Any) -> None:
        raise ZeroDivisionError

    asked = Asked({"method": "POST", "path": "/", "headers": []}, b"")
    assert asyncio.run(answered(full, asked)) == Answered(failure="minne")
    assert asyncio.run(answered(faulty, asked)) == Answered(failure="stanset")


def test_callers_are_counted_by_user_and_visitors_together(tmp_path: Path) -> None:
    settings = organisation_settings(str(tmp_path / "lager.db"), (HOST,))
    service: Any = begin(settings)
    with service.store.session() as session:
        kari = add_user(session, "Kari", "kari@kommunen.no").id
        set_password(session, kari, PASSWORD, None)
        version = create_plan(session, "Nordvik", NORDVIK, kari, "start").version
        grant(session, version.plan_id, kari, "oekonomi", kari)
        _, token = share(session, version.id, {"spaker": ["rente"]}, "Prøv selv", kari)
    app = create_app(settings, service)
    service.aside = apart = Apart()
    with TestClient(app, base_url=f"https://{HOST}") as client:
        login = client.post("/api/innlogging", json={"epost": "kari@kommunen.no", "passord": PASSWORD}).json()
        headers = {"x-csrf-token": login["csrf"]}
        assert client.post("/api/versjoner/1/usikkerhet", json=FAN, headers=headers).text == "apart"
        shared = f"/api/delt/{token}/tall"
        other = TestClient(app, base_url=f"https://{HOST}", cookies={"ldip_sesjon": "funnet-paa"})
        assert other.post(shared, json={"spaker": {}}).text == "apart", "an invented token is no user"
        assert other.post("/api/versjoner/1/usikkerhet", json=FAN).text == "apart", "rights are checked where it is answered"
        assert client.get("/api/planer").status_code == 200
    assert [who for _, who in apart.asked] == [f"bruker:{kari}", VISITORS, "adresse:testclient"]
