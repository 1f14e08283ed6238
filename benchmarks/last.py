"""Many editors on one plan, with a queue of long runs and visitors beside them. Not a test: it takes a minute and measures.

python benchmarks/last.py                                    200 editors read, try and save for 60 seconds
python benchmarks/last.py --redaktoerer 20 --koe 100 --besoekende 20    one user queues 100 long runs, 20 visitors try levers

The server is started here, on a store of its own, and killed at the end. Every version that was acknowledged is then looked for.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).resolve().parents[1]
PLANS = {"baerum": ROOT / "examples" / "baerum-2022", "nordvik": ROOT / "examples" / "nordvik"}
LONG_RUN = {"trekninger": 100_000}
PATIENCE_S = 150.0
COSTS_SAVED = 0.25  # share of the saves that change a project, where editors meet; the rest are notes, which are merged
BACK_OFF_S = 1.0  # a visitor who is turned away tries again after this time


@dataclass(frozen=True)
class Load:
    """Who works, for how long (s), and on which plan; `think` is the pause between two rounds of an editor (s)."""

    editors: int = 200
    seconds: float = 60.0
    think: float = 6.0
    queued: int = 0
    visitors: int = 0
    processes: int = 1
    plan: str = "baerum"


@dataclass
class Seen:
    """What the clients saw: times (s) by kind, statuses, and versions that were acknowledged with a file and a part of it."""

    times: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[str, dict[int, int]] = field(default_factory=dict)
    saved: list[tuple[int, str, str]] = field(default_factory=list)
    lost: int = 0
    errors: list[str] = field(default_factory=list)

    def note(self, kind: str, status: int, seconds: float) -> None:
        self.times.setdefault(kind, []).append(seconds)
        counts = self.statuses.setdefault(kind, {})
        counts[status] = counts.get(status, 0) + 1

    @property
    def broken(self) -> int:
        """Answers 5xx."""
        return sum(n for counts in self.statuses.values() for status, n in counts.items() if status >= 500)

    def p95(self, *kinds: str) -> float:
        """The 95th percentile of the times of some kinds (s)."""
        times = sorted(t for k in kinds for t in self.times.get(k, []))
        return times[int(len(times) * 0.95)] if times else 0.0


@dataclass(frozen=True)
class Place:
    """A server with users: address, tokens with their CSRF tokens, a share link, and the plan's projects."""

    url: str
    people: Sequence[tuple[str, str]]
    link: str
    projects: Sequence[str]


def prepared(store: str, load: Load) -> tuple[Sequence[tuple[str, str]], str]:
    """A store with the plan, an editor with a session for each, one more for the queue, and a share link."""
    from ldip.store.database import open_store
    from ldip.store.members import add_user, grant
    from ldip.store.sessions import start
    from ldip.store.shares import share
    from ldip.store.versions import create_plan, folder_contents

    opened = open_store(store)
    with opened.session() as session:
        users = [add_user(session, f"Redaktør {i}", f"r{i}@kommunen.no").id for i in range(load.editors + 1)]
        made = create_plan(session, "Planen", folder_contents(PLANS[load.plan]), users[0], "Første versjon").version
        for user in users:
            grant(session, made.plan_id, user, "oekonomi", users[0])
        people = [(s.token, s.csrf) for s in (start(session, user, "passord") for user in users)]
        _, token = share(session, made.id, {"spaker": ["rente"]}, "Prøv selv", users[0])
    opened.close()
    return people, token


async def send(client: httpx2.AsyncClient, seen: Seen, kind: str, method: str, path: str, body: Any = None) -> Any:
    """One request, timed; None when the connection was broken."""
    began = time.perf_counter()
    try:
        answer = await client.request(method, path, json=body)
    except httpx2.HTTPError as error:
        seen.errors.append(f"{kind}: {error!r}")
        return None
    seen.note(kind, answer.status_code, time.perf_counter() - began)
    return answer


def client_of(place: Place, person: tuple[str, str] | None) -> httpx2.AsyncClient:
    headers = {"cookie": f"__Host-ldip_sesjon={person[0]}", "x-csrf-token": person[1]} if person else {}
    # No TLS here: making its context takes 20 ms for each client, which the first answers would be charged with.
    return httpx2.AsyncClient(base_url=place.url, headers=headers, timeout=PATIENCE_S, verify=False, trust_env=False)


async def editor(number: int, place: Place, load: Load, seen: Seen, until: float) -> None:
    """Reads the versions, tries a cost, saves it or a note of its own, and thinks."""
    rng = random.Random(number)
    async with client_of(place, place.people[number]) as client:
        await asyncio.sleep(rng.random() * load.think)
        while time.monotonic() < until:
            tree = await send(client, seen, "lese", "GET", "/api/planer/1")
            if tree is not None and tree.status_code == 200:
                head = next(g["hode"] for g in tree.json()["grener"] if g["navn"] == "hovedlinje")
                project, tenths = rng.choice(place.projects), rng.randint(1, 10_000)
                key = {"fil": f"prosjekter/{project}.toml", "noekkel": ["kostnad", "beloep"]}
                draft = {"endringer": [{"slag": "sett", **key, "verdi": tenths / 10}]}
                asked = {"utkast": draft, "sporringer": [{"navn": "inndekningsbehov_fast"}]}
                await send(client, seen, "proeve", "POST", f"/api/versjoner/{head}/tall", asked)
                kept = (key["fil"], f"beloep = {tenths / 10}")
                if rng.random() > COSTS_SAVED:
                    kept = (f"notater/redaktoer-{number}.md", f"Vurdert {rng.random()}")
                    draft = {"endringer": [{"slag": "ny_fil", "fil": kept[0], "tekst": kept[1]}]}
                body = {"grunnlag": head, "utkast": draft}
                done = await send(client, seen, "lagre", "POST", "/api/planer/1/grener/hovedlinje/versjoner", body)
                if done is not None and done.status_code == 201:
                    seen.saved.append((done.json()["versjon"], *kept))
            await asyncio.sleep(load.think * (0.5 + rng.random()))


async def queueing(place: Place, load: Load, seen: Seen) -> None:
    """One user orders long runs, one after another."""
    async with client_of(place, place.people[load.editors]) as client:
        for _ in range(load.queued):
            await send(client, seen, "bestille", "POST", "/api/versjoner/1/kjoeringer", LONG_RUN)


async def visitor(number: int, place: Place, seen: Seen, until: float) -> None:
    """Moves a lever again and again, without a pause."""
    rng = random.Random(10_000 + number)
    async with client_of(place, None) as client:
        while time.monotonic() < until:
            body = {"spaker": {"rente": round(rng.random() * 2.0, 4)}}
            answer = await send(client, seen, "besoek", "POST", f"/api/delt/{place.link}/tall", body)
            if answer is None or answer.status_code != 200:
                await asyncio.sleep(BACK_OFF_S)


async def crowd(place: Place, load: Load, seen: Seen) -> None:
    """Everybody at once."""
    until = time.monotonic() + load.seconds
    async with asyncio.TaskGroup() as group:
        for i in range(load.editors):
            group.create_task(editor(i, place, load, seen, until))
        for i in range(load.visitors):
            group.create_task(visitor(i, place, seen, until))
        if load.queued:
            group.create_task(queueing(place, load, seen))


def started(store: str, load: Load, log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """`ldip serve` with log-in, in a process group of its own, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ldip", "serve", "--lager", store, "--port", str(port), "--vert", "localhost"]
    command += ["--prosesser", str(load.processes)]
    with log.open("wb") as out:
        server = subprocess.Popen(command, start_new_session=True, stdout=out, stderr=out)
    return server, f"http://localhost:{port}"


def ready(url: str, log: Path, seconds: float = 120.0) -> None:
    """Wait for a server that answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if httpx2.get(f"{url}/api/meg", timeout=5.0).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.05)
    raise SystemExit(f"tjenesten svarer ikke: {log.read_text(encoding='utf-8', errors='replace')}")


def missing(store: str, saved: Sequence[tuple[int, str, str]]) -> int:
    """Acknowledged versions that are not in the history of the main line with what they were saved with."""
    from ldip.store.database import open_store
    from ldip.store.versions import MAIN, branch_of, contents_of, history

    opened = open_store(store)
    lost = 0
    with opened.session() as session:
        line = {v.id for v in history(session, branch_of(session, 1, MAIN).hode_id)}
        for version, path, part in saved:
            raw = contents_of(session, version).get(path, b"") if version in line else b""
            lost += part not in raw.decode()
    opened.close()
    return lost


def run(load: Load, warm: float = 10.0) -> Seen:
    """Start a server, let everybody work, kill it, and look for what was acknowledged."""
    seen = Seen()
    with tempfile.TemporaryDirectory() as folder:
        store, log = str(Path(folder, "lager.db")), Path(folder, "serve.log")
        people, link = prepared(store, load)
        server, url = started(store, load, log)
        try:
            ready(url, log)
            time.sleep(warm)
            projects = sorted(p.stem for p in (PLANS[load.plan] / "prosjekter").glob("*.toml"))
            asyncio.run(crowd(Place(url, people, link, projects), load, seen))
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        seen.lost = missing(store, seen.saved)
    return seen


def told(load: Load, seen: Seen) -> None:
    """Print what was seen."""
    print(f"{load.editors} redaktører, {load.seconds:.0f} s, tenketid {load.think} s, {load.processes} prosesser;", end=" ")
    print(f"{load.queued} kjøringer bestilt, {load.visitors} besøkende")
    print(f"  {len(seen.saved)} lagret, {seen.lost} tapt, {seen.broken} svar 5xx, {len(seen.errors)} brutte forbindelser")
    for error in dict.fromkeys(seen.errors[:3]):
        print(f"  {error}")
    for kind, times in seen.times.items():
        middle, p95, worst = statistics.median(times) * 1e3, seen.p95(kind) * 1e3, max(times) * 1e3
        answers = ", ".join(f"{n} × {status}" for status, n in sorted(seen.statuses[kind].items()))
        print(f"  {kind}: median {middle:.0f} ms, p95 {p95:.0f} ms, verst {worst:.0f} ms ({answers})")
    print(f"  en redaktør, alle svar: p95 {seen.p95('lese', 'proeve', 'lagre') * 1e3:.0f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Mange redaktører på én plan, med kø og besøkende ved siden av.")
    parser.add_argument("--redaktoerer", type=int, default=200, help="redaktører")
    parser.add_argument("--sekunder", type=float, default=60.0, help="hvor lenge")
    parser.add_argument("--tenketid", type=float, default=6.0, help="sekunder mellom to runder for en redaktør")
    parser.add_argument("--koe", type=int, default=0, help="lange kjøringer som én bruker bestiller")
    parser.add_argument("--besoekende", type=int, default=0, help="besøkende på en delt lenke")
    parser.add_argument("--prosesser", type=int, default=1, help="tjenerprosesser")
    parser.add_argument("--plan", choices=sorted(PLANS), default="baerum", help="eksempelet som brukes")
    given = parser.parse_args()
    wanted = Load(given.redaktoerer, given.sekunder, given.tenketid, given.koe, given.besoekende, given.prosesser, given.plan)
    told(wanted, run(wanted))
