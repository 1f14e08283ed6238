"""A local server in a browser: the printed address, a browser without it, and the folder that was changed by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from ldip.cli.serve import ready
from ldip.web.settings import Settings, local_settings
from ldip.web.start import opened_at, page_that_opens
from tests.e2e.conftest import ROOT, Served, screen, serve_app


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[Served, Settings, Path]]:
    """A server on a folder, as `ldip serve --plan`."""
    folder = tmp_path / "plan"
    shutil.copytree(ROOT / "examples" / "nordvik", folder, ignore=shutil.ignore_patterns("resultat", ".*"))
    settings = local_settings(str(tmp_path / "lager.db"))
    app: Any = ready(settings, [folder])
    found, server, thread = serve_app(app, app.state.service)
    yield found, settings, folder
    server.should_exit = True
    thread.join(5.0)


def test_the_browser_that_is_led_to_the_address_is_let_in(
    browser: Browser, own: tuple[Served, Settings, Path], tmp_path: Path
) -> None:
    """Also from a file, which to the browser is another site; and another browser is told what to do."""
    found, settings, _ = own
    page = browser.new_context().new_page()
    page.goto(page_that_opens(tmp_path, opened_at(found.url, settings.start)).as_uri())
    page.wait_for_url(f"{found.url}/")
    expect(page.get_by_role("link", name="Nordvik")).to_be_visible()
    assert settings.start not in page.content() and settings.start not in page.evaluate("document.cookie")
    page.go_back()
    assert "start=" not in page.url
    stranger = browser.new_context(locale="nb-NO").new_page()
    answer = stranger.goto(f"{found.url}/plan/1/oversikt")
    assert answer is not None and answer.status == 401
    expect(stranger.get_by_role("heading")).to_contain_text("adressen fra terminalen")
    stranger.get_by_role("link").click()
    expect(stranger.get_by_role("heading")).to_contain_text("adressen fra terminalen")
    for one in (page, stranger):
        one.context.close()


def test_a_folder_changed_by_hand_is_shown_and_taken_in(browser: Browser, own: tuple[Served, Settings, Path]) -> None:
    found, _, folder = own
    opened = screen(browser, found.url)
    page = opened.go("/plan/1/oversikt", ".stortall")
    expect(page.get_by_text("Mappen er endret")).to_have_count(0)
    with (folder / "finans.toml").open("a", encoding="utf-8") as file:
        file.write("\n# for hånd\n")
    page = opened.go("/plan/1/oversikt", ".stortall")
    expect(page.get_by_text("Mappen er endret siden den ble hentet inn: finans.toml.")).to_be_visible()
    page.get_by_role("button", name="Hent inn som ny versjon").click()
    expect(page.get_by_text("Mappen er endret")).to_have_count(0)
    expect(page.locator("header").get_by_text("versjon 2")).to_be_visible()
    opened.page.context.close()
    assert not opened.wrong, opened.wrong
