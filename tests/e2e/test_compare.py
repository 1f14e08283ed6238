"""Why a number changed: from the sum of a draft to its causes, the way of splitting, a chosen cause, and the row behind it."""

from __future__ import annotations

import base64
import json
import re

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Served, screen
from tests.e2e.test_pages import violations

EDITS = [
    {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["styringsrente", "verdier", "2027"], "verdi": 4.75},
    {"slag": "sett", "fil": "prosjekter/sykeheim-2.toml", "noekkel": ["kostnad", "beloep"], "verdi": 265},
]
DRAFT = base64.urlsafe_b64encode(json.dumps({"endringer": EDITS}).encode()).decode().rstrip("=")
NUMBER = "tall=laanegjeld_ub&aar=2035"


def test_a_draft_leads_to_its_causes(browser: Browser, local: Served) -> None:
    found = screen(browser, local.url)
    page = found.go(f"/plan/2/sammenlign?{NUMBER}&hvaom={DRAFT}", ".fossefall")
    bars = page.locator(".fossefall li")
    expect(bars).to_have_count(4)
    first, last = (bars.nth(i).locator(".foss-tall").inner_text() for i in (0, 3))
    caption = page.locator("figcaption").first.inner_text()
    assert first in caption and last in caption and "2035" in caption
    page.locator("label", has_text="Uten rekkefølge").click()
    expect(page).to_have_url(re.compile("maate=fri"))
    bars.nth(2).get_by_role("button").click()
    expect(page.locator("#h-aarsak")).to_contain_text("Investeringer: omfang")
    row = page.locator("table.endringer tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("265 mill. kr")
    page = found.settled()
    assert not (told := violations(page)), told
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not (told := violations(page)), told
    row.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/forutsetninger\?.*fane=investeringer"))
    assert not found.wrong, found.wrong
    page.context.close()
