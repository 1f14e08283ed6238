"""Help where one stands: the tour of a first visit, «Hva er dette?» on a card, and the statement of accessibility."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Served, screen
from tests.e2e.test_pages import violations


def test_the_tour_is_shown_once_and_again_from_help(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.page
    page.add_init_script("if (!localStorage.getItem('sett')) localStorage.removeItem('ldip.omvisning')")
    found.go("/plan/2/oversikt")
    page.evaluate("localStorage.setItem('sett', 'ja')")
    tour = page.get_by_role("dialog", name="Svaret først")
    expect(tour).to_contain_text("1 av 5")
    page.wait_for_selector(".dom")
    assert not (wrong := violations(page)), wrong
    for name in ("Hvert tall er en knapp", "Én side for hvert spørsmål", "Prøv deg fram", "Angre og lagre"):
        page.get_by_role("button", name="Neste").click()
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".omvisning")).to_have_count(0)
    assert page.locator(".omvist").count() == 0
    page.get_by_role("button", name="Hjelp").click()
    page.get_by_role("button", name="Vis omvisningen").click()
    expect(page.get_by_role("heading", name="Svaret først")).to_be_focused()
    page.context.close()
    assert not found.wrong, found.wrong


def test_a_card_tells_what_it_is_and_the_statement_is_reached_from_the_foot(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go("/plan/2/versjoner")
    page.get_by_text("Hva er dette? Versjoner").click()
    expect(page.get_by_text("Hver gang noen lagrer, blir det en ny versjon.")).to_be_visible()
    page.get_by_role("link", name="Tilgjengelighetserklæring").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tilgjengelighetserklæring")
    assert not (wrong := violations(page)), wrong
    page.context.close()
    assert not found.wrong, found.wrong
