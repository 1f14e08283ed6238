"""A backup taken while clients save, restored to a new store: every acknowledged version byte for byte, and a control that passes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from ldip.store.database import Store, open_store
from ldip.store.schema import Version
from ldip.store.versions import contents_of
from tests.attack.corpus import ROOT
from tests.attack.killing import START_S, Server
from tests.attack.saving import controlled, database, editing, stored
from tests.demanded import unavailable
from tests.processes import PROC, until
from tests.store.conftest import WANTED, binaries

pytestmark = pytest.mark.skipif(not PROC.is_dir(), reason="leser prosessene i /proc")
BEFORE, AFTER = 6, 4  # acknowledged versions before the backup begins and after it has ended


def lager(folder: Path, *words: str) -> str:
    """What a command of the store prints. Errors: AssertionError when it does not end well."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-m", "ldip", "lager", *words],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def versions(url: str) -> dict[int, dict[str, bytes]]:
    """The files of every version of a store."""
    store: Store = open_store(url, migrate=False)
    with store.reading() as session:
        found = {v.id: dict(contents_of(session, v.id)) for v in session.query(Version)}
    store.close()
    return found


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_under_load_comes_back_byte_for_byte(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if kind == "postgresql" and binaries() is None:
        unavailable("PostgreSQL er ikke installert (initdb finnes ikke)", WANTED)
    old, new = tmp_path / "gammel", tmp_path / "ny"
    old.mkdir()
    new.mkdir()
    monkeypatch.chdir(old)  # the key of a store on PostgreSQL stands in the working folder
    with database(kind, old) as data:
        plan, first = stored(data.url)
        server = Server(data.url, old)
        server.start()
        stop = threading.Event()
        with editing(server, plan, first, stop) as editors:
            assert until(lambda: sum(len(e.acknowledged) for e in editors) >= BEFORE, START_S)
            before = {v for e in editors for v in e.acknowledged}
            lager(old, "sikkerhetskopi", str(tmp_path / "kopi.zip"), "--lager", data.url)
            reached = sum(len(e.acknowledged) for e in editors)
            assert until(lambda: sum(len(e.acknowledged) for e in editors) >= reached + AFTER, START_S), "lagring stanset"
        assert not server.stop()
        if kind == "sqlite":
            restored = str(new / "lager.db")
        else:
            admin = open_store(data.url, migrate=False)
            with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("CREATE DATABASE gjenopprettet"))
            admin.close()
            restored = data.url.rpartition("/")[0] + "/gjenopprettet"
        lager(new, "gjenopprett", str(tmp_path / "kopi.zip"), "--lager", restored)
        monkeypatch.chdir(new)
        there, here = versions(data.url), versions(restored)
        assert before <= set(here), "en kvittert versjon er ikke i kopien"
        assert here == {v: there[v] for v in here}
        assert not controlled(restored, new) and not controlled(data.url, old)
