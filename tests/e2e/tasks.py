"""Sixteen tasks by hand, each from a cold load and through visible controls only, and the table of them in the guide:
`make oppgaver`. Nothing goes to an address but the list of plans; the budget is that of the drawing, not of the program.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from ldip.store.branches import new_branch
from ldip.store.versions import branch_of, commit, edits_to
from ldip.web.settings import local_settings
from tests.e2e.conftest import FLAGS, Screen, Served, screen, serve
from tests.e2e.hand import Hand
from tests.web.conftest import plan_files, put

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "oppgaver.md"
LARGE, SMALL = "Bærum: LDIP 2022–2041", "Solvik: LDIP"
SCHOOL = "prosjekter/sandvika-skole.toml"
PHONE = (390, 844)
DESK = (1440, 1000)
RATIOS_ON_PHONE = 5
DRAWS = 120_000  # ms
OFFLINE_NOISE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "net::", "Failed to fetch")


@dataclass(frozen=True)
class Task:
    """What is to be done, by whom, with at most so many clicks from the loaded page."""

    name: str
    person: str
    budget: int
    do: Callable[[Hand], None]
    size: tuple[int, int] = DESK


@dataclass(frozen=True)
class Done:
    """A task that was done."""

    task: Task
    way: int
    clicks: int
    seconds: float


@contextmanager
def town() -> Iterator[Served]:
    """A server with Bærum, its plan of the year before and two alternatives, and with Solvik, which has schools by zone."""
    with tempfile.TemporaryDirectory() as folder:
        served, server, thread = serve(local_settings(str(Path(folder, "lager.db"))))
        service, author = served.service, served.service.local_id
        plan, before = put(service, LARGE, plan_files("baerum-2021"), author)
        with service.store.session() as session:
            edits = edits_to(session, before, plan_files("baerum-2022"))
            done = commit(session, branch_of(session, plan), before, edits, author, "LDIP 2022–2041")
            version = done.version.id
        with service.store.session() as session:
            for name, cost in (("Rimeligere skole", b"beloep = 380"), ("Dyrere skole", b"beloep = 520")):
                branch = new_branch(session, plan, name, version, author)
                changes = {SCHOOL: plan_files("baerum-2022")[SCHOOL].replace(b"beloep = 450", cost)}
                commit(session, branch, version, changes, author, name)
        put(service, SMALL, plan_files("solvik"), author)
        yield served
        server.should_exit = True
        thread.join(5.0)


def perform(browser: Browser, served: Served, task: Task) -> Done:
    """From a browser that was never here: do the task, and look at it that nothing went wrong."""
    found: Screen = screen(browser, served.url, *task.size)
    hand = Hand(found.go("/"))
    task.do(hand)
    if hand.took is None:
        hand.end()
    found.settled()  # one person at a time: the next does not wait for draws that this one left
    found.page.context.close()
    wrong = [w for w in found.wrong if not any(n in w for n in OFFLINE_NOISE)]
    assert not wrong, wrong
    return Done(task, hand.way, hand.clicks, hand.seconds)


# -- what several tasks do -------------------------------------------------------------------------------------


def enter(hand: Hand, page: str = "", plan: str = LARGE) -> Page:
    """Open a plan from the list, and one of its pages from the menu; that was the way."""
    hand.press(hand.page.get_by_role("link", name=plan))
    expect(hand.page.locator(".stortall")).to_be_visible()
    if page:
        menu(hand, page)
    hand.begin()
    return hand.page


def menu(hand: Hand, page: str) -> None:
    hand.press(hand.page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name=page, exact=True))
    expect(hand.page.get_by_role("heading", level=1)).to_have_text(page)


def button(where: Page | Locator, name: str) -> Locator:
    return where.get_by_role("button", name=name, exact=True).first


def moved(hand: Hand) -> Locator:
    """Drag the first school that can be moved one year on; its bar."""
    page = hand.page
    bar = page.locator("#sandvika-skole .soeyle")
    expect(bar).to_be_visible()
    track = page.locator("#sandvika-skole .spor").bounding_box()
    assert track is not None
    hand.drag(bar, track["width"] / 20)
    return bar


def changed(page: Page) -> Locator:
    return page.locator(".topp").get_by_text("1 endring")


# -- the sixteen -----------------------------------------------------------------------------------------------


def project(hand: Hand) -> None:
    """A new project that stands on the timeline."""
    page = enter(hand, "Investeringsplan")
    hand.press(page.get_by_role("button", name="Nytt prosjekt").first)
    panel = page.get_by_role("complementary", name="Nytt prosjekt")
    hand.type(panel.get_by_label(re.compile("^Navn")), "Nadderud skole, utvidelse")
    hand.choose(panel.get_by_label(re.compile("^Tjeneste")), "Grunnskole og SFO")
    expect(button(panel, "Behold")).not_to_have_attribute("aria-disabled", "true")
    hand.press(button(panel, "Behold"))
    row = page.locator(".gantt tr[id]", has_text="Nadderud skole, utvidelse")
    expect(row.locator(".soeyle")).to_be_visible()
    hand.end()


def measure(hand: Hand) -> None:
    """A measure that lowers the lasting need, seen before it is kept and standing in the table afterwards."""
    page = enter(hand, "Drift")
    hand.press(page.get_by_role("button", name="Nytt tiltak").first)
    panel = page.get_by_role("complementary", name="Nytt tiltak")
    hand.type(panel.get_by_label(re.compile("^Navn")), "Gjenbruk av møbler")
    hand.choose(panel.get_by_label(re.compile("^Tjeneste")), "Pleie og omsorg")
    hand.type(panel.get_by_label(re.compile("^Beløp")), "30")
    effect = panel.get_by_role("table", name="Virkning").get_by_role("row", name=re.compile("Varig"))
    expect(effect).to_contain_text("bedre")
    hand.press(button(panel, "Behold"))
    expect(page.get_by_role("row", name=re.compile("Gjenbruk av møbler")).first).to_be_visible()
    hand.end()


def loan(hand: Hand) -> None:
    """Terms for a loan that the plan will take."""
    page = enter(hand, "Økonomi")
    hand.press(page.get_by_role("button", name="Legg til"))
    hand.press(page.get_by_role("list", name="Legg til").get_by_role("button", name="Lån"))
    panel = page.locator(".skjema-panel")
    expect(panel.get_by_label("Slag")).to_have_value("planlagt")
    hand.type(panel.get_by_label("Navn"), "Lån til skolene")
    hand.type(panel.get_by_label("Beløp"), "200")
    expect(button(panel, "Behold")).not_to_have_attribute("aria-disabled", "true")
    hand.press(button(panel, "Behold"))
    expect(panel).to_be_hidden()
    expect(changed(page)).to_be_visible()
    hand.end()


def rates(hand: Hand) -> None:
    """A path of interest rates from a spreadsheet, with its effect in the strip."""
    page = enter(hand)
    menu(hand, "Forutsetninger")
    first = page.locator("input[aria-label^='Styringsrente 20']").first
    hand.press(first)
    year = int((first.get_attribute("aria-label") or "").split()[-1])
    hand.paste("4,5\t4,25\t4,0")
    expect(page.get_by_label(f"Styringsrente {year + 2}", exact=True)).to_have_value(re.compile("^4(,0)?$"))
    expect(page.locator(".stripe .delta").first).to_be_visible()
    hand.end()


def move(hand: Hand) -> None:
    """A project one year on, with what it does to the need beside it."""
    page = enter(hand, "Investeringsplan")
    moved(hand)
    expect(page.locator("#sandvika-skole .brett-merke")).to_have_text("endret")
    expect(page.locator(".stripe .delta").first).to_be_visible()
    hand.end()


def undo(hand: Hand) -> None:
    """A move taken back after the page was loaded anew."""
    page = enter(hand, "Investeringsplan")
    before = page.locator("#sandvika-skole .soeyle").get_attribute("aria-valuenow") or ""
    bar = moved(hand)
    expect(changed(page)).to_be_visible()
    page.reload()
    expect(bar).not_to_have_attribute("aria-valuenow", before)
    hand.begin()
    hand.press(button(page.get_by_role("region", name="Endringer"), "Angre"))
    expect(bar).to_have_attribute("aria-valuenow", before)
    hand.end()


def alternative(hand: Hand) -> None:
    """A copy of the plan with an own name, private until it is published."""
    page = enter(hand, "Versjoner")
    hand.press(button(page, "Lag alternativ"))
    dialog = page.get_by_role("dialog", name="Lag alternativ")
    hand.type(dialog.get_by_label("Navn på alternativet"), "Mindre lån")
    hand.press(button(dialog, "Lag alternativ"))
    expect(page.locator(".topp")).to_contain_text("Mindre lån")
    expect(page.locator(".topp")).to_contain_text("Privat")
    hand.end()


def three(hand: Hand) -> None:
    """Three alternatives as columns of the same rows."""
    page = enter(hand)
    menu(hand, "Alternativer")
    heads = page.locator("table.side-om-side thead th")
    expect(heads).to_have_count(4)
    row = page.locator("table.side-om-side tbody tr:not(.gruppe)").first
    expect(row.locator("td")).to_have_text([re.compile(r"\d")] * 3)
    hand.end()
    expect(page.get_by_text("Regner usikkerheten", exact=False)).to_have_count(0, timeout=DRAWS)  # those with chances come later


def why(hand: Hand) -> None:
    """The changed inputs behind the largest part of the change since last year's plan."""
    page = enter(hand)
    menu(hand, "Sammenlign")
    bars = page.locator(".fossefall li")
    expect(bars.nth(2)).to_be_visible()
    hand.press(bars.nth(1).get_by_role("button"))
    expect(page.locator("#h-aarsak")).to_be_visible()
    expect(page.locator("table.endringer tbody tr").first).to_be_visible()
    hand.end()


def law(hand: Hand) -> None:
    """From the headline to the paragraph that binds it."""
    page = enter(hand)
    hand.press(page.locator(".stortall").get_by_role("button"))
    expect(page.locator(".forklar-fakta")).to_contain_text("§")
    hand.end()


def download(hand: Hand) -> None:
    """The whole operating statement as a workbook."""
    page = enter(hand, "Økonomi")
    wanted = page.get_by_role("button", name="Last ned xlsx").first
    with page.expect_download() as got:
        hand.press(wanted)
    assert Path(got.value.path()).read_bytes()[:2] == b"PK"
    hand.end()


def school(hand: Hand) -> None:
    """Which school district lacks places first, in per cent of its need."""
    page = enter(hand, "Behov og kapasitet", SMALL)
    hand.press(page.locator(".velg").get_by_role("button", name=re.compile("[Ss]kole")).first)
    expect(page.locator(".dom")).to_contain_text(re.compile(r"20\d\d"))
    zones = page.locator("table.dekning tbody tr")
    expect(zones.nth(1)).to_be_visible()
    expect(zones.first.locator("td").first).to_contain_text(re.compile(r"\d"))
    hand.end()


def citizen(hand: Hand) -> None:
    """A link, in which somebody then moves a lever. (Without login it is opened in test_roles; this machine lets nobody else in.)"""
    page = enter(hand, "Versjoner")
    hand.press(button(page, "Del med innbyggerne"))
    hand.press(button(page, "Lag lenke"))
    link = page.locator("dialog [role=status] a")
    expect(link).to_be_visible()
    hand.end()
    with page.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    stranger = opened.value
    headline = stranger.locator(".stortall")
    expect(headline).to_be_visible()
    before = headline.inner_text()
    stranger.get_by_role("slider").first.press("End")
    expect(headline).not_to_have_text(before)
    stranger.close()


def phone(hand: Hand) -> None:
    """The headline and its verdict on the first screen of a phone; five ratios in a line each below."""
    page = enter(hand)
    hand.clicks, hand.way = 0, 1
    expect(page.locator(".dom")).to_be_in_viewport()
    expect(page.locator(".stortall")).to_be_in_viewport()
    expect(page.locator(".maalliste .maallisteknapp").nth(RATIOS_ON_PHONE - 1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    hand.end()


def municipality(hand: Hand) -> None:
    """From a name to a first plan that is saved."""
    page = hand.page
    expect(page.get_by_role("link", name="Velg kommune")).to_be_visible()
    hand.begin()
    hand.press(page.get_by_role("link", name="Velg kommune"))
    hand.type(page.get_by_label("Kommune eller kommunenummer"), "lør")
    hand.press(page.get_by_role("listbox", name="Kommuner").get_by_role("option", name="Lørenskog"))
    expect(page.locator(".anslagliste")).to_be_visible()
    shown = page.locator(".stortall").inner_text()
    hand.press(button(page, "Lagre som min plan"))
    page.wait_for_url("**/oversikt")
    expect(page.locator(".stortall")).to_have_text(shown)
    hand.end()


def offline(hand: Hand) -> None:
    """A move without network: it waits, is never told as a result, and is computed when the network is back."""
    page = enter(hand, "Investeringsplan")
    expect(page.locator("#sandvika-skole .soeyle")).to_be_visible()
    page.context.set_offline(True)
    band = page.get_by_role("region", name="Forbindelse")
    expect(band).to_contain_text("Ingen forbindelse")
    moved(hand)
    waiting = page.locator("section.ikke-regnet")
    expect(waiting).to_contain_text("Ikke regnet ut")
    hand.begin()
    page.context.set_offline(False)
    expect(band).to_have_count(0)
    expect(waiting).to_have_count(0)
    expect(page.locator(".stripe .delta").first).to_be_visible()
    hand.end()


FINANCE, ESTATE, PARTY = "Budsjettsjef", "Eiendom og prosjekt", "Partigruppe"

TASKS = (
    Task("Nytt prosjekt på tidslinjen", ESTATE, 3, project),
    Task("Nytt tiltak i driften", FINANCE, 3, measure),
    Task("Planlagt lån", FINANCE, 3, loan),
    Task("Ny rentebane fra regneark", FINANCE, 3, rates),
    Task("Flytt et prosjekt og se virkningen", ESTATE, 1, move),
    Task("Angre etter at siden er lastet på nytt", ESTATE, 1, undo),
    Task("Eget alternativ", PARTY, 2, alternative),
    Task("Sammenlign tre alternativer", PARTY, 2, three),
    Task("Hvorfor er tallet endret siden i fjor", FINANCE, 2, why),
    Task("Fra tallet til loven", "Revisor", 1, law),
    Task("Last ned hele tabellen", "Revisor", 1, download),
    Task("Hvilken skolekrets mangler plasser først", "Tjenesteleder", 1, school),
    Task("Lenke til innbyggerne", FINANCE, 2, citizen),
    Task("Forstå hovedtallet på telefon", "Kommunestyremedlem", 0, phone, PHONE),
    Task("Første plan for en ny kommune", "Ny bruker", 3, municipality),
    Task("Uten nett og tilbake", ESTATE, 1, offline),
)


# -- the table in the guide ------------------------------------------------------------------------------------

HEAD = "| Oppgave | Hvem | Veien dit | Klikk | Høyst | Sekunder |\n|---|---|---|---|---|---|\n"
INTRO = """# Seksten oppgaver, klikk for klikk

Tabellen viser hvor mange klikk vanlige oppgaver tar. Hver oppgave er gjort i en nettleser som ikke har vært her før, og bare med det som er synlig på siden.
Ett trykk, ett valg i en liste og ett drag er ett klikk hver. Skriving og innliming teller ikke.

- **Veien dit** er klikkene fra listen over planer til siden der oppgaven gjøres.
- **Klikk** er oppgaven selv, og **Høyst** er grensen som prøvene holder den til.
- **Sekunder** er tiden på maskinen som laget tabellen, fra siden er lastet til svaret står der. Prøvene måler ikke tid.

Maskinen hadde {cores} kjerner og en last på {load}. Er lasten høyere enn antall kjerner, gjorde maskinen også annet arbeid, og tidene er for lange.

"""
OUTRO = """
Planene er Bærum og Solvik i `examples`. Lag tabellen på nytt med `make oppgaver`; `make test` gjør de samme oppgavene og stopper hvis en av dem tar flere klikk.
"""


def line(done: Done) -> str:
    seconds = f"{done.seconds:.1f}".replace(".", ",")
    return f"| {done.task.name} | {done.task.person} | {done.way} | {done.clicks} | {done.task.budget} | {seconds} |\n"


def main() -> None:
    with town() as served, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        rows = []
        for task in TASKS:
            rows.append(line(perform(browser, served, task)))
            print(rows[-1], end="", flush=True)
        browser.close()
    intro = INTRO.format(cores=os.cpu_count(), load=round(os.getloadavg()[1]))  # of the last five minutes
    GUIDE.write_text(intro + HEAD + "".join(rows) + OUTRO, encoding="utf-8")


if __name__ == "__main__":
    main()
