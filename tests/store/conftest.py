"""A store on SQLite and on PostgreSQL; the PostgreSQL tests skip, with a reason, where no server is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.demanded import unavailable

from ldip.store.database import Store, open_store
from ldip.store.members import add_user

WANTED = "LDIP_KREV_POSTGRESQL"  # set in CI: a missing server is then a failure


def binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    path = shutil.which("initdb")
    return found[-1] if found else Path(path).resolve().parent if path else None


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server of the tests' own on a free port; its URL without a database."""
    programs = binaries()
    if programs is None:
        unavailable("PostgreSQL er ikke installert (initdb finnes ikke)", WANTED)
    folder = Path(tempfile.mkdtemp(prefix="ldip-pg-", dir="/tmp"))
    become = shutil.which("runuser", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if os.geteuid() == 0 and become is None:
        unavailable("PostgreSQL starter ikke som root, og runuser finnes ikke", WANTED)
    as_user = [str(become), "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*args: str) -> None:
        subprocess.run([*as_user, *args], check=True, capture_output=True, cwd="/tmp")

    data = str(folder / "data")
    run(str(programs / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(str(programs / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    yield f"postgresql+psycopg://postgres@127.0.0.1:{port}"
    run(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Databases:
    """Makes a fresh database for each test."""

    server: str
    made: int = 0

    def fresh(self) -> str:
        self.made += 1
        name = f"ldip_{os.getpid()}_{self.made}"
        admin = open_store(f"{self.server}/postgres", migrate=False)
        with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.close()
        return f"{self.server}/{name}"


@pytest.fixture(scope="session")
def databases(server: str) -> Databases:
    return Databases(server)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'lager.db'}"
    request.getfixturevalue("monkeypatch").setenv("LDIP_NOEKKEL", str(tmp_path / "lager.noekkel"))
    return str(request.getfixturevalue("databases").fresh())


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def kari(store: Store) -> int:
    with store.session() as s:
        return add_user(s, "Kari Økonomi", "Kari@kommune.no").id
