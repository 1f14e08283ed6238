"""Answer times of the application and kill -9. Not a test: it takes minutes and measures. Many users at once: last.py.

python benchmarks/load.py endring     edit to figures over HTTP, one at a time
python benchmarks/load.py drep        100 kills of server and worker during saves and runs, on SQLite and PostgreSQL
python benchmarks/load.py rediger     edit to redrawn result in the browser, and the first page
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx2

from ldip.web.settings import START_VARIABLE
from ldip.web.start import cookie_of, opened_at

ROOT = Path(__file__).resolve().parents[1]
START = secrets.token_urlsafe(32)  # the start token of the servers that are measured
PLAN = ROOT / "examples" / "baerum-2022"
PROJECTS = sorted(p.stem for p in (PLAN / "prosjekter").glob("*.toml"))


def start(store: str, port: int, *more: str) -> subprocess.Popen[bytes]:
    """`ldip serve` in a process group of its own, so that all of it can be killed."""
    command = [sys.executable, "-m", "ldip", "serve", "--lager", store, "--plan", str(PLAN), "--port", str(port), *more]
    env = {**os.environ, START_VARIABLE: START}
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)


def opened(port: int, timeout: float = 60.0, headers: dict[str, str] | None = None) -> httpx2.Client:
    """A client that has what a browser has after it opened the printed address."""
    known = {"cookie": "=".join(cookie_of(START, port)), **(headers or {})}
    return httpx2.Client(base_url=f"http://localhost:{port}", timeout=timeout, headers=known)


def ready(port: int, seconds: float = 60.0) -> str:
    """The token of a server that answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            return str(opened(port, 2.0).get("/api/meg").json()["csrf"])
        except (httpx2.HTTPError, ValueError, KeyError):
            time.sleep(0.05)
    raise SystemExit("tjenesten svarer ikke")


def costing(project: str, tenths: int) -> dict[str, Any]:
    """An edit: another cost of a project, in tenths of a million kroner."""
    return {"slag": "sett", "fil": f"prosjekter/{project}.toml", "noekkel": ["kostnad", "beloep"], "verdi": tenths / 10}


def edits(count: int) -> list[float]:
    """Seconds from an edit nobody has tried to the figures of the strip, over HTTP, one at a time; warm, shortest first."""
    with tempfile.TemporaryDirectory() as folder:
        server = start(str(Path(folder, "lager.db")), 8144)
        headers = {"x-csrf-token": ready(8144)}
        time.sleep(8.0)
        times, rng = [], random.Random(5)
        with opened(8144, headers=headers) as client:
            for i in range(count):
                draft = {"endringer": [costing(PROJECTS[i % len(PROJECTS)], rng.randint(1, 10_000))]}
                began = time.perf_counter()
                client.post("/api/versjoner/1/tall", json={"utkast": draft}).raise_for_status()
                times.append(time.perf_counter() - began)
        os.killpg(server.pid, signal.SIGKILL)
    return sorted(times[len(PROJECTS) // 2 :])


def kills(url: str, count: int) -> None:
    """Kill server and worker at random during saves and runs; what was said to be saved is there, and runs end."""
    rng, port = random.Random(3), 8142
    said: list[int] = []
    for turn in range(count):
        server = start(url, port)
        token = ready(port)
        headers = {"x-csrf-token": token}
        stop = time.monotonic() + 0.2 + rng.random() * 1.2
        killer = threading.Timer(stop - time.monotonic(), lambda pid=server.pid: os.killpg(pid, signal.SIGKILL))
        killer.start()
        try:
            with opened(port, 10.0, headers) as client:
                while True:
                    tree = client.get("/api/planer/1").json()
                    head = next(g["hode"] for g in tree["grener"] if g["navn"] == "hovedlinje")
                    edit = {
                        "slag": "sett",
                        "fil": f"prosjekter/{rng.choice(PROJECTS)}.toml",
                        "noekkel": ["kostnad", "beloep"],
                        "verdi": rng.random() * 500,
                    }
                    body = {"grunnlag": head, "utkast": {"endringer": [edit]}}
                    answer = client.post("/api/planer/1/grener/hovedlinje/versjoner", json=body)
                    if answer.status_code == 201:
                        said.append(answer.json()["versjon"])
                    if rng.random() < 0.3:
                        client.post(f"/api/versjoner/{head}/kjoeringer", json={"trekninger": 100})
        except (httpx2.HTTPError, ValueError, StopIteration, KeyError):
            pass  # it was killed
        killer.join()
        server.wait()
        if (turn + 1) % 10 == 0:
            print(f"  {turn + 1} drept, {len(said)} versjoner meldt lagret", flush=True)
    judge(url, count, said)


def judge(url: str, count: int, said: list[int]) -> None:
    """What is left after the kills: versions, the trail, and runs, which go on and end."""
    from sqlalchemy import select

    from ldip.store import audit
    from ldip.store.database import open_store
    from ldip.store.runs import DONE
    from ldip.store.schema import RunRow
    from ldip.store.versions import MAIN, branch_of, history, sound, version_of
    from ldip.store.worker import work

    store = open_store(url)
    with store.session() as session:
        head = branch_of(session, 1, MAIN).hode_id
        line = {v.id for v in history(session, head)}
        lost = [v for v in said if v not in line]
        chain, whole = audit.broken(session), sound(session, version_of(session, head))
        for run in session.scalars(select(RunRow)):
            if run.status == "kjoerer" and run.hjerteslag is not None:
                run.hjerteslag = run.hjerteslag.replace(year=2020)  # as if half a minute had gone
    store.close()
    work(url, until_empty=True)
    store = open_store(url)
    with store.session() as session:
        states = [r.status for r in session.scalars(select(RunRow))]
    store.close()
    ended = {s: states.count(s) for s in sorted(set(states))}
    told = f"{len(said)} meldt lagret, {len(lost)} tapt; spor {'BRUTT' if chain else 'helt'}"
    print(f"{url.split(':', maxsplit=1)[0]}: {count} drept, {told}, ", end="")
    print(f"versjoner {'hele' if whole else 'IKKE hele'}; kjøringer {ended}, {sum(s not in DONE for s in states)} ikke avsluttet")


def browser() -> None:
    """Edit to redrawn result, a fan of 1 000 draws, and the first page, in Chromium."""
    import shutil

    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        server = start(str(Path(folder, "lager.db")), 8143)
        ready(8143)
        time.sleep(8.0)
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
        chrome = play.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        first = []
        for _ in range(5):
            page = chrome.new_context(viewport={"width": 1440, "height": 1000}).new_page()
            page.goto(opened_at("http://localhost:8143", START))
            page.wait_for_url("http://localhost:8143/")
            began = time.perf_counter()
            page.goto("http://localhost:8143/plan/1/oversikt")
            page.wait_for_selector(".stortall")
            first.append(time.perf_counter() - began)
        page.goto("http://localhost:8143/plan/1/investeringsplan")
        page.wait_for_selector("#sandvika-skole .soeyle")
        page.wait_for_timeout(1500)
        # The time from a key to the strip's new figures, taken inside the page.
        edits = page.evaluate(
            """async () => {
              const text = () => document.querySelector('.stripe').textContent; const times = [];
              for (const bar of [...document.querySelectorAll('.soeyle:not(.fast)')].slice(0, 10)) {
                bar.focus();
                for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
                  const before = text(), began = performance.now();
                  bar.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
                  while (text() === before && performance.now() - began < 1500) await new Promise(r => setTimeout(r, 2));
                  if (key === 'ArrowLeft' || times.length % 5 === 4) times.push(performance.now() - began); else times.push(9999);
                  await new Promise(r => setTimeout(r, 500));
                }
                bar.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
                await new Promise(r => setTimeout(r, 500));
              }
              return times;
            }"""
        )
        with opened(8143) as client:
            headers = {"x-csrf-token": client.get("/api/meg").json()["csrf"]}
            fans = []
            for i in range(7):
                began = time.perf_counter()
                body = {"utkast": {"spaker": {"rente": 0.25 * (i + 1)}}, "trekninger": 1000}
                client.post("/api/versjoner/1/usikkerhet", json=body, headers=headers)
                fans.append(time.perf_counter() - began)
        chrome.close()
        os.killpg(server.pid, signal.SIGKILL)
    seen = sorted(t for t in edits if t < 1450)  # moves that were new, and changed a figure that is shown
    print(f"første side: median {statistics.median(first) * 1e3:.0f} ms, verst {max(first) * 1e3:.0f}")
    print(f"endring til nye tall: median {statistics.median(seen):.0f} ms, p95 {seen[int(len(seen) * 0.95)]:.0f} ({len(seen)})")
    print(f"vifte, 1 000 forløp: median {statistics.median(fans) * 1e3:.0f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("hva", choices=["endring", "drep", "rediger"])
    parser.add_argument("--antall", type=int, default=100)
    parser.add_argument("--lager", default="")
    given = parser.parse_args()
    if given.hva == "endring":
        warm = edits(given.antall)
        middle, p95 = statistics.median(warm) * 1e3, warm[int(len(warm) * 0.95)] * 1e3
        print(f"endring til tall over HTTP: median {middle:.0f} ms, p95 {p95:.0f} ({len(warm)})")
    elif given.hva == "drep":
        with tempfile.TemporaryDirectory() as place:
            kills(given.lager or f"sqlite:///{Path(place, 'lager.db')}", given.antall)
    else:
        browser()
