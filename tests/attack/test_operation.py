"""Operation: the state of the server and its metrics, which tell nothing to strangers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from sqlalchemy import text

from ldip.errors import SourceError
from ldip.store.database import Store
from ldip.store.pulse import LOST, Pulse, alive
from ldip.store.schema import WorkerPulse
from ldip.web.app import create_app
from ldip.web.metrics import measures
from ldip.web.watching import KEY, SHORTEST, watching
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
    strangers.append(("127.0.0.1", {"x-forwarded-proto": "https"}))
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


def test_the_store_is_measured_on_both_engines(store: Store) -> None:
    with store.reading() as session:
        found = {name: value for name, _, value in measures(session)}
    assert found["ldip_plans"] == found["ldip_queue_oldest_wait_seconds"] == 0 and found["ldip_database_bytes"] > 10_000


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
