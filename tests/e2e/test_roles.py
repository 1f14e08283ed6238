"""Each role does its main tasks from a fresh store, with few clicks; and the keyboard alone is enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import PASSWORD, Screen, Served, screen

Enter = Callable[[str | None], Page]


@pytest.fixture
def enter(browser: Browser, organisation: Served) -> Iterator[Enter]:
    """Log in as somebody; the screens are looked at when the test is over."""
    opened: list[Screen] = []

    def come_in(role: str | None) -> Page:
        found = screen(browser, organisation.url)
        opened.append(found)
        page = found.go("/")
        if role is not None:
            page.get_by_label("E-post").fill(f"{role}@kommunen.no")
            page.get_by_label("Passord").fill(PASSWORD)
            page.get_by_role("button", name="Logg inn").click()
            page.get_by_role("link", name="Solvik: LDIP").click()
            page.wait_for_selector(".stortall, .svar")
        return page

    yield come_in
    for found in opened:
        found.page.context.close()
        assert not found.wrong, found.wrong


def to(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name=name).click()
    expect(page.locator("h1")).to_have_text(name)


def quiet(page: Page) -> None:
    page.wait_for_timeout(150)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def paste(page: Page, text: str) -> None:
    page.evaluate("t => navigator.clipboard.writeText(t)", text)
    page.keyboard.press("Control+v")


def test_a_stranger_must_log_in_and_a_wrong_password_is_told(enter: Enter) -> None:
    page = enter(None)
    page.get_by_label("E-post").fill("leser@kommunen.no")
    page.get_by_label("Passord").fill("feil")
    page.get_by_role("button", name="Logg inn").click()
    expect(page.get_by_role("alert")).to_contain_text("stemmer ikke")


def test_finance_pastes_a_path_sees_the_effect_saves_compares_and_locks(enter: Enter) -> None:
    page = enter("oekonomi")
    to(page, "Forutsetninger")
    first = page.locator("input[aria-label^='Styringsrente 20']").first
    first.click()
    year = int((first.get_attribute("aria-label") or "").split()[-1])
    paste(page, "4,5\t4,25\t4,0")
    expect(page.get_by_label(f"Styringsrente {year + 1}", exact=True)).to_have_value("4,25")
    expect(page.locator(".stripe .delta").first).to_be_visible()
    page.keyboard.press("Control+s")
    page.get_by_label("Hva er endret, og hvorfor?").fill("Ny rentebane")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator(".topp")).to_contain_text("versjon 2")
    to(page, "Sammenlign")
    quiet(page)
    expect(page.locator("main")).to_contain_text("Styringsrente 2026–2028")
    to(page, "Versjoner")
    page.get_by_role("button", name="Lås planen").click()
    page.get_by_role("button", name="Lås versjon 2").click()
    expect(page.locator(".topp")).to_contain_text("Låst: kommunedirektørens forslag")
    to(page, "Forutsetninger")
    expect(page.locator("main")).to_contain_text("Planen er låst")
    to(page, "Versjoner")
    with page.expect_download() as got:
        page.get_by_role("button", name="Revisorfil").first.click()
    assert got.value.suggested_filename == "revisor-2.zip"


def test_a_mistake_is_told_under_its_row_and_is_not_saved(enter: Enter) -> None:
    page = enter("oekonomi")
    to(page, "Forutsetninger")
    first = page.locator("input[aria-label^='Styringsrente 20']").first
    first.click()
    page.keyboard.type("2,0,5")
    page.keyboard.press("Enter")
    expect(page.locator(".rad-feil")).to_contain_text("er ikke et tall")
    expect(page.locator(".lagrelinje")).to_have_count(0)
    first.click()
    page.keyboard.type("250")
    page.keyboard.press("Enter")
    page.get_by_role("tab", name=re.compile("Lån og fond")).click()
    saldo = page.locator("input[aria-label^='Saldo, linje']").first
    saldo.click()
    before = saldo.input_value()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator(".feil").first).to_contain_text("feil må rettes")
    expect(page.locator(".stripe")).to_be_visible()
    page.get_by_role("button", name="Angre").first.click()
    expect(saldo).to_have_value(before)


def test_two_edit_the_same_and_both_sides_are_shown(enter: Enter) -> None:
    one, two = enter("oekonomi"), enter("oekonomi")
    for page, value in ((one, "4,1"), (two, "4,9")):
        to(page, "Forutsetninger")
        page.locator("input[aria-label^='Styringsrente 20']").first.click()
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    for page in (one, two):
        page.get_by_role("button", name="Lagre versjon").click()
        page.get_by_role("button", name="Lagre", exact=True).click()
        page.wait_for_timeout(300)
    conflict = two.locator(".konflikt")
    expect(conflict).to_contain_text("forutsetninger.toml")
    expect(conflict).to_contain_text("4.1")
    expect(conflict).to_contain_text("4.9")
    two.keyboard.press("Escape")
    expect(two.get_by_role("status").filter(has_text="lagret versjon 2")).to_be_visible()
    expect(two.locator(".lagrelinje")).to_contain_text("1 endring er ikke lagret")


def test_a_line_is_commented_on_answered_and_settled_in_turn(enter: Enter) -> None:
    def comments(page: Page) -> Locator:
        to(page, "Forutsetninger")
        page.get_by_role("tab", name="Lån og fond").click()
        found = page.locator("section", has=page.get_by_role("heading", name="laan.csv")).locator(".kommentarer")
        found.locator("summary").click()
        return found

    mine = comments(enter("oekonomi"))
    line = mine.get_by_label("Gjelder").locator("option").nth(1).inner_text()
    mine.get_by_label("Gjelder").select_option(line)
    mine.get_by_label("Skriv en kommentar").fill("Hvorfor så høy margin?")
    mine.get_by_role("button", name="Kommenter").click()
    expect(mine.locator("summary")).to_have_text("Kommentarer (1)")
    theirs = comments(enter("prosjekt"))
    expect(theirs.locator("li")).to_contain_text([f"{line}"])
    theirs.get_by_role("button", name="Svar").click()
    theirs.get_by_label("Skriv en kommentar").fill("Avtalt i 2021.")
    theirs.get_by_role("button", name="Kommenter").click()
    expect(theirs.locator(".svar li")).to_contain_text("Avtalt i 2021.")
    theirs.get_by_role("button", name="Merk som løst").first.click()
    expect(theirs.locator("li").first).to_contain_text("løst")
    seen = comments(enter("leser"))
    expect(seen.locator("summary")).to_have_text("Kommentarer (2)")
    expect(seen.locator("form")).to_have_count(0)


def test_the_project_leader_moves_a_project_and_saves(enter: Enter) -> None:
    page = enter("prosjekt")
    to(page, "Investeringsplan")
    bar = page.locator("#skole-nord .soeyle")
    before = bar.get_attribute("aria-valuenow")
    box = bar.bounding_box()
    track = page.locator(".spor").first.bounding_box()
    assert box is not None and track is not None
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 8 + track["width"] / 20, box["y"] + 8, steps=4)
    expect(page.locator(".virkning-panel")).to_contain_text("Varig behov")
    page.mouse.up()
    expect(bar).not_to_have_attribute("aria-valuenow", before or "")
    page.get_by_role("tab", name="Liste").click()
    quiet(page)
    expect(page.locator("input[aria-label^='Byggestart for']").first).to_be_visible()
    page.get_by_role("button", name="Lagre versjon").click()
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator(".topp")).to_contain_text("versjon 2")
    to(page, "Forutsetninger")
    page.locator("input[aria-label^='Styringsrente 20']").first.click()
    page.keyboard.type("4,4")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Lagre versjon").click()
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("dialog [role=alert]")).to_contain_text("din egen sektor")


def test_a_move_that_breaks_a_prerequisite_is_told_and_not_kept(enter: Enter) -> None:
    page = enter("prosjekt")
    to(page, "Investeringsplan")
    bar = page.locator("#barnehage-ny .soeyle")
    before = bar.get_attribute("aria-valuenow")
    bar.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".virkning-panel")).to_contain_text("sykeheim-2")
    page.keyboard.press("Enter")
    expect(bar).to_have_attribute("aria-valuenow", before or "")
    expect(page.locator(".lagrelinje")).to_have_count(0)


def test_the_contributor_sees_the_shortage_and_changes_own_rate(enter: Enter) -> None:
    page = enter("bidragsyter")
    to(page, "Behov og kapasitet")
    expect(page.locator(".velg li").first).to_be_visible()
    to(page, "Forutsetninger")
    page.get_by_role("tab", name="Tjenester og satser").click()
    page.get_by_role("navigation", name="Avsnitt").get_by_role("link", name="Heldøgns omsorg").click()
    card = page.locator("section.kort", has_text="tjenester/omsorg.toml")
    cell = card.get_by_label("Årsverk per bruker", exact=True)
    cell.click()
    page.keyboard.type("1,75")
    page.keyboard.press("Enter")
    expect(page.locator(".lagrelinje")).to_contain_text("1 endring er ikke lagret")
    page.get_by_role("button", name="Lagre versjon").click()
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator(".topp")).to_contain_text("versjon 2")


def test_a_party_makes_its_alternative_sees_the_effect_and_publishes(enter: Enter) -> None:
    page = enter("parti")
    page.get_by_role("button", name="Hva om").click()
    lever = page.get_by_label("Styringsrente, prosentpoeng")
    lever.fill("1")
    lever.press("Enter")
    expect(page.locator(".hvaom .valg")).to_contain_text("Styringsrente")
    page.locator(".hvaom").get_by_role("button", name="Lagre som alternativ").click()
    name = page.get_by_label("Navn på alternativet")
    expect(name).to_have_value("Partiet A")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator(".topp")).to_contain_text("Partiet A")
    expect(page.locator(".topp")).to_contain_text("Privat")
    reader = enter("leser")
    to(reader, "Versjoner")
    expect(reader.locator("main")).not_to_contain_text("Partiet A")
    to(page, "Versjoner")
    page.get_by_role("button", name="Publiser").click()
    page.locator("dialog").get_by_role("button", name="Publiser").click()
    expect(page.locator(".topp")).not_to_contain_text("Privat")
    reader.reload()
    expect(reader.locator("main")).to_contain_text("Partiet A")


def test_the_reader_understands_the_headline_and_changes_nothing(enter: Enter) -> None:
    page = enter("leser")
    expect(page.locator("main")).to_contain_text("Det som binder")
    page.locator(".stortall button").click()
    expect(page.locator(".forklar .forklar-setning")).to_be_visible()
    page.keyboard.press("Escape")
    to(page, "Forutsetninger")
    page.locator("input[aria-label^='Styringsrente 20']").first.click()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(page.locator(".lagrelinje")).to_have_count(0)
    to(page, "Versjoner")
    for name in ("Lås planen", "Budsjettendring", "Publiser", "Del med innbyggerne", "Last ned mappen"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    to(page, "Ordbok og metode")
    page.get_by_role("searchbox").fill("minimumsavdrag")
    page.get_by_role("button", name="Minimumsavdrag", exact=True).first.click()
    expect(page.locator("main")).to_contain_text("14-18")


def test_the_administrator_gives_a_role_and_sees_the_trail(enter: Enter) -> None:
    page = enter("administrator")
    page.get_by_role("link", name="Tilgang og spor").click()
    page.get_by_label("E-post").fill("ny@kommunen.no")
    page.get_by_label("Navn (bare for nye)").fill("Ny Person")
    page.get_by_role("button", name="Gi rolle").click()
    expect(page.locator("main")).to_contain_text("Ny Person")
    expect(page.locator("main")).to_contain_text("Kjeden holder")


def test_a_citizen_moves_a_lever_behind_a_link(enter: Enter, browser: Browser, organisation: Served) -> None:
    page = enter("oekonomi")
    to(page, "Versjoner")
    page.get_by_role("button", name="Del med innbyggerne").click()
    page.get_by_role("button", name="Lag lenke").click()
    link = page.locator("dialog [role=status] a")
    expect(link).to_be_visible()
    citizen = screen(browser, organisation.url)
    visitor = citizen.page
    visitor.goto(link.inner_text())
    expect(visitor.locator("main")).to_contain_text("valgene dine er en prøve")
    before = visitor.locator(".stortall").inner_text()
    lever = visitor.get_by_label("Renten på lån, prosentpoeng")
    lever.fill("3")
    lever.press("Enter")
    expect(visitor.locator(".stortall")).not_to_have_text(before)
    assert "valg=" in visitor.url
    visitor.reload()
    expect(visitor.get_by_label("Renten på lån, prosentpoeng")).to_have_value("3")
    visitor.context.close()
    assert not citizen.wrong, citizen.wrong


def test_the_keyboard_alone_is_enough(enter: Enter) -> None:
    page = enter("oekonomi")
    page.reload()
    page.wait_for_selector(".stortall")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#innhold"
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page.locator("h1")).to_have_text("Investeringsplan")
    bar = page.locator("#skole-nord .soeyle")
    bar.focus()
    before = bar.get_attribute("aria-valuenow")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".virkning-panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar).to_have_attribute("aria-valuenow", before or "")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".lagrelinje")).to_contain_text("1 endring er ikke lagret")
    page.keyboard.press("Control+z")
    expect(bar).to_have_attribute("aria-valuenow", before or "")
    page.keyboard.press("Control+y")
    page.keyboard.press("h")
    expect(page.locator("#hvaom-tittel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".hvaom")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("økonomi")
    page.locator("dialog li a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Økonomi")
    quiet(page)
    page.locator("main [data-adresse]:not([tabindex='-1'])").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    where = page.evaluate("document.activeElement.dataset.adresse")
    assert where
    number = page.locator(f"main [data-adresse='{where}']")
    page.keyboard.press("e")
    expect(page.locator(".forklar")).to_be_focused()
    page.locator(".forklar-ledd button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".forklar nav li")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(number).to_be_focused()


def test_a_source_leads_to_its_section_of_the_method(enter: Enter) -> None:
    page = enter("leser")
    to(page, "Ordbok og metode")
    page.get_by_role("searchbox").fill("lånerente")
    page.get_by_role("button", name="Lånerente", exact=True).first.click()
    expect(page.locator("main")).not_to_contain_text("metode: finans#")
    page.get_by_role("link", name="«Lånebok»").click()
    heading = page.get_by_role("heading", name="Lånebok", exact=True)
    expect(heading).to_be_in_viewport()
    expect(heading).to_be_focused()
    page.get_by_role("link", name="inndekningsbehov").first.click()
    expect(page.get_by_role("heading", name="Symbolene", exact=True)).to_be_visible()
