"""Clients that save to a real server while a hand kills server, worker or database at random, and what is missing afterwards."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from ldip.store.accounts import set_password
from ldip.store.database import open_store
from ldip.store.members import add_user, grant
from ldip.store.schema import Branch
from ldip.store.versions import ancestors, contents_of, create_plan
from ldip.web.context import begin
from ldip.web.settings import organisation_settings
from tests.attack.corpus import ROOT, plan_of
from tests.attack.killing import START_S, Database, Postgres, Server, Sqlite, call
from tests.processes import until

PASSWORD: Final = "et langt passord for prøver"
EDITORS: Final = 3


@dataclass
class Editor:
    """A client that saves one version after another on its own branch, and notes what was acknowledged."""

    number: int
    server: Server
    plan: int
    first: int
    login: dict[str, str]
    acknowledged: dict[int, float] = field(default_factory=dict)
    unexpected: list[str] = field(default_factory=list)

    @property
    def branch(self) -> str:
        return f"gren{self.number}"

    def work(self, stop: threading.Event) -> None:
        """Save until told to stop. A request that the kill cut off was not acknowledged, and is tried again from the head."""
        head, rate = 0, 0.0
        while not stop.is_set():
            try:
                head = head or self.head()
                rate = round(rate + 0.01, 2) if rate < 9.0 else 0.01
                edit = {
                    "slag": "sett",
                    "fil": "forutsetninger.toml",
                    "noekkel": ["styringsrente", "verdier", "2029"],
                    "verdi": rate,
                }
                body = {"grunnlag": head, "utkast": {"endringer": [edit]}}
                path = f"/api/planer/{self.plan}/grener/{self.branch}/versjoner"
                status, answer, _ = call(self.server.port, "POST", path, body, **self.login)
            except OSError:
                head = 0
                time.sleep(0.05)
                continue
            if status == 201:
                head = int(answer["versjon"])
                self.acknowledged[head] = rate
                if len(self.acknowledged) % 20 == 1:
                    with suppress(OSError):
                        call(self.server.port, "POST", f"/api/versjoner/{head}/kjoeringer", {"trekninger": 2000}, **self.login)
            else:
                head = 0
                if status not in (409, 429, 503):  # a conflict with what was not acknowledged, a turn, or the database away
                    self.unexpected.append(f"{status}: {str(answer)[:300]}")
                time.sleep(0.05)

    def head(self) -> int:
        status, tree, _ = call(self.server.port, "GET", f"/api/planer/{self.plan}", **self.login)
        if status != 200:
            raise OSError(str(status))
        found = next((b["hode"] for b in tree["grener"] if b["navn"] == self.branch), None)
        if found is not None:
            return int(found)
        body = {"navn": self.branch, "fra": self.first}
        status, made, _ = call(self.server.port, "POST", f"/api/planer/{self.plan}/alternativer", body, **self.login)
        if status != 201:
            raise OSError(str(made))
        return int(made["versjon"])


@contextmanager
def editing(server: Server, plan: int, first: int, stop: threading.Event) -> Iterator[list[Editor]]:
    """Clients that are logged in and save until the block ends, or `stop` is set."""
    status, me, cookie = call(server.port, "POST", "/api/innlogging", {"epost": "redaktoer@kommunen.no", "passord": PASSWORD})
    assert status == 200, me
    editors = [Editor(n, server, plan, first, {"cookie": cookie, "x_csrf_token": me["csrf"]}) for n in range(EDITORS)]
    threads = [threading.Thread(target=e.work, args=(stop,), daemon=True) for e in editors]
    for thread in threads:
        thread.start()
    try:
        yield editors
    finally:
        stop.set()
        for thread in threads:
            thread.join(90.0)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Database]:
    """The store's database of a kind, sqlite or postgresql."""
    if kind == "sqlite":
        yield Sqlite(str(folder / "lager.db"))
        return
    made = Postgres()
    try:
        yield made
    finally:
        made.end()


def stored(url: str) -> tuple[int, int]:
    """A new store with a plan and a user who may edit it; (plan, version)."""
    service = begin(organisation_settings(url, ("localhost",)))
    with service.store.session() as session:
        user = add_user(session, "Redaktør", "redaktoer@kommunen.no").id
        set_password(session, user, PASSWORD, None)
        done = create_plan(session, "Nordvik", plan_of("nordvik"), user, "Første versjon").version
        grant(session, done.plan_id, user, "oekonomi", user)
        found = done.plan_id, done.id
    service.store.close()
    return found


@dataclass
class Killed:
    """Figures of a series of kills."""

    kills: dict[str, int]
    acknowledged: int
    lost: list[str]
    left: set[int]
    unexpected: list[str]


def series(kind: str, kills: int, folder: Path, seed: int) -> Killed:
    """Kill server, worker or database at random while clients save; what was acknowledged and what is missing afterwards."""
    rng = random.Random(seed)
    with database(kind, folder) as data:
        plan, first = stored(data.url)
        server = Server(data.url, folder)
        server.start()
        stop = threading.Event()
        try:
            with editing(server, plan, first, stop) as editors:
                done = _killed(kills, server, data, editors, rng)
        finally:
            left = server.stop()
        saved = {e.branch: dict(e.acknowledged) for e in editors}
        lost = missing(data.url, saved)
        checked = controlled(data.url, folder)
        return Killed(done, sum(map(len, saved.values())), lost + checked, left, [u for e in editors for u in e.unexpected])


def _killed(kills: int, server: Server, data: Database, editors: list[Editor], rng: random.Random) -> dict[str, int]:
    done = {"tjener": 0, "arbeider": 0, "database": 0}
    order = [("tjener", "arbeider", "database")[i % 3] for i in range(kills)]
    rng.shuffle(order)
    for what in order:
        wanted = _saves(editors) + 2
        assert until(partial(_enough, editors, wanted), START_S), server_said(server)
        time.sleep(rng.uniform(0.0, 0.6))
        if what == "database" and data.kill():
            done["database"] += 1
        elif what == "arbeider" and (workers := server.workers()):
            os.kill(rng.choice(sorted(workers)), signal.SIGKILL)
            done["arbeider"] += 1
        else:
            server.kill()
            done["tjener"] += 1
    return done


def _saves(editors: list[Editor]) -> int:
    return sum(len(e.acknowledged) for e in editors)


def _enough(editors: list[Editor], wanted: int) -> bool:
    return _saves(editors) >= wanted


def server_said(server: Server) -> str:
    return (server.folder / "serve.log").read_text()[-3000:]


def missing(url: str, saved: dict[str, dict[int, float]]) -> list[str]:
    """Acknowledged versions that the store has not, has otherwise, or has outside their branch."""
    lost: list[str] = []
    store = open_store(url, migrate=False)
    with store.reading() as session:
        heads = {b.navn: b.hode_id for b in session.query(Branch)}
        for branch, versions in saved.items():
            known = ancestors(session, [heads[branch]]) if branch in heads else set()
            for version, rate in versions.items():
                if version not in known:
                    lost.append(f"{branch}: versjon {version} er ikke på grenen")
                elif f"2029 = {rate}" not in contents_of(session, version)["forutsetninger.toml"].decode():
                    lost.append(f"{branch}: versjon {version} har ikke {rate}")
    store.close()
    return lost


def controlled(url: str, folder: Path) -> list[str]:
    """What `ldip lager kontroll` has against the store."""
    command = [sys.executable, "-m", "ldip", "lager", "kontroll", "--lager", url]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=600, check=False)
    return [] if done.returncode == 0 else [f"kontrollen: {done.stdout[-1000:]}{done.stderr[-1000:]}"]
