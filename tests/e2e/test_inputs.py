"""Inputs for experts: search leads to the row, a new row is no mistake until it is filled in, and a planned loan takes three clicks."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Screen
from tests.e2e.test_pages import violations


def test_search_finds_the_editable_row_and_a_row_is_added_and_removed(shown: Screen) -> None:
    page = shown.go("/plan/1/befolkning")
    page.keyboard.press("Control+k")
    page.get_by_role("searchbox").fill("styringsrente")
    page.locator("dialog li a", has_text="Lønn, pris og rente › Styringsrente").click()
    expect(page.locator("h1")).to_have_text("Forutsetninger")
    rate = page.locator("tr.funnet input").first
    expect(rate).to_be_focused()
    expect(page.locator("tr.funnet th")).to_contain_text("Styringsrente")
    page.keyboard.type("1,5")
    page.keyboard.press("Enter")
    expect(rate).to_have_value("1,5")
    expect(page.locator(".topp")).to_contain_text("1 endring")

    page.get_by_role("tab", name="Lån og fond").click()
    page.get_by_role("button", name="Ny rad").click()
    new = page.locator("tr.funnet input").first
    expect(new).to_be_focused()
    expect(page.locator(".notatrad")).to_contain_text("Raden er tom")
    expect(page.locator(".feil")).to_have_count(0)
    expect(page.get_by_label("Saldo, linje 4")).to_have_value("3\u00a0600")
    page.keyboard.type("nytt-laan")
    page.keyboard.press("Tab")
    expect(new).to_have_value("nytt-laan")
    expect(page.locator(".feil")).to_have_count(0)  # the row is being filled in
    page.locator("h1").click()
    expect(page.locator(".feil").first).to_contain_text("feil må rettes")
    shown.settled()
    assert not (told := violations(page)), told
    page.locator("tr.funnet").get_by_role("button", name="Fjern rad").click()
    expect(page.locator(".feil")).to_have_count(0)
    page.get_by_role("button", name="Nullstill").click()


def test_a_planned_loan_takes_three_clicks_and_one_taken_before_shows_its_counter_entries(shown: Screen) -> None:
    page = shown.go("/plan/1/oekonomi")
    page.get_by_role("button", name="Legg til").click()
    page.locator(".legg-til li button", has_text="Lån").click()
    panel = page.locator(".skjema-panel")
    panel.get_by_label("Slag").select_option("tatt_opp_foer")
    panel.get_by_label("Navn").fill("Kommunalbanken")
    panel.get_by_label("Beløp").fill("200")
    panel.get_by_label("Ikke brukt ennå").fill("60")
    total = panel.locator(".skjema-tabell tr", has_text="Eiendeler − gjeld − egenkapital")
    expect(total.locator("td")).to_have_text(["0", "0", "0"])
    expect(panel.locator(".skjema-tabell")).to_contain_text("+200")
    panel.get_by_label("Slag").select_option("planlagt")
    expect(panel.get_by_label("Ikke brukt ennå")).to_have_count(0)
    shown.settled()
    assert not (told := violations(page)), told
    panel.get_by_role("button", name="Behold").click()
    expect(page.locator(".topp")).to_contain_text("1 endring")
    page.get_by_role("button", name="Nullstill").click()
