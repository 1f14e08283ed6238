"""A user sets up a second factor and logs in with it; an administrator lets a new user in by a one-time code, and closes one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from ldip.store.accounts import set_system
from ldip.store.members import user_at
from ldip.web.context import Service
from tests.e2e.conftest import PASSWORD, Screen, Served, screen
from tests.e2e.test_pages import violations

Come = Callable[[], Page]
NEW = "fire ord: tåke sykkel marmelade"


@pytest.fixture
def come(browser: Browser, organisation: Served) -> Iterator[Come]:
    """A browser of its own at the login page; what went wrong in it is looked at when the test is over."""
    opened: list[Screen] = []

    def at_the_door() -> Page:
        opened.append(screen(browser, organisation.url))
        return opened[-1].go("/")

    yield at_the_door
    for found in opened:
        found.page.context.close()
        assert not found.wrong, found.wrong


def log_in(page: Page, who: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-post").fill(f"{who}@kommunen.no")
    page.get_by_label("Passord").fill(password)
    page.get_by_role("button", name="Logg inn").click()


def sound(page: Page) -> None:
    page.wait_for_timeout(150)
    assert not (told := violations(page)), told


def test_a_second_factor_is_set_up_and_demanded(come: Come) -> None:
    page = come()
    sound(page)
    log_in(page, "oekonomi")
    page.get_by_role("link", name="Min konto").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("denne")
    sound(page)
    page.get_by_role("button", name="Sett opp tofaktor").click()
    page.locator("dialog").get_by_label("Passordet du har nå").fill(PASSWORD)
    page.get_by_role("button", name="Bekreft").click()
    expect(page.get_by_role("img", name="QR-kode for kodeappen")).to_be_visible()
    assert page.locator("img.qr").evaluate("i => i.naturalWidth") > 50, "bildet slippes gjennom av reglene for innhold"
    sound(page)
    device = pyotp.TOTP(page.locator("dialog code").inner_text().replace(" ", ""))
    page.get_by_label("Kode fra telefonen").fill(device.now())
    page.get_by_role("button", name="Bekreft").click()
    expect(page.locator("dialog li")).to_have_count(10)
    recovery = page.locator("dialog li").first.inner_text()
    page.get_by_role("button", name="Jeg har tatt vare på kodene").click()
    expect(page.locator("main")).to_contain_text("10 gjenopprettingskoder igjen")
    page.get_by_role("button", name="Logg ut", exact=True).click()
    log_in(page, "oekonomi")
    expect(page.get_by_role("heading", name="Tofaktor")).to_be_focused()
    sound(page)
    page.get_by_label("Kode fra telefonen").fill(device.at(int(time.time()) - 600))
    page.get_by_role("button", name="Logg inn").click()
    expect(page.get_by_role("alert")).to_contain_text("Koden stemmer ikke")
    page.get_by_label("Kode fra telefonen").fill(device.at(int(time.time()) + 30))
    page.get_by_role("button", name="Logg inn").click()
    expect(page.get_by_role("link", name="Solvik: LDIP")).to_be_visible()
    other = come()
    log_in(other, "oekonomi")
    other.get_by_label("Kode fra telefonen").fill(recovery)
    other.get_by_role("button", name="Logg inn").click()
    other.get_by_role("link", name="Min konto").click()
    expect(other.locator("main")).to_contain_text("9 gjenopprettingskoder igjen")
    other.get_by_role("button", name="Logg ut der").click()
    expect(other.get_by_role("button", name="Logg ut der")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Logg inn")).to_be_visible()


def make_system(service: Service, who: str) -> None:
    with service.store.session() as session:
        user = user_at(session, f"{who}@kommunen.no")
        assert user is not None
        set_system(session, user.id, True, None)


def test_a_new_user_comes_in_by_a_code_and_is_closed(come: Come, organisation: Served) -> None:
    make_system(organisation.service, "administrator")
    admin = come()
    log_in(admin, "administrator")
    admin.get_by_role("link", name="Brukere").click()
    expect(admin.get_by_role("table")).to_be_visible()  # the list moves the form below it when it comes
    admin.get_by_label("Navn").fill("Ny Person")
    admin.get_by_label("E-post").fill("ny@kommunen.no")
    admin.get_by_role("button", name="Ny bruker").click()
    code = admin.locator("dialog code").inner_text()
    sound(admin)
    admin.locator("dialog").get_by_role("button", name="Lukk").click()
    sound(admin)
    row = admin.get_by_role("row", name="Ny Person")
    expect(row).to_contain_text("engangskode til")
    page = come()
    page.get_by_role("button", name="Jeg har en engangskode").click()
    sound(page)
    page.get_by_label("Engangskode").fill(code)
    page.get_by_label("Nytt passord", exact=True).fill("Sommer2026!!!")
    page.get_by_label("Nytt passord en gang til").fill("Sommer2026!!!")
    page.get_by_role("button", name="Velg passord").click()
    expect(page.get_by_role("alert")).to_contain_text("for lett å gjette")
    page.get_by_label("Nytt passord", exact=True).fill(NEW)
    page.get_by_label("Nytt passord en gang til").fill(NEW)
    page.get_by_role("button", name="Velg passord").click()
    expect(page.get_by_label("E-post")).to_have_value("ny@kommunen.no")
    page.get_by_label("Passord").fill(NEW)
    page.get_by_role("button", name="Logg inn").click()
    expect(page.get_by_role("heading", name="Planer")).to_be_visible()
    row.get_by_role("button", name="Steng").click()
    expect(row).to_contain_text("Stengt")
    page.reload()
    expect(page.get_by_role("heading", name="Logg inn")).to_be_visible()
    admin.get_by_role("row", name="Administrator").get_by_role("button", name="Steng").click()
    expect(admin.get_by_role("alert")).to_contain_text("siste systemansvarlige")
