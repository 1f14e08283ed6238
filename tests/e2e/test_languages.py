"""The same in nynorsk and English, and the pages outside a plan in all three: no violations, the page's own language, and no text
that lacks in the catalogue. Some pages in CI, all of them by `make e2e-alle`."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser

from ldip.locales import LANGUAGES
from ldip.store.shares import share
from tests.e2e.conftest import Served
from tests.e2e.test_pages import VIEWS, sound

LARGEST = "forutsetninger?fane=tjenester"  # takes a minute, and has nothing in words that the other tables have not
EVERY = bool(os.environ.get("LDIP_ALLE"))
READ = (
    [v for v in VIEWS if v != LARGEST] if EVERY else ["oversikt", "behov", "forklaring?adresse=netto_driftsresultat/2031/basis"]
)


@pytest.mark.parametrize("language", ["nn", "en"])
@pytest.mark.parametrize("path", READ)
def test_no_page_has_violations(browser: Browser, local: Served, path: str, language: str) -> None:
    sound(browser, local, f"/plan/2/{path}", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_plans_and_what_is_shared_have_no_violations(browser: Browser, local: Served, language: str) -> None:
    with local.service.store.session() as session:
        _, token = share(session, 1, {"spaker": ["rente", "investering"]}, "Prøv selv", local.service.local_id)
    sound(browser, local, "/", language)
    sound(browser, local, f"/delt/{token}", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_in_has_no_violations(browser: Browser, organisation: Served, language: str) -> None:
    sound(browser, organisation, "/", language)
