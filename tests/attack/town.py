"""A small town to log in to: three users who share one password hash, a clock that can be moved, and browsers at any address."""

from __future__ import annotations

import atexit
import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from ldip.store import accounts, audit, passwords
from ldip.store.members import add_user
from ldip.web.context import Service
from ldip.web.login_rules import LoginRules
from ldip.web.settings import organisation_settings
from tests.web.conftest import HOST, PASSWORD, Browser, served

NEW = "fire ord: tåke sykkel marmelade"
USERS = ("kari", "ola", "system")
LOGIN = "/api/innlogging"


QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # the tests are about the counting, not the hashing


@dataclass
class Clock:
    """The store's clock."""

    ahead: dt.timedelta = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def forward(self, **more: float) -> None:
        self.ahead += dt.timedelta(**more)


@dataclass
class Town:
    """A server with login."""

    service: Service
    app: Any
    users: dict[str, int]
    clock: Clock

    def rules(self, **changed: Any) -> None:
        rules: LoginRules = replace(self.service.settings.login, **changed)
        self.service.settings = replace(self.service.settings, login=rules)

    def browser(self, address: str = "203.0.113.7") -> Browser:
        return Browser(TestClient(self.app, base_url=f"https://{HOST}", client=(address, 50000)))

    def enter(self, who: str, address: str = "203.0.113.7", password: str = PASSWORD) -> Browser:
        found = self.browser(address)
        assert guess(found, who, password) == 200
        return found.know()

    def enrolled(self, who: str) -> tuple[Browser, str, list[str]]:
        """A user who has set up a second factor: the browser, the secret and the recovery codes."""
        browser = self.enter(who)
        begun = browser.post("/api/konto/tofaktor", {"passord": PASSWORD})
        assert begun.status_code == 200, begun.text
        secret = str(begun.json()["hemmelighet"])
        done = browser.post("/api/konto/tofaktor/bekreft", {"kode": self.code(secret)})
        assert done.status_code == 200, done.text
        return browser, secret, list(done.json()["koder"])

    def code(self, secret: str, steps: int = 0) -> str:
        return pyotp.TOTP(secret).at(int(self.clock().timestamp()) + 30 * steps)


def guess(browser: Browser, who: str, password: str = "feil passord") -> int:
    return int(browser.post(LOGIN, {"epost": f"{who}@kommunen.no", "passord": password}).status_code)


@cache
def prepared() -> tuple[Path, dict[str, int]]:
    """A store with the users, made once, and copied for each test."""
    folder = Path(tempfile.mkdtemp(prefix="ldip-town-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    service, _ = served(organisation_settings(str(folder / "lager.db"), (HOST,)))
    with service.store.session() as session:
        users = {who: add_user(session, who.capitalize(), f"{who}@kommunen.no").id for who in USERS}
        for user in users.values():
            accounts.keep_password(session, user, QUICK.hash(PASSWORD), None)
        accounts.set_system(session, users["system"], True, None)
    service.store.close()
    return folder, users


@contextmanager
def a_town(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Town]:
    source, users = prepared()
    shutil.copytree(source, folder, dirs_exist_ok=True)
    clock = Clock()
    patch.setattr(audit, "now", clock)
    patch.setattr(passwords, "_HASHER", QUICK)
    passwords.nobody.cache_clear()
    service, app = served(organisation_settings(str(folder / "lager.db"), (HOST,)))
    yield Town(service, app, users, clock)
    service.store.close()
    passwords.nobody.cache_clear()
