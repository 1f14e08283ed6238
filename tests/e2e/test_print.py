"""Paper: the stamp of the plan on every sheet, nothing to press, and what is folded open, as long as it is printed."""

from __future__ import annotations

import re

from tests.e2e.conftest import Screen

RULES = "[...document.adoptedStyleSheets].flatMap(s => [...s.cssRules]).map(r => r.cssText).join(' ')"
FOLDED = "document.querySelectorAll('main details:not([open])').length"
CONTROLS = (".topp", ".ramme > .meny", ".lenker", ".verktoy", ".ds-toggle-group", "main .ds-button")


def test_a_printed_page_has_its_stamp_and_no_controls(shown: Screen) -> None:
    page = shown.go("/plan/1/oversikt", ".tegning svg")
    shown.settled()
    stamp = page.locator(".bunn").inner_text().split(" · ")
    version, digest = stamp[2], stamp[3]
    sheets = page.evaluate(RULES)
    assert "Illustrasjon" in sheets and version in sheets and digest in sheets and re.search(r"counter\(pages?\)", sheets)
    folded = page.evaluate(FOLDED)
    assert folded > 0
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(f"{FOLDED} === 0")  # cards that are made for the paper are unfolded when they are answered
    assert page.locator(".tegning svg").first.get_attribute("viewBox")
    for control in CONTROLS:
        assert not [c for c in page.locator(control).all() if c.is_visible()], control
    assert page.locator(".utskriftshode").is_visible()
    assert len(page.pdf(prefer_css_page_size=True)) > 20_000
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(FOLDED) >= folded, "kort som ble laget for utskriften, er der fortsatt"
