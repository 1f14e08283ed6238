"""A server with a user in every role that lacks insight, which all the tests of what is hidden share, since passwords are slow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from ldip.store.accounts import set_password
from ldip.store.members import Role, add_user
from ldip.web.settings import organisation_settings
from tests.web.conftest import HOST, PASSWORD, Browser, Organisation, plan_files, put, served

SHARED: tuple[Role, ...] = ("leser", "parti", "administrator", "oekonomi")


@dataclass
class Outsiders(Organisation):
    """An organisation whose users stay logged in."""

    kept: dict[str, Browser] = field(default_factory=dict)

    def browser(self, who: str | None) -> Browser:
        if who is None:
            return super().browser(None)
        if who not in self.kept:
            self.kept[who] = super().browser(who)
        return self.kept[who]

    def add(self, name: str, files: dict[str, bytes]) -> tuple[int, int]:
        """(plan, version) of a plan in which every user has a role."""
        plan, version = put(self.service, name, files, self.users["oekonomi"])
        with self.service.store.session() as session:
            self.place(session, plan, *SHARED)
        return plan, version


@pytest.fixture(scope="session")
def outsiders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outsiders]:
    """A server with a user in every role that lacks insight, and one that has it."""
    service, app = served(organisation_settings(str(tmp_path_factory.mktemp("utenfor") / "lager.db"), (HOST,)))
    users: dict[str, int] = {}
    with service.store.session() as session:
        for who in SHARED:
            users[who] = add_user(session, who.capitalize(), f"{who}@kommunen.no").id
            set_password(session, users[who], PASSWORD, None)
    found = Outsiders(service, app, users, 0, 0)
    found.plan, found.version = found.add("Nordvik", plan_files())
    yield found
    service.store.close()
