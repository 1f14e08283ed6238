"""From nothing to a first own plan in the browser: choose a municipality, take in an own file, save; and the clicks it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ldip.web.settings import local_settings
from tests.e2e.conftest import Screen, Served, screen, serve
from tests.e2e.test_pages import violations
from tests.intake.files import upload
from tests.web.test_first import own_balance

MOST_CLICKS = 8
FILE = "0B_2025_3222.dat"
LIST = ".anslagliste"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One's own machine without a plan."""
    found, server, thread = serve(local_settings(str(tmp_path_factory.mktemp("ny") / "lager.db")))
    yield found
    server.should_exit = True
    thread.join(5.0)


@dataclass
class Hand:
    """Clicks, counted."""

    page: Page
    clicks: int = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def choose(self, button: Locator, region: str = "322200") -> None:
        """Open the file chooser, and choose a KOSTRA file in it."""
        with self.page.expect_file_chooser() as asked:
            self.click(button)
        raw = upload(FILE, own_balance(), region=region).raw
        asked.value.set_files([{"name": FILE, "mimeType": "text/plain", "buffer": raw}])
        self.page.wait_for_selector(".forhandsvisning")


def at_the_first_plan(found: Screen) -> Hand:
    """Search from the list of plans, and choose the first hit."""
    page = found.go("/")
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Velg kommune"))
    page.get_by_label("Kommune eller kommunenummer").fill("lør")
    hand.click(page.get_by_role("listbox", name="Kommuner").get_by_role("option", name="Lørenskog"))
    page.wait_for_selector(LIST)
    found.settled()
    return hand


def test_from_nothing_to_a_first_own_plan(browser: Browser, empty: Served) -> None:
    found = screen(browser, empty.url)
    hand = at_the_first_plan(found)
    page = hand.page
    expect(page.get_by_text("Kladd, ikke lagret")).to_be_visible()
    need, own = page.locator(".stortall"), page.locator("#anslag-framdrift")
    before, counted = need.inner_text(), own.inner_text()
    assert not (told := violations(page)), told
    hand.choose(page.get_by_role("button", name="Last opp balanse").first)
    expect(page.get_by_role("row").filter(has_text="Disposisjonsfond")).to_be_visible()
    becomes = page.locator(".forhandsvisning").get_by_text("mill. når filen tas inn").inner_text().split()[0]
    assert not (told := violations(page)), told
    hand.click(page.get_by_role("button", name="Ta inn"))
    expect(need).to_contain_text(becomes)
    assert need.inner_text() != before
    expect(own).not_to_have_text(counted)
    found.settled()
    shown = need.inner_text()
    hand.click(page.get_by_role("button", name="Lagre som min plan"))
    page.wait_for_url("**/oversikt")
    expect(page.locator(".stortall")).to_have_text(shown)
    assert hand.clicks <= MOST_CLICKS, hand.clicks
    expect(page.get_by_text("Planen bygger på nasjonale nivåer")).to_be_visible()
    page.get_by_role("link", name="Bytt ut anslagene").click()
    expect(page.locator("#anslag-framdrift")).not_to_have_text(counted)
    found.settled()
    assert not (told := violations(page)), told
    assert not found.wrong, found.wrong
    page.context.close()


def test_a_wrong_file_is_told_where_and_changes_nothing(browser: Browser, empty: Served) -> None:
    found = screen(browser, empty.url)
    hand = at_the_first_plan(found)
    page, before = hand.page, hand.page.locator(".stortall").inner_text()
    hand.choose(page.get_by_role("button", name="Last opp balanse").first, region="030100")
    alert = page.locator(".forhandsvisning").get_by_role("alert")
    expect(alert).to_contain_text(FILE)
    expect(alert).to_contain_text("Lørenskog")
    expect(page.get_by_role("button", name="Ta inn")).to_have_count(0)
    assert not (told := violations(page)), told
    page.get_by_role("button", name="Forkast").click()
    expect(page.locator(".forhandsvisning")).to_have_count(0)
    assert page.locator(".stortall").inner_text() == before
    page.context.close()


def test_the_search_is_led_by_the_keyboard_and_finds_old_numbers(browser: Browser, empty: Served) -> None:
    found = screen(browser, empty.url)
    page = found.go("/ny-plan")
    field = page.get_by_role("combobox", name="Kommune eller kommunenummer")
    field.press_sequentially("0230")
    expect(page.get_by_role("option", name="Lørenskog")).to_contain_text("0230")
    assert not (told := violations(page)), told
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.fill("os")
    page.get_by_role("option").nth(1).wait_for()
    chosen = page.locator("[role=option]").nth(1).locator("b").inner_text()
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("heading", name=f"Første plan for {chosen}")).to_be_visible()
    field.fill("xqzw")
    expect(page.get_by_text("Ingen kommune heter det")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize(("width", "language"), [(320, "nn"), (390, "en")])
def test_a_phone_shows_all_of_it_without_scrolling_sideways(browser: Browser, empty: Served, width: int, language: str) -> None:
    found = screen(browser, empty.url, width=width, height=800, language=language)
    found.go("/ny-plan?kommune=1151")
    page = found.page
    page.wait_for_selector(LIST)
    found.settled()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "ui." not in page.locator("body").inner_text(), "en tekst mangler i katalogen"
    assert not (told := violations(page)), told
    page.context.close()
