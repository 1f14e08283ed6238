"""A server on a store of its own: for one user without login, and for an organisation with one user in every role."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from ldip.store.accounts import set_password, set_system
from ldip.store.members import ROLES, Role, add_user, grant
from ldip.store.versions import create_plan, folder_contents
from ldip.web.app import create_app
from ldip.web.context import Service, begin
from ldip.web.settings import Settings, local_settings, organisation_settings
from ldip.web.start import opened_at

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "et langt passord for prøver"
HOST = "plan.kommunen.no"
SCOPES = {"bidragsyter": "omsorg", "parti": "Partiet A"}


def plan_files(name: str = "nordvik") -> dict[str, bytes]:
    return folder_contents(ROOT / "examples" / name)


@dataclass
class Browser:
    """A client that sends what a browser sends."""

    client: TestClient
    csrf: str = ""
    seen: list[int] = field(default_factory=list)

    def call(self, method: str, path: str, **more: Any) -> Any:
        headers = {"x-csrf-token": self.csrf, "accept-language": "nb", **more.pop("headers", {})}
        answer = self.client.request(method, path, headers=headers, **more)
        self.seen.append(answer.status_code)
        return answer

    def get(self, path: str, **more: Any) -> Any:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("POST", path, json={} if body is None else body, **more)

    def delete(self, path: str) -> Any:
        return self.call("DELETE", path)

    @property
    def service(self) -> Service:
        app: Any = self.client.app
        found: Service = app.state.service
        return found

    def know(self) -> Browser:
        self.csrf = self.get("/api/meg").json()["csrf"]
        return self


def put(service: Service, name: str, contents: dict[str, bytes], author: int) -> tuple[int, int]:
    """(plan, version)"""
    with service.store.session() as session:
        done = create_plan(session, name, contents, author, "Første versjon")
        return done.version.plan_id, done.version.id


def served(settings: Settings) -> tuple[Service, Any]:
    service = begin(settings)
    return service, create_app(settings, service)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Browser]:
    """One's own machine, with Nordvik as plan 1, version 1."""
    service, app = served(local_settings(str(tmp_path / "lokal.db")))
    put(service, "Nordvik", plan_files(), service.local_id)
    with TestClient(app, base_url="http://localhost") as client:
        yield Browser(open_local(client, service)).know()


def open_local(client: TestClient, service: Service) -> TestClient:
    """The client after it has opened the printed address: it has the cookie of the start token."""
    client.get(opened_at("", service.settings.start)).raise_for_status()
    return client


@dataclass
class Organisation:
    """A server with login, and a user in every role of plan 1."""

    service: Service
    app: Any
    users: dict[str, int]
    plan: int
    version: int

    def place(self, session: Session, plan: int, *roles: Role) -> None:
        """Give the user of each role that role in a plan, with the limit the role has."""
        for role in roles:
            grant(session, plan, self.users[role], role, self.users["administrator"], SCOPES.get(role, ""))

    def browser(self, who: str | None) -> Browser:
        found = Browser(TestClient(self.app, base_url=f"https://{HOST}"))
        if who is not None:
            answer = found.post("/api/innlogging", {"epost": f"{who}@kommunen.no", "passord": PASSWORD})
            assert answer.status_code == 200, answer.text
            found.csrf = answer.json()["csrf"]
        return found


@pytest.fixture
def organisation(tmp_path: Path) -> Iterator[Organisation]:
    with opened_house(tmp_path) as found:
        yield found


def a_house(folder: Path) -> Organisation:
    """An organisation with its store in a folder: a user in every role of Nordvik, a stranger, and one who runs the system.

    The store is a copy of one that is made once, since a password takes a tenth of a second to seal."""
    template, users, plan, version = _first_house()
    shutil.copytree(template, folder, dirs_exist_ok=True)
    service, app = served(organisation_settings(str(folder / "lager.db"), (HOST,)))
    return Organisation(service, app, dict(users), plan, version)


@cache
def _first_house() -> tuple[Path, dict[str, int], int, int]:
    """The folder of the store that houses are copied from, its users by role, its plan and version."""
    folder = Path(tempfile.mkdtemp(prefix="ldip-hus-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    service, app = served(organisation_settings(str(folder / "lager.db"), (HOST,)))
    users: dict[str, int] = {}
    with service.store.session() as session:
        for who in (*ROLES, "fremmed", "system"):
            users[who] = add_user(session, who.capitalize(), f"{who}@kommunen.no").id
            set_password(session, users[who], PASSWORD, None)
        set_system(session, users["system"], True, None)
    plan, version = put(service, "Nordvik", plan_files(), users["oekonomi"])
    found = Organisation(service, app, users, plan, version)
    with service.store.session() as session:
        found.place(session, plan, *ROLES)
    service.store.close()
    return folder, users, plan, version


@contextmanager
def opened_house(folder: Path) -> Iterator[Organisation]:
    """An organisation with its store in a folder."""
    found = a_house(folder)
    with TestClient(found.app, base_url=f"https://{HOST}"):
        yield found
