"""How sure a plan is: certainty of one's own choice, chances in words and marks, a stress in the fan, and what is drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Served, screen
from tests.e2e.test_pages import violations


@pytest.mark.parametrize("width", [1440, 390])
def test_how_sure_what_matters_and_what_it_bears(browser: Browser, local: Served, width: int) -> None:
    found = screen(browser, local.url, width=width)
    found.page.set_default_timeout(120_000)  # the draws are computed once for both widths
    page = found.go("/plan/2/usikkerhet", ".kurve")
    for part in ("table.varme", ".tornado li", "table.stress [role=switch]", "section:has(#h-taaler) ul.taaler li"):
        page.wait_for_selector(part)
    said = page.locator(".sikkerhet p")
    at80 = said.inner_text()
    page.get_by_label("Ønsket sikkerhet").fill("95")
    expect(said).not_to_have_text(at80)
    expect(said).to_contain_text("95 % sikkert krever")
    page = found.settled()
    marks = page.locator("table.varme td", has_text="■")
    assert marks.count() and all(int(x.inner_text().lstrip("■")) < 60 for x in marks.all())
    assert page.locator("table.varme tr.sum th").inner_text() == "Alle samtidig"
    assert page.locator(".tornado li").count() >= 8 and page.locator("section:has(#h-taaler) ul.taaler li").count() >= 8
    page.get_by_role("switch", name="Vis i vifta: Renten to prosentpoeng høyere").check()
    expect(page.locator("figure").first.locator(".tegn")).to_contain_text("Renten to prosentpoeng høyere")
    page.get_by_role("button", name="usikre faktorer").click()
    expect(page.get_by_role("dialog")).to_contain_text("Hva som trekkes")
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not (told := violations(page)), told
    assert not found.wrong, found.wrong
    page.context.close()
