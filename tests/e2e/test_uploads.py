"""Files of every kind uploaded in the browser: a right one is shown as a change, a wrong one with the place, an open one as a choice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ldip.web.settings import local_settings
from tests.e2e.conftest import screen, serve
from tests.e2e.test_new_plan import LIST
from tests.e2e.test_pages import violations
from tests.e2e.uploaded import RIGHT, TWO_SHEETS, WRONG
from tests.web.test_lists import HEAD, PROJECT_MAP, ROWS

KIND = "ssb-folketall"


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Lørenskog's first plan with its estimates."""
    served, server, thread = serve(local_settings(str(tmp_path_factory.mktemp("filer") / "lager.db")))
    found = screen(browser, served.url)
    found.go("/ny-plan?kommune=3222")
    found.page.wait_for_selector(LIST)
    found.settled()
    yield found.page
    assert not found.wrong, found.wrong
    found.page.context.close()
    server.should_exit = True
    thread.join(5.0)


def given(page: Page, name: str, raw: bytes) -> Locator:
    """Choose a file for the first estimate, and read it as inhabitants by age. Returns the preview."""
    with page.expect_file_chooser() as asked:
        page.locator(LIST).get_by_role("button", name="Last opp").first.click()
    asked.value.set_files([{"name": name, "mimeType": "application/octet-stream", "buffer": raw}])
    preview = page.locator(".forhandsvisning")
    expect(preview.get_by_role("heading", name=f"Forhåndsvisning: {name}")).to_be_visible()
    with page.expect_response("**/forslag"):
        preview.get_by_label("Lest som").select_option(KIND)
    expect(preview.get_by_label("Lest som")).to_have_value(KIND)
    return preview


def chosen(page: Page, button: str, **files: str) -> None:
    """Choose files by the text of a button, and wait until they are read."""
    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name=button).click()
    with page.expect_response("**/forslag"):
        asked.value.set_files(
            [
                {"name": n.replace("_", "."), "mimeType": "application/octet-stream", "buffer": s.encode()}
                for n, s in files.items()
            ]
        )


def discard(page: Page) -> None:
    page.get_by_role("button", name="Forkast").click()
    expect(page.locator(".forhandsvisning")).to_have_count(0)


def test_a_right_file_of_every_kind_is_shown_as_a_change(page: Page) -> None:
    for name, raw in RIGHT.items():
        preview = given(page, name, raw)
        expect(preview.get_by_role("alert")).to_have_count(0)
        expect(preview.get_by_role("row").filter(has_text="53\u00a0000")).to_be_visible()
        expect(preview.get_by_role("button", name="Ta inn")).to_be_visible()
        discard(page)


def test_a_defect_in_a_file_of_every_kind_is_located(page: Page) -> None:
    for name, (raw, said) in WRONG.items():
        preview = given(page, name, raw)
        alert = preview.get_by_role("alert")
        for text in (name, *said):
            expect(alert).to_contain_text(text)
        expect(page.get_by_role("button", name="Ta inn")).to_have_count(0)
        discard(page)


def test_a_choice_of_a_file_is_answered_in_the_browser(page: Page) -> None:
    preview = given(page, "to_ark.xlsx", TWO_SHEETS)
    expect(preview.get_by_role("alert")).to_contain_text("flere ark")
    expect(preview.get_by_role("alert")).not_to_contain_text("--svar")
    choices = preview.get_by_role("group", name="ark")
    expect(choices.get_by_role("radio")).to_have_count(2)
    assert not (told := violations(page)), told
    preview.get_by_role("button", name="Les på nytt med svarene").click()
    expect(preview.get_by_role("button", name="Ta inn")).to_have_count(0)
    choices.get_by_label("Ark 2025").check()
    preview.get_by_role("button", name="Les på nytt med svarene").click()
    expect(preview.get_by_role("alert")).to_contain_text("1. januar 2026")
    discard(page)
    preview = given(page, "to_ark.xlsx", TWO_SHEETS)
    preview.get_by_label("Ark 2026").check()
    preview.get_by_role("button", name="Les på nytt med svarene").click()
    preview.get_by_role("button", name="Ta inn").click()
    expect(page.locator(".forhandsvisning")).to_have_count(0)


def test_a_list_of_projects_and_its_map_are_taken_in(page: Page) -> None:
    """Without the map it is named; with it the projects and the sums by year are shown, and go into the draft."""
    chosen(page, "Last opp prosjektliste", liste_csv="\n".join([HEAD, *ROWS]))
    preview = page.locator(".forhandsvisning")
    expect(preview.get_by_label("Lest som")).to_have_value("prosjektliste")
    for text in ("liste.csv", "har ikke noe kart", "docs/guide/prosjektlister.md"):
        expect(preview.get_by_role("alert")).to_contain_text(text)
    chosen(page, "Legg ved kart", kart_toml=PROJECT_MAP)
    expect(preview.get_by_role("heading", name="Forhåndsvisning: liste.csv, kart.toml")).to_be_visible()
    expect(preview.get_by_role("alert")).to_have_count(0)
    expect(preview.get_by_role("row").filter(has_text="Ny skole").first.get_by_role("cell")).to_have_text(["–", "4"])
    sums = preview.get_by_role("table", name="Lista i alt, kroner").get_by_role("row")
    expect(sums.nth(1)).to_contain_text("Varige driftsmidler1\u00a0000\u00a00003\u00a0250\u00a0000")
    assert not (told := violations(page)), told
    preview.get_by_label("Lest som").select_option("saldoliste")
    expect(preview.get_by_role("alert")).to_contain_text("kart.toml")
    preview.get_by_label("Lest som").select_option("prosjektliste")
    preview.get_by_role("button", name="Ta inn 2 tall").click()
    expect(preview).to_have_count(0)
