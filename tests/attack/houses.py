"""One organisation for a session of tests: everyone logs in once, and each test has plans of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import pytest

from ldip.store.members import Role, grant
from tests.web.conftest import Browser, Organisation, opened_house, put


@dataclass
class House:
    """The organisation, and a browser for each who has logged in."""

    organisation: Organisation
    browsers: dict[str, Browser] = field(default_factory=dict)
    number: Iterator[int] = field(default_factory=lambda: count(1))

    def who(self, name: str) -> Browser:
        """The browser of the user with a role; one login each."""
        if name not in self.browsers:
            self.browsers[name] = self.organisation.browser(name)
        return self.browsers[name]

    def plan(self, files: Mapping[str, bytes], *roles: Role) -> tuple[int, int]:
        """A new plan in which the users of some roles have them: plan and version."""
        owner = self.organisation.users["oekonomi"]
        plan, version = put(self.organisation.service, f"Plan {next(self.number)}", dict(files), owner)
        with self.organisation.service.store.session() as session:
            self.organisation.place(session, plan, *roles)
        return plan, version

    def give(self, plan: int, who: str, role: Role, scope: str = "") -> int:
        """Give a user a role as the store does: the row's id."""
        users = self.organisation.users
        with self.organisation.service.store.session() as session:
            return grant(session, plan, users[who], role, users["system"], scope).id


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all tests of the session."""
    with opened_house(tmp_path_factory.mktemp("hus")) as organisation:
        yield House(organisation)
