"""The servers and stores of the other tests, attacked here; and a server with login that is made once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ldip.web.settings import organisation_settings
from tests.attack.houses import house
from tests.attack.outsiders import outsiders
from tests.store.conftest import databases, kari, server, store, url
from tests.web.conftest import HOST, Organisation, a_house, local, organisation, served

__all__ = ["copied", "databases", "house", "kari", "local", "organisation", "outsiders", "server", "store", "url"]


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """The folder of a store with a user in every role of Nordvik, as `organisation`."""
    folder = tmp_path_factory.mktemp("original")
    found = a_house(folder)
    found.service.store.close()
    return folder, found.users


@pytest.fixture
def copied(original: tuple[Path, dict[str, int]], tmp_path: Path) -> Iterator[Organisation]:
    """A server on a fresh copy of the store; opening a copy is twenty times as fast as making one."""
    folder, users = original
    for file in folder.iterdir():
        shutil.copy(file, tmp_path / file.name)
    service, app = served(organisation_settings(str(tmp_path / "lager.db"), (HOST,)))
    yield Organisation(service, app, dict(users), 1, 1)
    service.store.close()
