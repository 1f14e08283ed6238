"""Time to the headline: after start, on a warm server, and after an edit. Not a test: it measures, against the budgets of ux.md.

python benchmarks/hovedtallet.py [--plan examples/baerum-2022] [--endringer 15]

A server of its own is started on a store of its own. The page is opened in Chromium until the number can be seen; edits are asked
for at the API in the order the page asks: the need year by year, then the verdict. The budget of each line is printed beside it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx2
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu"]
NUMBER, BARS = ".stortall button", ".hoved .tegning svg"
YEARLY = [{"navn": "inndekningsbehov_fast", "akser": {"variant": "aar_for_aar"}}]
BUDGET = {"etter start": 4.0, "varm": 1.0, "år for år": 0.12, "varig behov": 0.2}


def started(plan: Path, store: Path) -> tuple[subprocess.Popen[str], str]:
    """A server, and the address it prints when it answers."""
    command = [sys.executable, "-m", "ldip", "serve", "--lager", str(store), "--plan", str(plan), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "src"})
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://\S+\?start=\S+", line):
            return server, found.group(0)
    raise SystemExit("serveren startet ikke")


def until(page: Page, address: str) -> tuple[float, float]:
    """Seconds from the address until the bars and the headline can be seen."""
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(BARS).wait_for(timeout=60_000)
    bars = time.perf_counter() - began
    page.locator(NUMBER).wait_for(timeout=60_000)
    return bars, time.perf_counter() - began


def edits(client: httpx2.Client, count: int) -> tuple[list[float], list[float]]:
    """Seconds of the yearly need and of the verdict for edits that nobody asked for before."""
    took: tuple[list[float], list[float]] = ([], [])
    for i in range(count):
        draft: dict[str, Any] = {"utkast": {"spaker": {"rente": round(0.1 + 0.01 * i, 2)}}}
        for seconds, (path, body) in zip(took, (("tall", {"sporringer": YEARLY}), ("dom", {})), strict=True):
            began = time.perf_counter()
            client.post(f"/api/versjoner/1/{path}", json=draft | body).raise_for_status()
            seconds.append(time.perf_counter() - began)
    return took


def worked(server: subprocess.Popen[str]) -> float:
    """Seconds of processor time that the server itself has used, without the processes beside it."""
    parts = Path(f"/proc/{server.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def told(what: str, seconds: float) -> None:
    """One line, with its budget."""
    print(f"{what:14} {seconds * 1000:7.0f} ms   (høyst {BUDGET[what] * 1000:.0f} ms)")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", type=Path, default=ROOT / "examples" / "baerum-2022")
    parser.add_argument("--endringer", type=int, default=15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        server, opens = started(given.plan, Path(folder, "lager.db"))
        try:
            base = opens.split("/?", 1)[0]
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
            page.goto(opens)
            page.wait_for_url(f"{base}/")
            told("etter start", until(page, f"{base}/plan/1/oversikt")[1])
            warm = [until(page, f"{base}/plan/1/oversikt") for _ in range(5)]
            told("varm", statistics.median(number for _, number in warm))
            cookies = {c["name"]: c["value"] for c in page.context.cookies()}
            with httpx2.Client(base_url=base, cookies=cookies, timeout=60) as client:
                client.headers["x-csrf-token"] = client.get("/api/meg").json()["csrf"]
                began = worked(server)
                yearly, lasting = edits(client, given.endringer)
                each = (worked(server) - began) / given.endringer
            told("år for år", statistics.median(yearly))
            told("varig behov", statistics.median(lasting))
            print(f"{'regnetid':14} {each * 1000:7.0f} ms   per endring, begge svar")
            print(f"last: {os.getloadavg()[0]:.1f} på {os.cpu_count()} kjerner")
            browser.close()
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
