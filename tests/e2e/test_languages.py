"""The same in nynorsk and English: no violations, the page's own language, and no text that lacks in the catalogue."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import Served
from tests.e2e.test_pages import VIEWS, sound

LARGEST = "forutsetninger?fane=tjenester"  # takes a minute, and has nothing in words that the other tables have not


@pytest.mark.parametrize("language", ["nn", "en"])
@pytest.mark.parametrize("path", [v for v in VIEWS if v != LARGEST])
def test_no_page_has_violations(browser: Browser, local: Served, path: str, language: str) -> None:
    sound(browser, local, path, language)
