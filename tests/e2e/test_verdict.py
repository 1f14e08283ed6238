"""The one verdict in a browser: a variant is a way of looking and never an edit, and every page says the same."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from ldip import Run, read_plan, simulate
from ldip.publish.content.demands import roots_table, waiting_table
from ldip.publish.content.key_figures import key_figures
from ldip.publish.content.unpriced import unpriced_need
from ldip.publish.content.verdict import Verdict, verdict
from tests.e2e.conftest import PAGES, Screen, Served, screen

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {1: "baerum-2022", 2: "solvik"}
STRIP = [
    "Varig behov",
    "Med uprisede behov",
    "Med 80 % sikkerhet",
    "Måltall uten ny innsparing",
    "Lånegjeld på topp",
    "Mangler plasser",
]
BARE = re.compile(r"m(ill|rd)\. kr(?!,? (faste|løpende))")
OTHER = re.compile(r"i balanse alle år|I balanse|Planen går i balanse|går i hop|Måltall holdt")


@pytest.fixture(scope="module")
def runs() -> Iterator[dict[int, Run]]:
    yield {plan: simulate(read_plan(ROOT / "examples" / name)) for plan, name in FOLDERS.items()}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def said(found: Verdict) -> str:
    return plain(" ".join(s.text for s in found.said))


@pytest.mark.parametrize("view", ["Varig", "Realisert"])
def test_choosing_a_view_makes_no_draft_and_moves_no_number(shown: Screen, view: str) -> None:
    page = shown.go("/plan/1/oversikt", ".stortall button")
    shown.settled()
    before, bars = page.locator(".stortall").inner_text(), page.locator(".hoved .tegning").inner_html()
    page.get_by_label("Hvilket behov vises").get_by_text(view, exact=True).click()
    page.wait_for_url(f"**variant={view.lower()}**")
    shown.settled()
    assert page.locator(".stortall").inner_text() == before and page.locator(".hoved .tegning").inner_html() != bars
    assert page.locator(".lagrelinje").count() == 0
    assert page.evaluate("Object.keys(sessionStorage).filter(k => k.startsWith('ldip.utkast')).length") == 0
    page.reload()
    shown.settled()
    assert page.locator(".stortall").inner_text() == before and f"variant={view.lower()}" in page.url


@pytest.mark.parametrize("plan", FOLDERS)
def test_the_first_page_prints_the_verdict(browser: Browser, local: Served, runs: dict[int, Run], plan: int) -> None:
    run = runs[plan]
    found = verdict(run)
    opened = screen(browser, local.url)
    page = opened.go(f"/plan/{plan}/oversikt", ".stortall")
    opened.settled()
    assert plain(page.locator(".dom p").inner_text()) == said(found)
    card = plain(page.locator(".hoved").inner_text())
    assert all(plain(s.text) in card for s in found.card)
    assert page.locator(".stortall button").inner_text() == found.need.amount.words
    assert plain(unpriced_need(run).texts[0]) in plain(page.locator(".rute").first.inner_text())
    body = plain(page.locator("main").inner_text())
    for table in (roots_table(run), waiting_table(run)):
        for row in table.rows:
            assert plain(row.cells[0].text) in body and row.cells[2].words.replace("\u00a0", " ") in body
    for ruling in (r for r in found.rulings if r.ruled):
        assert plain(ruling.name) in body and ruling.before.when in body
    page.context.close()
    assert not opened.wrong, opened.wrong


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_the_same(browser: Browser, local: Served, runs: dict[int, Run], path: str) -> None:
    """The verdict, the number and its year, and six figures in one order; units and headings of amounts name their prices."""
    run = runs[2]
    found = verdict(run)
    opened = screen(browser, local.url)
    page = opened.go(f"/plan/2/{path}")
    opened.settled()
    if path == "oversikt":
        expect(page.locator(".stortall")).to_contain_text(f"{found.need.amount.words} mill. {found.need.prices}-kr")
        assert plain(page.locator(".dom p").inner_text()) == said(found)
    else:
        assert plain(page.locator(".domslinje").inner_text()).startswith(said(found))
    if path not in ("oversikt", "alternativer"):  # the answer itself, and a table of the same figures for each alternative
        figures = page.locator(".stripe dl > div")
        expect(figures.first).to_contain_text(f"{found.need.amount.words} mill. {found.need.prices}-kr fra {found.need.full}")
        counted = next(f for f in key_figures(run, found) if f.id == "maaltall")
        expect(figures.nth(3)).to_contain_text(f"{counted.count} av {counted.of}")
        assert [plain(t) for t in figures.locator("dt").all_inner_texts()] == STRIP
        box = page.locator(".stripe").evaluate("e => [e.scrollWidth - e.clientWidth, e.clientHeight]")
        assert box[0] == 0 and box[1] < 120, "it wraps to two lines and never scrolls"
    told = page.locator("body").inner_text()
    if path == "alternativer":
        told = told.replace("I balanse i alle 4 år", "")  # the four years of the budget that a vote must balance
    assert not OTHER.search(told)
    units = page.locator("figure .liten.dus, thead th, .stripe small, .stortall").all_inner_texts()
    assert not [u for u in map(plain, units) if BARE.search(u)], "an amount without its price basis"
    page.context.close()


def test_year_by_year_is_shown_before_the_lasting_number(browser: Browser, local: Served) -> None:
    opened = screen(browser, local.url)

    def late(route: Route) -> None:
        time.sleep(3.0)
        route.continue_()

    opened.page.route("**/dom", late)
    page = opened.go("/plan/2/oversikt", ".hoved .tegning svg")
    expect(page.locator(".hoved")).to_contain_text("Det varige tallet kommer om litt")
    expect(page.locator(".stortall button")).to_be_visible()
    page.context.close()


def test_a_draft_keeps_the_old_number_grey_until_the_new_one_is_ready(browser: Browser, local: Served) -> None:
    opened = screen(browser, local.url)
    page = opened.go("/plan/2/oversikt", ".stortall button")
    opened.settled()
    opened.page.route("**/dom", lambda route: (time.sleep(2.0), route.continue_())[1])
    page.keyboard.press("h")
    lever = page.get_by_label("Styringsrente, prosentpoeng")
    lever.fill("2")
    lever.press("Enter")
    expect(page.locator(".hoved")).to_contain_text("Viser forrige tall")
    expect(page.locator(".hoved")).not_to_contain_text("Viser forrige tall")
    page.context.close()


def test_a_phone_shows_one_line_for_each_maaltall(browser: Browser, local: Served, runs: dict[int, Run]) -> None:
    opened = screen(browser, local.url, width=390, height=900)
    page = opened.go("/plan/1/oversikt", ".stortall button")
    opened.settled()
    lines = page.locator(".maalliste li")
    assert lines.count() == len([r for r in verdict(runs[1]).rulings if r.ruled])
    expect(lines.first).to_be_visible()
    expect(page.locator("table.maal")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()


def test_the_card_has_its_states(browser: Browser, local: Served) -> None:
    """A demand out of reach, a one-off, and a plan without projected years, each by an answer that says so."""
    opened = screen(browser, local.url)
    state: dict[str, str] = {}

    def answered(route: Route) -> None:
        reply = route.fetch(timeout=120_000)
        found = reply.json()
        need = found["behov"]
        if state["is"] == "once":
            need["engangs_sum"] |= {"verdi": 340e6, "tekst": "340"}
            need["unntak"] = ["I tillegg trengs 340 mill. kr én gang i 2027–2029."]
        if state["is"] == "reach":
            found["krav"][0]["tilstand"] = "uoppnaaelig"
            found["kortmerker"] = [{"slag": "brudd", "tekst": "Uoppnåelig: gjeldstaket"}]
        if state["is"] == "adopted":
            found["hovedtall"] |= {"verdi": None, "tekst": "–"}
            need |= {"tilstand": "ingen_aar", "setninger": ["Alle årene er vedtatt."], "per_aar": []}
            found["spenn"] = None
        route.fulfill(response=reply, json=found)

    opened.go("/plan/2/oversikt", ".stortall button")
    opened.page.route("**/dom", answered)
    for state["is"], told in (
        ("once", ("340 mill. kr én gang", "Mangler etter fond", "Sum, mill. 2026-kr")),
        ("reach", ("Uoppnåelig: gjeldstaket", "Se kravene i Forutsetninger")),
        ("adopted", ("–", "Alle årene er vedtatt.", "Legg til år i Forutsetninger")),
    ):
        page = opened.go("/plan/2/oversikt", ".stortall")
        for text in told:
            expect(page.locator(".hoved")).to_contain_text(text)
    expect(page.locator(".stortall")).not_to_contain_text("0")
    page.context.close()
