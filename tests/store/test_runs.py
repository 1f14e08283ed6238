"""The queue of runs on both engines: one worker a run, progress, stopping, and workers that die."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ldip import read_plan, simulate
from ldip.errors import ModelError, SourceError
from ldip.publish.numbers import fetch
from ldip.store import audit, runs, worker
from ldip.store.database import Store
from ldip.store.runs import ask, beat, cancel, claim, fail, finish, run_of, runs_of
from ldip.store.versions import branch_of, commit, create_plan, folder_contents
from ldip.store.worker import work, work_one

NORDVIK = Path(__file__).resolve().parents[2] / "examples" / "nordvik"


@pytest.fixture
def version(store: Store, kari: int) -> int:
    with store.session() as s:
        return create_plan(s, "Nordvik", folder_contents(NORDVIK), kari, "start").version.id


def queued(store: Store, version: int, kari: int, draws: int = 0) -> int:
    with store.session() as s:
        return ask(s, version, kari, draws, 7).id


def test_a_run_keeps_what_a_direct_run_gives(store: Store, kari: int, version: int) -> None:
    run = queued(store, version, kari, 64)
    assert work_one(store, "a") == run and work_one(store, "a") is None
    with store.session() as s:
        done = run_of(s, run)
        direct = simulate(read_plan(NORDVIK), 64, 7)
        assert (done.status, done.framdrift, done.kjoeringshash, done.forsoek) == ("ferdig", 1.0, direct.hash, 1)
        assert done.sammendrag is not None and done.ferdig is not None
        numbers = done.sammendrag["tall"]
        for where in ("inndekningsbehov/2035/basis", "laanegjeld_ub/2040/p90", "gjeldsgrad/2030/p10"):
            assert numbers[where] == fetch(direct, where).value
        assert done.sammendrag["problemer"] == [] and done.sammendrag["trekninger"] == 64
        assert [r.id for r in runs_of(s, version)] == [run]


def test_a_run_is_taken_by_one_worker(store: Store, kari: int, version: int) -> None:
    wanted = {queued(store, version, kari) for _ in range(12)}
    taken: list[int] = []

    def take(who: str) -> None:
        while True:
            with store.session() as s:
                found = claim(s, who)
                if found is None:
                    return
                taken.append(found.id)

    threads = [threading.Thread(target=take, args=(f"w{i}",)) for i in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(taken) == sorted(wanted)


def test_the_oldest_goes_first_and_progress_is_told(store: Store, kari: int, version: int) -> None:
    first, second = queued(store, version, kari), queued(store, version, kari)
    with store.session() as s:
        taken = claim(s, "a")
        assert taken is not None and taken.id == first
        assert beat(s, first, "a", 0.25)
        assert run_of(s, first).framdrift == 0.25
        assert not beat(s, first, "b", 0.5) and not beat(s, second, "a", 0.5), "only its own worker's word counts"


def test_stopping(store: Store, kari: int, version: int) -> None:
    waiting, running = queued(store, version, kari), queued(store, version, kari)
    with store.session() as s:
        cancel(s, waiting, kari)
        assert run_of(s, waiting).status == "avbrutt"
        taken = claim(s, "a")
        assert taken is not None and taken.id == running
        cancel(s, running, kari)
        assert run_of(s, running).status == "kjoerer" and not beat(s, running, "a", 0.5)
        fail(s, running, "a", "stanset")
        assert (run_of(s, running).status, run_of(s, running).feil) == ("avbrutt", "")
        cancel(s, running, kari)
        assert claim(s, "a") is None
        assert audit.broken(s) is None


def test_a_silent_workers_run_is_taken_again(store: Store, kari: int, version: int) -> None:
    run = queued(store, version, kari)
    with store.session() as s:
        assert claim(s, "gammel") is not None
        assert claim(s, "ny") is None
        later = audit.now() + runs.SILENT + dt.timedelta(seconds=1)
        again = claim(s, "ny", later)
        assert again is not None and (again.id, again.arbeider, again.forsoek) == (run, "ny", 2)
        assert not beat(s, run, "gammel", 0.9), "the old worker is told to stop"
        assert not finish(s, run, "gammel", "hash", {}), "and its result is not kept"
        fail(s, run, "gammel", "for sent")
        assert run_of(s, run).status == "kjoerer"
        assert finish(s, run, "ny", "hash", {"tall": {}})


def test_a_run_that_kills_its_workers_is_given_up(store: Store, kari: int, version: int) -> None:
    run, stopped = queued(store, version, kari), queued(store, version, kari)
    with store.session() as s:
        moment = audit.now()
        for n in range(runs.MOST_ATTEMPTS):
            found = claim(s, f"w{n}", moment)
            assert found is not None and found.id == run
            found.hjerteslag = moment
            moment += runs.SILENT + dt.timedelta(seconds=1)
        run_of(s, stopped).avbrytes = True
        s.flush()
        assert claim(s, "siste", moment) is None
        assert (run_of(s, run).status, run_of(s, run).feil) == ("feilet", "kjøringen stanset arbeideren 3 ganger")
        assert run_of(s, stopped).status == "avbrutt"


def test_what_cannot_be_run_is_told(store: Store, kari: int, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.session() as s:
        broken = commit(s, branch_of(s, 1), version, {"laan.csv": None}, kari, "uten lån").version.id
        with pytest.raises(SourceError, match="feil"):
            ask(s, broken, kari)
        with pytest.raises(SourceError, match="utenfor grensene"):
            ask(s, version, kari, -1)
        with pytest.raises(SourceError, match="kjøringen finnes ikke"):
            run_of(s, 99)
    run = queued(store, version, kari)

    def wrong(*_: object, **__: object) -> None:
        raise ModelError("usikkerhet.toml: for mange trekninger")

    monkeypatch.setattr(worker, "simulate", wrong)
    work_one(store, "a")
    with store.session() as s:
        assert (run_of(s, run).status, run_of(s, run).feil) == ("feilet", "usikkerhet.toml: for mange trekninger")


def test_a_running_run_stops_when_asked(store: Store, kari: int, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker notices at its next heartbeat, and continues with the next run."""
    run, after = queued(store, version, kari, 5000), queued(store, version, kari)
    monkeypatch.setattr(worker, "BEAT_S", 0.0)
    asked = {"once": False}
    told = runs.beat

    def heard(session: object, *args: object) -> bool:
        if not asked["once"]:
            asked["once"] = True
            cancel(session, run, kari)
        return told(session, *args)

    monkeypatch.setattr(worker, "beat", heard)
    assert work_one(store, "a") == run and work_one(store, "a") == after
    with store.session() as s:
        assert [r.status for r in runs_of(s, version)] == ["ferdig", "avbrutt"]


def test_a_killed_worker_loses_nothing(store: Store, url: str, kari: int, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """kill -9 in the middle of a run: the store opens, the run is taken again and gives the same numbers."""
    run = queued(store, version, kari, 20_000)
    command = [sys.executable, "-m", "ldip", "lager", "arbeider", "--lager", url]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with store.session() as s:
                if run_of(s, run).framdrift > 0.0:
                    break
            time.sleep(0.05)
        else:
            pytest.fail("the worker never began")
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with store.session() as s:
        left = run_of(s, run)
        assert left.status == "kjoerer" and audit.broken(s) is None
        left.trekninger = 32  # the rest of the test need not be slow
    monkeypatch.setattr(runs, "SILENT", dt.timedelta(0))
    time.sleep(0.01)
    assert work_one(store, "ny") == run
    with store.session() as s:
        done = run_of(s, run)
        assert (done.status, done.forsoek) == ("ferdig", 2)
        assert done.kjoeringshash == simulate(read_plan(NORDVIK), 32, 7).hash


def test_working_until_empty(store: Store, url: str, kari: int, version: int) -> None:
    first, second = queued(store, version, kari), queued(store, version, kari)
    work(url, until_empty=True)
    with store.session() as s:
        assert {run_of(s, r).status for r in (first, second)} == {"ferdig"}
