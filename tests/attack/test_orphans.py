"""A server that is killed leaves nothing behind: not its worker in the middle of a run, not its processes, not their processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from ldip.store.database import open_store
from ldip.store.members import add_user
from ldip.store.runs import ask, run_of
from ldip.store.versions import create_plan, folder_contents
from tests.attack.test_apart import START_S
from tests.processes import alive, until

ROOT = Path(__file__).resolve().parents[2]
END_S = 10.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="leser prosessene i /proc")


def descendants(pid: int) -> set[int]:
    found: set[int] = set()
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                found |= {child, *descendants(child)}
    except OSError:
        pass  # it ended meanwhile
    return found


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://localhost:{port}/api/planer", timeout=5):
            return True
    except HTTPError:
        return True  # an answer all the same
    except (URLError, OSError):
        return False


@contextmanager
def serving(folder: Path, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ldip", "serve", "--lager", str(folder / "lager.db"), "--port", str(port), *more]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "LDIP_UTKAST_PROSESSER": "1"}
    with (folder / "serve.log").open("wb") as log, subprocess.Popen(command, env=env, stdout=log, stderr=log) as server:
        try:
            assert until(lambda: server.poll() is not None or answers(port), START_S)
            assert server.poll() is None, (folder / "serve.log").read_text()
            yield server
        finally:
            for pid in (*descendants(server.pid), server.pid):
                if alive(pid):
                    os.kill(pid, signal.SIGKILL)


def running(store: str, run: int) -> bool:
    opened = open_store(store, migrate=False)
    with opened.reading() as session:
        status = run_of(session, run).status
    opened.close()
    return status == "kjoerer"


def test_a_killed_server_leaves_nothing(tmp_path: Path) -> None:
    """The worker is in the middle of a run of 100 000 draws; each of two server processes has one process apart."""
    store = str(tmp_path / "lager.db")
    opened = open_store(store)
    with opened.session() as session:
        user = add_user(session, "Kari", "kari@kommunen.no").id
        version = create_plan(session, "Nordvik", folder_contents(ROOT / "examples" / "nordvik"), user, "start").version.id
        run = ask(session, version, user, 100_000).id
    opened.close()
    with serving(tmp_path, "--prosesser", "2") as server:
        assert until(lambda: running(store, run), START_S), "the run is under way"
        assert until(lambda: len(descendants(server.pid)) >= 5, START_S)
        left = descendants(server.pid)
        server.kill()
        server.wait()
        assert until(lambda: not any(map(alive, left)), END_S), [p for p in left if alive(p)]
