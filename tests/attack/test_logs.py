"""The logs hold nothing a client or a person has written, and enough to follow what happened."""

from __future__ import annotations

import json
import logging
import re
import secrets
import stat
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ldip.errors import SourceError
from ldip.web import logs
from ldip.web.app import create_app
from ldip.web.watching import ADDRESS, LOG, Watching, watching
from tests.web.conftest import HOST, Organisation


@pytest.fixture
def log(copied: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The lines written so far, as objects; the server logs to a file."""
    path = tmp_path / "tjener.log"
    monkeypatch.setenv(LOG, str(path))
    copied.app = create_app(copied.service.settings, copied.service)

    def lines() -> list[dict[str, Any]]:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    yield lines
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    logs.configure(Watching())


NASTY = 'kari@kommunen.no\n{"hendelse": "falsk"}\r\x1b[31m\u2028'


def test_what_a_client_sends_is_not_in_the_log(copied: Organisation, log: Any) -> None:
    secret = secrets.token_urlsafe(12)
    browser = copied.browser("leser")
    browser.post("/api/innlogging", {"epost": NASTY + secret, "passord": secret})
    browser.get(f"/api/planer/1?{secret}={secret}", headers={"user-agent": secret, "referer": secret, "x-request-id": secret})
    browser.post(f"/api/delt/{secret * 2}/tall", {})
    browser.get(f"/plan/{secret}%0a%7b")
    browser.call(f"{secret[:8].replace('-', 'A').replace('_', 'A')}", "/")
    copied.browser(None).get("/api/planer", headers={"host": "evil.example"})
    text_of = "\n".join(json.dumps(line) for line in log())
    assert secret not in text_of and "evil" not in text_of and "falsk" not in text_of
    for person in ("@", "Leser", "kommunen.no"):
        assert person not in text_of
    allowed = {
        "med",
        "tid",
        "logg",
        "nivaa",
        "id",
        "metode",
        "rute",
        "status",
        "bruker",
        "adresse",
        "ms",
        "hendelse",
        "gjelder",
        "spor",
    }
    assert all(set(line) <= allowed for line in log())
    assert {line["rute"] for line in log() if "rute" in line} >= {"/api/planer/{plan}", "/api/delt/{token}/tall", "-"}


def test_every_answer_has_an_id_that_the_log_has(copied: Organisation, log: Any) -> None:
    browser, ids = copied.browser("leser"), []
    for path in ("/api/planer", "/api/planer/99", "/api/finnes-ikke", "/", "/helse"):
        answer = browser.get(path, headers={"x-request-id": "min-egen"})
        ids.append(answer.headers["x-request-id"])
    wrong_host = browser.get("/", headers={"host": "x"})
    ids.append(wrong_host.headers["x-request-id"])
    assert all(re.fullmatch("[0-9a-f]{32}", i) for i in ids) and len(set(ids)) == len(ids)
    written = {line["id"]: line for line in log() if line["logg"] == "ldip.tilgang"}
    assert [written[i]["status"] for i in ids[:2]] == [200, 404] and set(ids) <= set(written)
    assert written[ids[0]]["bruker"] == copied.users["leser"] and written[ids[-1]]["bruker"] is None


def test_security_events_are_written_apart(copied: Organisation, log: Any) -> None:
    door, reader = copied.browser(None), copied.browser("leser")
    for _ in range(6):
        door.post("/api/innlogging", {"epost": "kari@kommunen.no", "passord": "feil"})
    reader.post("/api/planer/1/medlemmer", {"epost": "x@y.no", "navn": "X", "rolle": "leser"})
    reader.csrf = "feil"
    reader.post("/api/versjoner/1/kommentarer", {"sted": "x", "tekst": "y"})
    reader.get("/", headers={"host": "evil"})
    reader.post("/api/utlogging", headers={"origin": "https://evil.example"})
    admin = copied.browser("administrator")
    admin.post("/api/planer/1/medlemmer", {"epost": "ny@kommunen.no", "navn": "Ny Person", "rolle": "leser"})
    found = [line for line in log() if line["logg"] == "ldip.sikkerhet"]
    happened = [line["hendelse"] for line in found]
    assert {"innlogging_feilet", "sperret", "nektet", "csrf", "vert", "opphav"} <= set(happened)
    assert happened.count("innlogging_feilet") == 5 and happened.count("sperret") == 1
    assert {"bruker.innlogget", "bruker.opprettet", "rolle.gitt"} <= set(happened)
    assert next(line for line in found if line["hendelse"] == "bruker.innlogget")["med"] == "passord"
    given = next(line for line in found if line["hendelse"] == "rolle.gitt")
    assert given["bruker"] == copied.users["administrator"] and given["gjelder"] == "plan/1" and given["spor"] > 0
    assert given["id"] in {line["id"] for line in log() if line["logg"] == "ldip.tilgang"}


def test_an_error_nobody_expected_is_written_without_its_text(
    copied: Organisation, log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError(NASTY)

    browser = copied.browser("leser")
    monkeypatch.setattr("ldip.web.plans._plan", fail)
    raw = TestClient(copied.app, base_url=f"https://{HOST}", cookies=browser.client.cookies, raise_server_exceptions=False)
    assert raw.get("/api/planer").status_code == 500
    written = log()
    (told,) = [line for line in written if line["logg"] == "ldip.feil"]
    assert told["feil"] == "ZeroDivisionError" and "fail" in told["steder"] and told["rute"] == "/api/planer"
    assert "falsk" not in json.dumps(written) and told["id"] in {x["id"] for x in written if x["logg"] == "ldip.tilgang"}
    assert [x["hendelse"] for x in written if x.get("id") == told["id"] and x["logg"] == "ldip.sikkerhet"] == ["tjenestefeil"]


def test_an_action_that_is_rolled_back_is_not_logged(copied: Organisation, log: Any) -> None:
    from ldip.store.members import grant

    before = len(log())
    with pytest.raises(RuntimeError), copied.service.store.session() as session:
        grant(session, 1, copied.users["fremmed"], "leser", 1)
        raise RuntimeError
    assert len(log()) == before


@pytest.mark.parametrize(
    ("how", "host", "expected"),
    [
        ("avkortet", "10.1.2.3", "10.1.2.0"),
        ("avkortet", "2001:db8:1:2::3", "2001:db8:1::"),
        ("hel", "10.1.2.3", "10.1.2.3"),
        ("ingen", "10.1.2.3", ""),
        ("avkortet", "x\ny", ""),
        ("hel", "", ""),
    ],
)
def test_addresses_are_shortened(how: Any, host: str, expected: str) -> None:
    assert logs.written(host, how) == expected


def test_an_address_can_be_a_hash() -> None:
    one, two = logs.written("10.1.2.3", "kryptert"), logs.written("10.1.2.4", "kryptert")
    assert one != two and one == logs.written("10.1.2.3", "kryptert") and "10.1" not in one


def test_settings_of_the_log() -> None:
    assert watching(True, {}).log == "av" and watching(False, {}).log == "stderr" and watching(True, {LOG: "x"}).log == "x"
    with pytest.raises(SourceError, match=ADDRESS):
        watching(False, {ADDRESS: "alt"})
    with pytest.raises(SourceError, match=LOG):
        logs.configure(Watching(log="/finnes/ikke/tjener.log"))
    logs.configure(Watching())
    assert logging.getLogger("ldip.tilgang").level > logging.CRITICAL
