"""From a number to law in one click, and to the row that is changed in four; with focus and without breaches of WCAG."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Screen
from tests.e2e.test_pages import violations


def test_a_number_leads_to_law_in_one_click_and_to_its_row_in_four(shown: Screen) -> None:
    page = shown.go("/plan/1/oversikt", ".stortall")
    shown.settled()
    page.locator(".stortall button").click()  # 1: the law
    panel = page.locator(".forklar")
    expect(panel.locator(".forklar-fakta")).to_contain_text("§ 14-")
    expect(panel).to_be_focused()
    panel.locator(".forklar-ledd button").first.click()  # 2: a term
    crumbs = panel.get_by_role("navigation", name="Veien hit")
    expect(crumbs).to_contain_text("Behov: ")
    assert "_" not in panel.locator("h2, .smuler, .forklar-setning, .forklar-navn").all_inner_texts().__repr__()
    assert not (told := violations(page)), told
    panel.locator(".forklar-ledd button").first.click()  # 3: what that is made of
    expect(panel.locator(".smuler [aria-current]")).not_to_contain_text("…")
    panel.get_by_role("link", name="Åpne raden").first.click()  # 4: the row
    page.wait_for_url("**/forutsetninger?*rad=*")


def test_the_page_shows_every_card_and_a_term_opens_its_own(shown: Screen) -> None:
    page = shown.go("/plan/1/forklaring?adresse=netto_driftsresultat/2031/basis", ".forklar-side")
    steps = page.get_by_text("Steg ")
    before = steps.count()
    assert before >= 2
    term = page.locator(".forklar-foerst .forklar-ledd button").last
    name = term.inner_text()
    term.click()
    expect(page.locator(".forklar-side h2").filter(has_text=name.partition(" 20")[0]).first).to_be_visible()
    page.go_back()
    shown.settled()
    assert not (told := violations(page)), told
