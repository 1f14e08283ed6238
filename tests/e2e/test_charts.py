"""Charts draw what has come, whatever came first, and the strip follows the prices the reader has chosen."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, Route, expect

from tests.e2e.conftest import Served, screen


def test_numbers_that_come_before_the_chart_library_are_drawn(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)

    def late(route: Route) -> None:
        time.sleep(2.0)
        route.continue_()

    found.page.route("**/assets/charts-*.js", late)
    found.go("/plan/1/oversikt", ".stortall")
    picture = found.page.locator(".tegning").first
    expect(picture.locator("svg")).to_be_visible()
    found.settled()
    expect(picture.locator("svg text", has_text="Denne planen")).to_have_count(1)
    found.page.context.close()


def test_the_strip_follows_the_chosen_prices(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    found.go("/plan/1/oekonomi", ".stripe dd")
    strip = found.settled().locator(".stripe")
    fixed = strip.inner_text()
    found.page.get_by_text("Løpende kroner", exact=True).click()
    expect(strip).not_to_have_text(fixed)
    found.settled()
    running = strip.inner_text()
    assert "faste" not in fixed and "faste" in running, "det som bare finnes i faste kroner, sier det"
    found.page.get_by_text("Faste kroner", exact=True).click()
    found.settled()
    assert strip.inner_text() == fixed
    found.page.context.close()
