"""A real server with its worker, and its database, as processes that a test can kill.

Every process is known by a mark in its environment, so that one that outlives its server is found whatever it is called."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Protocol

from tests.attack.corpus import ROOT
from tests.processes import PROC, alive, until
from tests.store.conftest import binaries

MARK: Final = "LDIP_DREPT"  # in the environment of the server, and so of all that it starts
START_S, GONE_S = 120.0, 30.0


def marked(mark: str) -> set[int]:
    """Processes that run with the mark; one that is dead and not yet waited for is none."""
    found: set[int] = set()
    for at in PROC.iterdir():
        if not at.name.isdigit():
            continue
        with suppress(OSError):
            if f"{MARK}={mark}".encode() in (at / "environ").read_bytes() and alive(int(at.name)):
                found.add(int(at.name))
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Database(Protocol):
    """What holds the store."""

    url: str

    def kill(self) -> bool:
        """Kill it and start it again; whether there was anything to kill."""

    def end(self) -> None:
        """Stop it."""


@dataclass
class Sqlite:
    """A file: it lives in the server's process, and is killed with it."""

    url: str

    def kill(self) -> bool:
        return False

    def end(self) -> None:
        return None


class Postgres:
    """A PostgreSQL server of the test's own, killed with everything it has started."""

    def __init__(self) -> None:
        programs = binaries()
        assert programs is not None
        folder = Path(tempfile.mkdtemp(prefix="ldip-pg-", dir="/tmp"))  # its own user must reach it
        self.programs, self.folder, self.port = programs, folder, free_port()
        become = shutil.which("runuser", path="/usr/sbin:/sbin:/usr/bin:/bin")
        self.as_user = [str(become), "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_user:
            shutil.chown(folder, "postgres")
        self.data = str(folder / "data")
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "ldip")
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/ldip"

    def _run(self, program: str, *args: str) -> None:
        subprocess.run(
            [*self.as_user, str(self.programs / program), *args], check=True, capture_output=True, cwd="/tmp", timeout=120
        )

    def start(self) -> None:
        """Start it as a child that is waited for: a dead server nobody has waited for counts as running to the next one."""
        where = ("-p", str(self.port), "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1")
        with (self.folder / "log").open("ab") as log:
            command = [*self.as_user, str(self.programs / "postgres"), "-D", self.data, *where]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/tmp", start_new_session=True)
        assert until(self.ready, START_S), (self.folder / "log").read_text()[-2000:]

    def ready(self) -> bool:
        asked = [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0

    def kill(self) -> bool:
        first = int((Path(self.data) / "postmaster.pid").read_text().split()[0])
        every = [first, *children(first)]
        for pid in every:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(GONE_S)
        assert until(lambda: not any(map(alive, every)), GONE_S)
        self.start()
        return True

    def end(self) -> None:
        with suppress(subprocess.CalledProcessError):  # killed, and not started again
            self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        self.process.wait(GONE_S)
        shutil.rmtree(self.folder, ignore_errors=True)


def children(pid: int) -> set[int]:
    found: set[int] = set()
    for thread in (PROC / str(pid) / "task").iterdir():
        with suppress(OSError):
            found.update(int(c) for c in (thread / "children").read_text().split())
    return found


@dataclass
class Server:
    """`ldip serve` for an organisation, as a process of its own."""

    url: str
    folder: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    log: IO[bytes] | None = None

    def start(self) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), MARK: self.mark}
        command = [sys.executable, "-m", "ldip", "serve", "--lager", self.url, "--port", str(self.port), "--vert", "localhost"]
        self.log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen(
            command, env=env, stdout=self.log, stderr=self.log, cwd=self.folder, start_new_session=True
        )
        if not until(lambda: self.dead() or self.answers(), START_S) or self.dead():
            raise AssertionError((self.folder / "serve.log").read_text()[-3000:])

    def dead(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def answers(self) -> bool:
        try:
            return call(self.port, "GET", "/api/meg")[0] == 200
        except OSError:
            return False

    def workers(self) -> set[int]:
        """What the server has started, and what those have."""
        assert self.process is not None
        return marked(self.mark) - {self.process.pid}

    def kill(self) -> None:
        """Kill the server, see that nothing it started goes on, and start it again."""
        assert self.process is not None and self.log is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(GONE_S)
        self.log.close()
        assert until(lambda: not marked(self.mark), GONE_S), f"lever videre: {[told(p) for p in marked(self.mark)]}"
        self.start()

    def stop(self) -> set[int]:
        """Stop the server as an operator does; what still runs afterwards."""
        assert self.process is not None and self.log is not None
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(GONE_S)
        until(lambda: not marked(self.mark), GONE_S)
        left = marked(self.mark)
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.log.close()
        return left


def told(pid: int) -> str:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:200]
    except OSError:
        return str(pid)


def call(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, str]:
    """(status, JSON, cookie) of one request. Errors: OSError when the server is away."""
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    try:
        sent = {k.replace("_", "-"): v for k, v in headers.items()} | {"content-type": "application/json"}
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        answer = connection.getresponse()
        raw = answer.read()
        cookie = "; ".join(v.split(";")[0] for k, v in answer.getheaders() if k.lower() == "set-cookie")
        return answer.status, json.loads(raw or b"null"), cookie
    except (http.client.HTTPException, ValueError) as error:  # cut off in the middle of an answer
        raise OSError(str(error)) from error
    finally:
        connection.close()
