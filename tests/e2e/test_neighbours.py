"""Neighbours are chosen on the overview: the column appears, the choice is a change of the draft, and it is removed again."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Served, screen


def test_a_neighbour_is_chosen_and_removed_on_the_overview(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go("/plan/1/oversikt", ".stortall")
    found.settled().locator(".bunn").scroll_into_view_if_needed()  # cards below are made when they come near
    card = page.locator("section", has=page.locator("#h-naboer"))
    ratios = card.get_by_role("table", name="Måltallene ved siden av andre")
    expect(ratios.get_by_role("columnheader", name="Landet", exact=True)).to_be_visible()
    search = card.get_by_role("combobox", name="Legg til nabo")
    search.fill("Skien")
    card.get_by_role("option", name="Skien").first.click()
    expect(ratios.get_by_role("columnheader", name="Skien")).to_be_visible()
    expect(page.get_by_text("1 endring").first).to_be_visible()
    card.get_by_role("button", name="Fjern Skien").click()
    expect(ratios.get_by_role("columnheader", name="Skien")).to_have_count(0)
    found.settled()
    page.context.close()
