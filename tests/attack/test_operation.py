"""Operation: state and metrics tell nothing to strangers, logs hold nothing a client or a person has written."""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from sqlalchemy import text

from ldip.errors import SourceError
from ldip.store.database import Store
from ldip.store.pulse import LOST, Pulse, alive
from ldip.store.schema import WorkerPulse
from ldip.web import logs
from ldip.web.app import create_app
from ldip.web.watching import ADDRESS, KEY, LOG, SHORTEST, Watching, watching
from tests.web.conftest import HOST, ROOT, Organisation

TOKEN = "n" * SHORTEST


def client(found: Organisation, address: str = "127.0.0.1", **headers: str) -> TestClient:
    return TestClient(found.app, base_url=f"https://{HOST}", client=(address, 4711), headers=headers)


# -- state --------------------------------------------------------------------------------------------------------


def test_the_state_is_told_and_its_parts_to_the_machine_itself_only(copied: Organisation) -> None:
    near = client(copied).get("/helse")
    assert near.status_code == 200 and near.json()["status"] == "redusert", "ingen arbeider har meldt seg"
    assert near.json()["deler"] == {"database": "ok", "skjema": "ok", "noekkel": "ok", "arbeider": "svikt"}
    Pulse(copied.service.store, "a").beat()
    assert client(copied).get("/helse").json()["status"] == "klar"
    strangers = [("10.1.2.3", {}), ("127.0.0.1", {"x-forwarded-for": "10.1.2.3"}), ("127.0.0.1", {"forwarded": "for=10.1.2.3"})]
    for address, headers in strangers:
        far = client(copied, address, **headers).get("/helse")
        assert far.status_code == 200 and far.json() == {"status": "klar", "deler": {}}
        assert client(copied, address, **headers).get("/metrics").status_code == 403
    assert client(copied).get("/helse/lever").json()["status"] == "klar"


@pytest.mark.parametrize("gone", ["nøkkel", "skjema", "database"])
def test_a_server_that_cannot_answer_says_so(copied: Organisation, gone: str) -> None:
    service, part = copied.service, {"nøkkel": "noekkel"}.get(gone, gone)
    if gone == "nøkkel":
        service.settings.key.unlink()
    elif gone == "skjema":
        with service.store.session() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    else:
        service.store.engine.dispose()
        Path(service.settings.store).rename(f"{service.settings.store}.borte")
        Path(service.settings.store).mkdir()
    answer = client(copied).get("/helse")
    assert answer.status_code == 503 and answer.headers["retry-after"] and answer.json()["status"] == "ikke_klar"
    assert answer.json()["deler"][part] == "svikt"
    assert client(copied, "10.1.2.3").get("/helse").json() == {"status": "ikke_klar", "deler": {}}
    assert client(copied).get("/helse/lever").status_code == 200


def test_workers_are_counted_while_they_beat(store: Store) -> None:
    for worker in ("a", "b"):
        Pulse(store, worker).beat()
    with store.session() as session:
        assert alive(session) == 2
        session.get_one(WorkerPulse, "a").tid -= LOST
        session.flush()
        assert alive(session) == 1
    Pulse(store, "b").end()
    with store.reading() as session:
        assert alive(session) == 0


# -- metrics ------------------------------------------------------------------------------------------------------


def samples(body: str) -> dict[tuple[str, str], float]:
    found = {}
    for family in text_string_to_metric_families(body):
        for s in family.samples:
            found[s.name, ",".join(f"{k}={v}" for k, v in sorted(s.labels.items()))] = s.value
    return found


def test_metrics_are_open_metrics_by_template(copied: Organisation) -> None:
    browser, near = copied.browser("leser"), client(copied)
    browser.get("/api/planer/1")
    before = samples(near.get("/metrics").text)
    browser.get("/api/planer/1")
    browser.get("/api/planer/99")
    browser.call("GET", "/api/hemmelig-sti")
    answer = near.get("/metrics")
    after = samples(answer.text)
    assert answer.headers["content-type"].startswith("application/openmetrics-text") and answer.text.endswith("# EOF\n")
    for status, more in ((200, 1), (404, 1)):
        key = ("ldip_http_request_seconds_count", f"method=GET,route=/api/planer/{{plan}},status={status}")
        assert after[key] - before.get(key, 0) == more
    assert after["ldip_sessions", ""] == 1 and after["ldip_plans", ""] == 1 and after["ldip_database_bytes", ""] > 10_000
    assert after["ldip_queue_waiting", ""] == 0 and "hemmelig" not in answer.text
    browser.post("/api/innlogging", {"epost": "x@y.no", "passord": "feil"})
    failed = ("ldip_security_events_total", "event=innlogging_feilet")
    assert samples(near.get("/metrics").text)[failed] - after.get(failed, 0) == 1


def test_caches_are_counted(copied: Organisation) -> None:
    near, drafts = client(copied), copied.service.drafts
    before = samples(near.get("/metrics").text)
    drafts.contents(1)
    drafts.contents(1)
    after = samples(near.get("/metrics").text)
    for result in ("hit", "miss"):
        key = ("ldip_cache_lookups_total", f"cache=contents,result={result}")
        assert after[key] - before[key] == 1


def test_a_queue_that_grows_old_is_seen(copied: Organisation) -> None:
    browser = copied.browser("oekonomi")
    browser.post("/api/versjoner/1/kjoeringer", {"trekninger": 100})
    time.sleep(0.05)
    found = samples(client(copied).get("/metrics").text)
    assert found["ldip_queue_waiting", ""] == 1 and 0.04 < found["ldip_queue_oldest_wait_seconds", ""] < 60


def test_the_key_opens_metrics_from_other_machines(copied: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, TOKEN)
    copied.app = create_app(copied.service.settings, copied.service)
    for given, status in ((f"Bearer {TOKEN}", 200), (f"bearer {TOKEN}", 200), ("Bearer x", 403), (TOKEN, 403), ("Bearer ", 403)):
        assert client(copied, "10.1.2.3", authorization=given).get("/metrics").status_code == status
    raw = TestClient(copied.app, base_url=f"https://{HOST}", client=("10.1.2.3", 1))
    assert raw.get("/metrics", headers={"authorization": "Bearer å".encode("latin-1")}).status_code == 403


@pytest.mark.parametrize(("length", "accepted"), [(SHORTEST, True), (SHORTEST - 1, False)])
def test_the_key_of_metrics_is_long(length: int, accepted: bool) -> None:
    if accepted:
        assert watching(False, {KEY: "x" * length}).key
        return
    with pytest.raises(SourceError, match=KEY):
        watching(False, {KEY: "x" * length})


def test_several_processes_answer_as_one(tmp_path: Path) -> None:
    """Each process counts in a file of its own, and one of them adds up."""
    count = "from ldip.web.metrics import EVENTS, exposition; EVENTS.labels('csrf').inc(2)"
    store = str(tmp_path / "lager" / "x.db")
    add_up = f"{count}; from ldip.store.database import open_store; print(exposition(open_store({store!r})).decode())"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", count], env=env, check=True)
    told = subprocess.run([sys.executable, "-c", add_up], env=env, check=True, capture_output=True, text=True).stdout
    assert 'ldip_security_events_total{event="csrf"} 4.0' in told and "ldip_plans 0.0" in told


# -- logs ---------------------------------------------------------------------------------------------------------


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
    allowed = {"tid", "logg", "nivaa", "id", "metode", "rute", "status", "bruker", "adresse", "ms", "hendelse", "gjelder", "spor"}
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
    given = next(line for line in found if line["hendelse"] == "rolle.gitt")
    assert given["bruker"] == copied.users["administrator"] and given["gjelder"] == "plan/1" and given["spor"] > 0
    assert given["id"] in {line["id"] for line in log() if line["logg"] == "ldip.tilgang"}


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
