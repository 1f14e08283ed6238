"""The queue of runs: fair by user, with ceilings; a run beyond its limits has failed once, with the reason."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ldip.cli.app import app
from ldip.errors import SourceError
from ldip.plan.document import Plan
from ldip.simulation.simulate import simulate
from ldip.store import runs, worker
from ldip.store.database import Store, open_store
from ldip.store.limits import MOST_DRAWS, RunLimits
from ldip.store.members import add_user
from ldip.store.runs import DEFAULTS, QueueFullError, ask, cancel, claim, finish, run_of
from ldip.store.versions import create_plan, folder_contents
from ldip.store.worker import work_one
from ldip.web.schemas_plans import NewRun

ROOT = Path(__file__).resolve().parents[2]
NORDVIK = ROOT / "examples" / "nordvik"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "lager.db"))
    with opened.session() as s:
        for name in ("kari", "ola", "eva"):
            add_user(s, name.capitalize(), f"{name}@kommunen.no")
        create_plan(s, "Nordvik", folder_contents(NORDVIK), 1, "start")
    yield opened
    opened.close()


def queue(store: Store, user: int, count: int = 1, limits: RunLimits = DEFAULTS, draws: int = 0) -> list[int]:
    with store.session() as s:
        return [ask(s, 1, user, draws, limits=limits).id for _ in range(count)]


def turns(store: Store, count: int, done: bool = True) -> list[int]:
    """The users who are served, one after another."""
    found = []
    for i in range(count):
        with store.session() as s:
            run = claim(s, "a", runs.audit.now() + dt.timedelta(seconds=i / 1000))
            assert run is not None
            found.append(run.bestilt_av)
            if done:
                finish(s, run.id, "a", "", {})
    return found


def test_users_are_served_in_turn(store: Store) -> None:
    queue(store, 1, 19)
    queue(store, 2, 2)
    queue(store, 3, 1)
    assert turns(store, 6) == [1, 2, 3, 1, 2, 1]


def test_one_with_runs_under_way_waits_for_those_without(store: Store) -> None:
    queue(store, 1, 10)
    assert turns(store, 2, done=False) == [1, 1]
    queue(store, 2, 2)
    assert turns(store, 3, done=False) == [2, 2, 1], "two workers more: both to the one who has none"


@pytest.mark.parametrize(("limits", "plenty"), [(RunLimits(user_waiting=3), 1), (RunLimits(plan_waiting=3), 2)])
def test_waiting_runs_have_a_ceiling(store: Store, limits: RunLimits, plenty: int) -> None:
    first = queue(store, 1, 3, limits)
    with pytest.raises(QueueFullError, match="køen tar ikke flere"):
        queue(store, plenty, 1, limits)
    with store.session() as s:
        cancel(s, first[0], 1)
    queue(store, plenty, 1, limits)


def test_a_ceiling_of_one_user_is_not_anothers(store: Store) -> None:
    limits = RunLimits(user_waiting=2)
    queue(store, 1, 2, limits)
    queue(store, 2, 2, limits)


def test_draws_have_a_ceiling_everywhere(store: Store, tmp_path: Path) -> None:
    queue(store, 1, draws=MOST_DRAWS)
    for draws in (MOST_DRAWS + 1, -1):
        with pytest.raises(SourceError, match="trekninger"):
            queue(store, 1, draws=draws)
    assert NewRun(trekninger=MOST_DRAWS).trekninger == MOST_DRAWS and NewRun(trekninger=0).trekninger == 0
    for draws in (MOST_DRAWS + 1, -1):
        with pytest.raises(ValueError, match="trekninger"):
            NewRun(trekninger=draws)
    lager = ["--lager", str(tmp_path / "lager.db")]
    ran = CliRunner()
    accepted = ran.invoke(app, ["lager", "kjoer", "1", "--trekninger", str(MOST_DRAWS), "--bare-bestill", *lager])
    assert accepted.exit_code == 0, accepted.output
    for command in (["lager", "kjoer", "1", "--bare-bestill", *lager], ["run", str(NORDVIK), "--ut", str(tmp_path / "ut")]):
        for draws in (MOST_DRAWS + 1, -1):
            assert ran.invoke(app, [*command, "--trekninger", str(draws)]).exit_code == 2


def test_a_run_that_takes_too_long_has_failed_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = queue(store, 1, draws=2)[0]

    def slow(*given: object, progress: Callable[[float], None]) -> None:
        time.sleep(1.1)
        progress(0.5)

    monkeypatch.setattr(worker, "simulate", slow)
    assert work_one(store, "a", RunLimits(seconds=1)) == run
    with store.session() as s:
        found = run_of(s, run)
        assert (found.status, found.forsoek) == ("feilet", 1) and "1 sekunder" in found.feil
    assert work_one(store, "a") is None


def test_a_run_that_does_not_stop_by_itself_is_marked_by_the_clock(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = queue(store, 1, draws=2)[0]
    monkeypatch.setattr(worker, "GRACE_S", -0.8)

    def stuck(plan: Plan, *given: object, **more: object) -> object:
        time.sleep(0.6)
        return simulate(plan)

    monkeypatch.setattr(worker, "simulate", stuck)
    work_one(store, "a", RunLimits(seconds=1))
    with store.session() as s:
        found = run_of(s, run)
        assert (found.status, found.kjoeringshash) == ("feilet", ""), "what came too late is not kept"


def test_a_run_that_needs_too_much_memory_has_failed_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = queue(store, 1)[0]

    def full(*given: object, **more: object) -> None:
        raise MemoryError("Unable to allocate 9 TiB")

    monkeypatch.setattr(worker, "simulate", full)
    work_one(store, "a")
    with store.session() as s:
        assert run_of(s, run).status == "feilet" and "4096 MB minne" in run_of(s, run).feil


def test_a_run_that_is_estimated_too_large_is_not_begun(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "simulate", lambda *given, **more: pytest.fail("begun"))
    huge = queue(store, 1, draws=MOST_DRAWS)[0]
    work_one(store, "a", RunLimits(seconds=20))
    with store.session() as s:
        assert run_of(s, huge).status == "feilet" and "20 sekunder" in run_of(s, huge).feil


MEMORY = """
from ldip.store.process import limit_memory
limit_memory({limit})
held = bytearray({size} * 2**20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="grensen settes av Linux")
@pytest.mark.parametrize(("size", "accepted"), [(90, True), (140, False)])
def test_the_memory_of_a_process_has_a_limit(size: int, accepted: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY.format(limit=120, size=size)],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is accepted and ("MemoryError" in done.stderr) is not accepted
