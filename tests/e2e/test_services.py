"""A service by zone: the first short year without a click, a cure tried with one, its page, its link, and the phone's six years."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Served, screen

PLAN = "/plan/2"  # Solvik, which has zones


def test_the_phone_begins_at_the_first_red_year(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url, width=390, height=844)
    page = found.go(f"{PLAN}/behov?tjeneste=omsorg", "table.dekning")
    heads = page.locator("table.dekning thead th")
    expect(heads).to_have_text(["Område", *(str(y) for y in range(2029, 2035))])
    page.get_by_role("button", name="Fra 2026").click()
    expect(heads.nth(1)).to_have_text("2026")
    page.get_by_role("button", name="Til 2037").click()
    expect(heads.last).to_have_text("2037")
    found.settled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not found.wrong
    page.context.close()


def test_the_labour_market_tells_when_people_are_lacking(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go(f"{PLAN}/arbeidskraft", "#h-ufylt")
    expect(page.locator(".dom")).to_contain_text("årsverk kan ikke fylles")
    total = page.locator("tr.sum", has_text="I alt").get_by_role("button").last
    total.click()
    expect(page.locator(".forklar")).to_contain_text("Årsverk det ikke er folk til")
    assert not found.wrong
    page.context.close()


def test_school_by_zone_a_cure_and_a_link(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go(f"{PLAN}/behov?tjeneste=skole", "table.dekning")
    expect(page.locator(".dom").first).to_contain_text("mangler 11 plasser i Nordbyen fra 2026 til 2027")
    row = page.locator("table.dekning tr", has_text="Nordbyen")
    expect(row).to_contain_text("▲")
    expect(row.get_by_role("button", name=re.compile("Nordbyen 2026: 94 prosent av behovet, mangler 11"))).to_be_visible()

    page.locator(".velg button", has_text="Barnehage").click()
    page.get_by_role("button", name=re.compile("^Prøv: Lei 17 plasser")).click()  # one click
    expect(page.get_by_text("Prøvd: Lei 17 plasser")).to_be_visible()
    expect(page.locator(".dom").first).to_contain_text("Barnehage har nok plasser i alle år")
    page.get_by_role("status").get_by_role("button", name="Angre").click()
    expect(page.locator(".dom").first).to_contain_text("Barnehage mangler plasser")

    page.get_by_role("link", name="Åpne siden for Barnehage").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Barnehage")
    expect(page.locator("table.rammebro")).to_contain_text("Lønn og pris")
    page.get_by_role("button", name="Del tjenesten").click()
    page.get_by_role("button", name="Lag lenke").click()
    link = page.locator("dialog [role=status] a").get_attribute("href") or ""
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Barnehage")
    expect(page.get_by_role("navigation")).to_have_count(0)  # nothing of the rest of the plan
    assert not found.wrong
    page.context.close()
