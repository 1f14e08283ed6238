"""Server or network gone: what is read stays, nothing uncomputed is told as a result, and every failure has words and a way on."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Screen, Served, screen

HARMLESS = (
    "dynamically imported module",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_FAILED",
    "LDIP",
    "net::",
)  # the browser's own words of what the test does


def opened(browser: Browser, local: Served, path: str, width: int = 1440) -> tuple[Screen, Page]:
    found = screen(browser, local.url, width=width)
    found.go(path)
    return found, found.settled()


def closed(found: Screen) -> None:
    wrong = [w for w in found.wrong if not any(h in w for h in HARMLESS)]
    found.page.context.close()
    assert not wrong, wrong


def move(page: Page) -> None:
    bar = page.get_by_role("slider").and_(page.locator("[aria-disabled=false]")).first
    bar.focus()
    bar.press("ArrowRight")
    bar.press("Enter")


def test_without_network_a_move_waits_and_is_computed_when_it_is_back(browser: Browser, local: Served) -> None:
    found, page = opened(browser, local, "/plan/1/investeringsplan")
    page.context.set_offline(True)
    band = page.get_by_role("region", name="Forbindelse")
    expect(band).to_contain_text(re.compile(r"Ingen forbindelse siden kl\. \d\d\.\d\d\. Du kan lese\."))
    move(page)
    waiting = page.locator("section.ikke-regnet")
    expect(waiting).to_contain_text("Ikke regnet ut")
    expect(waiting).to_contain_text("Venter")
    assert "uendret" not in page.locator("main").inner_text()
    page.get_by_role("link", name="Usikkerhet", exact=True).first.click()  # a part of the program that is not fetched yet
    expect(page.get_by_role("heading", level=1, name="Vi fikk ikke hentet siden")).to_be_visible()
    page.context.set_offline(False)
    expect(band).to_have_count(0)
    expect(page.get_by_role("heading", level=1, name="Usikkerhet")).to_be_visible()
    expect(waiting).to_have_count(0)
    expect(page.get_by_text("1 endring er ikke lagret")).to_be_visible()
    closed(found)


def test_a_silent_server_is_asked_again(browser: Browser, local: Served) -> None:
    found, page = opened(browser, local, "/plan/1/oversikt", width=390)
    api = re.compile(r"/(api|helse)/")
    page.route(api, lambda r: r.abort())
    page.get_by_role("link", name="Behov").last.click()
    band = page.get_by_role("region", name="Forbindelse")
    expect(band).to_contain_text("Serveren svarer ikke.")
    expect(band).to_contain_text(re.compile(r"Vi prøver igjen om \d+ sekund"))
    page.unroute(api)
    band.get_by_role("button", name="Prøv nå").click()
    expect(band).to_have_count(0)
    expect(page.get_by_role("heading", level=1, name="Behov og kapasitet")).to_be_visible()
    assert page.locator(".feil").count() == 0
    closed(found)


def failing(route: Route) -> None:
    body = '{"melding": "Noe gikk galt hos oss.", "problemer": [], "hode": null, "sider": []}'
    route.fulfill(status=500, content_type="application/json", headers={"x-request-id": "abc123"}, body=body)


def test_a_server_that_fails_keeps_the_old_figures_marked(browser: Browser, local: Served) -> None:
    found, page = opened(browser, local, "/plan/1/investeringsplan")
    page.route("**/api/versjoner/*/dom", failing)
    page.route("**/api/versjoner/*/tall", failing)
    move(page)
    expect(page.locator("section.ikke-regnet")).to_contain_text("Referanse abc123", timeout=45_000)
    assert "uendret" not in page.locator("main").inner_text()
    page.unroute("**/api/versjoner/*/dom")
    page.unroute("**/api/versjoner/*/tall")
    page.locator("section.ikke-regnet").get_by_role("button", name="Prøv igjen").click()
    expect(page.locator("section.ikke-regnet")).to_have_count(0)
    closed(found)


def test_no_page_and_no_plan_are_told_with_a_way_on(browser: Browser, local: Served) -> None:
    found, page = opened(browser, local, "/plan/1/finnes-ikke")
    expect(page.get_by_role("heading", level=1)).to_have_text("Siden finnes ikke")
    page.get_by_role("link", name="Til oversikten").click()
    expect(page.get_by_role("heading", level=1, name="Oversikt")).to_be_visible()
    found.go("/plan/987654/oversikt")
    expect(page.get_by_role("heading", level=1)).to_have_text("Planen finnes ikke")
    found.go("/finnes/ikke")
    expect(page.get_by_role("heading", level=1)).to_have_text("Siden finnes ikke")
    found.go("/api/finnes-ikke")
    expect(page.get_by_role("heading", level=1)).to_have_text("Siden finnes ikke")
    closed(found)


def test_after_an_upgrade_the_page_loads_itself_once_and_then_tells(browser: Browser, local: Served) -> None:
    found, page = opened(browser, local, "/plan/1/oversikt")
    page.route("**/assets/drift-*.js", lambda r: r.fulfill(status=404, body=""))
    loads: list[str] = []
    page.on("load", lambda p: loads.append(p.url))
    page.get_by_role("link", name="Drift", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Programmet er oppdatert", timeout=20_000)
    page.wait_for_timeout(1500)
    assert len(loads) == 1
    page.unroute("**/assets/drift-*.js")
    page.get_by_role("button", name="Prøv igjen").click()
    expect(page.get_by_role("heading", level=1, name="Drift")).to_be_visible()
    closed(found)
