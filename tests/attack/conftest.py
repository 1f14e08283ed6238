"""The servers and stores of the other tests, attacked here."""

from __future__ import annotations

from tests.attack.houses import house
from tests.store.conftest import databases, server, store, url
from tests.web.conftest import local, organisation

__all__ = ["databases", "house", "local", "organisation", "server", "store", "url"]
