"""The plan as a workbook in the browser: downloaded, changed, refused at its cell, previewed and taken into the draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Screen
from tests.e2e.test_pages import RULES
from tests.workbook.books import saved

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_in(page: Page, raw: bytes) -> None:
    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name="Les inn fra Excel").click()
    asked.value.set_files([{"name": "bok.xlsx", "mimeType": XLSX, "buffer": raw}])


def put(opened: Any, value: Any) -> str:
    """Put a value where the policy rate of a year is. Returns the name of the cell."""
    sheet = next(s for s in opened.worksheets if s["A1"].value == "forutsetninger.toml")
    row = next(r for r in range(5, sheet.max_row) if sheet.cell(r, 1).value == "styringsrente")
    column = next(c for c in sheet[3] if c.value == "2027").column
    sheet.cell(row, column).value = value
    return f"ark {sheet.title}, celle {sheet.cell(row, column).coordinate}"


def test_a_workbook_is_downloaded_changed_and_taken_in(shown: Screen) -> None:
    page = shown.go("/plan/2/forutsetninger")
    page.set_default_timeout(60_000)
    shown.settled()
    with page.expect_download(timeout=60_000) as kept:
        page.get_by_role("button", name="Last ned som Excel").click()
    raw = Path(kept.value.path()).read_bytes()
    cells: list[str] = []
    read_in(page, saved(raw, lambda b: cells.append(put(b, "mye"))))
    alert = page.locator("#arbeidsbok, .kort").get_by_role("alert").filter(has_text=cells[0])
    expect(alert).to_contain_text("må være et tall")
    expect(page.get_by_role("button", name="inn i kladden")).to_have_count(0)
    page.get_by_role("button", name="Forkast", exact=True).last.click()
    read_in(page, saved(raw, lambda b: cells.append(put(b, 3.25))))
    row = page.get_by_role("row").filter(has_text=cells[0])
    expect(row).to_contain_text("styringsrente.verdier.2027")
    expect(row).to_contain_text("3,25")
    found = Axe().run(page, context=".forhandsvisning", options=RULES).response["violations"]
    assert not found, found
    page.get_by_role("button", name="Ta 1 endring inn i kladden").click()
    expect(page.get_by_text("1 endring er tatt inn i kladden")).to_be_visible()
    expect(page.get_by_role("textbox", name="Styringsrente 2027")).to_have_value("3,25", timeout=60_000)
