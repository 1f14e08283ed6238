"""`ldip serve` as a process of its own: however it is stopped, its worker is gone as well."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from tests.processes import PROC, alive, until

ROOT = Path(__file__).resolve().parents[2]
START_S, STOP_S = 90.0, 20.0

pytestmark = pytest.mark.skipif(not PROC.is_dir(), reason="leser prosessene i /proc")


def children(pid: int) -> set[int]:
    found: set[int] = set()
    for thread in (PROC / str(pid) / "task").iterdir():
        try:
            found.update(int(c) for c in (thread / "children").read_text().split())
        except OSError:
            continue  # the thread ended meanwhile
    return found


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://localhost:{port}/helse", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], set[int]]]:
    """A server that answers, and what it started; all of it is killed at the end if it still runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ldip", "serve", "--lager", str(folder / "lager.db"), "--port", str(port)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    log = (folder / "serve.log").open("wb")
    started: set[int] = set()
    with log, subprocess.Popen(command, env=env, stdout=log, stderr=log) as server:
        try:
            assert until(lambda: server.poll() is not None or answers(port), START_S)
            assert server.poll() is None, (folder / "serve.log").read_text()
            started = children(server.pid)
            yield server, started
        finally:
            for pid in (server.pid, *started):
                if alive(pid):
                    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_server_leaves_no_process(tmp_path: Path, sent: signal.Signals) -> None:
    with serving(tmp_path) as (server, started):
        assert started, "the worker runs in a process of its own"
        server.send_signal(sent)
        assert until(lambda: server.poll() is not None, STOP_S), "the server itself goes on"
        assert until(lambda: not any(map(alive, started)), STOP_S), "a process it started goes on"
