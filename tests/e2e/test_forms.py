"""Adding in the browser, through what is shown: at most four clicks, the effect before it is kept, and one step to undo."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screen
from tests.e2e.test_pages import violations


class Clicks:
    """A page in which each click and each choice is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.made = page, 0

    def click(self, name: str, where: Any = None) -> None:
        (where or self.page).get_by_role("button", name=name, exact=True).first.click()
        self.made += 1

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(re.compile(label)).select_option(label=option)
        self.made += 1

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(re.compile(label)).fill(text)


def test_a_project_is_added_corrected_kept_and_undone(shown: Screen) -> None:
    page = shown.go("/plan/1/oversikt", ".stortall")
    shown.settled()
    before = page.locator(".stripe, .stortall").first.inner_text()
    do = Clicks(page)
    do.click("Legg til …")
    do.click("Prosjekt")
    panel = page.get_by_role("complementary", name="Nytt prosjekt")
    expect(panel.get_by_label(re.compile("^Navn"))).to_be_focused()
    keep = panel.get_by_role("button", name="Behold")
    expect(keep).to_have_attribute("aria-disabled", "true")
    expect(panel).to_contain_text("Fyll ut «Navn» først.")
    do.type("^Navn", "Nadderud skole, utvidelse")
    do.choose("^Tjeneste", "Grunnskole og SFO")
    expect(panel).to_contain_text("0,56 mill. per plass")
    expect(panel.get_by_role("table", name="Virkning")).to_contain_text("Varig inndekningsbehov")
    panel.get_by_label("Åpner", exact=True).fill("2022")  # typed wrong, and mended by the cure
    expect(panel.get_by_role("alert")).to_contain_text("Kan tidligst åpne i")
    expect(keep).to_have_attribute("aria-disabled", "true")
    assert violations(page) == []
    panel.get_by_role("button", name=re.compile("^Bruk 20")).click()
    expect(keep).not_to_have_attribute("aria-disabled", "true")
    do.click("Behold", panel)
    assert do.made <= 4
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name="Legg til …")).to_be_focused()
    expect(page.locator(".topp .st")).to_contain_text("1 endring")
    page.get_by_role("link", name="Investeringsplan").first.click()
    expect(page.get_by_text("Nadderud skole, utvidelse").first).to_be_visible()
    page.get_by_role("button", name="Angre").first.click()
    expect(page.get_by_text("Nadderud skole, utvidelse")).to_have_count(0)
    page.get_by_role("link", name="Oversikt").first.click()
    shown.settled()
    assert page.locator(".stripe, .stortall").first.inner_text() == before


def test_a_measure_is_added_and_esc_asks_only_for_much(shown: Screen) -> None:
    page = shown.go("/plan/1/drift")
    shown.settled()
    do = Clicks(page)
    do.click("Legg til …")
    do.click("Tiltak i driften")
    panel = page.get_by_role("complementary", name="Nytt tiltak")
    do.type("^Navn", "Gjenbruk av møbler")
    do.choose("^Tjeneste", "Pleie og omsorg")
    do.type("^Beløp", "30")
    virkning = panel.get_by_role("table", name="Virkning")
    expect(virkning.get_by_role("row", name=re.compile("Varig"))).to_contain_text("bedre")
    do.click("Behold", panel)
    assert do.made <= 4
    expect(page.locator(".topp .st")).to_contain_text("1 endring")
    page.get_by_role("button", name="Angre").first.click()
    expect(page.locator(".topp .st")).to_have_count(0)
    page.get_by_role("button", name="Legg til …").click()
    page.get_by_role("button", name="Tiltak i driften").click()
    for label, text in (("^Navn", "A"), ("^Beløp", "1"), ("^Starter", "2027"), ("^Ansvarlig", "B")):
        do.type(label, text)
    page.keyboard.press("Escape")
    expect(panel.get_by_role("alertdialog")).to_contain_text("4 felter")
    panel.get_by_role("button", name="Forkast alt").click()
    expect(panel).to_be_hidden()
    assert shown.wrong == []
