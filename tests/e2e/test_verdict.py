"""The one verdict in a browser: a variant is a way of looking and never an edit, and every page says the same."""

from __future__ import annotations

from tests.e2e.conftest import Screen


def test_choosing_a_variant_makes_no_draft(shown: Screen) -> None:
    page = shown.go("/plan/1/oversikt", ".stortall")
    shown.settled()
    before = page.locator(".stortall").inner_text()
    page.get_by_label("Variant").get_by_text("Uten innsparing", exact=True).click()
    page.wait_for_url("**variant=statisk**")
    shown.settled()
    assert page.locator(".stortall").inner_text() == before
    assert page.locator(".lagrelinje").count() == 0
    assert page.evaluate("Object.keys(sessionStorage).filter(k => k.startsWith('ldip.utkast')).length") == 0
