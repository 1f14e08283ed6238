"""A server and a browser: Debian's Chromium on the built pages. Skips, with a reason, where either is missing; CI demands both."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ldip.store.accounts import set_password
from ldip.store.members import ROLES, add_user, grant
from ldip.web.app import create_app
from ldip.web.context import Service, begin
from ldip.web.settings import STATIC, Settings, local_settings
from ldip.web.start import opened_at
from tests.demanded import unavailable
from tests.web.conftest import PASSWORD, SCOPES, plan_files, put

expect.set_options(timeout=45_000)  # the suite shares two cores; a slow answer is measured in benchmarks/, not here
ROOT = Path(__file__).resolve().parents[2]
WANTED = "LDIP_KREV_NETTLESER"  # set in CI: a missing browser or page is then a failure
PAGES = tuple(p["id"] for p in json.loads((ROOT / "frontend/src/pages.json").read_text(encoding="utf-8")) if "group" in p)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


OPENED: dict[str, str] = {}  # the address a local server prints, by its own


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        unavailable("Chromium er ikke installert", WANTED)
    if not (STATIC / "index.html").is_file():
        unavailable("nettsidene er ikke bygd (make install)", WANTED)
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@dataclass
class Served:
    """A server that runs."""

    url: str
    service: Service


def serve(settings: Settings) -> tuple[Served, uvicorn.Server, threading.Thread]:
    service = begin(settings)
    return serve_app(create_app(settings, service), service)


def serve_app(app: Any, service: Service) -> tuple[Served, uvicorn.Server, threading.Thread]:
    settings = service.settings
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    found = Served(f"http://localhost:{port}", service)
    if settings.local:
        OPENED[found.url] = opened_at(found.url, settings.start)
    return found, server, thread


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One's own machine with Bærum (plan 1) and Solvik (plan 2)."""
    found, server, thread = serve(local_settings(str(tmp_path_factory.mktemp("lokal") / "lager.db")))
    put(found.service, "Bærum: LDIP", plan_files("baerum-2022"), found.service.local_id)
    put(found.service, "Solvik: LDIP", plan_files("solvik"), found.service.local_id)
    yield found
    server.should_exit = True
    thread.join(5.0)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with many users, one in every role of Solvik (plan 1)."""
    folder = tmp_path_factory.mktemp("kommunen")
    service = begin(of_the_organisation(folder))
    with service.store.session() as session:
        users = {role: add_user(session, role.capitalize(), f"{role}@kommunen.no").id for role in ROLES}
        for user in users.values():
            set_password(session, user, PASSWORD, None)
    plan, _ = put(service, "Solvik: LDIP", plan_files("solvik"), users["oekonomi"])
    with service.store.session() as session:
        for role in ROLES:
            grant(session, plan, users[role], role, users["administrator"], SCOPES.get(role, ""))
    service.store.close()
    return folder


def of_the_organisation(folder: Path) -> Settings:
    store = str(folder / "lager.db")
    return Settings(store, False, ("localhost",), secure=False)


@pytest.fixture(scope="session")
def town(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, uvicorn.Server]]:
    """One server for all tests of many users; each test gives it a store of its own."""
    folder = copied(prepared, tmp_path_factory.mktemp("tjener"))
    found, server, thread = serve(of_the_organisation(folder))
    yield found, server
    server.should_exit = True
    thread.join(5.0)


def copied(prepared: Path, folder: Path) -> Path:
    for file in prepared.iterdir():
        shutil.copy(file, folder / file.name)
    return folder


@pytest.fixture
def organisation(town: tuple[Served, uvicorn.Server], prepared: Path, tmp_path: Path) -> Iterator[Served]:
    """The server upon a fresh copy of the prepared store."""
    found, server = town
    app: Any = server.config.app
    service = begin(of_the_organisation(copied(prepared, tmp_path)))
    put_under(app, service)
    yield Served(found.url, service)
    put_under(app, found.service)
    service.store.close()


def put_under(app: Any, service: Service) -> None:
    """Let a server that runs answer from another store, also where its middleware knows who asks."""
    app.state.service = service
    for layer in app.user_middleware:
        if "service" in layer.kwargs:
            layer.kwargs["service"] = service
    app.middleware_stack = None  # built again at the next request


@dataclass
class Screen:
    """A page with what went wrong in it."""

    page: Page
    url: str
    wrong: list[str]

    def go(self, path: str, wait: str = "main h1") -> Page:
        self.page.goto(self.url + path)
        self.page.wait_for_selector(wait)
        return self.page

    def settled(self) -> Page:
        """Wait until nothing is being computed."""
        self.page.wait_for_timeout(100)
        for _ in range(400):
            if self.page.locator("[aria-busy=true]").count() == 0:
                break
            self.page.wait_for_timeout(50)
        self.page.wait_for_timeout(100)
        return self.page


def screen(browser: Browser, url: str, width: int = 1440, height: int = 1000, language: str = "nb") -> Screen:
    context = browser.new_context(viewport={"width": width, "height": height}, permissions=["clipboard-read", "clipboard-write"])
    context.add_init_script(f"localStorage.setItem('ldip.spraak', '{language}')")
    context.add_init_script("localStorage.setItem('ldip.omvisning', 'ferdig')")  # the tour has a test of its own
    page = context.new_page()
    if url in OPENED:
        page.goto(OPENED[url])
        page.wait_for_url(f"{url}/")
    page.set_default_timeout(45_000)
    found = Screen(page, url, [])
    page.on("pageerror", lambda error: found.wrong.append(f"feil: {error}"))

    def heard(message: Any) -> None:
        # A refused request is reported in the page; the browser also logs it.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            found.wrong.append(f"{message.type}: {message.text}")

    page.on("console", heard)
    return found


@pytest.fixture
def shown(browser: Browser, local: Served) -> Iterator[Screen]:
    found = screen(browser, local.url)
    yield found
    found.page.context.close()
    assert not found.wrong, found.wrong
