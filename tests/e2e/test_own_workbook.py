"""A municipality's own workbook in the browser: proposed, confirmed, held against the plan, taken in, and the profile used again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, Page, expect

from ldip.web.settings import local_settings
from tests.e2e.conftest import Screen, Served, screen, serve
from tests.e2e.test_pages import violations
from tests.web.conftest import plan_files, put
from tests.workbook.own_books import error_value, model, wrong_sum

BOOK = "modell.xlsx"
PAGE = "/plan/1/eget-regneark"


@pytest.fixture(scope="module")
def nordvik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One's own machine with Nordvik, whose adopted years end in 2029."""
    found, server, thread = serve(local_settings(str(tmp_path_factory.mktemp("eget") / "lager.db")))
    files = plan_files("nordvik")
    files["plan.toml"] = files["plan.toml"].replace(b"vedtatt_til = 2026", b"vedtatt_til = 2029")
    put(found.service, "Nordvik: LDIP", files, found.service.local_id)
    yield found
    server.should_exit = True
    thread.join(5.0)


@pytest.fixture
def at(browser: Browser, nordvik: Served) -> Iterator[Screen]:
    found = screen(browser, nordvik.url)
    yield found
    found.page.context.close()
    assert not found.wrong


def choose(page: Page, raw: bytes, name: str = BOOK) -> None:
    """Choose a workbook, and wait until it is read."""
    page.get_by_label("Velg regneark").set_input_files([{"name": name, "mimeType": "application/vnd.ms-excel", "buffer": raw}])
    page.wait_for_selector(".forhandsvisning:not([aria-busy])")


def test_a_workbook_is_confirmed_taken_in_and_read_again_by_its_profile(at: Screen) -> None:
    page = at.go(PAGE)
    choose(page, model().saved())
    expect(page.get_by_role("alert")).to_contain_text("Fellesutgifter")  # no name of the plan is like it, so it is asked
    page.get_by_label("Hva er «Fellesutgifter» i planen?").first.select_option("annet")
    take = page.get_by_role("button", name="Ta inn: ")
    expect(take).to_be_visible()
    expect(page.get_by_text("10 summer stemmer")).to_be_visible()
    row = page.get_by_role("row", name="Lån ved inngangen til året 2026")
    expect(row).to_contain_text("290\u00a0083\u00a0333,88")
    assert not violations(page)
    take.click()
    expect(page.get_by_text("modell.xlsx er tatt inn i utkastet")).to_be_visible()
    choose(page, model(2026, ("Ny barnehage Sørlia",)).saved())
    expect(page.get_by_text("Lest etter profilen som er lagret i planen")).to_be_visible()
    expect(page.get_by_text("Nytt prosjekt i planen (1): «Ny barnehage Sørlia»")).to_be_visible()


@pytest.mark.parametrize(("defect", "cell"), [(error_value, "F7"), (wrong_sum, "E15")])
def test_a_defect_is_shown_with_sheet_and_cell(at: Screen, defect: Callable[[Worksheet], None], cell: str) -> None:
    page = at.go(PAGE)
    broken = model()
    defect(broken.book.worksheets[0])
    choose(page, broken.saved())
    expect(page.get_by_role("alert")).to_contain_text(f"Investeringer 2026-2035!{cell}")
    expect(page.get_by_role("button", name="Ta inn: ")).to_have_count(0)
