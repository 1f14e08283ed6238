"""Charts draw what has come, whatever came first, and the strip follows the prices the reader has chosen."""

from __future__ import annotations

import re
import time
from pathlib import Path

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
    expect(picture.locator("svg text", has_text="Varig innsparing")).to_have_count(1)
    found.page.context.close()


def test_columns_that_stand_on_each_other_have_patterns_beside_colours(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    found.go("/plan/1/drift", ".tegning svg")
    expect(found.settled().locator(".tegning pattern").first).to_be_attached()
    found.page.context.close()


def test_a_number_over_the_draws_is_explained_as_a_draw(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go("/plan/1/usikkerhet", ".stripe dd")
    found.settled()
    page.get_by_role("button", name="Vis som tabell").first.click()
    page.locator("[data-adresse*='/p80/variant=']").first.click()
    panel = page.locator(".forklar")
    expect(panel.locator(".forklar-fakta")).to_contain_text("av de usikre")
    panel.locator(".forklar-ledd button").first.click()
    expect(panel.locator(".forklar-fakta")).to_have_attribute("data-adresse", re.compile("/t"))
    page.context.close()


def test_both_sides_of_a_comparison_are_explained_and_come_as_a_file(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go("/plan/1/investeringsplan", ".soeyle:not(.fast)")
    page.locator(".soeyle:not(.fast)").first.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Sammenlign").first.click()
    row = page.locator("tr", has_text="Sum investeringsutgifter")
    was, now = row.locator("td button").first, row.locator("td button").nth(1)
    for number in (was, now):
        number.click()
        expect(page.locator(".forklar-tall")).to_contain_text(number.inner_text().strip().partition(",")[0])
        page.keyboard.press("Escape")
    with page.expect_download() as got:
        page.get_by_role("button", name="Last ned csv").first.click()
    text = Path(got.value.path()).read_text(encoding="utf-8-sig")
    assert ";Fra;" in text and ";Til;" in text
    page.context.close()


def test_links_inside_a_page_stay_on_the_branch_and_in_the_prices_one_looks_at(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go("/plan/1/oekonomi?oppstilling=gjeld&gren=hovedlinje&pris=loepende", "figure")
    found.settled()
    page.get_by_role("link", name="Slik regnes det").first.click()
    page.wait_for_url("**/ordbok?*ord=laanegjeld_ub*")
    assert "gren=hovedlinje" in page.url and "pris=loepende" in page.url and "oppstilling" not in page.url
    page.get_by_role("link", name="Hovedlinjen").click()
    page.wait_for_url("**/versjoner?*gren=hovedlinje*")
    page.context.close()


def test_the_strip_follows_the_chosen_prices(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    found.go("/plan/1/oekonomi", ".stripe dd")
    strip = found.settled().locator(".stripe")
    fixed = strip.inner_text()
    found.page.get_by_text("Løpende kroner", exact=True).click()
    expect(strip).not_to_have_text(fixed)
    found.settled()
    running = strip.inner_text()
    assert "løpende" not in fixed and "løpende" in running
    assert "2022-kr" in running, "det som bare finnes i faste kroner, sier det"
    found.page.get_by_text("Faste kroner", exact=True).click()
    found.settled()
    assert strip.inner_text() == fixed
    found.page.context.close()
