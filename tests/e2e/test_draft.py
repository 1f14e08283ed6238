"""The draft of a plan in a browser: view choices never touch it, a reload keeps its history, and only real changes count."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PAGES, Screen, Served, screen

EDITED = "forutsetninger"  # its fields are the plan's own; only its tabs are a view
KEPT = "Object.keys(sessionStorage).filter(k => k.startsWith('ldip.utkast')).length"


def stamp(page: Page) -> str:
    return page.locator(".bunn").inner_text().split("·")[2].strip()


def flip(found: Screen, path: str) -> int:
    """Use every control of what is shown, each to another value than it has. The number of them."""
    page = found.page
    used = 0
    for label in page.locator("main, .topp").locator("label:has(> input[type=radio])").all():
        if label.is_visible() and not label.locator("input").is_checked():
            label.click()
            used += 1
    for tab in page.locator("main").get_by_role("tab", selected=False).all():
        if tab.is_visible():
            tab.click()
            used += 1
    if path != EDITED:
        for i in range(page.locator("main select").count()):
            select = page.locator("main select").nth(i)
            if select.is_visible() and select.locator("option").count() > 1:
                select.select_option(index=select.locator("option").count() - 1)
                used += 1
    found.settled()
    return used


def test_no_view_choice_edits_the_plan(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    used = 0
    for path in PAGES:
        found.go(f"/plan/1/{path}")
        page = found.settled()
        before = stamp(page)
        used += flip(found, path)
        assert stamp(page) == before, path
        assert page.locator(".lagrelinje").count() == 0 and page.evaluate(KEPT) == 0, path
    assert used > 2 * len(PAGES)
    page.context.close()
    assert not found.wrong, found.wrong


def rate(page: Page, value: str) -> None:
    lever = page.get_by_label("Styringsrente, prosentpoeng")
    lever.fill(value)
    lever.press("Enter")


def test_undo_and_redo_survive_a_reload_and_belong_to_their_draft(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go("/plan/2/oversikt")
    bar = page.get_by_role("region", name="Endringer")
    page.keyboard.press("h")
    rate(page, "1")
    page.wait_for_timeout(1100)  # a lever moved again within a second is the same movement
    rate(page, "2")
    page.keyboard.press("h")
    bar.get_by_role("button", name="Angre").click()
    expect(bar).to_contain_text("1 endring er ikke lagret")
    page.reload()
    expect(bar).to_contain_text("1 endring er ikke lagret")
    bar.get_by_role("button", name="Gjør om").click()
    page.keyboard.press("h")
    expect(page.get_by_label("Styringsrente, prosentpoeng")).to_have_value("2")
    page.keyboard.press("h")
    other = page.context.new_page()
    other.goto(f"{local.url}/plan/2/oversikt")
    other.wait_for_selector(".stortall")
    assert other.locator(".lagrelinje").count() == 0  # another tab has a draft of its own
    other.close()
    for _ in range(2):
        bar.get_by_role("button", name="Angre").click()
    expect(bar).to_contain_text("Ingenting er endret")
    assert "0 endringer" not in page.locator("body").inner_text()
    page.context.close()
    assert not found.wrong, found.wrong


def test_a_slider_drag_is_one_change_and_back_to_the_plans_value_is_none(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go("/plan/2/oversikt")
    page.keyboard.press("h")
    slider = page.locator(".spake", has_text=re.compile("Styringsrente")).locator("input[type=range]")
    slider.focus()
    for _ in range(6):
        slider.press("ArrowRight")
    bar = page.get_by_role("region", name="Endringer")
    expect(bar).to_contain_text("1 endring er ikke lagret")
    bar.get_by_role("button", name="Angre").click()
    expect(bar).to_contain_text("Ingenting er endret")
    expect(bar.get_by_role("button", name="Angre")).to_be_disabled()
    page.context.close()
    assert not found.wrong, found.wrong
