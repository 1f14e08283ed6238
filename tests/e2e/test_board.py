"""The investment plan's board: filters in the address, a bar dragged with its effect beside it, and a move on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Served, screen


def bar(page: Page, project: str) -> tuple[float, float, float]:
    """Middle of a project's bar, and the width of a year."""
    box = page.locator(f"#{project} .soeyle").bounding_box()
    track = page.locator(f"#{project} .spor").bounding_box()
    assert box is not None and track is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, track["width"] / 20


def test_filters_stay_in_the_address_and_a_drag_shows_its_effect_beside_the_bar(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go("/plan/1/investeringsplan", ".soeyle:not(.fast)")
    page.get_by_label("Tjeneste", exact=True).select_option("grunnskole")
    expect(page.locator(".filtre [role=status]")).to_have_text("Viser 6 av 28")
    page.reload()
    expect(page.locator(".gantt tr[id]")).to_have_count(6)
    assert "tjeneste=grunnskole" in page.url
    page.locator("#sandvika-skole").scroll_into_view_if_needed()
    x, y, year = bar(page, "sandvika-skole")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2 * year, y, steps=4)
    panel = page.locator(".virkning-panel")
    expect(panel).to_contain_text("2029 → 2031")
    expect(panel.locator("li", has_text="Varig behov").locator(".delta")).to_be_visible()
    beside, over = panel.bounding_box(), page.locator("#sandvika-skole .soeyle").bounding_box()
    assert beside is not None and over is not None and beside["x"] > over["x"] + over["width"]
    page.mouse.up()
    expect(page.locator("#sandvika-skole .brett-merke")).to_have_text("endret")
    page.get_by_label("Bare endret: 1").check()
    expect(page.locator(".gantt tr[id]")).to_have_count(1)
    later = page.locator("section", has=page.get_by_role("heading", name="Hva ett år senere koster"))
    later.scroll_into_view_if_needed()
    expect(later.locator("tbody tr").first).to_be_visible()
    page.context.close()
    assert not found.wrong, found.wrong


def test_what_is_not_computed_is_never_called_unchanged(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go("/plan/1/investeringsplan", ".soeyle:not(.fast)")
    found.settled()

    def down(route: Route) -> None:
        route.abort()

    page.route(re.compile(r"/api/versjoner/\d+/(tall|dom)"), down)
    page.locator("#taarnet-skole .soeyle").press("ArrowRight")
    panel = page.locator(".virkning-panel")
    expect(panel).to_be_visible()
    assert "uendret" not in panel.inner_text()
    page.context.close()


def test_a_project_is_moved_on_a_phone_with_two_presses(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url, 390, 844)
    page = found.go("/plan/1/investeringsplan", ".telefonliste")
    row = page.locator("#sandvika-skole")
    expect(row.locator(".stepper .num")).to_have_text("29–31")
    row.get_by_role("button", name="ett år senere").click()
    expect(row.locator(".stepper .num")).to_have_text("30–32")
    page.locator("#taarnet-skole").get_by_role("button", name="ett år senere").click()
    expect(row.locator(".stepper .num")).to_have_text("29–31")  # one row is open at a time
    other = page.locator("#taarnet-skole")
    expect(other.locator("li", has_text="Varig behov")).to_contain_text("→")
    other.get_by_role("button", name="Behold").click()
    expect(other.locator(".stepper .num")).to_have_text("26–28")
    stuck = page.locator("#ballerud-skole").get_by_role("button", name="ett år tidligere")
    expect(stuck).to_have_attribute("aria-disabled", "true")
    expect(stuck).to_have_accessible_description("Kan ikke starte før 2022.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()
    assert not found.wrong, found.wrong
