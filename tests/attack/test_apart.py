"""Processes apart, for real: the same answers as the server's own, an end to what takes too long, and a fresh one after it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ldip.store.versions import create_plan, folder_contents
from ldip.web.app import apart, create_app
from ldip.web.aside import Pool
from ldip.web.context import Service, begin
from ldip.web.limits import Limits
from ldip.web.settings import local_settings
from tests.processes import alive, until
from tests.web.conftest import open_local

ROOT = Path(__file__).resolve().parents[2]
FAN = {"trekninger": 100, "navn": ["laanegjeld_ub"]}
START_S = 90.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signalene er POSIX, og grensen settes av Linux")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Pool, Any]]:
    store = str(tmp_path_factory.mktemp("apart") / "lager.db")
    settings = replace(local_settings(store), limits=Limits(draft_processes=1))
    service = begin(settings)
    with service.store.session() as session:
        create_plan(session, "Nordvik", folder_contents(ROOT / "examples" / "nordvik"), service.local_id, "start")
    with TestClient(create_app(settings, service), base_url="http://localhost") as client:
        client.headers["x-csrf-token"] = open_local(client, service).get("/api/meg").json()["csrf"]
        service.aside = pool = Pool(settings, apart)
        assert until(lambda: pool._idle, START_S), "a process is ready"
        yield service, pool, client
    assert until(lambda: not any(map(alive, pool.pids)), 10.0), "the processes end with the server"


def test_the_answer_is_the_servers_own(opened: tuple[Service, Pool, Any]) -> None:
    service, pool, client = opened
    path = "/api/versjoner/1/usikkerhet"
    before = set(pool.pids)
    answer = client.post(path, json=FAN, headers={"accept-language": "nn"})
    wrong = client.post(path, json={**FAN, "trekninger": 1}, headers={"accept-language": "nn"})
    refused = client.post(path, json=FAN, headers={"x-csrf-token": "feil"})
    service.aside = None
    assert answer.status_code == 200 and answer.json() == client.post(path, json=FAN, headers={"accept-language": "nn"}).json()
    assert (wrong.status_code, refused.status_code) == (422, 403)
    assert answer.headers["content-encoding"] == "gzip" and answer.headers["cache-control"] == "no-store"
    service.aside = pool
    assert set(pool.pids) == before and os.getpid() not in before
    limits = Path(f"/proc/{pool.pids[0]}/limits").read_text()
    assert "unlimited" not in next(line for line in limits.splitlines() if line.startswith("Max address space"))[:45]


def test_one_that_takes_too_long_is_ended_and_another_takes_over(opened: tuple[Service, Pool, Any]) -> None:
    _, pool, client = opened
    stuck = pool.pids[0]
    os.kill(stuck, signal.SIGSTOP)
    pool.limits = replace(pool.limits, draft_seconds=1)
    answer = client.post("/api/versjoner/1/usikkerhet", json=FAN)
    assert answer.status_code == 422 and not alive(stuck)
    pool.limits = replace(pool.limits, draft_seconds=60)
    assert client.post("/api/versjoner/1/usikkerhet", json=FAN).status_code == 200
    assert len(pool.pids) == 1 and stuck not in pool.pids
