"""Every page in every language: no accessibility violations, nothing wrong in the console, no sideways scrolling, the same digits."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Error, Page, Route, expect

from ldip import read_plan, simulate
from ldip.publish.content.verdict import verdict
from ldip.publish.digits import Format, grouped
from ldip.publish.numbers import fetch
from tests.demanded import unavailable
from tests.e2e.conftest import PAGES, WANTED, Screen, Served, screen

ROOT = Path(__file__).resolve().parents[2]
VIEWS = (
    *PAGES,
    "investeringsplan?visning=liste",
    "investeringsplan?visning=finansiering",
    "oekonomi?oppstilling=gjeld",
    "oekonomi?oppstilling=fond",
    "forutsetninger?fane=finans",
    "forutsetninger?fane=tjenester",
    "ordbok?ord=minimumsavdrag",
    "ordbok?metode=finans",
    "tilgang",
    "forklaring?adresse=netto_driftsresultat/2031/basis",
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:160]}" for v in found]


@pytest.mark.parametrize("path", VIEWS)
def test_no_page_has_violations(browser: Browser, local: Served, path: str) -> None:
    sound(browser, local, f"/plan/2/{path}", "nb")


def sound(browser: Browser, local: Served, path: str, language: str) -> None:
    """A page is in its language, named, whole, and without violations or noise in the console."""
    found = screen(browser, local.url, language=language)
    found.go(path)
    page = found.settled()
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1 and page.title()
    assert page.locator(".feil").count() == 0, page.locator(".feil").first.inner_text()
    assert not (told := violations(page)), told
    assert not found.wrong, found.wrong
    assert "ui." not in page.locator("body").inner_text(), "en tekst mangler i katalogen"
    page.context.close()


WIDTHS = (1024, 390, 320)


@pytest.mark.parametrize("part", range(3))
def test_no_page_scrolls_sideways(browser: Browser, local: Served, part: int) -> None:
    """320 px is 1280 px at 400 %: only tables and the timeline scroll, in their own box (WCAG 1.4.10)."""
    found = screen(browser, local.url, height=800)
    for path in (*VIEWS, "")[part::3]:
        found.go(f"/plan/1/{path}" if path else "/")
        for width in WIDTHS:
            found.page.set_viewport_size({"width": width, "height": 800})
            page = found.settled()
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path}, {width}: {wide} px"
            if width == 390 and path in ("oversikt", "behov", "forutsetninger"):
                assert not (told := violations(page)), told
    found.page.context.close()


@pytest.mark.parametrize("dialog", ["Lag alternativ", "Lås planen", "Budsjettendring", "Del med innbyggerne"])
def test_what_is_done_to_a_version_has_no_violations(shown: Screen, dialog: str) -> None:
    page = shown.go("/plan/1/versjoner", "table")
    page.get_by_role("button", name=dialog, exact=True).click()
    page.wait_for_selector("dialog[open] h2")
    shown.settled()
    assert not (told := violations(page)), told


@pytest.mark.parametrize("state", ["forklaring", "hva om", "søk", "tastatur", "feil", "lagre", "tabell"])
def test_what_opens_upon_a_page_has_no_violations(shown: Screen, state: str) -> None:
    page = shown.go("/plan/1/oversikt", ".stortall")
    if state == "forklaring":
        page.click(".stortall button")
        page.wait_for_selector(".forklar-ledd")
    elif state == "hva om":
        page.keyboard.press("h")
        page.wait_for_selector(".hvaom .spake")
    elif state == "søk":
        page.keyboard.press("Control+k")
        page.get_by_role("searchbox").fill("gjeld")
        page.wait_for_selector("dialog li a")
    elif state == "tastatur":
        page.keyboard.press("?")
        page.wait_for_selector("dialog kbd")
    elif state == "tabell":
        page.get_by_role("button", name="Vis som tabell").first.click()
    else:
        shown.go("/plan/1/forutsetninger", ".rutenett")
        cell = page.get_by_label("Styringsrente 2024", exact=True)
        cell.click()
        page.keyboard.type("abc" if state == "feil" else "2,25")
        page.keyboard.press("Enter")
        if state == "lagre":
            page.get_by_role("button", name="Lagre versjon").click()
            page.wait_for_selector("dialog[open] form")
        else:
            page.wait_for_selector(".rad-feil")
    shown.settled()
    assert not (told := violations(page)), told


def test_the_screen_prints_the_digits_of_the_run(shown: Screen) -> None:
    run = simulate(read_plan(ROOT / "examples" / "baerum-2022"))
    page = shown.go("/plan/1/oversikt", ".stortall")
    assert page.locator(".stortall button").inner_text() == verdict(run).need.amount.words
    page = shown.go("/plan/1/oekonomi", ".klebrig tbody tr")
    shown.settled()
    where = page.locator(f"[data-adresse^='netto_driftsresultat/{run.plan.shown_year}']").first
    number = fetch(run, where.get_attribute("data-adresse") or "")
    assert where.inner_text() == grouped(number.value / 1e6, 1)
    where.click()
    page.wait_for_selector(".forklar .forklar-ledd")
    assert grouped(number.value / 1e6) in page.locator(".forklar").inner_text()
    assert "§ 5-6" in page.locator(".forklar-fakta").inner_text()


def test_every_number_of_the_page_has_an_address_that_can_be_fetched(shown: Screen) -> None:
    kept = ("inndekningsbehov_fast", "laanegjeld_ub", "netto_driftsresultat")
    plan = read_plan(ROOT / "examples" / "baerum-2022")
    run, yearly = (simulate(plan, draws=1000, keep=kept, variant=v) for v in ("", "aar_for_aar"))
    for path in ("oversikt", "usikkerhet", "befolkning", "behov", "drift", "oekonomi", "investeringsplan?visning=liste"):
        page = shown.go(f"/plan/1/{path}")
        shown.settled()
        addresses = page.eval_on_selector_all("[data-adresse]", "all => all.map(e => e.dataset.adresse)")
        assert len(addresses) > (1 if path == "usikkerhet" else 10), path
        for where in addresses:
            fetch(yearly if re.search(r"/p\d.*variant=aar_for_aar", where) else run, where)


def test_charts_have_a_table_with_the_same_numbers_and_a_summary(shown: Screen) -> None:
    page = shown.go("/plan/1/drift")
    shown.settled()
    figures = page.locator("figure").all()
    assert len(figures) == 4
    for figure in figures:
        assert figure.locator("figcaption").inner_text().strip()
        assert figure.locator("[role=img]").get_attribute("aria-label")
    page.get_by_role("button", name="Vis som tabell").first.click()
    table = page.locator("figure table").first
    assert table.locator("caption").inner_text() and table.locator("tbody tr").count() >= 2
    page.get_by_role("button", name="Vis som figur").first.click()
    with page.expect_download() as got:
        page.get_by_role("button", name="Last ned xlsx").first.click()
    assert Path(got.value.path()).read_bytes()[:2] == b"PK"
    with page.expect_download() as got:
        page.get_by_role("button", name="Last ned svg").first.click()
    assert "<svg" in Path(got.value.path()).read_text(encoding="utf-8")


def test_printing_leaves_the_controls_out(shown: Screen) -> None:
    page = shown.go("/plan/1/oversikt", ".stortall")
    page.emulate_media(media="print")
    assert not page.locator(".topp").is_visible() and not page.locator(".meny").first.is_visible()
    assert page.locator(".stortall").is_visible() and page.locator(".utskriftshode").is_visible()


# -- numbers as the browser writes and reads them --------------------------------------------------------------


@pytest.fixture(scope="session")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """numbers.ts as plain JavaScript, with what it imports."""
    tool = ROOT / "frontend" / "node_modules" / ".bin" / "esbuild"
    if not tool.is_file() or shutil.which("node") is None:
        unavailable("frontend/node_modules mangler (make install)", WANTED)
    target = tmp_path_factory.mktemp("tall") / "numbers.mjs"
    subprocess.run(
        [tool, ROOT / "frontend" / "src" / "lib" / "numbers.ts", "--bundle", "--format=esm", f"--outfile={target}"],
        check=True,
        capture_output=True,
    )
    return target


def in_browser(numbers: Path, call: str, values: list[object]) -> list[Any]:
    script = f"import * as n from '{numbers}'; const v = JSON.parse(process.argv[1]); console.log(JSON.stringify(v.map({call})))"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script, json.dumps(values)], check=True, capture_output=True, text=True
    )
    return list(json.loads(done.stdout))


@given(st.lists(st.tuples(st.floats(-1e13, 1e13, allow_nan=False), st.integers(0, 4)), min_size=200, max_size=200))
@settings(max_examples=3, deadline=None)
def test_both_sides_round_and_group_alike(numbers: Path, values: list[tuple[float, int]]) -> None:
    edges = [
        (0.5, 0),
        (1.5, 0),
        (2.675, 2),
        (1.005, 2),
        (-0.4, 0),
        (999999.5, 0),
        (1e-7, 3),
        (1e21, 0),
        (123456789.125, 2),
        (-1234.5, 0),
    ]
    asked = [*values, *edges]
    assert in_browser(numbers, "([x, d]) => n.grouped(x, d)", list(map(list, asked))) == [grouped(x, d) for x, d in asked]
    halves = [(k * 50_000.0, 1) for k in range(-400, 400)] + [(k * 5e5, 0) for k in range(99)]
    mill = [Format(shift=-6, decimals=d) for _, d in (*asked, *halves)]
    wanted = [f.words(f.rounded(x)) for f, (x, _) in zip(mill, (*asked, *halves), strict=True)]
    assert in_browser(numbers, "([x, d]) => n.mill(x, d)", list(map(list, (*asked, *halves)))) == wanted
    shares, percent = [k / 2000 for k in range(-500, 2500)], Format(shift=2, decimals=1)
    assert in_browser(numbers, "x => n.shown(x, 'andel')", list(shares)) == [percent.words(percent.rounded(x)) for x in shares]


def test_what_people_type_and_paste_is_read(numbers: Path) -> None:
    typed = {
        "1250": 1250,
        "1 250": 1250,
        "1\u00a0250": 1250,
        "1250,5": 1250.5,
        "−5": -5,
        "(5)": -5,
        "1.250.000": 1250000,
        "1.250,5": 1250.5,
        "2,05": 2.05,
        " 3 % ": 3,
        ",5": 0.5,
    }
    found = in_browser(numbers, "t => n.parse(t)", list(typed))
    assert found == [{"ok": True, "value": v} for v in typed.values()]
    wrong = in_browser(numbers, "t => n.parse(t)", ["2,0,5", "abc", "", "1e999", "--1", "1.250"])
    assert [w["ok"] for w in wrong] == [False] * 6 and wrong[-1]["ambiguous"] == [1250, 1.25]
    assert in_browser(numbers, "t => n.pasted(t)", ["1\t2\r\n3\t4\r\n", "1;2\n3;4", "5"]) == [
        [["1", "2"], ["3", "4"]],
        [["1", "2"], ["3", "4"]],
        [["5"]],
    ]


def test_an_explanation_of_no_number_says_how_to_choose_one(shown: Screen) -> None:
    page = shown.go("/plan/1/forklaring")
    expect(page.get_by_role("heading", name="Velg et tall for å se forklaringen")).to_be_visible()


def test_certainty_of_an_earlier_draft_is_marked_until_it_is_drawn_again(shown: Screen) -> None:
    """The numbers of the plan as it was stay, but faded and busy, until those of the draft arrive."""
    page = shown.go("/plan/1/drift", ".stripe dl:not(.gammel)")
    sure = page.locator(".stripe [data-tall=sikkert]")
    expect(sure).to_contain_text(re.compile(r"\d\s+mill"))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/usikkerhet", hold)
    page.get_by_role("button", name="Hva om").click()
    page.locator("input[type=range]").first.press("ArrowRight")
    expect(sure.locator(".gammel")).to_be_visible()
    for route in held:
        with suppress(Error):  # the page has given it up for a newer one
            route.continue_()
    page.unroute("**/usikkerhet")
    expect(sure.locator(".gammel")).to_have_count(0)
