"""Everyone can use it: no violations with forms and dialogs open, when everything fails, at 400 %, in forced colours, without motion,
and by the keyboard alone. In bokmål, and on some pages where it takes long; all pages in all languages by `make e2e-alle`.
"""

from __future__ import annotations

import json
import os
import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ldip.locales import LANGUAGES, catalogue
from tests.e2e.conftest import PAGES, Screen, Served, screen
from tests.e2e.test_pages import VIEWS, violations

EVERY = bool(os.environ.get("LDIP_ALLE"))
SPOKEN = LANGUAGES if EVERY else ("nb",)
SHOWN = VIEWS if EVERY else ("oversikt", "behov", "alternativer")
TABBED = PAGES if EVERY else ("oversikt", "drift")
MOST_TABS = 1500
FORMS = 10
KEPT_UP = re.compile(r"/api/(meg|planer/\d+)$")  # who asks and which plan: without them there is no page to fail

FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const s = getComputedStyle(e), box = e.getBoundingClientRect();
  const around = e.closest('label') ? getComputedStyle(e.closest('label')) : s;
  const marked = [s, around].some(x => (x.outlineStyle !== 'none' && parseFloat(x.outlineWidth) > 0) || x.boxShadow !== 'none');
  return {at: e.outerHTML.slice(0, 140), marked, seen: box.width > 0 && box.height > 0};
}"""
MOVING = """() => {
  const long = v => v.split(',').some(d => parseFloat(d) * (d.trim().endsWith('ms') ? 1 : 1000) > 20);
  return [...document.querySelectorAll('body *')].filter(e => {
    const s = getComputedStyle(e);
    return (s.transitionProperty !== 'none' && long(s.transitionDuration)) || (s.animationName !== 'none' && long(s.animationDuration));
  }).slice(0, 5).map(e => e.outerHTML.slice(0, 120));
}"""


def opened(browser: Browser, local: Served, language: str, path: str = "oversikt", **media: int) -> tuple[Screen, Page]:
    found = screen(browser, local.url, language=language, **media)
    found.go(f"/plan/2/{path}")
    return found, found.settled()


def closed(found: Screen) -> None:
    found.page.context.close()
    assert not found.wrong, found.wrong


@pytest.mark.parametrize("language", SPOKEN)
def test_every_form_has_no_violations(browser: Browser, local: Served, language: str) -> None:
    found, page = opened(browser, local, language)
    menu = page.locator(".legg-til > button")
    told: dict[str, list[str]] = {}
    for i in range(FORMS):
        menu.click()
        kinds = page.locator(".legg-til li button")
        expect(kinds).to_have_count(FORMS)
        name = kinds.nth(i).inner_text()
        kinds.nth(i).click()
        panel = page.locator(".skjema-panel")
        expect(panel.locator("input, select").first).to_be_visible()
        found.settled()
        assert "ui." not in panel.inner_text(), name
        if wrong := violations(page):
            told[name] = wrong
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
    assert not told, told
    closed(found)


@pytest.mark.parametrize("language", SPOKEN)
def test_what_opens_upon_a_page_has_no_violations_and_a_name(browser: Browser, local: Served, language: str) -> None:
    found, page = opened(browser, local, language)
    for key, shown in (("h", ".hvaom .spake"), ("Control+k", "dialog[open]"), ("?", "dialog[open] kbd")):
        page.keyboard.press(key)
        expect(page.locator(shown).first).to_be_visible()
        found.settled()
        page.wait_for_timeout(400)  # a dialog fades in, and its words with it
        assert not (told := violations(page)), (key, told)
        page.keyboard.press("Escape")
        expect(page.locator(shown)).to_have_count(0)
    found.go("/plan/2/versjoner", "table")
    for key in ("ui.lag_alternativ", "ui.laas_planen", "ui.budsjettendring", "ui.del_med_alle"):
        name = catalogue(language)[key]
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        found.settled()
        page.wait_for_timeout(400)
        assert not (told := violations(page)), (key, told)
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    closed(found)


def failing(route: Route) -> None:
    if KEPT_UP.search(route.request.url):
        route.continue_()
        return
    body: dict[str, object] = {"melding": "Noe gikk galt hos oss.", "problemer": [], "hode": None, "sider": []}
    route.fulfill(status=500, content_type="application/json", headers={"x-request-id": "abc123"}, body=json.dumps(body))


@pytest.mark.parametrize("language", SPOKEN)
def test_no_page_has_violations_when_everything_fails(browser: Browser, local: Served, language: str) -> None:
    found = screen(browser, local.url, language=language)
    page = found.page
    page.route("**/api/**", failing)
    told: dict[str, list[str]] = {}
    for path in PAGES:
        found.go(f"/plan/2/{path}")
        found.settled()
        assert page.locator("h1").count() == 1, path
        assert "ui." not in page.locator("body").inner_text(), path
        if wrong := violations(page):
            told[path] = wrong
    assert not told, told
    closed(found)


@pytest.mark.parametrize("language", SPOKEN)
def test_no_page_has_violations_at_400_per_cent(browser: Browser, local: Served, language: str) -> None:
    """320 px is 1280 px at 400 %."""
    found, page = opened(browser, local, language, width=320, height=640)
    told: dict[str, list[str]] = {}
    for path in SHOWN:
        found.go(f"/plan/2/{path}")
        found.settled()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        if wrong := violations(page):
            told[path] = wrong
    assert not told, told
    closed(found)


@pytest.mark.parametrize("language", SPOKEN)
def test_no_page_has_violations_in_forced_colours_and_without_motion(browser: Browser, local: Served, language: str) -> None:
    found, page = opened(browser, local, language)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    told: dict[str, list[str]] = {}
    for path in SHOWN:
        found.go(f"/plan/2/{path}")
        found.settled()
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert not (moving := page.evaluate(MOVING)), (path, moving)
        if wrong := violations(page):
            told[path] = wrong
    assert not told, told
    closed(found)


def test_tab_goes_through_a_page_marked_and_comes_out_again(browser: Browser, local: Served) -> None:
    found, page = opened(browser, local, "nb")
    for path in TABBED:
        found.go(f"/plan/2/{path}")
        found.settled()
        page.evaluate("document.activeElement.blur()")
        visited = 0
        for _ in range(MOST_TABS):
            page.keyboard.press("Tab")
            at = page.evaluate(FOCUS)
            if at is None:
                break
            visited += 1
            assert at["seen"] and at["marked"], (path, at["at"])
        assert 10 < visited < MOST_TABS, (path, visited)
    closed(found)
